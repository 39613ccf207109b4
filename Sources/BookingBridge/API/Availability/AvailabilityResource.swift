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
    let moment = SearchAnswers.Moment(generation: registry.generation, now: context.now)
    // Asked for only where no answer is kept: all threads meet at it.
    func terms() throws -> (Catalogue, Channel) {
      let catalogue = registry.catalogue
      guard let channel = catalogue.channels[caller.channel] else {
        throw HTTPProblem(.unauthenticated)
      }
      return (catalogue, channel)
    }
    let answer = try searchAnswers.answer(
      to: context.request.target.rawQuery,
      of: caller.channel,
      at: moment,
      view: {
        let (catalogue, channel) = try terms()
        return try registry.view(of: channel, in: catalogue)
      },
      make: {
        let (catalogue, channel) = try terms()
        let query = try context.request.readQuery(AvailabilityQuery.read)
        let search = AvailabilitySearch(
          query,
          caller: caller,
          channel: channel,
          registry: registry,
          catalogue: catalogue,
          now: context.now,
        )
        return try search.page(of: context.request)
      },
    )
    return HTTPResponse.json(.shared(answer.body)).validated(for: context.request, tag: answer.tag)
  }
}
