import CMicroHTTPD

/// Header fields on their way out of libmicrohttpd.
struct HeaderCollection {
  private(set) var headers = HTTPHeaders()
  /// Whether every name was a token and every value text without control characters.
  private(set) var isWellFormed = true

  /// Reads the header of the request on a connection; only on the connection's thread.
  init(of connection: OpaquePointer) {
    withUnsafeMutablePointer(to: &self) { collection in
      _ = MHD_get_connection_values_n(connection, .HEADER_KIND, collectHeader, collection)
    }
  }

  fileprivate mutating func add(name: UnsafeBufferPointer<CChar>, value: UnsafeBufferPointer<CChar>)
  {
    let nameBytes = UnsafeRawBufferPointer(name)
    var valueBytes = UnsafeRawBufferPointer(value)[...]
    // RFC 9110 section 5.5: space around a value is not part of it. libmicrohttpd drops it in
    // front only.
    while let last = valueBytes.last, last == 0x20 || last == 0x09 { valueBytes.removeLast() }
    let valueText = UnsafeRawBufferPointer(rebasing: valueBytes)
    guard !nameBytes.isEmpty, nameBytes.allSatisfy(isTokenCharacter),
      valueText.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }),
      let text = HeaderCollection.text(valueText)
    else {
      // Also «Host : x»: libmicrohttpd keeps the space in the name, others take it for Host.
      isWellFormed = false
      return
    }
    headers.append(String(decoding: nameBytes, as: UTF8.self), text)
  }

  /// Nil for what is not UTF-8; nearly every value is ASCII, which needs no second look.
  private static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return String(validating: bytes, as: UTF8.self) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Called by libmicrohttpd for each field, on the connection's thread.
private func collectHeader(
  context: UnsafeMutableRawPointer?,
  kind: MHD_ValueKind,
  name: UnsafePointer<CChar>?,
  nameLength: Int,
  value: UnsafePointer<CChar>?,
  valueLength: Int,
) -> MHD_Result {
  guard let collection = context?.assumingMemoryBound(to: HeaderCollection.self) else { return .NO }
  collection.pointee.add(
    name: UnsafeBufferPointer(start: name, count: name == nil ? 0 : nameLength),
    value: UnsafeBufferPointer(start: value, count: value == nil ? 0 : valueLength),
  )
  return .YES
}
