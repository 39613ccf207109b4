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
    let lines = text.split(whereSeparator: \.isNewline)
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
}
