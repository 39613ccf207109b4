/// Inns that get their own month by SMS, and which months they got.
package struct InnReportWish: Hashable, Sendable {
  package var inn: InnID
  package var since: Timestamp
  package var setBy: String
}

extension Registry {
  /// Inns that want their month by SMS, in order of their names.
  package func reportWishes() throws -> [InnReportWish] {
    try read { db in
      try db.rows("SELECT inn, since, set_by FROM statistics_report_wish ORDER BY inn") {
        InnReportWish(inn: $0.id(0), since: $0.instant(1), setBy: $0.text(2))
      }
    }
  }

  /// When each inn was sent its report of a month.
  package func reportsSent(_ month: CivilMonth) throws -> [InnID: Timestamp] {
    let rows: [(InnID, Timestamp)] = try read { db in
      try db.rows(
        "SELECT inn, sent_at FROM statistics_report WHERE month = $1",
        .int(month.index),
      ) { ($0.id(0), $0.instant(1)) }
    }
    return Dictionary(rows, uniquingKeysWith: { $1 })
  }
}

extension Transaction {
  /// How long a report may wait for a gateway: it tells of a month that is over.
  private static var reportLife: Span { .days(3) }

  /// Notes whether an inn wants its month by SMS.
  ///
  /// - Throws: ``FlowRefused/innUnknown(_:)``, or ``FlowRefused/noMobile(_:)`` for an inn whose
  ///   telephones take no messages.
  package func wantReport(_ inn: InnID, _ isWanted: Bool, by actor: Actor) throws {
    guard catalogue[inn] != nil else { throw FlowRefused.innUnknown(inn) }
    if isWanted { _ = try mobile(of: inn) }
    try db.run("DELETE FROM statistics_report_wish WHERE inn = $1", .id(inn))
    if isWanted {
      try db.run(
        "INSERT INTO statistics_report_wish (inn, since, set_by) VALUES ($1, $2, $3)",
        .id(inn),
        .instant(now),
        .text(actor.text),
      )
    }
    try log(.reportWanted, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("wanted", isWanted)
    }
  }

  /// Sends an inn its month by SMS, once.
  ///
  /// - Returns: false when it was sent before.
  @discardableResult
  package func sendReport(_ text: String, of month: CivilMonth, to inn: InnID, by actor: Actor)
    throws -> Bool
  {
    let number = try mobile(of: inn)
    let isNew = try db.run(
      """
      INSERT INTO statistics_report (inn, month, sent_at) VALUES ($1, $2, $3)
      ON CONFLICT (inn, month) DO NOTHING
      """,
      .id(inn),
      .int(month.index),
      .instant(now),
    )
    guard isNew > 0 else { return false }
    try write(text, to: number, inn: inn, deadline: now + Transaction.reportLife)
    try log(.reportSent, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("month", month.description)
    }
    return true
  }

  private func mobile(of inn: InnID) throws -> PhoneNumber {
    guard let listing = catalogue[inn] else { throw FlowRefused.innUnknown(inn) }
    let mobile = listing.phones.filter { $0.kind == .mobile }.min { $0.rank < $1.rank }
    guard let mobile else { throw FlowRefused.noMobile(inn) }
    return mobile.number
  }
}
