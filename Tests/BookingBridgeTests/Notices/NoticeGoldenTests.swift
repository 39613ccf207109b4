import BookingBridge
import Foundation
import InnRegistry
import Testing

/// Every kind in every language, word for word.
///
/// `INNBRIDGE_RECORD_GOLDEN=1` writes what the program says now and fails, so that nobody commits a
/// text unread.
@Suite(.serialized) struct NoticeGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")

  private func check(_ name: String, _ actual: String) throws {
    let file = NoticeGoldenTests.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["INNBRIDGE_RECORD_GOLDEN"] == "1" {
      try actual.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("\(name) was recorded: read it, then run again without INNBRIDGE_RECORD_GOLDEN")
      return
    }
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard expected != actual else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    let was = old.indices.contains(line) ? old[line] : "(end)"
    let now = new.indices.contains(line) ? new[line] : "(end)"
    Issue.record("\(name), line \(line + 1):\n  file: \(was)\n  now:  \(now)")
  }

  @Test(arguments: NoticeLanguage.allCases)
  func texts(language: NoticeLanguage) throws {
    var all = ""
    for kind in NoticeKind.allCases {
      let notice = Notice(kind, try NoticeFixtures.facts(language.rawValue, kind: kind))
      all += "=== \(kind.rawValue)\n" + notice.document.text + "SMS: \(notice.sms)\n\n"
    }
    try check("\(language.rawValue).txt", all)
  }

  @Test(arguments: NoticeLanguage.allCases)
  func pages(language: NoticeLanguage) throws {
    let notice = Notice(.confirmed, try NoticeFixtures.facts(language.rawValue))
    try check(
      "confirmed.\(language.rawValue).html",
      notice.html.replacing(NoticeStyle.sheet, with: "…")
    )
  }

  @Test func otherForms() throws {
    let facts = try NoticeFixtures.facts("en")
    try check("confirmed.en.json", Notice(.confirmed, facts).json + "\n")
    try check("phrase_card.ja-easy.html", Notice(.phraseCard, facts, language: .easyJapanese).html)
    try check("slip.html", InnSlip(facts).html)
  }
}
