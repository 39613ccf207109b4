import InnRegistry

/// A room type's taken nights as iCalendar, for platforms that only know that.
extension PlatformAPI {
  func addCalendarFiles(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/inns/{inn}/room-types/{room_type}/calendar.ics",
      operation: "readCalendarFile",
      access: .everyone,
      document: WebhookDocuments.calendar,
    ) { context in
      let inn: InnID = try context.identifier("inn")
      let roomType: RoomTypeID = try context.identifier("room_type")
      let token = try context.request.readQuery(CalendarToken.read)
      // A wrong token, another inn's room type and no room type look the same.
      guard let (listing, room) = registry.catalogue.roomType(roomType), listing.inn.id == inn,
        try registry.opensCalendar(token.text, of: roomType)
      else { throw HTTPProblem(.notFound) }
      let calendar = ICalendarWriter.calendar(
        of: roomType,
        name: "\(listing.inn.name.romaji), \(room.roomType.nameEnglish)",
        registry.takenNights(of: roomType),
        now: context.now,
      )
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", "text/calendar; charset=utf-8")],
        body: .bytes(calendar),
      ).validated(for: context.request)
    }
  }
}

/// What opens a calendar.
struct CalendarToken: Sendable {
  var text: String

  @Sendable static func read(_ query: inout QueryReader) -> CalendarToken? {
    query.required("token", .identifier() as TextFormat<Identifier<CalendarToken>>)
      .map { CalendarToken(text: $0.rawValue) }
  }
}
