/// Reads and writes channels and their keys.
enum ChannelTable {
  static func all(_ db: SQLConnection) throws -> [Channel] {
    try db.rows(
      """
      SELECT id, name, training_only, suspended, max_open_requests, max_holds, max_rooms_shown,
        max_rooms_a_night, commission, registration_number
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
        maxRoomsANight: row.optional(7) { $0.int($1) },
        commission: row.int(8),
        registrationNumber: row.optional(9) { $0.text($1) },
      )
    }
  }

  static func save(_ channel: Channel, now: Timestamp, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO channel (id, name, training_only, suspended, max_open_requests, max_holds,
        max_rooms_shown, max_rooms_a_night, commission, registration_number, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      ON CONFLICT (id) DO UPDATE SET name = $2, training_only = $3, suspended = $4,
        max_open_requests = $5, max_holds = $6, max_rooms_shown = $7, max_rooms_a_night = $8,
        commission = $9, registration_number = $10
      """,
      .id(channel.id),
      .text(channel.name),
      .bool(channel.isTrainingOnly),
      .bool(channel.isSuspended),
      .int(channel.maxOpenRequests),
      .int(channel.maxHolds),
      .int(channel.maxRoomsShown),
      .optional(channel.maxRoomsANight) { .int($0) },
      .int(channel.commission),
      .optional(channel.registrationNumber) { .text($0) },
      .instant(now),
    )
  }

  static func allotments(_ db: SQLConnection) throws -> [ChannelAllotment] {
    try db.rows(
      """
      SELECT a.channel, a.inn, t.id, a.rooms FROM channel_allotment a
        LEFT JOIN room_type t ON t.key = a.room
      ORDER BY a.channel, a.inn, a.room
      """
    ) { row in
      ChannelAllotment(
        channel: row.id(0),
        inn: row.id(1),
        roomType: row.optional(2) { $0.id($1) },
        rooms: row.int(3),
      )
    }
  }

  /// - Parameters:
  ///   - room: the room type's number; nil for all the inn's rooms together.
  ///   - rooms: nil takes the limit away.
  static func setAllotment(
    of channel: ChannelID,
    at inn: InnID,
    room: Int64?,
    rooms: Int?,
    _ db: SQLConnection,
  ) throws {
    guard let rooms else {
      try db.run(
        "DELETE FROM channel_allotment WHERE channel = $1 AND inn = $2 AND room = $3",
        .id(channel),
        .id(inn),
        .integer(room ?? 0),
      )
      return
    }
    try db.run(
      """
      INSERT INTO channel_allotment (channel, inn, room, rooms) VALUES ($1, $2, $3, $4)
      ON CONFLICT (channel, inn, room) DO UPDATE SET rooms = $4
      """,
      .id(channel),
      .id(inn),
      .integer(room ?? 0),
      .int(rooms),
    )
  }

  /// Every key by the digest of its secret, revoked ones too.
  static func keys(_ db: SQLConnection) throws -> [String: StoredKey] {
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
