import InnRegistry

/// Who the caller is: the first thing to ask with a new key.
extension PlatformAPI {
  func addChannel(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/channel",
      operation: "getChannel",
      access: .channel(.read),
      document: InnDocuments.channel,
    ) { context in
      let caller = try context.channelCaller()
      guard let channel = registry.catalogue.channels[caller.channel] else {
        throw HTTPProblem(.unauthenticated)
      }
      return HTTPResponse.json { json in
        json.object {
          $0.field("channel", channel.id)
          $0.field("name", channel.name)
          $0.field("training_only", channel.isTrainingOnly)
          $0.field("key", caller.keyName)
          $0.array("scopes") { list in
            for scope in KeyScope.allCases where caller.scopes.contains(scope) {
              list.string(scope.rawValue)
            }
          }
          $0.field("commission_basis_points", channel.commission)
          $0.object("limits") {
            $0.field("rooms_shown", channel.maxRoomsShown)
            $0.field("open_requests_per_inn", channel.maxOpenRequests)
            $0.field("holds", channel.maxHolds)
            $0.field("requests", rateLimit.requests)
            $0.field("requests_window_seconds", rateLimit.seconds)
          }
        }
      }.validated(for: context.request)
    }
  }
}
