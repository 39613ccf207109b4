/// Applies files: all of one, or nothing.
extension Transaction {
  /// Stores the listings of a file.
  ///
  /// - Throws: ``ListingRefusal/rejected(_:)``; nothing is stored then.
  package func apply(_ plan: InnImport.Plan, by actor: Actor) throws -> ImportReport {
    var report = ImportReport(rejects: plan.rejects)
    guard plan.rejects.isEmpty else { throw ListingRefusal.rejected(report) }
    for line in plan.entries {
      let id = line.entry.inn.id
      let known = catalogue[id]?.entry
      if let known, line.entry.isSame(as: known) {
        report.unchanged += 1
        continue
      }
      do {
        try save(line.entry.withoutOffers(of: known), by: actor)
        if known == nil { report.added.append(id) } else { report.changed.append(id) }
      } catch ListingRefusal.flaws(_, let flaws) {
        for flaw in flaws {
          report.add(ImportReject(line.place, subject: id.rawValue, .flaw(flaw)))
        }
      }
    }
    guard !report.isRejected else { throw ListingRefusal.rejected(report) }
    try logImport("inns", report, by: actor)
    return report
  }

  private func logImport(_ what: String, _ report: ImportReport, by actor: Actor) throws {
    try log(.importApplied, subject: what, by: actor) {
      $0.field("added", report.added.count)
      $0.field("changed", report.changed.count)
      $0.field("unchanged", report.unchanged)
      $0.field("stated_nights", report.statedNights)
      $0.field("restricted_nights", report.restrictedNights)
      $0.field("closed_nights", report.closedNights)
      $0.field("reopened_nights", report.reopenedNights)
    }
  }

  // MARK: - Nights

  /// Stores the nights of a file: closures first, then numbers, then restrictions.
  ///
  /// A keeper's word outranks a file: what she closed by telephone or SMS stays closed, and a night
  /// on which she said that she is full stays full; the report says so. Nights that stand already as
  /// the file says are passed over, so that an old file makes nothing look fresh. Changes are the
  /// hub's, as nobody has spoken with the keeper; who brought the file stands in the log.
  ///
  /// - Throws: ``ListingRefusal/rejected(_:)``; nothing is stored then.
  package func apply(_ plan: NightImport.Plan, by actor: Actor) throws -> ImportReport {
    var report = ImportReport(rejects: plan.rejects)
    let lines = resolve(plan.nights, &report)
    guard !report.isRejected else { throw ListingRefusal.rejected(report) }
    var changed: Set<InnID> = []
    let byInn = Dictionary(grouping: lines) { $0.inn }
    for (inn, own) in byInn.sorted(by: { $0.key < $1.key })
    where try applyClosures(own, of: inn, &report) {
      changed.insert(inn)
    }
    for line in lines {
      let isStated = try applyRooms(line, &report)
      let isRestricted = try applyRestrictions(line, &report)
      if isStated || isRestricted { changed.insert(line.inn) } else { report.unchanged += 1 }
    }
    guard !report.isRejected else { throw ListingRefusal.rejected(report) }
    report.changed = changed.sorted()
    try logImport("nights", report, by: actor)
    return report
  }

  /// A line whose room type the registry knows.
  private struct NightLine {
    var line: NightImport.Line
    var inn: InnID
    var room: RoomListing
  }

  /// Everything about the lines that needs no change to be seen.
  private func resolve(_ lines: [NightImport.Line], _ report: inout ImportReport) -> [NightLine] {
    let tonight = TokyoTime.tonight(at: now)
    var resolved: [NightLine] = []
    var closing: [InnID: [CivilDate: Bool]] = [:]
    for line in lines {
      func reject(_ reason: ImportReject.Reason) {
        report.add(ImportReject(line.place, subject: line.roomType.rawValue, reason))
      }
      guard let (listing, room) = catalogue.roomType(line.roomType) else {
        reject(.roomTypeUnknown)
        continue
      }
      let inn = listing.inn.id
      if let named = line.inn, named != inn { reject(.otherInn(inn)) }
      if line.night < tonight { reject(.nightPast) }
      if line.night > tonight + AvailabilityHorizon.nightsAhead { reject(.beyondHorizon) }
      if let rooms = line.rooms, rooms > room.roomType.rooms {
        reject(.tooManyRooms(building: room.roomType.rooms))
      }
      if let isClosed = line.isClosed {
        let other = closing[inn, default: [:]].updateValue(isClosed, forKey: line.night)
        if let other, other != isClosed { reject(.closedAndOpen) }
      }
      resolved.append(NightLine(line: line, inn: inn, room: room))
    }
    return resolved
  }

