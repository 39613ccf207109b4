/// Bathing tax (入湯税) of a municipality from some night on.
///
/// Local Tax Act, article 701 and following: owed by whoever bathes in a mineral bath, set by the
/// municipality's ordinance, 150 yen for a person and day being the standard rate (article 701-2).
/// A stay of one night and two days counts as one day, so a night is what is counted here.
package struct BathingTax: Hashable, Codable, Sendable {
  package var municipality: MunicipalityCode
  /// The first night it holds for; it ends where the municipality's next version begins.
  package var from: CivilDate
  /// For a person and night.
  package var amount: Yen
  /// Children below this age, in completed years, owe nothing.
  package var exemptBelowAge: Int
  package var exemptsSchoolTrips: Bool
  package var provenance: TaxProvenance

  package init(
    municipality: MunicipalityCode,
    from: CivilDate,
    amount: Yen,
    exemptBelowAge: Int,
    exemptsSchoolTrips: Bool,
    provenance: TaxProvenance,
  ) {
    self.municipality = municipality
    self.from = from
    self.amount = amount
    self.exemptBelowAge = exemptBelowAge
    self.exemptsSchoolTrips = exemptsSchoolTrips
    self.provenance = provenance
  }
}

/// Accommodation tax (宿泊税) of a municipality from some night on.
///
/// A discretionary tax that a municipality or prefecture enacts by ordinance (Local Tax Act,
/// article 731): steps by the lodging price of a person and night, or a rate. Guests who pay
/// nothing owe nothing.
package struct AccommodationTax: Hashable, Codable, Sendable {
  package var municipality: MunicipalityCode
  /// The first night it holds for; it ends where the municipality's next version begins.
  package var from: CivilDate
  /// Lowest price first; below the first step nothing is owed.
  package var steps: [Step]
  /// Children below this age, in completed years, owe nothing; 0 exempts nobody.
  package var exemptBelowAge: Int
  package var exemptsSchoolTrips: Bool
  /// The price that is taxed leaves out meals (``PriceTable/mealsInside``).
  package var leavesOutMeals: Bool
  /// The price that is taxed leaves out consumption tax, which the hub's prices include.
  package var leavesOutConsumptionTax: Bool
  package var provenance: TaxProvenance

  package init(
    municipality: MunicipalityCode,
    from: CivilDate,
    steps: [Step],
    exemptBelowAge: Int = 0,
    exemptsSchoolTrips: Bool = true,
    leavesOutMeals: Bool = true,
    leavesOutConsumptionTax: Bool = true,
    provenance: TaxProvenance,
  ) {
    self.municipality = municipality
    self.from = from
    self.steps = steps
    self.exemptBelowAge = exemptBelowAge
    self.exemptsSchoolTrips = exemptsSchoolTrips
    self.leavesOutMeals = leavesOutMeals
    self.leavesOutConsumptionTax = leavesOutConsumptionTax
    self.provenance = provenance
  }

  package struct Step: Hashable, Codable, Sendable {
    /// The step holds from this price of a person and night on.
    package var priceFrom: Yen
    package var levy: Levy

    package init(priceFrom: Yen, levy: Levy) {
      self.priceFrom = priceFrom
      self.levy = levy
    }
  }

  package enum Levy: Hashable, Codable, Sendable {
    case yen(_ amount: Yen)
    /// Ten-thousandths of the taxed price (300 is 3 %); fractions of a yen are dropped for each
    /// person and night.
    case rate(basisPoints: Int)
  }

  /// Consumption tax on lodging in hundredths (Consumption Tax Act and Local Tax Act, 10 % since
  /// October 2019; the reduced rate is not for inns).
  package static let consumptionTaxPercent = 10

  /// Tax for one person and night.
  ///
  /// `price` is what the person pays for the night, meals and consumption tax included; `meals` is
  /// the part of it that pays for meals.
  package func amount(price: Yen, meals: Yen) -> Yen {
    guard price > .zero else { return .zero }
    var taxed = leavesOutMeals ? max(.zero, price - meals) : price
    if leavesOutConsumptionTax {
      taxed = Yen(taxed.amount * 100 / (100 + AccommodationTax.consumptionTaxPercent))
    }
    guard let step = steps.last(where: { $0.priceFrom <= taxed }) else { return .zero }
    switch step.levy {
    case .yen(let amount): return amount
    case .rate(let basisPoints): return Yen(taxed.amount * basisPoints / 10_000)
    }
  }
}

