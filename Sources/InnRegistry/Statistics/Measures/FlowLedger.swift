/// Where the figures lie while the log is read: the registry's tables, or memory.
package protocol FlowStore {
  mutating func fact(_ subject: String) throws -> FlowFact?
  mutating func set(_ fact: FlowFact, of subject: String) throws
  mutating func add(_ sums: FlowSums) throws
  /// What holds from a night on; nil takes back nothing.
  mutating func stock(of inn: InnID) throws -> FlowStock?
  mutating func set(_ stock: FlowStock, of inn: InnID, from night: CivilDate) throws
  mutating func closure(_ id: ClosureID) throws -> FlowClosure?
  /// Nil removes it.
  mutating func set(_ closure: FlowClosure?, _ id: ClosureID) throws
}

/// Reads the log line by line into figures.
///
/// Only the log is read and no clock: whoever reads it again from its beginning gets the same figures,
/// byte by byte.
package struct FlowLedger {
  /// - Throws: ``LogReplay/Unreadable`` for a line that doesn't say what its kind has to say.
  package static func apply(_ event: LogEvent, to store: inout some FlowStore) throws {
    switch event.kind {
    case .bookingHeld, .holdExtended, .bookingRequested, .bookingConfirmed, .bookingStayed,
      .bookingNoShow, .bookingCancelled, .bookingReleased, .bookingDeclined, .bookingExpired,
      .bookingWithdrawn, .bookingAmended:
      let old = try store.fact(event.subject)
      var known: FlowBooking?
      if case .booking(let booking) = old { known = booking }
      let new = FlowFact.booking(try FlowLine(event).booking(event, after: known))
      try replace(old, with: new, of: event.subject, in: &store)
    case .guestsOutsideReported:
      let line = try FlowLine(event)
      let inn = InnID(trusted: event.subject)
      let night = try line.date("night")
      let subject = "outside:\(inn.rawValue):\(night)"
      let report = FlowOutside(
        inn: inn,
        night: night,
        guests: try line.number("guests"),
        fromAbroad: try line.number("from_abroad"),
      )
      try replace(try store.fact(subject), with: .outside(report), of: subject, in: &store)
    case .innSaved: try saveInn(event, to: &store)
    case .closureAdded:
      let id = ClosureID(trusted: event.subject)
      try store.set(try FlowLine(event).closure(id, event.inn), id)
    case .closureLifted:
      let id = ClosureID(trusted: event.subject)
      guard let closure = try store.closure(id) else { return }
      // What had passed was shut.
      let last = min(closure.nights.upperBound, TokyoTime.tonight(at: event.at) - 1)
      var rest: FlowClosure?
      if closure.nights.lowerBound <= last {
        rest = closure
        rest?.nights = closure.nights.lowerBound...last
      }
      try store.set(rest, id)
    case .demandRefused: try store.add(try FlowLine(event).refusals())
    case .statisticsSimulated:
      let line = try FlowLine(event)
      let simulation = FlowSimulation(
        seed: UInt64(bitPattern: Int64(try line.number("seed"))),
        months: try line.month("from")..<(try line.month("until")),
      )
      for (inn, stock) in simulation.stock { try store.set(stock, of: inn, from: simulation.first) }
      for closure in simulation.closures { try store.set(closure, closure.id) }
      try store.add(simulation.sums)
    default: return
    }
  }

  private static func replace(
    _ old: FlowFact?,
    with new: FlowFact,
    of subject: String,
    in store: inout some FlowStore,
  ) throws {
    guard old != new else { return }
    var change = new.sums
    if let old { change.add(old.sums, times: -1) }
    try store.set(new, of: subject)
    try store.add(change)
  }

  private static func saveInn(_ event: LogEvent, to store: inout some FlowStore) throws {
    let line = try FlowLine(event)
    let inn = InnID(trusted: event.subject)
    let known = try store.stock(of: inn)
    var stock = known ?? FlowStock(roomTypes: [])
    if let types = try line.roomTypes() { stock.roomTypes = types }
    if let isListed = line.flag("listed") { stock.isListed = isListed }
    guard stock != known else { return }
    try store.set(stock, of: inn, from: TokyoTime.tonight(at: event.at))
  }
}

/// A line's members by name.
private struct FlowLine {
  let sequence: Int64
  let body: JSONObject

  init(_ event: LogEvent) throws {
    sequence = event.sequence
    guard case .object(let object) = try? JSONValue(parsing: Array(event.body.utf8)) else {
      throw LogReplay.Unreadable(sequence: event.sequence, detail: "the body is no JSON object")
    }
    body = object
  }

  private init(_ object: JSONObject, _ sequence: Int64) {
    body = object
    self.sequence = sequence
  }

  private func missing(_ name: String) -> LogReplay.Unreadable {
    LogReplay.Unreadable(sequence: sequence, detail: "\(name) is missing or of another type")
  }

  func text(_ name: String) -> String? {
    if case .string(let text)? = body[name] { text } else { nil }
  }

  func flag(_ name: String) -> Bool? { if case .bool(let flag)? = body[name] { flag } else { nil } }

