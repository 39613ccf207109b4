import InnRegistry

extension CommandParser {
  /// Nil when the path is none of channels', webhooks' or calendars'.
  static func delivery(_ arguments: Arguments) throws(UsageError) -> DeliveryRequest? {
    switch arguments.syntax.path.first {
    case "channel": try channel(arguments)
    case "webhook": try webhook(arguments)
    case "ical": try calendar(arguments)
    default: nil
    }
  }

  private static func channel(_ arguments: Arguments) throws(UsageError) -> DeliveryRequest? {
    switch arguments.syntax.path.last {
    case "list": return .channels
    case "add":
      return .addChannel(try change(arguments), isTrainingOnly: arguments.has("training"))
    case "limit":
      guard let inn: InnID = try arguments.value("inn", .identifier()) else {
        return .changeChannel(try change(arguments))
      }
      return .setAllotment(
        channel: try arguments.operand(.identifier()),
        inn: inn,
        roomType: try arguments.value("room-type", .identifier()),
        rooms: try arguments.required("rooms-a-night", .ceiling).rooms,
      )
    case "suspend", "resume":
      var change = ChannelChange(id: try arguments.operand(.identifier()))
      change.isSuspended = arguments.syntax.path.last == "suspend"
      return .changeChannel(change)
    default: return nil
    }
  }

  private static func change(_ arguments: Arguments) throws(UsageError) -> ChannelChange {
    ChannelChange(
      id: try arguments.operand(.identifier()),
      name: try arguments.value("name", .line(most: 80)),
      maxOpenRequests: try arguments.value("open-requests", .wholeNumber(0...1000)),
      maxHolds: try arguments.value("holds", .wholeNumber(0...10_000)),
      maxRoomsShown: try arguments.value("rooms-shown", .wholeNumber(1...RoomType.maxRooms)),
      maxRoomsANight: try arguments.value("rooms-a-night", .ceiling),
      commission: try arguments.value("commission", .percent(Channel.commissionRange)),
      registrationNumber: try arguments.value("registration", .line(most: 80)),
    )
  }

  private static func webhook(_ arguments: Arguments) throws(UsageError) -> DeliveryRequest? {
    switch arguments.syntax.path.last {
    case "list": return .webhooks(try arguments.value("channel", .identifier()))
    case "add":
      return .addWebhook(
        url: try arguments.required("url", .line(most: 2048)),
        topics: try arguments.value("topics", .setOf()) ?? Set(WebhookTopic.allCases),
        channel: try arguments.required("channel", .identifier()),
      )
    case "rotate": return .rotateWebhook(try arguments.operand(.identifier()))
    case "enable": return .enableWebhook(try arguments.operand(.identifier()))
    case "test": return .testWebhook(try arguments.operand(.identifier()))
    case "remove": return .removeWebhook(try arguments.operand(.identifier()))
    case "deliveries":
      return .deliveries(
        try arguments.operand(.identifier()),
        state: try arguments.value("state", .oneOf()),
        limit: try arguments.value("limit", .wholeNumber(1...100)) ?? 50,
      )
    case "redeliver":
      let id: WebhookID = try arguments.operand(.identifier())
      if let message: WebhookMessageID = try arguments.value("message", .identifier()) {
        guard !arguments.given("failed-since") else {
          throw .conflict("--message", "--failed-since")
        }
        return .redeliver(id, message)
      }
      let since: CivilDate = try arguments.required("failed-since", .date)
      return .redeliverFailed(id, since: TokyoTime.instant(since))
    default: return nil
    }
  }

  private static func calendar(_ arguments: Arguments) throws(UsageError) -> DeliveryRequest? {
    switch arguments.syntax.path.last {
    case "list": .calendars
    case "add":
      .addCalendar(
        url: try arguments.required("url", .line(most: 2048)),
        roomType: try arguments.operand(.identifier()),
      )
    case "remove": .removeCalendar(try arguments.operand(.identifier()))
    case "poll": .pollCalendar(try arguments.operand(.identifier()))
    case "share": .shareCalendar(try arguments.operand(.identifier()))
    case "unshare": .unshareCalendar(try arguments.operand(.identifier()))
    default: nil
    }
  }
}
