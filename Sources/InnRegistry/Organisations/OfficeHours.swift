/// When somebody is at the office, in Asia/Tokyo; never on a national holiday.
package struct OfficeHours: Hashable, Codable, Sendable {
  package var days: Set<Weekday>
  package var from: TimeOfDay
  /// Calls are put through before this time of day.
  package var until: TimeOfDay

  package init(
    days: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday],
    from: TimeOfDay,
    until: TimeOfDay,
  ) {
    self.days = days
    self.from = from
    self.until = until
  }

  /// Golden week and the turn of the year are shorter than this.
  private static let daysAhead = 21

  package func isOpen(at instant: Timestamp) -> Bool {
    let date = TokyoTime.date(at: instant)
    guard isOpen(on: date) else { return false }
    return TokyoTime.instant(date, minute: from.minutes) <= instant
      && instant < TokyoTime.instant(date, minute: until.minutes)
  }

  /// When it opens next, or now where it is open; nil when it doesn't within three weeks.
  package func opening(from instant: Timestamp) -> Timestamp? {
    if isOpen(at: instant) { return instant }
    let today = TokyoTime.date(at: instant)
    for day in 0...OfficeHours.daysAhead where isOpen(on: today + day) {
      let start = TokyoTime.instant(today + day, minute: from.minutes)
      if start >= instant { return start }
    }
    return nil
  }

  private func isOpen(on date: CivilDate) -> Bool {
    days.contains(date.weekday) && !NationalHolidays.contains(date)
  }
}

/// Where somebody of the office can be reached now.
package enum OfficeContact: Hashable, Sendable {
  case office(PhoneNumber)
  /// Out of hours, for something that can't wait until it opens.
  case duty(PhoneNumber)
  /// Nobody answers; a message is kept for whoever comes next.
  case nobody
}

extension Organisation {
  /// Where to ring now.
  ///
  /// - Parameter due: when something must have been seen to; nil when nothing presses.
  package func contact(at now: Timestamp, due: Timestamp?) -> OfficeContact {
    guard let hours, !hours.isOpen(at: now) else {
      return phone.map(OfficeContact.office) ?? .nobody
    }
    guard let dutyPhone, let due else { return .nobody }
    if let opening = hours.opening(from: now), opening < due { return .nobody }
    return .duty(dutyPhone)
  }
}

extension Registry {
  /// Where a keeper is put through to, now.
  ///
  /// - Parameter inn: hers; nil for a caller of whom nothing is known, who gets the first office.
  package func officeContact(for inn: InnID?) throws -> OfficeContact {
    let offices = try inn.map { try organisations(serving: $0) } ?? organisations()
    guard let office = offices.first else { return .nobody }
    let due = try inn.flatMap { inn in
      try waiting(for: inn).compactMap { news in
        if case .request(let deadline) = news.kind { deadline } else { nil }
      }.min()
    }
    return office.contact(at: clock.now(), due: due)
  }
}