  func number(_ name: String) throws -> Int {
    guard let number = body[name]?.wholeNumber else { throw missing(name) }
    return number
  }

  func date(_ name: String) throws -> CivilDate {
    guard let date = text(name).flatMap({ CivilDate($0) }) else { throw missing(name) }
    return date
  }

  func month(_ name: String) throws -> CivilMonth {
    guard let month = text(name).flatMap({ CivilMonth($0) }) else { throw missing(name) }
    return month
  }

  private func objects(_ name: String) -> [FlowLine]? {
    guard case .array(let values)? = body[name] else { return nil }
    return values.compactMap {
      if case .object(let object) = $0 { FlowLine(object, sequence) } else { nil }
    }
  }

  // MARK: - What lines tell

  func booking(_ event: LogEvent, after known: FlowBooking?) throws -> FlowBooking {
    guard let state = text("state").flatMap(BookingState.Name.init) else { throw missing("state") }
    guard let inn = event.inn else { throw missing("inn") }
    var booking = FlowBooking(
      inn: inn,
      checkIn: try date("check_in"),
      checkOut: try date("check_out"),
      rooms: try number("rooms"),
      persons: try number("persons"),
      origin: FlowOrigin.key(country: text("country"), prefecture: text("prefecture")),
      language: text("language") ?? "ja",
      createdOn: known?.createdOn ?? TokyoTime.date(at: event.at),
      state: state,
      reason: text("by") ?? text("reason"),
      requestedAt: known?.requestedAt,
      answeredAt: known?.answeredAt,
      prices: known?.prices ?? [],
    )
    if event.kind == .bookingRequested, booking.requestedAt == nil {
      booking.requestedAt = event.at
    }
    if known?.state == .requested, state == .confirmed || state == .declined {
      booking.answeredAt = booking.answeredAt ?? event.at
    }
    if let prices = prices() { booking.prices = prices }
    return booking
  }

  /// Yen of each night without taxes; nil where the line has no quote.
  private func prices() -> [Int]? {
    guard case .object(let quote)? = body["quote"],
      let lines = FlowLine(quote, sequence).objects("lines")
    else { return nil }
    var nights: [String: Int] = [:]
    for line in lines {
      guard let kind = line.text("kind").flatMap(Quote.Line.Kind.init), !kind.isTax,
        let night = line.text("night"), let quantity = line.body["quantity"]?.wholeNumber,
        let unit = line.body["unit"]?.wholeNumber
      else { continue }
      nights[night, default: 0] += quantity * unit
    }
    return nights.sorted { $0.key < $1.key }.map(\.value)
  }

  func roomTypes() throws -> [FlowStock.RoomType]? {
    try objects("stock")?.map { type in
      guard let id = type.text("id") else { throw missing("stock") }
      return FlowStock.RoomType(
        id: RoomTypeID(trusted: id),
        rooms: try type.number("rooms"),
        capacity: try type.number("capacity"),
      )
    }
  }

  func closure(_ id: ClosureID, _ inn: InnID?) throws -> FlowClosure {
    let (first, last) = (try date("first_night"), try date("last_night"))
    guard let inn, first <= last else { throw missing("last_night") }
    return FlowClosure(
      id: id,
      inn: inn,
      roomType: text("room_type").map { RoomTypeID(trusted: $0) },
      nights: first...last,
    )
  }

  func refusals() throws -> FlowSums {
    var sums = FlowSums()
    for item in objects("items") ?? [] {
      let key = FlowKey(
        inn: InnID(trusted: item.text("inn") ?? FlowRefusal.nobody(item.flag("training") ?? false)),
        month: CivilMonth(of: try item.date("check_in")),
        measure: .refused,
        key: "\(item.text("language") ?? "und")|\(item.text("reason") ?? "other")",
      )
      sums.add(try item.number("count"), to: key)
    }
    return sums
  }
}

/// Figures in memory; what the tables must agree with.
package struct FlowMemory: FlowStore, Hashable, Sendable {
  package private(set) var facts: [String: FlowFact] = [:]
  package private(set) var sums = FlowSums()
  package private(set) var stock: [InnID: [CivilDate: FlowStock]] = [:]
  package private(set) var closures: [ClosureID: FlowClosure] = [:]

  package init() {}

  package mutating func fact(_ subject: String) -> FlowFact? { facts[subject] }
  package mutating func set(_ fact: FlowFact, of subject: String) { facts[subject] = fact }
  package mutating func add(_ sums: FlowSums) { self.sums.add(sums) }
  package mutating func stock(of inn: InnID) -> FlowStock? {
    stock[inn]?.max { $0.key < $1.key }?.value
  }
  package mutating func set(_ new: FlowStock, of inn: InnID, from night: CivilDate) {
    stock[inn, default: [:]][night] = new
  }
  package mutating func closure(_ id: ClosureID) -> FlowClosure? { closures[id] }
  package mutating func set(_ closure: FlowClosure?, _ id: ClosureID) { closures[id] = closure }
}
