/// A text of the office that inns are rung to hear, each with a key as its receipt.
package struct Broadcast: Hashable, Sendable {
  package let id: BroadcastID
  /// As it was written, readings included.
  package var text: String
  package var createdAt: Timestamp
  /// Nobody is told any more from then on.
  package var deadline: Timestamp
  package var createdBy: String
  package var stoppedAt: Timestamp?
}

/// A name of a broadcast: one text read to many inns.
package typealias BroadcastID = Identifier<Broadcast>

/// How far a broadcast has come.
package struct BroadcastProgress: Hashable, Sendable {
  package var broadcast: Broadcast
  package var inns: [Receipt]

  /// What is known of one inn.
  package struct Receipt: Hashable, Sendable {
    package var inn: InnID
    /// When a key said that it was heard; nil as long as none did.
    package var heardAt: Timestamp?
    /// Calls about it that came to nothing.
    package var attempts: Int
  }

  package var heard: Int { inns.count { $0.heardAt != nil } }
}

/// Why a text can't be read to inns.
package enum BroadcastRefusal: Error, Hashable, Sendable {
  case noInns
  case innUnknown(InnID)
  /// The time until which inns are told has passed, or is further than
  /// ``BroadcastLimits/longest`` away.
  case deadline
  case unknown(BroadcastID)
}

package enum BroadcastLimits {
  /// News that can wait longer are no matter for a telephone.
  package static let longest = Span.hours(7 * 24)
  /// Inns in one broadcast: more than any region has.
  package static let inns = 2000
  /// Broadcasts read to one inn in one call; what is beyond them waits for the next.
  package static let inOneCall = 3
}

extension Transaction {
  /// Has inns rung and a text read to them.
  ///
  /// - Throws: ``BroadcastRefusal``.
  package func broadcast(
    _ text: String,
    to inns: [InnID],
    until deadline: Timestamp,
    by actor: Actor,
  ) throws -> BroadcastID {
    var seen: Set<InnID> = []
    let inns = inns.filter { seen.insert($0).inserted }
    guard (1...BroadcastLimits.inns).contains(inns.count) else { throw BroadcastRefusal.noInns }
    if let unknown = inns.first(where: { catalogue[$0] == nil }) {
      throw BroadcastRefusal.innUnknown(unknown)
    }
    guard deadline > now, deadline - now <= BroadcastLimits.longest else {
      throw BroadcastRefusal.deadline
    }
    let id = BroadcastID(trusted: timedName("br_"))
    try db.run(
      """
      INSERT INTO broadcast (id, text, created_at, deadline, created_by)
      VALUES ($1, $2, $3, $4, $5)
      """,
      .id(id),
      .text(text),
      .instant(now),
      .instant(deadline),
      .text(actor.text),
    )
    for inn in inns {
      let entry = try send(.tellBroadcast, inn: inn, booking: nil, deadline: deadline)
      try db.run(
        "INSERT INTO broadcast_inn (broadcast, inn, entry) VALUES ($1, $2, $3)",
        .id(id),
        .id(inn),
        .integer(entry),
      )
    }
    try log(.broadcastSent, subject: id.rawValue, by: actor) {
      $0.field("inns", inns.count)
      $0.field("deadline", deadline)
    }
    return id
  }

  /// Nobody is told any more.
  package func stopBroadcast(_ id: BroadcastID, by actor: Actor) throws {
    guard let broadcast = try BroadcastTable.broadcast(id, db) else {
      throw BroadcastRefusal.unknown(id)
    }
    guard broadcast.stoppedAt == nil else { return }
    try db.run("UPDATE broadcast SET stopped_at = $2 WHERE id = $1", .id(id), .instant(now))
    try db.run(
      """
      UPDATE outbox SET state = 'dropped' WHERE state IN ('waiting', 'failed')
        AND id IN (SELECT entry FROM broadcast_inn WHERE broadcast = $1)
      """,
      .id(id),
    )
    try db.run(
      "UPDATE alarm SET cleared_at = $2 WHERE detail = $1 AND cleared_at IS NULL",
      .id(id),
      .instant(now),
    )
    try log(.broadcastStopped, subject: id.rawValue, by: actor) { _ in }
  }

