/// What PJSIP says for the log: lines with addresses, and in them the numbers of those who call.
enum SIPLogLine {
  private static let schemes = ["sip:", "sips:", "tel:"].map { Array($0.utf8) }
  /// What can't stand in the part of an address before its `@`.
  private static let ends = Set(" \t\r\n<>\"(),".utf8)
  /// Letters of a number that stay, as of a number of the hub's own (``PhoneNumber/masked``).
  private static let shown = 3

  /// The line with every address's user hidden but for its end, and without the names that
  /// telephones give themselves.
  static func masked(_ line: String) -> String {
    guard line.utf8.contains(UInt8(ascii: ":")) else { return line }
    let bytes = Array(line.utf8)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard let scheme = schemes.first(where: { bytes[index...].starts(with: $0) }),
        let user = user(bytes, from: index + scheme.count, isTel: scheme.first == UInt8(ascii: "t"))
      else {
        kept.append(bytes[index])
        index += 1
        continue
      }
      dropName(&kept)
      kept += scheme
      kept += Array("***".utf8)
      kept += user.count > shown * 2 ? Array(bytes[user].suffix(shown)) : []
      index = user.upperBound
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// Where the user of an address stands; nil for one without.
  private static func user(_ bytes: [UInt8], from start: Int, isTel: Bool) -> Range<Int>? {
    let end = bytes[start...].firstIndex { ends.contains($0) } ?? bytes.count
    if let at = bytes[start..<end].firstIndex(of: UInt8(ascii: "@")) { return start..<at }
    return isTel && end > start ? start..<end : nil
  }

  /// Takes `"Hanako" ` before `<sip:` away.
  private static func dropName(_ kept: inout [UInt8]) {
    guard kept.last == UInt8(ascii: "<") else { return }
    var rest = kept.dropLast()
    while rest.last == UInt8(ascii: " ") { rest.removeLast() }
    guard rest.last == UInt8(ascii: "\""),
      let first = rest.dropLast().lastIndex(of: UInt8(ascii: "\""))
    else { return }
    kept = Array(rest[..<first]) + [UInt8(ascii: "<")]
  }
}
