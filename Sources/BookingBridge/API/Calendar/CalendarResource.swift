import InnRegistry

/// An inn's nights: rooms left and restrictions, read by platforms and written by those who keep
/// them for the inn.
extension PlatformAPI {
  /// Nights of one read: a quarter and some days, as calendars are shown; the rest is another page.
  static let maxCalendarNights = 100
  static let defaultCalendarNights = 31

  func addCalendar(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/inns/{inn}/calendar",
      operation: "getCalendar",
      access: .channel(.read),
      document: CalendarDocuments.get,
    ) { context in try readCalendar(context) }
    table.add(
      .put,
      "/v1/inns/{inn}/calendar",
      operation: "writeCalendar",
      access: .channel(.manage),
      document: CalendarDocuments.put,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let listing = try visibleInn(context, caller)
      let items = try context.request.readJSON(CalendarWrite.readAll)
      return change { transaction in
        var json = JSONWriter(capacity: 4096)
        try json.object { json in
          json.field("inn", listing.inn.id)
          try json.array("results") { list in
            for item in items {
              let outcome = try item.apply(to: listing.inn.id, in: transaction, by: caller.channel)
              outcome.write(item, to: &list)
            }
          }
        }
        return StoredReply(status: HTTPStatus.ok.rawValue, body: json.text)
      }
    }
  }

  private func readCalendar(_ context: RequestContext) throws -> HTTPResponse {
    let caller = try context.channelCaller()
    let listing = try visibleInn(context, caller)
    let tonight = TokyoTime.tonight(at: context.now)
    let query = try context.request.readQuery { CalendarQuery.read(&$0, tonight: tonight) }
    return try HTTPResponse.json(capacity: 16_384) { json in
      try json.object { json in
        json.field("inn", listing.inn.id)
        json.field("paused", listing.pausedAt != nil)
        json.field("from", query.from)
        json.field("to", query.to)
        try json.array("room_types") { list in
          for room in listing.rooms
          where query.roomType == nil || room.roomType.id == query.roomType {
            try write(
              room,
              of: listing,
              query.from..<query.to,
              caller.channel,
              context.now,
              to: &list
            )
          }
        }
      }
    }.validated(for: context.request)
  }

  private func write(
    _ room: RoomListing,
    of listing: InnListing,
    _ nights: Range<CivilDate>,
    _ channel: ChannelID,
    _ now: Timestamp,
    to json: inout JSONWriter,
  ) throws {
    let id = room.roomType.id
    let words = try registry.calendar(of: id, nights: nights, shownTo: channel) ?? []
    let restrictions = registry.restrictions(of: id, nights: nights)
    let hasInstantPlan = room.plans.contains { $0.selling == .instant }
    json.object { json in
      json.field("room_type", id)
      json.array("nights") { list in
        for word in words {
          let confidence = listing.freshness.confidence(of: word.night, asOf: word.asOf, now: now)
          let isOpen = word.remaining > 0 && !room.plans.isEmpty
          list.object {
            $0.field("night", word.night)
            $0.field("remaining", word.remaining)
            $0.field("instant", isOpen && hasInstantPlan && confidence == .fresh)
            $0.field("closed", listing.closure(on: word.night, of: id) != nil)
            $0.field("as_of", word.asOf)
            $0.field("source", word.source)
            $0.field("confidence", confidence)
            (restrictions[word.night] ?? .none).writeMembers(to: &$0)
          }
        }
      }
    }
  }
}

/// What `GET /v1/inns/{inn}/calendar` asks for.
struct CalendarQuery: Sendable {
  var from: CivilDate
  /// Exclusive, as `check_out` is.
  var to: CivilDate
  var roomType: RoomTypeID?

  static func read(_ query: inout QueryReader, tonight: CivilDate) -> CalendarQuery? {
    let from = query.optional("from", .date)
    let to = query.optional("to", .date)
    let roomType: RoomTypeID? = query.optional("room_type", .identifier())
    let first = from ?? tonight
    let end = to ?? first + PlatformAPI.defaultCalendarNights
    let window =
      tonight - AvailabilityHorizon.nightsBack...tonight + AvailabilityHorizon.nightsAhead
    guard window.contains(first) else {
      query.refuse(
        "from",
        .outOfRange,
        "must be from \(window.lowerBound) to \(window.upperBound)",
      )
      return nil
    }
    guard (1...PlatformAPI.maxCalendarNights).contains(end - first),
      end <= window.upperBound + 1
    else {
      query.refuse(
        "to",
        .outOfRange,
        "must be 1 to \(PlatformAPI.maxCalendarNights) nights after from, at most "
          + "\(window.upperBound + 1)",
      )
      return nil
    }
    return CalendarQuery(from: first, to: end, roomType: roomType)
  }
}

extension NightRestrictions {
  func writeMembers(to json: inout JSONWriter) {
    json.field("stop_sell", stopSell)
    json.field("min_stay", minStay)
    json.field("max_stay", maxStay)
    json.field("closed_to_arrival", closedToArrival)
    json.field("closed_to_departure", closedToDeparture)
  }
}