  /// - Returns: whether anything changed.
  private func applyClosures(
    _ lines: [NightLine],
    of inn: InnID,
    _ report: inout ImportReport,
  ) throws -> Bool {
    guard let listing = catalogue[inn] else { return false }
    var places: [CivilDate: ImportPlace] = [:]
    var shut: Set<CivilDate> = []
    var open: Set<CivilDate> = []
    for line in lines {
      guard let isClosed = line.line.isClosed else { continue }
      let night = line.line.night
      places[night] = places[night] ?? line.line.place
      let isClosedNow = listing.closure(on: night) != nil
      if isClosed, !isClosedNow { shut.insert(night) }
      if !isClosed, isClosedNow { open.insert(night) }
    }
    for range in CivilDate.runs(of: shut, longest: Closure.maxNights) {
      let (_, inside) = try close(inn, from: range.lowerBound, through: range.upperBound, by: .hub)
      report.closedNights += range.count
      for id in inside {
        guard let booking = try BookingTable.booking(id, db) else { continue }
        let night = max(range.lowerBound, booking.stay.checkIn)
        report.add(
          ImportNote(
            place: places[night] ?? ImportPlace(),
            inn: inn,
            night: night,
            kind: .bookedWhileClosed(id),
          )
        )
      }
    }
    var reopened = 0
    for range in CivilDate.runs(of: open, longest: Closure.maxNights) {
      let kept = Set(
        try reopen(
          inn,
          from: range.lowerBound,
          through: range.upperBound,
          only: Transaction.reopenedByFiles,
          by: .hub,
        )
      )
      reopened += range.count - kept.count
      for night in kept.sorted() {
        report.add(
          ImportNote(
            place: places[night] ?? ImportPlace(),
            inn: inn,
            night: night,
            kind: .staysClosed(catalogue[inn]?.closure(on: night)?.source ?? .phone),
          )
        )
      }
    }
    report.reopenedNights += reopened
    return !shut.isEmpty || reopened > 0
  }

  /// Whose closures a file may lift: those that the office or an interface made.
  ///
  /// A keeper's own stay, and those of a calendar follow that calendar.
  private static var reopenedByFiles: Set<NightSource> { [.office, .api] }

  /// - Returns: whether a number was stated.
  private func applyRooms(_ line: NightLine, _ report: inout ImportReport) throws -> Bool {
    guard let rooms = line.line.rooms else { return false }
    let night = line.line.night
    func note(_ kind: ImportNote.Kind) {
      report.add(ImportNote(place: line.line.place, inn: line.inn, night: night, kind: kind))
    }
    if let closure = catalogue[line.inn]?.closure(on: night) {
      // Said once already where the file also sets the night open.
      if rooms > 0, line.line.isClosed == nil { note(.staysClosed(closure.source)) }
      return false
    }
    if let known = try NightTable.inventory(line.room.key, night, db), known.source != .standing {
      let held = try NightTable.held(line.room.key, night..<(night + 1), db)[night] ?? 0
      if known.remaining + held == rooms { return false }
      switch known.source {
      case .phone where known.stated == 0 && rooms > 0, .sms where known.stated == 0 && rooms > 0:
        note(.staysFull(known.source))
        return false
      case .phone, .sms, .office, .api, .ical, .standing: break
      }
    }
    let outcome = try state(
      rooms,
      of: line.room.roomType.id,
      on: night,
      counting: .shown,
      by: .hub,
    )
    if outcome.shortfall > 0 { note(.shortfall(outcome.shortfall)) }
    report.statedNights += 1
    return true
  }

  /// - Returns: whether a restriction changed.
  private func applyRestrictions(_ line: NightLine, _ report: inout ImportReport) throws -> Bool {
    let night = line.line.night
    let known =
      try NightTable.restrictions(line.room.key, night..<(night + 1), db)[night] ?? .none
    let changed = line.line.restrictions(over: known)
    guard changed != known else { return false }
    guard changed.isInOrder else {
      report.add(
        ImportReject(line.line.place, subject: line.line.roomType.rawValue, .restrictionsOutOfOrder)
      )
      return false
    }
    try restrict(changed, roomType: line.room.roomType.id, on: night, by: .hub)
    report.restrictedNights += 1
    return true
  }
}

