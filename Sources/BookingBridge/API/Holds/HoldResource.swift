import InnRegistry

/// Rooms kept for minutes while a platform finishes a sale.
extension PlatformAPI {
  func addHolds(to table: inout RouteTable) {
    table.add(
      .post,
      "/v1/holds",
      operation: "createHold",
      access: .channel(.book),
      document: BookingDocuments.hold,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let body = try context.request.readJSON(HoldBody.read)
      return try idempotency.reply(to: context) { transaction in
        let hold = try transaction.hold(body.wanted, channel: caller.channel, for: body.time)
        return ChannelBooking(booking: hold).reply(status: .created)
      }
    }
    table.add(
      .post,
      "/v1/holds/{hold}/extend",
      operation: "extendHold",
      access: .channel(.book),
      document: BookingDocuments.extend,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let id: BookingID = try context.identifier("hold")
      let time =
        context.request.body.isEmpty
        ? Transaction.defaultHold : try context.request.readJSON { .some(HoldBody.time(&$0)) }
      return try idempotency.reply(to: context, key: .accepted) { transaction in
        let hold = try transaction.extendHold(id, by: time, channel: caller.channel)
        return ChannelBooking(booking: hold).reply(status: .ok)
      }
    }
    table.add(
      .delete,
      "/v1/holds/{hold}",
      operation: "releaseHold",
      access: .channel(.book),
      document: BookingDocuments.release,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let id: BookingID = try context.identifier("hold")
      return .deferred(
        HTTPDeferral { completion in
          registry.write({ transaction in
            do {
              _ = try transaction.releaseHold(id, channel: caller.channel)
            } catch BookingRefusal.notPossible(.released) {
              // It ran out or was given up before: what the caller wants is so.
            }
          }) { result in completion.complete(result.map { HTTPResponse.noContent }) }
        }
      )
    }
  }
}
