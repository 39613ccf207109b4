/// What an inn agreed that its data may be used for.
package enum ConsentPurpose: String, CaseIterable, Codable, Sendable {
  /// Its rooms may be shown and sold. Without it an inn is neither, however complete its listing;
  /// training inns, behind which is nobody to ask, need none.
  case sale
  /// Its figures may go into statistics.
  case statistics
  /// It may be rung and listed in an emergency, as a place for evacuees or to account for guests.
  case emergency
}

/// One word of an inn on one purpose; the last one holds, all are kept.
package struct ConsentRecord: Hashable, Sendable {
  package var inn: InnID
  package var purpose: ConsentPurpose
  /// False when consent was refused or taken back.
  package var isGiven: Bool
  package var medium: Medium
  /// Where the paper lies, who was spoken with.
  package var note: String?
  package var recordedBy: Actor
  package var recordedAt: Timestamp

  package enum Medium: String, CaseIterable, Codable, Sendable {
    case phone
    case paper
  }

  /// Longest note, in characters.
  package static let maxNote = 500
}

extension Transaction {
  /// Records what an inn said about a purpose; taking consent to sale back ends sales at once, and
  /// bookings stand.
  package func record(
    _ purpose: ConsentPurpose,
    given isGiven: Bool,
    by medium: ConsentRecord.Medium,
    note: String? = nil,
    of inn: InnID,
    actor: Actor,
  ) throws {
    guard catalogue[inn] != nil else { throw OfficeRefusal.innUnknown }
    if let note, note.count > ConsentRecord.maxNote { throw OfficeRefusal.malformed(["note"]) }
    let sequence = try log(.consentRecorded, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("purpose", purpose)
      $0.field("given", isGiven)
      $0.field("medium", medium)
    }
    try db.run(
      """
      INSERT INTO consent (sequence, inn, purpose, given, medium, note, recorded_by, recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      .integer(sequence),
      .id(inn),
      .text(purpose.rawValue),
      .bool(isGiven),
      .text(medium.rawValue),
      .optional(note) { .text($0) },
      .text(actor.text),
      .instant(now),
    )
    try touchListing(inn)
  }
}

extension Registry {
  /// Everything an inn said about the use of its data, oldest first.
  package func consents(of inn: InnID) throws -> [ConsentRecord] {
    try read { db in
      try db.rows(
        """
        SELECT purpose, given, medium, note, recorded_by, recorded_at FROM consent
        WHERE inn = $1 ORDER BY sequence
        """,
        .id(inn),
      ) { row in
        guard let actor = Actor(text: row.text(4)) else {
          throw DatabaseError(kind: .corrupt, code: 0, message: "actor \(row.text(4))", sql: "")
        }
        return ConsentRecord(
          inn: inn,
          purpose: try row.word(0),
          isGiven: row.bool(1),
          medium: try row.word(2),
          note: row.optional(3) { $0.text($1) },
          recordedBy: actor,
          recordedAt: row.instant(5),
        )
      }
    }
  }
}
