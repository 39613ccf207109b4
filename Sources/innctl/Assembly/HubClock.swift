import InnRegistry

/// The clock a hub runs by.
enum HubClock {
  /// Names an RFC 3339 instant at which the hub's clock begins and from which it runs on, so that
  /// end-to-end tests can be late in the evening; training hubs only.
  static let startVariable = "INNBRIDGE_TEST_CLOCK_START"

  static func clock(
    environment: [String: String],
    isTraining: Bool,
  ) throws(CommandFailure) -> WallClock {
    guard let text = environment[startVariable], !text.isEmpty else { return .system }
    guard isTraining else {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "\(startVariable) is for training hubs only",
          ja: "\(startVariable) は練習用のハブでだけ使えます",
        ),
      )
    }
    guard let start = Timestamp(rfc3339: text) else {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "\(startVariable): '\(text)' is not an instant such as 2026-12-03T08:05:00Z",
          ja: "\(startVariable): 「\(text)」は日時ではありません。例 2026-12-03T08:05:00Z",
        ),
      )
    }
    let offset = start - WallClock.system.now()
    return WallClock { WallClock.system.now() + offset }
  }
}