  /// She heard a broadcast to its end and said so.
  package func receipt(_ id: BroadcastID, inn: InnID, by actor: Actor) throws {
    let changed = try db.run(
      """
      UPDATE broadcast_inn SET heard_at = $3
      WHERE broadcast = $1 AND inn = $2 AND heard_at IS NULL
      """,
      .id(id),
      .id(inn),
      .instant(now),
    )
    guard changed > 0 else { return }
    try db.run(
      """
      UPDATE outbox SET state = 'delivered', lease_owner = NULL, lease_until = NULL
      WHERE id = (SELECT entry FROM broadcast_inn WHERE broadcast = $1 AND inn = $2)
        AND state IN ('waiting', 'failed')
      """,
      .id(id),
      .id(inn),
    )
    try clear(.undelivered, inn: inn, detail: id.rawValue)
    try log(.broadcastHeard, subject: id.rawValue, inn: inn, by: actor) { _ in }
  }

  /// The broadcast that an entry of the outbox is about.
  func broadcast(of entry: Int64) throws -> BroadcastID? {
    try db.row("SELECT broadcast FROM broadcast_inn WHERE entry = $1", .integer(entry)) {
      $0.id(0)
    }
  }
}

extension Registry {
  /// What an inn is still to hear, oldest first.
  package func broadcasts(for inn: InnID) throws -> [Broadcast] {
    let now = clock.now()
    return try read { db in
      try db.rows(
        """
        SELECT b.id, b.text, b.created_at, b.deadline, b.created_by, b.stopped_at
        FROM broadcast_inn i JOIN broadcast b ON b.id = i.broadcast
        WHERE i.inn = $1 AND i.heard_at IS NULL AND b.stopped_at IS NULL AND b.deadline > $2
        ORDER BY b.created_at, b.id LIMIT $3
        """,
        .id(inn),
        .instant(now),
        .int(BroadcastLimits.inOneCall),
        read: BroadcastTable.read,
      )
    }
  }

  /// Broadcasts, newest first.
  ///
  /// - Parameter limit: at most this many, 1...500.
  package func broadcasts(limit: Int) throws -> [BroadcastProgress] {
    try read { db in
      let found = try db.rows(
        """
        SELECT id, text, created_at, deadline, created_by, stopped_at FROM broadcast
        ORDER BY created_at DESC, id DESC LIMIT $1
        """,
        .int(limit),
        read: BroadcastTable.read,
      )
      return try found.map { try BroadcastTable.progress($0, db) }
    }
  }

  package func broadcast(_ id: BroadcastID) throws -> BroadcastProgress? {
    try read { db in
      try BroadcastTable.broadcast(id, db).map { try BroadcastTable.progress($0, db) }
    }
  }
}

private enum BroadcastTable {
  static func broadcast(_ id: BroadcastID, _ db: SQLConnection) throws -> Broadcast? {
    try db.row(
      """
      SELECT id, text, created_at, deadline, created_by, stopped_at FROM broadcast WHERE id = $1
      """,
      .id(id),
      read: read,
    )
  }

  static func progress(_ broadcast: Broadcast, _ db: SQLConnection) throws -> BroadcastProgress {
    let inns = try db.rows(
      """
      SELECT i.inn, i.heard_at, o.attempts FROM broadcast_inn i JOIN outbox o ON o.id = i.entry
      WHERE i.broadcast = $1 ORDER BY i.inn LIMIT $2
      """,
      .id(broadcast.id),
      .int(BroadcastLimits.inns),
    ) { row in
      BroadcastProgress.Receipt(
        inn: row.id(0),
        heardAt: row.optional(1) { $0.instant($1) },
        attempts: row.int(2),
      )
    }
    return BroadcastProgress(broadcast: broadcast, inns: inns)
  }

  static func read(_ row: SQLRow) throws -> Broadcast {
    Broadcast(
      id: row.id(0),
      text: row.text(1),
      createdAt: row.instant(2),
      deadline: row.instant(3),
      createdBy: row.text(4),
      stoppedAt: row.optional(5) { $0.instant($1) },
    )
  }
}
