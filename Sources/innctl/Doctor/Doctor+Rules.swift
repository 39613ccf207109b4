import InnRegistry

extension Doctor {
  /// Violations that are listed: enough to see what is wrong.
  private static let listed = 5

  /// Whether bookings, nights and the log agree: no night is sold twice.
  func rules() -> Finding {
    let subject = Phrase(en: "bookings", ja: "予約の整合")
    guard directory.hasRegistry else {
      return Finding("rules", subject, .ok, Phrase(en: "none yet", ja: "まだありません"))
    }
    do {
      let now = WallClock.system.now()
      let found = try Registry.violations(inFile: directory.registry, now: now)
      guard !found.isEmpty else {
        return Finding(
          "rules",
          subject,
          .ok,
          Phrase(en: "nights, bookings and log agree", ja: "空室、予約、記録が一致しています"),
        )
      }
      let text = found.prefix(Doctor.listed).map(\.description).joined(separator: "; ")
      return Finding("rules", subject, .fail, Phrase(text), advice: restore)
    } catch {
      return Finding("rules", subject, .fail, Phrase("\(error)"), advice: restore)
    }
  }
}
