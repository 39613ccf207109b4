import BookingBridge
import InnRegistry

/// `innctl notice …`, as it is understood.
enum NoticeCommand: Hashable, Sendable {
  case render(NoticeDraft, file: String?)
  /// The catalogues; needs no hub.
  case check
  case list(state: NoticeDelivery.State?, booking: String?, limit: Int)
  case resend(Int64)
  /// A report that a mail came back, from a file.
  case bounce(file: String)
  case headcount
  case emergency(EmergencyDraft, isDryRun: Bool)
  case wishes
  case finishWish(Int64)
}

extension CommandParser {
  /// Nil when the path is none of a notice's.
  static func notice(_ arguments: Arguments) throws(UsageError) -> NoticeCommand? {
    switch arguments.syntax.path {
    case ["notice", "render"]:
      return .render(
        NoticeDraft(
          booking: try arguments.required("booking", .line(most: 64)),
          kind: try arguments.value("kind", .oneOf()),
          language: try arguments.value("lang", .oneOf()),
          format: try arguments.value("format", .oneOf()) ?? .text,
        ),
        file: try arguments.value("output", .path),
      )
    case ["notice", "check"]: return .check
    case ["notice", "list"]:
      return .list(
        state: try arguments.value("state", .oneOf()),
        booking: try arguments.value("booking", .line(most: 64)),
        limit: try arguments.value("limit", .wholeNumber(1...NoticeLimits.listed)) ?? 50,
      )
    case ["notice", "resend"]: return .resend(try number(arguments))
    case ["notice", "bounce"]: return .bounce(file: try arguments.operand(.path))
    case ["notice", "headcount"]: return .headcount
    case ["notice", "emergency"]: return try emergency(arguments)
    case ["notice", "wishes"]: return .wishes
    case ["notice", "wish-done"]: return .finishWish(try number(arguments))
    default: return nil
    }
  }

  private static func number(_ arguments: Arguments) throws(UsageError) -> Int64 {
    Int64(try arguments.operand(.wholeNumber(1...Int.max)))
  }

  private static func emergency(_ arguments: Arguments) throws(UsageError) -> NoticeCommand {
    .emergency(
      EmergencyDraft(
        hazard: try arguments.required("hazard", .oneOf()),
        text: try arguments.value("text", .line(most: 300)),
        english: try arguments.value("english", .line(most: 300)),
        inns: try arguments.operands(.identifier()),
        area: try arguments.value("area", .identifier()),
        isCalling: !arguments.has("no-calls"),
      ),
      isDryRun: arguments.has("dry-run"),
    )
  }
}

extension CommandTable {
  static let noticeGroups: [(name: String, summary: Phrase)] = [
    ("notice", Phrase(en: "what guests are told", ja: "お客様への通知"))
  ]

  static let notices: [CommandSyntax] = [noticeRender, noticeCheck] + noticeOffice

  private static let noticeRender = CommandSyntax(
    ["notice", "render"],
    Phrase(en: "print a notice of a booking", ja: "予約の通知を表示する"),
    details: Phrase(
      en: """
        As the booking stands now, in the guest's language; nothing is sent. The format slip is the
        inn's own paper, in large Japanese print.

        \(NoticeCommand.words)
        """,
      ja: """
        今の予約の内容で、お客様の言語で作る。送信はしない。slip は宿に渡す大きな字の控え。

        \(NoticeCommand.words)
        """,
    ),
    options: [
      OptionSyntax(
        "booking",
        argument: "REF",
        Phrase(en: "its reference or name (needed)", ja: "予約番号か予約ID（必須）"),
      ),
      OptionSyntax(
        "kind",
        argument: "KIND",
        Phrase(
          en: "what it tells (as the booking stands)",
          ja: "種類（省くと今の状態の通知）",
        ),
      ),
      OptionSyntax(
        "lang",
        argument: "LANG",
        Phrase(
          en: "its language (the guest's)",
          ja: "言語（省くとお客様の言語）",
        ),
      ),
      OptionSyntax(
        "format",
        argument: "FORMAT",
        Phrase(
          en: "its form (text): \(NoticeFormat.allCases.list)",
          ja: "形（text）: \(NoticeFormat.allCases.list)",
        ),
      ),
      OptionSyntax(
        "output",
        short: "o",
        argument: "FILE",
        Phrase(en: "write it there", ja: "ファイルに書く"),
      ),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl notice render --booking 123456 --lang th --format html -o notice.html",
        Phrase(en: "to look at in a browser", ja: "ブラウザーで見る"),
      ),
      CommandExample(
        "innctl notice render --booking 123456 --format slip -o slip.html",
        Phrase(en: "to print for the inn", ja: "宿に渡す紙を印刷する"),
      ),
    ],
  )

  private static let noticeCheck = CommandSyntax(
    ["notice", "check"],
    Phrase(en: "check the catalogues of all languages", ja: "全言語の文を調べる"),
    details: Phrase(
      en: """
        Looks for missing messages, arguments and plural forms that differ, text left in another
        language, and Japanese that is not simple where it has to be; says how much of each language
        a person able to judge it has reviewed.
        """,
      ja: """
        足りない文、引数や複数形の違い、ほかの言語のままの文、やさしくない「やさしい日本語」を探す。
        言語ごとに、確認の済んだ文の数も表示する。
        """,
    ),
    options: [.json],
    examples: [
      CommandExample("innctl notice check", Phrase(en: "before a release", ja: "公開の前に"))
    ],
  )
}

extension NoticeCommand {
  /// Kinds and languages, in lines for a terminal.
  static let words: String = {
    let kinds = NoticeKind.allCases.map(\.rawValue)
    let lines = stride(from: 0, to: kinds.count, by: 5).map { first in
      kinds[first..<min(first + 5, kinds.count)].joined(separator: ", ")
    }
    return """
      KIND: \(lines.joined(separator: ",\n  "))
      LANG: \(NoticeLanguage.allCases.list)
      """
  }()
}

extension Sequence where Element: RawRepresentable<String> {
  fileprivate var list: String { map(\.rawValue).joined(separator: ", ") }
}
