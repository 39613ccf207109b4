/// Figures of the region as they stand now, for the office.
package struct RegionNight: Hashable, Sendable {
  package var night: CivilDate
  /// Rooms of confirmed bookings and open requests.
  package var booked: Int
  /// Rooms that the hub may still sell.
  package var free: Int
}

/// Who sleeps at an inn on one night, by what was booked through the hub; for emergencies, which ask for
/// those on their way too, see ``Headcount``.
package struct NightGuests: Hashable, Sendable {
  package var inn: InnID
  package var parties: Int
  package var persons: Int
  /// BCP 47 tags, each once.
  package var languages: [String]
}

extension Registry {
  /// Booked and free rooms of some inns, night by night.
  package func regionNights(_ nights: Range<CivilDate>, of inns: Set<InnID>) throws -> [RegionNight]
  {
    let booked: [(CivilDate, InnID, Int)] = try read { db in
      try db.rows(
        """
        SELECT o.night, b.inn, sum(o.rooms) FROM booking b
          JOIN occupancy o ON o.booking = b.id AND o.returning_rooms = 0
        WHERE b.state IN ('confirmed', 'requested', 'stayed') AND b.check_in < $2
          AND b.check_out > $1 AND o.night >= $1 AND o.night < $2
        GROUP BY o.night, b.inn
        """,
        .date(nights.lowerBound),
        .date(nights.upperBound),
      ) { ($0.date(0), $0.id(1), $0.int(2)) }
    }
    var found = nights.map { RegionNight(night: $0, booked: 0, free: 0) }
    for (night, inn, rooms) in booked where inns.contains(inn) {
      found[night - nights.lowerBound].booked += rooms
    }
    for (id, listing) in catalogue.listings where inns.contains(id) && listing.isOnSale {
      for room in listing.rooms {
        for (position, word) in (index.calendar(room: room.key, nights: nights) ?? []).enumerated()
        {
          found[position].free += word.remaining
        }
      }
    }
    return found
  }

  /// Guests of a night by inn, most guests first.
  package func guests(on night: CivilDate, of inns: Set<InnID>) throws -> [NightGuests] {
    let rows: [(InnID, Int, String)] = try read { db in
      try db.rows(
        """
        SELECT inn, persons, language FROM booking
        WHERE state = 'confirmed' AND check_out > $1 AND check_out <= $2 AND check_in <= $1
        """,
        .date(night),
        .date(night + Stay.maxNights),
      ) { ($0.id(0), $0.int(1), $0.text(2)) }
    }
    var found: [InnID: NightGuests] = [:]
    for (inn, persons, language) in rows where inns.contains(inn) {
      var count =
        found[inn] ?? NightGuests(inn: inn, parties: 0, persons: 0, languages: [])
      count.parties += 1
      count.persons += persons
      if !count.languages.contains(language) { count.languages.append(language) }
      found[inn] = count
    }
    return found.values.sorted { ($1.persons, $0.inn) < ($0.persons, $1.inn) }
  }
}
