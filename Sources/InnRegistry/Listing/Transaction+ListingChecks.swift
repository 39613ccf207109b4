/// What only the registry knows about a listing: what is there already.
extension Transaction {
  /// Refuses a listing with anything wrong.
  ///
  /// - Throws: ``ListingRefusal/flaws(_:_:)`` with everything that is wrong, not just the first.
  func check(_ entry: InnEntry) throws {
    let flaws = entry.flaws + (try conflicts(of: entry))
    guard flaws.isEmpty else { throw ListingRefusal.flaws(entry.inn.id, flaws) }
  }

  private func conflicts(of entry: InnEntry) throws -> [InnFlaw] {
    var found: [InnFlaw] = []
    let inn = entry.inn.id
    if let known = catalogue[inn]?.inn, known.isTraining != entry.inn.isTraining,
      try db.count("SELECT count(*) FROM booking WHERE inn = $1", .id(inn)) > 0
    {
      found.append(InnFlaw(.inn, .trainingChanged))
    }
    for room in entry.rooms {
      let roomType = room.roomType
      let holder: InnID? = try db.row("SELECT inn FROM room_type WHERE id = $1", .id(roomType.id)) {
        $0.id(0)
      }
      if let holder, holder != inn { found.append(InnFlaw(.roomType(roomType.id), .nameTaken)) }
      if room.offer == nil, let offer = catalogue.roomType(roomType.id)?.1.offer?.roomsByWeekday,
        let most = offer.max(), most > roomType.rooms
      {
        let flaw = InnFlaw.Kind.offerAboveRooms(offer: most, rooms: roomType.rooms)
        found.append(InnFlaw(.roomType(roomType.id), flaw))
      }
      for plan in room.plans {
        let holder: RoomTypeID? = try db.row(
          "SELECT t.id FROM rate_plan p JOIN room_type t ON t.key = p.room WHERE p.id = $1",
          .id(plan.id),
        ) { $0.id(0) }
        if let holder, holder != roomType.id {
          found.append(InnFlaw(.ratePlan(plan.id), .nameTaken))
        }
      }
    }
    let kept = Set(entry.rooms.map(\.roomType.id))
    for id in try roomTypesInUse(inn) where !kept.contains(id) {
      found.append(InnFlaw(.roomType(id), .inUse))
    }
    return found
  }

  /// Room types of an inn on which something is live or whose rooms wait for the keeper's word:
  /// retired, they could neither be cancelled nor given back.
  private func roomTypesInUse(_ inn: InnID) throws -> [RoomTypeID] {
    try db.rows(
      """
      SELECT t.id FROM room_type t WHERE t.inn = $1 AND t.retired = 0 AND (
        EXISTS (SELECT 1 FROM booking b WHERE b.inn = $1 AND b.room = t.key
          AND b.state IN ('held', 'requested', 'confirmed'))
        OR EXISTS (SELECT 1 FROM occupancy o WHERE o.room = t.key AND o.night >= $2
          AND o.returning_rooms = 1))
      ORDER BY t.id
      """,
      .id(inn),
      .date(TokyoTime.tonight(at: now)),
    ) { $0.id(0) }
  }
}

extension InnListing {
  /// The listing as it was entered, for exporting and comparing.
  package var entry: InnEntry {
    InnEntry(
      inn: inn,
      freshness: freshness,
      phones: phones,
      rooms: rooms.map { room in
        InnEntry.RoomEntry(
          roomType: room.roomType,
          plans: room.plans,
          offer: room.offer?.roomsByWeekday,
        )
      },
    )
  }
}
