import InnRegistry

/// One item of a bulk write: what shall hold on a run of nights of one room type; what it does not
/// name stays.
struct CalendarWrite: Sendable {
  var roomType: RoomTypeID
  var nights: ClosedRange<CivilDate>
  var remaining: Int?
  var stopSell: Bool?
  var minStay: FieldChange<Int>
  var maxStay: FieldChange<Int>
  var closedToArrival: Bool?
  var closedToDeparture: Bool?

  /// Items of one write: a year of nights of a room type one by one, and some.
  static let maxItems = 500
  /// Nights of all items together; each is one change of the log.
  static let maxNights = 1000

  @Sendable static func readAll(_ body: inout JSONObjectReader) -> [CalendarWrite]? {
    let items = body.required("items", .array(of: .object(read), count: 1...maxItems))
    guard let items else { return nil }
    let nights = items.map { $0.nights.upperBound - $0.nights.lowerBound + 1 }
    guard nights.reduce(0, +) <= maxNights else {
      body.refuse("items", .wrongLength, "may name \(maxNights) nights in all")
      return nil
    }
    return items
  }

  @Sendable private static func read(_ body: inout JSONObjectReader) -> CalendarWrite? {
    let roomType = body.required("room_type", .identifier() as TextFormat<RoomTypeID>)
    let night = body.required("night", .date)
    let lastNight = body.optional("last_night", .date)
    let remaining = body.optional("remaining", .integer(0...RoomType.maxRooms))
    let stopSell = body.optional("stop_sell", .bool)
    let minStay = body.change("min_stay", .integer(1...Stay.maxNights))
    let maxStay = body.change("max_stay", .integer(1...Stay.maxNights))
    let closedToArrival = body.optional("closed_to_arrival", .bool)
    let closedToDeparture = body.optional("closed_to_departure", .bool)
    guard let roomType, let night else { return nil }
    let last = lastNight ?? night
    guard night <= last, last - night < Closure.maxNights else {
      body.refuse("last_night", .outOfRange, "must be up to a year after night")
      return nil
    }
    return CalendarWrite(
      roomType: roomType,
      nights: night...last,
      remaining: remaining,
      stopSell: stopSell,
      minStay: minStay,
      maxStay: maxStay,
      closedToArrival: closedToArrival,
      closedToDeparture: closedToDeparture,
    )
  }
}

// MARK: - Writing

extension CalendarWrite {
  /// What became of an item.
  enum Outcome {
    case saved
    case refused(HTTPProblem)
  }

  /// Makes the item hold on all its nights, or on none of them.
  ///
  /// - Throws: what is no refusal: then the whole write is undone.
  func apply(to inn: InnID, in transaction: Transaction, by channel: ChannelID) throws -> Outcome {
    do {
      try transaction.attempt {
        guard transaction.catalogue.roomType(roomType)?.0.inn.id == inn else {
          throw BookingRefusal.roomTypeUnknown
        }
        for offset in 0...(nights.upperBound - nights.lowerBound) {
          try apply(on: nights.lowerBound + offset, transaction, .channel(channel))
        }
      }
      return .saved
    } catch let refusal as BookingRefusal {
      return .refused(RefusalTranslation.problem(for: refusal))
    }
  }

  private func apply(on night: CivilDate, _ transaction: Transaction, _ actor: Actor) throws {
    if let remaining {
      // Whoever writes by program sees the bookings: they are left out of the number.
      try transaction.state(remaining, of: roomType, on: night, counting: .shown, by: actor)
    }
    try transaction.restrict(roomType: roomType, on: night, by: actor) { restrictions in
      if let stopSell { restrictions.stopSell = stopSell }
      if let closedToArrival { restrictions.closedToArrival = closedToArrival }
      if let closedToDeparture { restrictions.closedToDeparture = closedToDeparture }
      restrictions.minStay = minStay.applied(to: restrictions.minStay)
      restrictions.maxStay = maxStay.applied(to: restrictions.maxStay)
    }
  }
}

extension FieldChange {
  fileprivate func applied(to value: Value?) -> Value? {
    switch self {
    case .unchanged: value
    case .cleared: nil
    case .set(let new): new
    }
  }
}

extension CalendarWrite.Outcome {
  func write(_ item: CalendarWrite, to json: inout JSONWriter) {
    json.object { json in
      json.field("room_type", item.roomType)
      json.field("night", item.nights.lowerBound)
      json.field("last_night", item.nights.upperBound)
      switch self {
      case .saved: json.field("status", "saved")
      case .refused(let problem):
        json.field("status", "refused")
        json.field("code", problem.code)
        json.field("detail", problem.detail ?? problem.errors.first?.detail ?? problem.code.title)
      }
    }
  }
}
