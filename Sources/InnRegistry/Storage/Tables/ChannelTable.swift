/// Reads and writes channels and their keys.
enum ChannelTable {
  static func all(_ db: SQLiteConnection) throws -> [Channel] {
    try db.rows(
      """
      SELECT id, name, training_only, suspended, max_open_requests, max_holds, max_rooms_shown
      FROM channel ORDER BY id
      """
    ) { row in
      Channel(
        id: row.id(0),
        name: row.text(1),
        isTrainingOnly: row.bool(2),
        isSuspended: row.bool(3),
        maxOpenRequests: row.int(4),
        maxHolds: row.int(5),
        maxRoomsShown: row.int(6),
      )
    }
  }

  static func save(_ channel: Channel, now: Timestamp, _ db: SQLiteConnection) throws {
    try db.run(
      """
      INSERT INTO channel (id, name, training_only, suspended, max_open_requests, max_holds,
        max_rooms_shown, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (id) DO UPDATE SET name = $2, training_only = $3, suspended = $4,
        max_open_requests = $5, max_holds = $6, max_rooms_shown = $7
      """,
      .id(channel.id),
      .text(channel.name),
      .bool(channel.isTrainingOnly),
      .bool(channel.isSuspended),
      .int(channel.maxOpenRequests),
      .int(channel.maxHolds),
      .int(channel.maxRoomsShown),
      .instant(now),
    )
  }

  /// Every key by the digest of its secret, revoked ones too.
  static func keys(_ db: SQLiteConnection) throws -> [String: StoredKey] {
    let keys = try db.rows(
      "SELECT digest, id, channel, scopes, created_at, revoked_at FROM api_key"
    ) { row in
      let scopes = row.text(3).split(separator: ",").compactMap { KeyScope(rawValue: String($0)) }
      let key = StoredKey(
        id: row.id(1),
        channel: row.id(2),
        scopes: Set(scopes),
        createdAt: row.instant(4),
        revokedAt: row.optional(5) { $0.instant($1) },
      )
      return (row.text(0), key)
    }
    return Dictionary(uniqueKeysWithValues: keys)
  }
}
