import Foundation
import InnRegistry
import Testing

@Suite("Lodging taxes")
struct LodgingTaxTests {
  @Test("the five municipalities of Shimokita have the right check digits")
  func municipalities() {
    #expect(
      MunicipalityCode.shimokita.map(\.code)
        == ["022080", "024236", "024244", "024252", "024261"]
    )
    for code in MunicipalityCode.shimokita {
      for wrong in 0...9 where !code.code.hasSuffix(String(wrong)) {
        #expect(MunicipalityCode(code.code.dropLast() + String(wrong)) == nil)
      }
    }
  }

  @Test("the first table is complete, sound, and says that nobody confirmed it")
  func seeded() throws {
    let table = LodgingTaxTable.shimokitaToBeConfirmed
    #expect(table.flaws.isEmpty)
    #expect(table.accommodation.isEmpty)
    #expect(table.unconfirmedMunicipalities == MunicipalityCode.shimokita)
    #expect(
      table.bathing.allSatisfy { $0.amount == Yen(150) && $0.from.description == "2000-01-01" }
    )
  }

  @Test("confirming an entry takes it off the list")
  func confirmed() throws {
    var table = LodgingTaxTable.shimokitaToBeConfirmed
    let today = try #require(CivilDate("2026-04-01"))
    table.bathing[0].provenance.confirmedOn = today
    #expect(!table.unconfirmedMunicipalities.contains(table.bathing[0].municipality))
    #expect(table.unconfirmedMunicipalities.count == 4)
  }

  @Test("an inn without a mineral bath owes no bathing tax")
  func bath() throws {
    var catalogue = Catalogue()
    catalogue.replaceTaxes(.shimokitaToBeConfirmed)
    let mutsu = try #require(MunicipalityCode("022080"))
    var inn = Inn(
      id: InnID(trusted: "T01"),
      isTraining: true,
      name: InnName(japanese: "練習荘", kana: "レンシュウソウ", romaji: "Renshuso"),
      municipality: mutsu,
      area: AreaID(trusted: "ohata"),
    )
    let night = try #require(CivilDate("2026-06-10"))
    #expect(catalogue.taxes(at: inn).bathingTax(on: night) == nil)
    inn.profile.features = [.onsen]
    #expect(catalogue.taxes(at: inn).bathingTax(on: night)?.municipality == mutsu)
    inn.municipality = try #require(MunicipalityCode("022012"))
    #expect(catalogue.taxes(at: inn).bathingTax(on: night) == nil)
  }

  @Test("a version holds from its night until the next one's")
  func versions() throws {
    let taxes = try Taxation.bathingChange.taxes()
    #expect(taxes.bathingTax(on: try #require(CivilDate("1999-12-31"))) == nil)
    #expect(taxes.bathingTax(on: try #require(CivilDate("2026-09-30")))?.amount == Yen(150))
    #expect(taxes.bathingTax(on: try #require(CivilDate("2026-10-01")))?.amount == Yen(200))
    #expect(taxes.bathingTax(on: try #require(CivilDate("2100-01-01")))?.amount == Yen(200))
  }

  @Test("entries that can't be meant")
  func flaws() throws {
    var table = LodgingTaxTable.shimokitaToBeConfirmed
    let mutsu = table.bathing[0].municipality
    table.bathing.append(table.bathing[0])
    table.bathing[1].amount = Yen(-1)
    table.bathing[2].exemptBelowAge = 19
    let from = table.bathing[0].from
    table.accommodation = [
      AccommodationTax(
        municipality: mutsu,
        from: from,
        steps: [
          AccommodationTax.Step(priceFrom: Yen(6000), levy: .yen(Yen(20_001))),
          AccommodationTax.Step(priceFrom: Yen(6000), levy: .rate(basisPoints: 10_001)),
        ],
        provenance: TaxProvenance(source: "example"),
      )
    ]
    #expect(
      Set(table.flaws)
        == [
          .versionTwice(mutsu, from: from),
          .amountOutOfRange(table.bathing[1].municipality, Yen(-1)),
          .exemptAge(table.bathing[2].municipality, 19),
          .stepsNotRising(mutsu, from: from),
          .amountOutOfRange(mutsu, Yen(20_001)),
          .rateOutOfRange(mutsu, basisPoints: 10_001),
        ]
    )
  }

  @Test("tables survive storage")
  func storage() throws {
    let table = LodgingTaxTable.shimokitaToBeConfirmed
    let stored = try JSONEncoder().encode(table)
    #expect(try JSONDecoder().decode(LodgingTaxTable.self, from: stored) == table)
  }
}

