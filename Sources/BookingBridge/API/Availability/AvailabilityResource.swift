import InnRegistry

extension PlatformAPI {
  func addAvailability(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/availability",
      operation: "searchAvailability",
      access: .channel(.read),
    ) { try searchAvailability($0) }
  }

  /// Room types on a page of a search, unless the caller asks for fewer.
  static let hitsPerPage = 50
  static let maxHitsPerPage = 200
  /// Inns that one search may name.
  static let maxNamedInns = 200

  private func searchAvailability(_ context: RequestContext) throws -> HTTPResponse {
    let caller = try context.channelCaller()
    let query = try AvailabilityQuery(context.request)
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
    let offers = query.inns == nil ? try search.offers() : try search.named()
    let page = offers.prefix(query.limit)
    let last = offers.count > query.limit ? page.last?.roomType.rawValue : nil
    return .json(capacity: 16_384) { json in
      json.object {
        $0.field("check_in", query.stay.checkIn)
        $0.field("check_out", query.stay.checkOut)
        $0.array("availability") { list in for offer in page { offer.write(to: &list) } }
        $0.page(next: last, of: context.request)
      }
    }
  }
}

/// What a search asks for.
struct AvailabilityQuery: Sendable {
  var stay: Stay
  var rooms: Int
  /// Nil when the caller names no guests: then nothing is priced.
  var party: Party?
  var inns: [InnID]?
  var area: AreaID?
  var meals: MealPlan?
  var isInstantOnly: Bool
  var cursor: String?
  var limit: Int

  init(_ request: HTTPRequest) throws(HTTPProblem) {
    self = try request.readQuery { query in
      let checkIn = query.required("check_in", .date)
      let checkOut = query.required("check_out", .date)
      let rooms = query.optional("rooms", .wholeNumber(1...RoomType.maxRooms), default: 1)
      let adults = query.optional("adults", .wholeNumber(1...Party.maxPersons))
      let ages = query.optional(
        "child_ages",
        .list(of: .wholeNumber(0...Party.oldestChild), count: 0...Party.maxPersons),
        default: [],
      )
      let inns = query.optional(
        "inns",
        .list(of: .identifier(), count: 1...PlatformAPI.maxNamedInns) as TextFormat<[InnID]>,
      )
      let area: AreaID? = query.optional("area", .identifier())
      let meals = query.optional("meals", .oneOf(MealPlan.self))
      let isInstantOnly = query.optional("instant", .flag, default: false)
      let cursor = query.optional("cursor", .cursor)
      let limit = query.optional(
        "limit",
        .wholeNumber(1...PlatformAPI.maxHitsPerPage),
        default: PlatformAPI.hitsPerPage,
      )
      if inns != nil, area != nil {
        query.refuse("area", .inconsistent, "either inns or area, not both")
      }
      if adults == nil, !ages.isEmpty {
        query.refuse("adults", .missing, "is required with child_ages")
      }
      guard let checkIn, let checkOut else { return nil }
      guard let stay = Stay(checkIn: checkIn, checkOut: checkOut) else {
        query.refuse(
          "check_out",
          .outOfRange,
          "must be 1 to \(Stay.maxNights) nights after check_in",
        )
        return nil
      }
      let party = adults.flatMap { Party(adults: $0, childAges: ages) }
      if adults != nil, party == nil {
        query.refuse("adults", .outOfRange, "at most \(Party.maxPersons) guests")
        return nil
      }
      return AvailabilityQuery(
        stay: stay,
        rooms: rooms,
        party: party,
        inns: inns,
        area: area,
        meals: meals,
        isInstantOnly: isInstantOnly,
        cursor: cursor,
        limit: limit,
      )
    }
  }

  private init(
    stay: Stay,
    rooms: Int,
    party: Party?,
    inns: [InnID]?,
    area: AreaID?,
    meals: MealPlan?,
    isInstantOnly: Bool,
    cursor: String?,
    limit: Int,
  ) {
    self.stay = stay
    self.rooms = rooms
    self.party = party
    self.inns = inns
    self.area = area
    self.meals = meals
    self.isInstantOnly = isInstantOnly
    self.cursor = cursor
    self.limit = limit
  }
}
