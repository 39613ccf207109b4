/// How a command ends, for scripts; every command's help shows this list.
enum ExitStatus: Int32, CaseIterable, Sendable {
  case success = 0
  /// Something outside went wrong: a disk, a port, a file that can't be read.
  case failure = 1
  /// The command line, or a file it names, isn't understood.
  case usage = 2
  /// There is no such inn, booking, channel or key.
  case notFound = 3
  /// A rule of the registry refused what was asked.
  case refused = 4
  /// The hub or its database can't be reached, is busy, or is of another version.
  case unavailable = 5

  var meaning: Phrase {
    switch self {
    case .success: Phrase(en: "done", ja: "正常終了")
    case .failure: Phrase(en: "failed", ja: "失敗")
    case .usage: Phrase(en: "wrong usage or a file that is not understood", ja: "使い方またはファイルの誤り")
    case .notFound:
      Phrase(en: "no such inn, booking, channel, key or organisation", ja: "該当する宿・予約・経路・鍵・団体がない")
    case .refused: Phrase(en: "refused by a rule", ja: "規則により断られた")
    case .unavailable: Phrase(en: "hub or database unavailable", ja: "ハブまたはデータベースが使えない")
    }
  }
}