@Suite("Rate plans")
struct RatePlanTests {
  @Test("every tariff of the examples is sound", arguments: Tariff.allCases)
  func sound(tariff: Tariff) throws {
    #expect(RatePlan.training(prices: try tariff.table()).flaws.isEmpty)
  }

  @Test("survive storage, and encode alike every time", arguments: Tariff.allCases)
  func storage(tariff: Tariff) throws {
    var plan = RatePlan.training(prices: try tariff.table())
    plan.limits = StayLimits(minNights: 2, closedToArrival: Weekdays([.friday, .monday]))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let stored = try encoder.encode(plan)
    #expect(try JSONDecoder().decode(RatePlan.self, from: stored) == plan)
    #expect(try encoder.encode(plan) == stored)
  }

  @Test("a tariff typed by hand may leave out what is customary")
  func shortForm() throws {
    let typed = """
      {"id":"T01-1-ro","roomType":"T01-1","name":"素泊まり","nameEnglish":"Room only",
       "meals":"room_only","selling":"instant","cutoff":{"daysBefore":0,"time":"20:00"},
       "prices":{"byOccupancy":[null,6000]},"cancellation":{"steps":[]},"later":{"a":1}}
      """
    let plan = try JSONDecoder().decode(RatePlan.self, from: Data(typed.utf8))
    #expect(plan.prices == PriceTable(byOccupancy: [nil, Yen(6000)]))
    #expect(plan.limits == StayLimits())
    #expect(plan.flaws.isEmpty)
  }

  @Test("numbers that can't be meant are all named")
  func flaws() throws {
    var plan = RatePlan.training(prices: PriceTable(byOccupancy: [Yen(-1), Yen(1_000_001)]))
    plan.cutoff.daysBefore = -1
    plan.limits.minNights = 3
    plan.limits.maxNights = 2
    plan.cancellation = CancellationPolicy(steps: [.init(daysBefore: 0, percent: 101)])
    var reversed = plan.prices
    let from = try #require(CivilDate("2026-07-02"))
    reversed.seasons = [
      PriceTable.Season(
        name: "逆",
        nights: .dates(from: from, through: from - 1),
        change: .percent(-101),
      )
    ]
    reversed.surcharges = [PriceTable.DaySurcharge(weekdays: .all, change: .yen(Int.min))]
    reversed.childClasses[0].oldest = 13
    reversed.childClasses[1].price = .share(hundredths: 101)
    reversed.childClasses[2].youngest = 6
    reversed.childClasses[3].code = .c
    plan.prices = reversed
    #expect(
      Set(plan.flaws)
        == [
          .priceOutOfRange(Yen(-1)), .priceOutOfRange(Yen(1_000_001)),
          .spanReversed(reversed.seasons[0].nights), .changeOutOfRange(.percent(-101)),
          .changeOutOfRange(.yen(Int.min)), .childClassAboveAdultAge(.a), .childShare(.b, 101),
          .childAges(.c), .childClassTwice(.c), .cutoffOutOfRange(days: -1),
          .stayLimits(minNights: 3, maxNights: 2), .cancellation(.percentOutOfRange(101)),
        ]
    )
    #expect(
      PriceTable(byOccupancy: [nil, nil], adultFromAge: 0, childClasses: []).flaws
        == [.noPrice, .adultAge(0)]
    )
  }
}
