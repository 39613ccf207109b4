import InnRegistry

/// What a search asks for.
struct AvailabilityQuery: Sendable {
  var stay: Stay
  var rooms: Int
  /// Nil when the caller names no guests: then nothing is priced.
  var party: Party?
  var inns: [InnID]?
  var area: AreaID?
  var box: GeoBox?
  var meals: MealPlan?
  var isInstantOnly: Bool
  /// Whole stay, taxes included; needs guests.
  var price: ClosedRange<Int>?
  var sort: Sort
  var cursor: String?
  var limit: Int
  /// Marks a guest's own search: counted as refused demand when it finds nothing.
  var visit: FlowVisit?

  enum Sort: String, CaseIterable, Sendable {
    /// By area and inn, the order of the index.
    case inn
    case price
    case priceFalling = "-price"
  }

  @Sendable static func read(_ query: inout QueryReader) -> AvailabilityQuery? {
    let stay = Stay.read(&query)
    let rooms = query.optional("rooms", .wholeNumber(1...RoomType.maxRooms), default: 1)
    let adults = query.optional("adults", .wholeNumber(1...Party.maxPersons))
    let ages = query.optional(
      "child_ages",
      .list(of: .wholeNumber(0...Party.oldestChild), count: 0...Party.maxPersons),
      default: [],
    )
    let inns: [InnID]? = query.optional(
      "inns",
      .list(of: .identifier(), count: 1...PlatformAPI.maxNamedInns),
    )
    let area: AreaID? = query.optional("area", .identifier())
    let box = query.optional("box", .box)
    let meals = query.optional("meals", .oneOf(MealPlan.self))
    let isInstantOnly = query.optional("instant", .flag, default: false)
    let price = AvailabilityQuery.readPrice(&query)
    let sort = query.optional("sort", .oneOf(Sort.self), default: .inn)
    let cursor = query.optional("cursor", .cursor)
    let limit = query.optional(
      "limit",
      .wholeNumber(1...PlatformAPI.maxHitsPerPage),
      default: PlatformAPI.hitsPerPage,
    )
    let visit = FlowVisit.read(&query)
    if [inns != nil, area != nil, box != nil].count(where: { $0 }) > 1 {
      query.refuse("inns", .inconsistent, "only one of inns, area and box")
    }
    if adults == nil {
      for (name, isGiven) in [
        ("child_ages", !ages.isEmpty), ("sort", sort != .inn), ("max_price", price != nil),
      ] where isGiven {
        query.refuse("adults", .missing, "is required with \(name)")
      }
    }
    let party = adults.flatMap { Party(adults: $0, childAges: ages) }
    if adults != nil, party == nil { query.refuse("adults", .outOfRange, Party.sizeDetail) }
    guard let stay else { return nil }
    return AvailabilityQuery(
      stay: stay,
      rooms: rooms,
      party: party,
      inns: inns,
      area: area,
      box: box,
      meals: meals,
      isInstantOnly: isInstantOnly,
      price: price,
      sort: sort,
      cursor: cursor,
      limit: limit,
      visit: visit,
    )
  }

  private static func readPrice(_ query: inout QueryReader) -> ClosedRange<Int>? {
    let range = 0...PlatformAPI.maxStayPrice
    let least = query.optional("min_price", .wholeNumber(range))
    let most = query.optional("max_price", .wholeNumber(range))
    guard least != nil || most != nil else { return nil }
    guard least ?? 0 <= most ?? range.upperBound else {
      query.refuse("max_price", .outOfRange, "must not be less than min_price")
      return nil
    }
    return (least ?? 0)...(most ?? range.upperBound)
  }
}

extension Stay {
  /// Reads `check_in` and `check_out` of a query.
  fileprivate static func read(_ query: inout QueryReader) -> Stay? {
    let checkIn = query.required("check_in", .date)
    let checkOut = query.required("check_out", .date)
    guard let checkIn, let checkOut else { return nil }
    let stay = Stay(checkIn: checkIn, checkOut: checkOut)
    if stay == nil { query.refuse("check_out", .outOfRange, lengthDetail) }
    return stay
  }
}

/// A part of the map: south-west and north-east corner.
struct GeoBox: Hashable, Sendable {
  var southWest: Position
  var northEast: Position

  func contains(_ position: Position) -> Bool {
    (southWest.latitude...northEast.latitude).contains(position.latitude)
      && (southWest.longitude...northEast.longitude).contains(position.longitude)
  }
}

extension TextFormat where Value == GeoBox {
  /// `south,west,north,east` in degrees; no box crosses the 180th meridian, which is far from here.
  static var box: Self {
    TextFormat(
      "four numbers south,west,north,east in degrees",
      schema: .text(pattern: "^-?[0-9]{1,3}(\\.[0-9]{1,9})?(,-?[0-9]{1,3}(\\.[0-9]{1,9})?){3}$"),
    ) { text in
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map(degrees)
      guard numbers.count == 4, let south = numbers[0], let west = numbers[1],
        let north = numbers[2], let east = numbers[3], south <= north, west <= east,
        let southWest = Position(latitude: south, longitude: west),
        let northEast = Position(latitude: north, longitude: east)
      else { return nil }
      return GeoBox(southWest: southWest, northEast: northEast)
    }
  }
}

/// A plain decimal number: no exponent, no hexadecimal, no infinity.
private func degrees(_ text: Substring) -> Double? {
  let digits = text.hasPrefix("-") ? text.dropFirst() : text
  let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count), (1...3).contains(parts[0].utf8.count),
    parts.count == 1 || (1...9).contains(parts[1].utf8.count),
    parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
  else { return nil }
  return Double(text)
}
