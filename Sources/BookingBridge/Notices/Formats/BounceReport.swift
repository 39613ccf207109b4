import InnRegistry

/// A mail that came back: which notice it was, and why (RFC 3464, delivery status notifications).
package struct BounceReport: Hashable, Sendable {
  /// The notice's number.
  package var notice: Int64
  package var reason: String

  /// Longest reason that is kept, in characters: a line of a list.
  private static let longestReason = 300

  /// Reads a report as the mail server sent it back; nil for anything that names no notice or tells
  /// only of a delay.
  package init?(_ text: String) {
    let lines = BounceReport.unfolded(text)
    func value(_ name: String) -> String? {
      lines.first { $0.lowercased().hasPrefix(name) }
        .map { String($0.dropFirst(name.count)).trimmingSpaces() }
    }
    if let action = value("action:"), action.lowercased() != "failed" { return nil }
    var found: Int64?
    for line in lines where line.lowercased().hasPrefix("message-id:") {
      guard let open = line.firstIndex(of: "<") else { continue }
      let name = line[line.index(after: open)...].prefix { $0 != "@" && $0 != ">" }
      if let id = NoticeDelivery.id(ofMessage: name) { found = id }
    }
    guard let found else { return nil }
    notice = found
    let told = value("diagnostic-code:") ?? value("status:") ?? "came back"
    reason = String(told.singleLine.prefix(BounceReport.longestReason))
  }

  /// Lines of headers, whose continuations begin with white space (RFC 5322, 2.2.3).
  private static func unfolded(_ text: String) -> [String] {
    var lines: [String] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if let first = line.first, first == " " || first == "\t", let last = lines.last, !last.isEmpty
      {
        lines[lines.count - 1] = last + " " + String(line).trimmingSpaces()
      } else {
        lines.append(String(line))
      }
    }
    return lines
  }
}