/// Where a tax entry comes from, and whether the office has checked it.
package struct TaxProvenance: Hashable, Codable, Sendable {
  /// Ordinance, page or person.
  package var source: String
  /// When the office confirmed it with the municipality; nil while that is still to be done.
  package var confirmedOn: CivilDate?

  package init(source: String, confirmedOn: CivilDate? = nil) {
    self.source = source
    self.confirmedOn = confirmedOn
  }
}

// MARK: - Tables

/// All tax entries the office keeps, every municipality and version.
package struct LodgingTaxTable: Hashable, Codable, Sendable {
  package var bathing: [BathingTax]
  package var accommodation: [AccommodationTax]

  package init(bathing: [BathingTax] = [], accommodation: [AccommodationTax] = []) {
    self.bathing = bathing
    self.accommodation = accommodation
  }

  /// Taxes of a place: only an inn with a mineral bath owes bathing tax.
  package func taxes(for municipality: MunicipalityCode, hasMineralBath: Bool) -> LodgingTaxes {
    LodgingTaxes(
      bathing: hasMineralBath ? bathing.filter { $0.municipality == municipality } : [],
      accommodation: accommodation.filter { $0.municipality == municipality },
    )
  }

  /// Entries that nobody has confirmed with the municipality yet.
  package var unconfirmedMunicipalities: [MunicipalityCode] {
    let codes =
      bathing.filter { $0.provenance.confirmedOn == nil }.map(\.municipality)
      + accommodation.filter { $0.provenance.confirmedOn == nil }.map(\.municipality)
    return Set(codes).sorted { $0.code < $1.code }
  }
}

/// The taxes that hold at one inn, all versions, so that a stay may cross a change.
package struct LodgingTaxes: Hashable, Codable, Sendable {
  private let bathing: [BathingTax]
  private let accommodation: [AccommodationTax]

  package init(bathing: [BathingTax] = [], accommodation: [AccommodationTax] = []) {
    self.bathing = bathing.sorted { $0.from < $1.from }
    self.accommodation = accommodation.sorted { $0.from < $1.from }
  }

  package static let none = LodgingTaxes()

  /// The version in force on a night.
  package func bathingTax(on night: CivilDate) -> BathingTax? {
    bathing.last { $0.from <= night }
  }

  package func accommodationTax(on night: CivilDate) -> AccommodationTax? {
    accommodation.last { $0.from <= night }
  }
}

// MARK: - Shimokita

extension MunicipalityCode {
  /// The five municipalities of Shimokita: むつ市, 大間町, 東通村, 風間浦村, 佐井村.
  package static let shimokita: [MunicipalityCode] = [
    "022080", "024236", "024244", "024252", "024261",
  ].compactMap { MunicipalityCode($0) }
}

extension LodgingTaxTable {
  /// A table to start from, **not confirmed**: the office checks each entry with the municipality.
  ///
  /// Sure is only the national standard rate of 150 yen. That each of the five levies it at that
  /// rate, and exempts children under 12 and school trips, is what most ordinances in Japan say;
  /// their own ordinances have not been read. The date is earlier than any night for sale and is no
  /// ordinance's date. No accommodation tax is entered.
  package static let shimokitaToBeConfirmed = LodgingTaxTable(
    bathing: MunicipalityCode.shimokita.map { municipality in
      BathingTax(
        municipality: municipality,
        from: CivilDate(daysSinceEpoch: 10_957),
        amount: Yen(150),
        exemptBelowAge: 12,
        exemptsSchoolTrips: true,
        provenance: TaxProvenance(
          source: "地方税法第701条の2の標準税率。免除は他市町村の例による。条例は未確認"
        ),
      )
    }
  )
}
