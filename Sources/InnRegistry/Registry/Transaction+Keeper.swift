/// What else a keeper tells the hub, and what it reads back to her.
extension Transaction {
  package func bookings(_ ids: [BookingID]) throws -> [Booking] {
    try BookingTable.bookings(ids, db)
  }

  /// Bookings that a statement did not count, as news to be told now.
  package func news(of ids: [BookingID]) throws -> [WaitingNews] {
    try BookingTable.bookings(ids, db).compactMap { booking in
      if case .requested = booking.state { return try WaitingNews(.tellRequest, booking, db) }
      return try WaitingNews(booking.isHeard ? .tellChange : .tellBooking, booking, db)
    }
  }

  /// She can, or can't, take the guests that are too many on a night.
  package func answerShortfall(
    _ inn: InnID,
    on night: CivilDate,
    canHonour: Bool,
    by actor: Actor,
  ) throws {
    try log(.shortfallAnswered, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("night", night)
      $0.field("can_honour", canHonour)
    }
    guard canHonour else {
      try raise(.callWanted, inn: inn, detail: "too many guests on \(night)")
      return
    }
    for room in catalogue[inn]?.rooms ?? [] {
      try clear(.shortfall, inn: inn, detail: "\(room.roomType.id.rawValue) \(night)")
    }
  }

  /// Guests of a night whom the hub did not bring: for the statistics alone.
  ///
  /// A later report for the same night replaces the one before.
  package func reportGuestsOutside(
    _ inn: InnID,
    night: CivilDate,
    guests: Int,
    fromAbroad: Int,
    by actor: Actor,
  ) throws {
    guard guests >= 0, (0...guests).contains(fromAbroad) else {
      throw BookingRefusal.tooManyRooms(building: guests)
    }
    try db.run(
      """
      INSERT INTO outside_guests (inn, night, guests, from_abroad, reported_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (inn, night) DO UPDATE SET guests = $3, from_abroad = $4, reported_at = $5
      """,
      .id(inn),
      .date(night),
      .int(guests),
      .int(fromAbroad),
      .instant(now),
    )
    try log(.guestsOutsideReported, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("night", night)
      $0.field("guests", guests)
      $0.field("from_abroad", fromAbroad)
    }
  }

  /// A person of the office is to ring the inn.
  package func wantCall(_ inn: InnID, because reason: String) throws {
    try raise(.callWanted, inn: inn, detail: reason)
  }
}

/// An inn's own figures over some nights.
package struct InnFigures: Hashable, Sendable {
  package var bookings: Int
  /// 延べ宿泊者数: guests times nights, children included.
  package var guestNights: Int
  /// Accommodation price of those nights, taxes left out.
  package var sales: Yen
}

extension Registry {
  /// Guests and sales of nights that are over, by what was booked through the hub.
  ///
  /// Guest nights are the sums of which statistics and the monthly report are made: what is spoken
  /// and what is printed is one number, as it stood when the log was last read.
  package func figures(of inn: InnID, nights: Range<CivilDate>) throws -> InnFigures {
    guard !nights.isEmpty else { return InnFigures(bookings: 0, guestNights: 0, sales: .zero) }
    let stays = try bookings(
      inn: inn,
      states: [.confirmed, .stayed],
      night: nights.lowerBound...(nights.upperBound - 1),
      limit: 500,
    )
    var figures = InnFigures(bookings: stays.count, guestNights: 0, sales: .zero)
    for booking in stays {
      for night in booking.quote.nights where nights.contains(night.night) {
        figures.sales += night.price
      }
    }
    figures.guestNights = try guestNights(of: inn, nights)
    return figures
  }

  /// What the hub holds about the rooms of one type, whatever a closure or a pause hides from sale.
  package func stated(of roomType: RoomTypeID, nights: Range<CivilDate>) -> [SearchIndex.NightWord]
  {
    guard let (_, room) = catalogue.roomType(roomType) else { return [] }
    return index.statedWords(room: room.key, nights: nights)
  }
}
