import Foundation
import InnRegistry
import InnTestSupport
import Testing

/// One row of the scenario table, as scenarios.json has it.
struct Scenario: Decodable, Sendable, CustomTestStringConvertible {
  var id: String
  var title: String
  /// What of the row needs a part of the hub that is tested elsewhere or not there yet.
  var waitsFor: String?
  var world: World?
  /// In the little language of ``ScenarioRunner``; none where nothing happens in the registry.
  var steps: [String]?

  var testDescription: String { "\(id) \(title)" }

  struct World: Decodable, Sendable {
    var rooms: Int?
    var roomTypes: Int?
    var offer: Int?
    var dinners: Int?
    /// Cutoff of the plan `late`, on the day itself.
    var lateCutoff: String?
  }

  enum CodingKeys: String, CodingKey {
    case id
    case title
    case waitsFor = "waits_for"
    case world
    case steps
  }

  static let table: [Scenario] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("scenarios.json")
    do {
      return try JSONDecoder().decode([Scenario].self, from: Data(contentsOf: file))
    } catch {
      Issue.record("scenarios.json: \(error)")
      return []
    }
  }()
}

extension Scenario {
  /// An inn of five rooms, three of them offered every night, with four plans: `room` instant, `half`
  /// on request with dinner, `late` on request without, `family` with children's prices and a season.
  func entry() throws -> InnEntry {
    var entry = Fixtures.entry(
      rooms: world?.rooms ?? 5,
      offer: [Int](repeating: world?.offer ?? 3, count: 7),
      roomTypes: world?.roomTypes ?? 1,
      caps: NightCaps(dinners: world?.dinners),
      phones: Scenario.phones,
    )
    entry.inn.profile.features = [.onsen]
    let base = entry.rooms[0].plans[0]
    var late = base
    late.id = RatePlanID(trusted: "T01-1-late")
    late.selling = .onRequest
    late.cutoff = Cutoff(
      daysBefore: 0,
      time: try #require(TimeOfDay(world?.lateCutoff ?? "23:00")),
    )
    var family = base
    family.id = RatePlanID(trusted: "T01-1-family")
    family.meals = .halfBoard
    family.prices = try Scenario.familyPrices()
    entry.rooms[0].plans += [late, family]
    return entry
  }

  static let phones = ["+81175000001", "+81175000011"].compactMap { PhoneNumber($0) }
  /// Her son's, which nobody has listed.
  static let strangePhones = ["+819000000099"].compactMap { PhoneNumber($0) }

  /// Three in a room pay 9,000 each, from 28 December to 3 January 2,000 more; customary children.
  private static func familyPrices() throws -> PriceTable {
    var prices = PriceTable(perAdultByOccupancy: [12_000, 10_000, 9_000, 8_500].map { Yen($0) })
    prices.childClasses = ChildClass.customary
    prices.seasons = [
      PriceTable.Season(
        name: "年末年始",
        nights: .yearly(
          from: try #require(MonthDay(month: 12, day: 28)),
          through: try #require(MonthDay(month: 1, day: 3)),
        ),
        change: .yen(2000),
      )
    ]
    return prices
  }

  static func taxes(_ inn: Inn) throws -> LodgingTaxTable {
    LodgingTaxTable(bathing: [
      BathingTax(
        municipality: inn.municipality,
        from: try #require(CivilDate("2020-04-01")),
        amount: Yen(150),
        exemptBelowAge: 12,
        exemptsSchoolTrips: true,
        provenance: TaxProvenance(source: "a training table"),
      )
    ])
  }
}
