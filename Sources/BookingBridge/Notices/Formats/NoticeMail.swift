import Foundation
package import InnRegistry

/// A notice as mail (RFC 5322): plain text and HTML, the reader's program chooses (RFC 2046,
/// multipart/alternative).
package struct NoticeMail: Hashable, Sendable {
  package var from: Mailbox
  package var to: Mailbox
  package var subject: String
  package var text: String
  package var html: String
  /// Makes the message the same however often it is sent, without its brackets.
  package var messageID: String
  package var date: Timestamp
  /// Of the notice (RFC 3282).
  package var language: NoticeLanguage

  package init(
    _ notice: Notice,
    subjectOf facts: NoticeFacts,
    from: Mailbox,
    to: Mailbox,
    messageID: String,
    date: Timestamp,
  ) {
    let inn =
      notice.language.isJapanese ? facts.inn.name.japanese : facts.inn.name.romaji
    self.from = from
    self.to = to
    subject = "\(notice.document.title.base) – \(inn) \(facts.booking.reference.grouped)"
    text = notice.text
    html = notice.html
    self.messageID = messageID
    self.date = date
    language = notice.language
  }

  /// A name and an address.
  package struct Mailbox: Hashable, Codable, Sendable {
    package var name: String
    package var address: String

    /// Fails for an address that can't stand in a header and in SMTP's commands as it is: printable
    /// ASCII, one @, no brackets, blanks, quotes or commas, at most 254 characters (RFC 5321).
    package init?(name: String = "", address: String) {
      let forbidden = Array(" <>()[]\\,;:\"".utf8)
      let parts = address.split(separator: "@", omittingEmptySubsequences: false)
      guard address.utf8.count <= 254, parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
        address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }),
        !address.hasPrefix("-")
      else { return nil }
      self.name = name.singleLine
      self.address = address
    }
  }

  /// The whole message, lines ended by CRLF, none longer than 78 bytes but for what can't be folded.
  package var message: [UInt8] {
    let boundary = "=_innbridge_" + Secret.sha256(messageID).prefix(24)
    var lines = [
      "Date: " + NoticeMail.date(date),
      "From: " + NoticeMail.header(from),
      "To: " + NoticeMail.header(to),
      "Message-ID: <\(messageID)>",
      "Subject: " + NoticeMail.encoded(subject.singleLine, after: 9),
      "Content-Language: \(language.htmlTag)",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"",
      "",
    ]
    for (type, body) in [("plain", text), ("html", html)] {
      lines += [
        "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
        "Content-Transfer-Encoding: base64", "",
      ]
      // Canonical line ends before the encoding (RFC 2045, 6.8).
      let canonical = body.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
      lines.append(
        Data(canonical.utf8).base64EncodedString(
          options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]
        )
      )
    }
    lines += ["--\(boundary)--", ""]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  private static func header(_ mailbox: Mailbox) -> String {
    guard !mailbox.name.isEmpty else { return mailbox.address }
    return encoded(mailbox.name, after: 6) + "\r\n <\(mailbox.address)>"
  }

  /// Plain words as they are, everything else in encoded words (RFC 2047) of whole characters, at
  /// most 75 bytes each, one a line.
  ///
  /// - Parameter used: bytes of the header's name, for the first line's length.
  static func encoded(_ text: String, after used: Int) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == 32 || byte == UInt8(ascii: "-")
    }
    if isPlain, !text.isEmpty, text.utf8.count + used <= 76, !text.hasPrefix(" ") { return text }
    var words: [String] = []
    var word: [UInt8] = []
    // "=?utf-8?B??=" takes twelve bytes, base 64 four for three.
    var room = (75 - used - 12) / 4 * 3
    func close(_ word: inout [UInt8], _ words: inout [String]) {
      if !word.isEmpty { words.append("=?utf-8?B?\(Data(word).base64EncodedString())?=") }
      word = []
    }
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if word.count + bytes.count > room {
        close(&word, &words)
        room = (74 - 12) / 4 * 3
      }
      word += bytes
    }
    close(&word, &words)
    return words.joined(separator: "\r\n ")
  }

  /// `Thu, 03 Dec 2026 12:00:00 +0900`.
  package static func date(_ instant: Timestamp) -> String {
    let date = TokyoTime.date(at: instant)
    let minute = TokyoTime.minuteOfDay(at: instant)
    let second = Int(instant.milliseconds / 1000 % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
    let day = LocalFormat.englishDays[date.weekday.rawValue].prefix(3)
    let month = LocalFormat.englishMonths[date.month - 1].prefix(3)
    return "\(day), \(two(date.day)) \(month) \(date.year) "
      + "\(two(minute / 60)):\(two(minute % 60)):\(two(second)) +0900"
  }
}
