/// What the rules of a sale read of what was sold.
///
/// Rooms of amendments that wait for an answer are among those taken: they may be accepted.
enum SaleTable {
  /// What an inn has taken for a night, as its caps count.
  ///
  /// - Parameter except: a booking that is being changed and does not count against itself.
  static func load(
    of inn: InnID,
    on night: CivilDate,
    except: BookingID?,
    _ db: SQLConnection,
  ) throws -> NightLoad {
    try db.row(
      """
      SELECT count(*), coalesce(sum(persons), 0), coalesce(sum(dinners), 0)
      FROM (
        SELECT CASE WHEN a.persons > b.persons THEN a.persons ELSE b.persons END AS persons,
          CASE WHEN a.dinners > b.dinners THEN a.dinners ELSE b.dinners END AS dinners
        FROM room_type t JOIN occupancy o ON o.room = t.key AND o.night = $2
          JOIN booking b ON b.id = o.booking LEFT JOIN amendment a ON a.booking = b.id
        WHERE t.inn = $1 AND o.returning_rooms = 0 AND b.id <> $3
          AND b.state IN ('held', 'requested', 'confirmed')
      ) AS sold
      """,
      .id(inn),
      .date(night),
      .text(except?.rawValue ?? ""),
    ) { NightLoad(parties: $0.int(0), persons: $0.int(1), dinners: $0.int(2)) } ?? NightLoad()
  }

  /// Rooms that a channel has sold and held at an inn, by night and room type.
  static func taken(
    by channel: ChannelID,
    at inn: InnID,
    nights: Range<CivilDate>,
    except: BookingID?,
    _ db: SQLConnection,
  ) throws -> [CivilDate: [RoomTypeID: Int]] {
    let sums: [(CivilDate, RoomTypeID, Int)] = try db.rows(
      """
      SELECT o.night, t.id, sum(o.rooms)
      FROM room_type t JOIN occupancy o ON o.room = t.key AND o.night >= $2 AND o.night < $3
        JOIN booking b ON b.id = o.booking
      WHERE t.inn = $1 AND o.returning_rooms = 0 AND b.channel = $4 AND b.id <> $5
        AND b.state IN ('held', 'requested', 'confirmed')
      GROUP BY o.night, t.id
      """,
      .id(inn),
      .date(nights.lowerBound),
      .date(nights.upperBound),
      .id(channel),
      .text(except?.rawValue ?? ""),
    ) { ($0.date(0), $0.id(1), $0.int(2)) }
    var taken: [CivilDate: [RoomTypeID: Int]] = [:]
    for (night, roomType, rooms) in sums { taken[night, default: [:]][roomType] = rooms }
    return taken
  }

  /// A channel's requests and amendments that wait for an inn's answer.
  static func openRequests(of channel: ChannelID, at inn: InnID, _ db: SQLConnection) throws
    -> Int
  {
    try db.count(
      """
      SELECT (SELECT count(*) FROM booking WHERE channel = $1 AND inn = $2 AND state = 'requested')
        + (SELECT count(*) FROM amendment a WHERE EXISTS (
          SELECT 1 FROM booking b WHERE b.id = a.booking AND b.channel = $1 AND b.inn = $2))
      """,
      .id(channel),
      .id(inn),
    )
  }

  /// The same for every inn at which anything waits.
  static func openRequests(of channel: ChannelID, _ db: SQLConnection) throws -> [InnID: Int] {
    let sums: [(InnID, Int)] = try db.rows(
      """
      SELECT inn, count(*) FROM (
        SELECT inn FROM booking WHERE channel = $1 AND state = 'requested'
        UNION ALL
        SELECT (SELECT b.inn FROM booking b WHERE b.id = a.booking AND b.channel = $1)
        FROM amendment a
      ) AS waiting WHERE inn IS NOT NULL GROUP BY inn
      """,
      .id(channel),
    ) { ($0.id(0), $0.int(1)) }
    return Dictionary(uniqueKeysWithValues: sums)
  }
}
