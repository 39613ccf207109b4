/// What parts a year's published tables have.
///
/// Chosen by what everybody may know, how many inns of each municipality take part, and never by what
/// happened there; it holds for a calendar year, so that its months, quarters and the year add up.
/// Which of these parts are then shown is disclosure control's.
package struct FlowLayout: Hashable, Sendable {
  /// Municipalities that are told alone, in the order of their codes.
  let alone: [String]
  /// Whether the others are told together, as ``StatisticsTable/others``.
  let hasOthers: Bool
  /// Exact figures have every part there is.
  let isExact: Bool
  /// Whether so many inns take part that a month bears what a quarter bears elsewhere.
  let isLarge: Bool

  /// Inns that a place has at least.
  ///
  /// One more than a figure needs contributors, because there is always an inn in which nobody slept.
  package static let leastInns = 4
  /// Inns with which a region is large: guests of each group of countries every month.
  package static let largeRegion = 100

  /// - Parameters:
  ///   - told: places of the year's tables that were published; they stand.
  ///   - leastInns: as ``FlowLayout/leastInns``.
  init(_ data: FlowData, told: Set<String> = [], leastInns: Int = FlowLayout.leastInns) {
    isExact = false
    isLarge = data.inns.values.count(where: \.isCounted) >= FlowLayout.largeRegion
    if !told.isEmpty {
      alone = told.subtracting([StatisticsTable.others]).sorted()
      hasOthers = told.contains(StatisticsTable.others)
      return
    }
    var inns: [String: Int] = [:]
    for inn in data.inns.values where inn.isCounted { inns[inn.municipality.code, default: 0] += 1 }
    // The smallest first: it goes to the others, until these are enough.
    var places = inns.sorted { ($0.value, $0.key) < ($1.value, $1.key) }[...]
    var others = 0
    while let smallest = places.first, smallest.value < leastInns || (1..<leastInns) ~= others {
      others += smallest.value
      places.removeFirst()
    }
    // One place and nothing beside it is the region.
    let isRegion = places.isEmpty || (places.count == 1 && others == 0)
    alone = isRegion ? [] : places.map(\.key).sorted()
    hasOthers = !isRegion && others > 0
  }

  private init(exact data: FlowData) {
    alone = data.places.map(\.code)
    hasOthers = false
    isExact = true
    isLarge = true
  }

  static func exact(_ data: FlowData) -> FlowLayout { FlowLayout(exact: data) }

  var places: [String] { alone + (hasOthers ? [StatisticsTable.others] : []) }

  /// Where a municipality is told; nil where the region alone is.
  func place(of municipality: MunicipalityCode) -> String? {
    if alone.contains(municipality.code) { return municipality.code }
    return hasOthers ? StatisticsTable.others : nil
  }

  /// What the kinds of origin are.
  ///
  /// Guests of whom nothing is known are too few to stand alone, and would have others hidden with
  /// them. They count as from Japan, where bookings without an address come from.
  var kinds: [FlowOrigin.Kind] { isExact ? FlowOrigin.Kind.allCases : [.domestic, .foreign] }

  func kind(of key: String) -> FlowOrigin.Kind {
    let kind = FlowOrigin.kind(of: key)
    return kind == .unknown && !isExact ? .domestic : kind
  }

  /// Whether a category is told of places, too: in a month their totals alone.
  func isLocal(_ category: String, _ length: FlowPeriod.Length) -> Bool {
    if category == StatisticsTable.total { return true }
    guard isExact || length != .month else { return false }
    return FlowOrigin.Kind(rawValue: category) != nil
  }

  /// Whether guests from abroad are told by groups of countries: a step finer than in a shorter
  /// period, so that what a month would hide does not stand in the way of the year.
  func hasGroups(_ length: FlowPeriod.Length) -> Bool { isLarge || length != .month }

  /// Whether they are told country by country.
  func hasNations(_ length: FlowPeriod.Length) -> Bool {
    isExact || length == .year || (isLarge && length == .quarter)
  }

  /// Whether refused demand is told by language and reason.
  func hasReasons(_ length: FlowPeriod.Length) -> Bool { isLarge || length != .month }

  /// Languages and reasons of refused demand, the same for all periods: what is missing from one
  /// would be known to be nothing.
  static let languages = ["ja", "en", "zh-Hant", "zh-Hans", "ko", "th"]
  static let otherLanguage = "other"

  func language(_ tag: String) -> String {
    isExact || FlowLayout.languages.contains(tag) ? tag : FlowLayout.otherLanguage
  }

  func reason(_ word: String) -> String {
    isExact ? word : (FlowRefusal.Reason(rawValue: word) ?? .other).rawValue
  }
}
