/// Something about a tax entry that can't be meant, found before the table is stored.
package enum LodgingTaxFlaw: Hashable, Sendable {
  /// Two entries of one tax for one municipality begin on the same night.
  case versionTwice(MunicipalityCode, from: CivilDate)
  /// An amount outside 0...``LodgingTaxTable/maxAmount``.
  case amountOutOfRange(MunicipalityCode, Yen)
  /// A rate outside 0...10 000 ten-thousandths.
  case rateOutOfRange(MunicipalityCode, basisPoints: Int)
  /// Steps of which one doesn't begin above the one before, or below zero.
  case stepsNotRising(MunicipalityCode, from: CivilDate)
  /// An age outside 0...18.
  case exemptAge(MunicipalityCode, Int)
}

extension LodgingTaxTable {
  /// Highest tax of a person and night, in yen: the highest step known in Japan is 10,000.
  package static let maxAmount = Yen(20_000)

  /// Everything that is wrong with the entries; empty for a table that may be stored.
  package var flaws: [LodgingTaxFlaw] {
    var found: [LodgingTaxFlaw] = []
    found += twice(bathing.map { ($0.municipality, $0.from) })
    found += twice(accommodation.map { ($0.municipality, $0.from) })
    for tax in bathing {
      found += flaws(of: tax.amount, in: tax.municipality)
      found += flaws(ofAge: tax.exemptBelowAge, in: tax.municipality)
    }
    for tax in accommodation {
      found += flaws(ofAge: tax.exemptBelowAge, in: tax.municipality)
      let floors = tax.steps.map(\.priceFrom)
      if floors.contains(where: { $0 < .zero })
        || zip(floors, floors.dropFirst()).contains(where: >=)
      {
        found.append(.stepsNotRising(tax.municipality, from: tax.from))
      }
      for step in tax.steps {
        switch step.levy {
        case .yen(let amount): found += flaws(of: amount, in: tax.municipality)
        case .rate(let points):
          if !(0...10_000).contains(points) {
            found.append(.rateOutOfRange(tax.municipality, basisPoints: points))
          }
        }
      }
    }
    return found
  }

  private func twice(_ versions: [(MunicipalityCode, CivilDate)]) -> [LodgingTaxFlaw] {
    var seen: Set<[String]> = []
    return versions.compactMap { municipality, from in
      let isNew = seen.insert([municipality.code, from.description]).inserted
      return isNew ? nil : .versionTwice(municipality, from: from)
    }
  }

  private func flaws(of amount: Yen, in municipality: MunicipalityCode) -> [LodgingTaxFlaw] {
    let isMeant = .zero <= amount && amount <= LodgingTaxTable.maxAmount
    return isMeant ? [] : [.amountOutOfRange(municipality, amount)]
  }

  private func flaws(ofAge age: Int, in municipality: MunicipalityCode) -> [LodgingTaxFlaw] {
    (0...Party.oldestChild + 1).contains(age) ? [] : [.exemptAge(municipality, age)]
  }
}
