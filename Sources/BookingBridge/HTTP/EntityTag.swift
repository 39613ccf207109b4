/// Validators of representations, and the answers that they save (RFC 9110 sections 8.8 and 13).
enum EntityTag {
  /// A weak tag made of a body's bytes: 64 bits tell two of a caller's polls apart, and nothing is
  /// protected by them.
  static func weak(_ bytes: [UInt8]) -> String {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset + 8 <= buffer.count {
        state = mix(state, buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        offset += 8
      }
      var rest: UInt64 = 0
      while offset < buffer.count {
        rest = rest << 8 | UInt64(buffer[offset])
        offset += 1
      }
      state = mix(state, rest)
    }
    return "W/\"" + String(state, radix: 36) + "\""
  }

  /// The upper and the lower half of a product folded together: every bit of both goes everywhere.
  private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low &+ 0x9E37_79B9_7F4A_7C15
  }

  /// Whether a list of tags (`If-None-Match`, `If-Match`) names this one.
  ///
  /// - Parameter isStrong: `If-Match` compares strongly: a weak tag matches nothing.
  static func list(_ header: String, names tag: String, isStrong: Bool) -> Bool {
    if header.trimmingBlanks() == "*" { return true }
    return header.split(separator: ",").contains { part in
      let offered = String(part).trimmingBlanks()
      guard isStrong else { return opaque(offered) == opaque(tag) }
      return offered == tag && !offered.hasPrefix("W/")
    }
  }

  private static func opaque(_ tag: String) -> Substring {
    tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
  }
}

extension String {
  fileprivate func trimmingBlanks() -> String {
    var slice = self[...]
    while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
    while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
    return String(slice)
  }
}

extension ResponseBody {
  /// Nil for a stream, and for bytes whose tag is known to whoever shares them.
  fileprivate var weakTag: String? {
    if case .bytes(let bytes) = self { EntityTag.weak(bytes) } else { nil }
  }
}

extension HTTPResponse {
  /// The same answer under a validator: 304 without a body when the caller has it already.
  ///
  /// - Parameter tag: nil for a weak one made of the body.
  func validated(for request: HTTPRequest, tag: String? = nil) -> HTTPResponse {
    guard status == .ok, let tag = tag ?? body.weakTag else { return self }
    var response = self
    if let known = request.headers["If-None-Match"],
      EntityTag.list(known, names: tag, isStrong: false)
    {
      response = HTTPResponse(.notModified)
    }
    // A shared cache must ask each time, and never answers one channel with another's view.
    response.headers.append("Cache-Control", "private, no-cache")
    response.headers.append("ETag", tag)
    return response
  }
}