extension Registry {
  /// Stores the listings of a file, or says what storing them would do.
  ///
  /// - Returns: the report; with rejects nothing was stored.
  /// - Throws: ``DatabaseError`` or ``RegistryUnavailable``.
  package func apply(_ plan: InnImport.Plan, isDryRun: Bool = false, by actor: Actor) async throws
    -> ImportReport
  {
    try await applied(isDryRun) { try $0.apply(plan, by: actor) }
  }

  /// Stores the nights of a file, or says what storing them would do.
  package func apply(_ plan: NightImport.Plan, isDryRun: Bool = false, by actor: Actor) async throws
    -> ImportReport
  {
    try await applied(isDryRun) { try $0.apply(plan, by: actor) }
  }

  /// The same on the calling thread.
  package func applyAndWait(_ plan: InnImport.Plan, isDryRun: Bool, by actor: Actor) throws
    -> ImportReport
  {
    try Trial(isDryRun: isDryRun).report(
      Result { try writeAndWait(trial(isDryRun) { try $0.apply(plan, by: actor) }) }
    )
  }

  /// The same on the calling thread.
  package func applyAndWait(_ plan: NightImport.Plan, isDryRun: Bool, by actor: Actor) throws
    -> ImportReport
  {
    try Trial(isDryRun: isDryRun).report(
      Result { try writeAndWait(trial(isDryRun) { try $0.apply(plan, by: actor) }) }
    )
  }

  private func applied(
    _ isDryRun: Bool,
    _ body: @escaping @Sendable (Transaction) throws -> ImportReport,
  ) async throws -> ImportReport {
    let result: Result<ImportReport, any Error>
    do {
      result = .success(try await write(trial(isDryRun, body)))
    } catch {
      result = .failure(error)
    }
    return try Trial(isDryRun: isDryRun).report(result)
  }

  private func trial(
    _ isDryRun: Bool,
    _ body: @escaping @Sendable (Transaction) throws -> ImportReport,
  ) -> @Sendable (Transaction) throws -> ImportReport {
    { transaction in
      let report = try body(transaction)
      // Everything was done and is undone: a dry run can't differ from what follows.
      if isDryRun { throw Trial.Undone(report: report) }
      return report
    }
  }

  /// How a file's change comes out: stored, undone, or rejected.
  private struct Trial {
    var isDryRun: Bool

    struct Undone: Error {
      var report: ImportReport
    }

    func report(_ result: Result<ImportReport, any Error>) throws -> ImportReport {
      var report: ImportReport
      do {
        report = try result.get()
      } catch let undone as Undone {
        report = undone.report
      } catch ListingRefusal.rejected(let rejected) {
        report = rejected
      }
      report.isDryRun = isDryRun
      return report
    }
  }
}

extension InnEntry {
  /// Whether storing this entry would change nothing; an offer left out stays as it is.
  fileprivate func isSame(as known: InnEntry) -> Bool {
    var completed = self
    for index in completed.rooms.indices where completed.rooms[index].offer == nil {
      let id = completed.rooms[index].roomType.id
      completed.rooms[index].offer = known.rooms.first { $0.roomType.id == id }?.offer
    }
    return completed == known
  }

  /// The entry without standing offers that stand already: saying them again would make nights look
  /// fresh about which nobody has spoken.
  fileprivate func withoutOffers(of known: InnEntry?) -> InnEntry {
    guard let known else { return self }
    var entry = self
    for index in entry.rooms.indices {
      let id = entry.rooms[index].roomType.id
      if entry.rooms[index].offer == known.rooms.first(where: { $0.roomType.id == id })?.offer {
        entry.rooms[index].offer = nil
      }
    }
    return entry
  }
}

extension CivilDate {
  /// Runs of dates one after the other, each at most `longest` long, in order.
  static func runs(of dates: Set<CivilDate>, longest: Int) -> [ClosedRange<CivilDate>] {
    var runs: [ClosedRange<CivilDate>] = []
    for date in dates.sorted() {
      if let last = runs.last, last.upperBound + 1 == date, last.count < longest {
        runs[runs.count - 1] = last.lowerBound...date
      } else {
        runs.append(date...date)
      }
    }
    return runs
  }
}
