package import InnRegistry

/// File names and encodings of gammu-smsd's «files» service, as version 1.42 writes and reads them.
package enum GammuFiles {
  /// One file of the inbox: `IN20261203_120000_00_+819012345678_00.txt`, a part of a message.
  package struct InboxName: Hashable, Sendable {
    /// The network's time stamp as it stands in the name, and the number of the message in that
    /// second.
    package var stamp: String
    package var serial: String
    package var number: String
    package var part: Int

    /// What parts of one message have in common.
    var message: String { "\(stamp)_\(serial)_\(number)" }

    package init?(_ name: String) {
      let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 5, parts[0].hasPrefix("IN"), parts[0].utf8.count == 10,
        parts[0].dropFirst(2).allSatisfy(\.isASCIIDigit), parts[1].utf8.count == 6,
        parts[1].allSatisfy(\.isASCIIDigit), parts[4].hasSuffix(".txt"),
        let part = Int(parts[4].dropLast(4)), (0...99).contains(part)
      else { return nil }
      stamp = "\(parts[0].dropFirst(2))_\(parts[1])"
      serial = parts[2]
      number = parts[3]
      self.part = part
    }

    /// The time stamp as civil time of Japan: that is what Japanese networks write.
    package var sentAt: Timestamp? {
      let digits = stamp.compactMap(\.wholeNumberValue)
      guard digits.count == 14 else { return nil }
      func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
      guard let day = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
        number(8..<10) < 24, number(10..<12) < 60, number(12..<14) < 61
      else { return nil }
      return TokyoTime.instant(day, minute: number(8..<10) * 60 + number(10..<12))
        + .seconds(number(12..<14))
    }
  }

  /// The text of a file.
  ///
  /// UTF-16 with a byte order mark where `inboxformat = unicode`, otherwise the
  /// bytes of the daemon's locale, which must be UTF-8. It may be padded with NUL.
  ///
  /// - Returns: nil for bytes that are neither, such as a file that is still being written.
  package static func text(_ bytes: [UInt8]) -> String? {
    let isBigEndian = bytes.starts(with: [0xFE, 0xFF])
    guard isBigEndian || bytes.starts(with: [0xFF, 0xFE]) else {
      return String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard bytes.count.isMultiple(of: 2) else { return nil }
    var units: [UInt16] = []
    for index in stride(from: 2, to: bytes.count, by: 2) {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      let unit = isBigEndian ? first << 8 | second : second << 8 | first
      if unit == 0 { break }
      units.append(unit)
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// Whether the parts so far are as long as full ones (3GPP TS 23.040): 66 or 67 letters each in
  /// UCS-2, 152 or 153 otherwise.
  static func mayGoOn(_ text: String) -> Bool { text.utf16.count >= 66 }

  /// The name of a file of the outbox; the hub's own number for the message makes it the same
  /// however often it is written: `OUTC20261203_120000_00_+819012345678_sms42.txtd`.
  ///
  /// The letter `d` at the end asks for a delivery report.
  package static func outboxName(_ message: OutboundMessage) -> String {
    let date = TokyoTime.date(at: message.createdAt)
    let parts = date.parts
    let minute = TokyoTime.minuteOfDay(at: message.createdAt)
    let second = Int(message.createdAt.milliseconds / 1000 % 60)
    let stamp =
      "\(parts.year)" + two(parts.month) + two(parts.day) + "_" + two(minute / 60)
      + two(minute % 60) + two(second)
    return "OUTC\(stamp)_00_\(message.to.e164)_sms\(message.id).txtd"
  }

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  /// UTF-16, big end first, with its mark: the one form that the daemon reads in every locale.
  package static func bytes(_ text: String) -> [UInt8] {
    [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
