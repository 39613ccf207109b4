/// What is kept of a finished telephone call.
package struct FiledCall: Hashable, Sendable {
  package var id: ConversationID
  /// Nil when the caller could not be told.
  package var inn: InnID?
  /// The other end in E.164; empty when it was withheld.
  package var number: String
  package var direction: Direction
  /// What the call was about, such as `inbound` or `request`.
  package var purpose: String
  package var startedAt: Timestamp
  package var endedAt: Timestamp
  package var outcome: String
  /// What was said, keyed and saved, a line each, in order; erased with the guests' data.
  package var transcript: [String]

  /// The purpose of a call from a keyboard (`innctl dial`), which costs nobody anything.
  package static let training = "training"

  package enum Direction: String, CaseIterable, Codable, Sendable {
    case inbound
    case outbound
  }

  package init(
    id: ConversationID,
    inn: InnID?,
    number: String,
    direction: Direction,
    purpose: String,
    startedAt: Timestamp,
    endedAt: Timestamp,
    outcome: String,
    transcript: [String],
  ) {
    self.id = id
    self.inn = inn
    self.number = number
    self.direction = direction
    self.purpose = purpose
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.outcome = outcome
    self.transcript = transcript
  }
}

extension Transaction {
  /// Keeps a finished call; the log tells of it without its words.
  package func file(_ call: FiledCall) throws {
    try db.run(
      """
      INSERT INTO call (id, inn, number, direction, purpose, started_at, ended_at, outcome,
        transcript)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """,
      .id(call.id),
      .optional(call.inn) { .id($0) },
      .text(call.number),
      .text(call.direction.rawValue),
      .text(call.purpose),
      .instant(call.startedAt),
      .instant(call.endedAt),
      .text(call.outcome),
      .text(try StoredJSON.encode(call.transcript)),
    )
    try log(.callEnded, subject: call.id.rawValue, inn: call.inn, by: .hub) {
      $0.field("direction", call.direction)
      $0.field("purpose", call.purpose)
      $0.field("outcome", call.outcome)
      $0.field("seconds", (call.endedAt - call.startedAt).milliseconds / 1000)
    }
    try meter(call)
  }

  /// What the call cost; strangers' calls are no inn's.
  private func meter(_ call: FiledCall) throws {
    guard call.purpose != FiledCall.training, let inn = call.inn, let listing = catalogue[inn]
    else { return }
    let kind = listing.phones.first { $0.number.e164 == call.number }?.kind
    let usage = Usage.call(
      seconds: Int((call.endedAt - call.startedAt).milliseconds / 1000),
      direction: call.direction == .inbound ? .inbound : .outbound,
      kind: kind ?? .landline,
    )
    try meter(usage, inn: inn)
  }
}

extension Registry {
  /// Finished calls, newest first.
  ///
  /// - Parameter limit: at most this many, 1...500.
  package func calls(inn: InnID? = nil, limit: Int = 50) throws -> [FiledCall] {
    try read { db in
      try db.rows(
        """
        SELECT id, inn, number, direction, purpose, started_at, ended_at, outcome, transcript
        FROM (
          SELECT * FROM call WHERE inn = $1
          UNION ALL
          SELECT * FROM call WHERE CAST($1 AS TEXT) IS NULL
        ) AS known
        ORDER BY started_at DESC, id LIMIT $2
        """,
        .optional(inn) { .id($0) },
        .int(limit),
        read: FiledCall.init(row:),
      )
    }
  }

  /// A finished call; nil when there is none of that name.
  package func call(_ id: ConversationID) throws -> FiledCall? {
    try read { db in
      try db.row(
        """
        SELECT id, inn, number, direction, purpose, started_at, ended_at, outcome, transcript
        FROM call WHERE id = $1
        """,
        .id(id),
        read: FiledCall.init(row:),
      )
    }
  }
}

extension FiledCall {
  init(row: SQLRow) throws {
    self.init(
      id: row.id(0),
      inn: row.optional(1) { $0.id($1) },
      number: row.text(2),
      direction: try row.word(3),
      purpose: row.text(4),
      startedAt: row.instant(5),
      endedAt: row.instant(6),
      outcome: row.text(7),
      transcript: try StoredJSON.decode([String].self, row.text(8)),
    )
  }
}
