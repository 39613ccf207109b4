import InnRegistry

extension PlatformAPI {
  func addAvailability(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/availability",
      operation: "searchAvailability",
      access: .channel(.read),
      document: AvailabilityDocuments.search,
    ) { try searchAvailability($0) }
  }

  /// Room types on a page of a search, unless the caller asks for fewer.
  static let hitsPerPage = 50
  static let maxHitsPerPage = 200
  /// Inns that one search may name.
  static let maxNamedInns = 200
  /// Highest price of a stay that can be named, in yen.
  static let maxStayPrice = 100_000_000

  private func searchAvailability(_ context: RequestContext) throws -> HTTPResponse {
    let caller = try context.channelCaller()
    let query = try context.request.readQuery(AvailabilityQuery.read)
    let catalogue = registry.catalogue
    guard let channel = catalogue.channels[caller.channel] else {
      throw HTTPProblem(.unauthenticated)
    }
    let search = AvailabilitySearch(
      query,
      caller: caller,
      channel: channel,
      registry: registry,
      catalogue: catalogue,
      now: context.now,
    )
    let (offers, next) = try search.page()
    return HTTPResponse.json(capacity: 16_384) { json in
      json.object {
        $0.field("check_in", query.stay.checkIn)
        $0.field("check_out", query.stay.checkOut)
        $0.array("availability") { list in for offer in offers { offer.write(to: &list) } }
        $0.page(next: next, of: context.request)
      }
    }.validated(for: context.request)
  }
}
