import InnRegistry

/// What the office's own command lines ask for.
enum OfficeCommand: Hashable, Sendable {
  case organisationList
  case organisationSave(OrganisationDraft, isNew: Bool)
  case consentList(InnID)
  case taxList
  case taxAdd(LodgingTaxTable)
  case taxExport
  case taxImport(file: String, isDryRun: Bool)
  case pinSet(InnID)
  case pinUnlock(InnID)
  case usageList(from: CivilMonth?, through: CivilMonth?, inn: InnID?, isByMunicipality: Bool)
  case retentionShow
  case retentionSet(days: Int)
  case retentionRun(isDryRun: Bool)
  case nightImport(file: String, format: ListingFormat, isDryRun: Bool)
  case nightExport(Set<InnID>, from: CivilDate?, through: CivilDate?, format: ListingFormat)
}

extension CommandParser {
  /// Nil when the path is none of the office's.
  static func office(_ arguments: Arguments) throws(UsageError) -> OfficeCommand? {
    switch arguments.syntax.path {
    case ["organisation", "list"]: return .organisationList
    case ["organisation", "add"]:
      return .organisationSave(try organisation(arguments, isNew: true), isNew: true)
    case ["organisation", "set"]:
      return .organisationSave(try organisation(arguments, isNew: false), isNew: false)
    case ["inn", "consents"]: return .consentList(try arguments.operand(.identifier()))
    case ["tax", "list"]: return .taxList
    case ["tax", "add"]: return .taxAdd(try tax(arguments))
    case ["tax", "export"]: return .taxExport
    case ["tax", "import"]:
      return .taxImport(
        file: try arguments.operand(.path),
        isDryRun: arguments.has("dry-run"),
      )
    case ["pin", "set"]: return .pinSet(try arguments.operand(.identifier()))
    case ["pin", "unlock"]: return .pinUnlock(try arguments.operand(.identifier()))
    case ["usage", "list"]: return try usage(arguments)
    case ["retention", "show"]: return .retentionShow
    case ["retention", "set"]:
      return .retentionSet(
        days: try arguments.required("days", .wholeNumber(RetentionPolicy.range))
      )
    case ["retention", "run"]: return .retentionRun(isDryRun: arguments.has("dry-run"))
    case ["night", "import"]:
      let file = try arguments.operand(.path)
      return .nightImport(
        file: file,
        format: try format(arguments, of: file),
        isDryRun: arguments.has("dry-run"),
      )
    case ["night", "export"]:
      let from = try arguments.value("from", .date)
      let through = try arguments.value("through", .date)
      if let from, let through, from > through {
        throw .conflict("--from \(from)", "--through \(through)")
      }
      return .nightExport(
        Set(try arguments.operands(.identifier())),
        from: from,
        through: through,
        format: try arguments.value("format", .oneOf()) ?? .json,
      )
    default: return nil
    }
  }

  private static func organisation(_ arguments: Arguments, isNew: Bool) throws(UsageError)
    -> OrganisationDraft
  {
    let name = try arguments.value("name", .line(most: Listing.maxName))
    let municipalities = try arguments.value("municipalities", .municipalities)
    if isNew, name == nil { throw .optionMissing("name") }
    if isNew, municipalities == nil { throw .optionMissing("municipalities") }
    return OrganisationDraft(
      id: try arguments.operand(.identifier()),
      name: name,
      municipalities: municipalities,
      phone: try arguments.value("phone", .phoneNumber),
      hours: try arguments.value("hours", .officeHours),
      dutyPhone: try arguments.value("duty-phone", .phoneNumber),
      registration: try arguments.value("registration", .lineOrNothing(most: Listing.maxName)),
    )
  }

  private static func tax(_ arguments: Arguments) throws(UsageError) -> LodgingTaxTable {
    let kind: TaxKind = try arguments.operand(.oneOf())
    let municipality = try arguments.required("municipality", .municipality)
    let from = try arguments.required("from", .date)
    let provenance = TaxProvenance(
      source: try arguments.required("source", .line(most: 200)),
      confirmedOn: try arguments.value("confirmed", .date),
    )
    let exemptBelow = try arguments.value("exempt-below", .wholeNumber(0...Party.oldestChild + 1))
    let amount = try arguments.value("yen", .wholeNumber(0...LodgingTaxTable.maxAmount.amount))
    let steps = try arguments.value("steps", .taxSteps)
    switch kind {
    case .bathing:
      if steps != nil { throw .conflict("bathing", "--steps") }
      guard let amount else { throw .optionMissing("yen") }
      let tax = BathingTax(
        municipality: municipality,
        from: from,
        amount: Yen(amount),
        exemptBelowAge: exemptBelow ?? 12,
        exemptsSchoolTrips: !arguments.has("school-trips-pay"),
        provenance: provenance,
      )
      return LodgingTaxTable(bathing: [tax])
    case .accommodation:
      if steps != nil, amount != nil { throw .conflict("--steps", "--yen") }
      let flat = amount.map {
        [AccommodationTax.Step(priceFrom: .zero, levy: .yen(Yen($0)))]
      }
      guard let steps = steps ?? flat else { throw .optionMissing("steps") }
      let tax = AccommodationTax(
        municipality: municipality,
        from: from,
        steps: steps,
        exemptBelowAge: exemptBelow ?? 0,
        exemptsSchoolTrips: !arguments.has("school-trips-pay"),
        provenance: provenance,
      )
      return LodgingTaxTable(accommodation: [tax])
    }
  }

  private static func usage(_ arguments: Arguments) throws(UsageError) -> OfficeCommand {
    let from = try arguments.value("from", .month)
    let through = try arguments.value("through", .month)
    let inn: InnID? = try arguments.value("inn", .identifier())
    if let from, let through, from > through {
      throw .conflict("--from \(from)", "--through \(through)")
    }
    let isByMunicipality = arguments.has("by-municipality")
    if inn != nil, isByMunicipality { throw .conflict("--inn", "--by-municipality") }
    return .usageList(from: from, through: through, inn: inn, isByMunicipality: isByMunicipality)
  }

  /// As it is named, or as the file's name ends.
  static func format(_ arguments: Arguments, of file: String) throws(UsageError) -> ListingFormat {
    let isCSV = file.lowercased().hasSuffix(".csv")
    return try arguments.value("format", .oneOf()) ?? (isCSV ? .csv : .json)
  }
}

enum TaxKind: String, CaseIterable, Sendable {
  case bathing
  case accommodation
}

extension ArgumentFormat where Value == CivilMonth {
  static var month: Self { ArgumentFormat(kind: .month) { CivilMonth($0) } }
}

extension ArgumentFormat where Value == [MunicipalityCode] {
  /// Codes by commas.
  static var municipalities: Self {
    ArgumentFormat(kind: .municipalities) { text in
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      let codes = parts.compactMap { MunicipalityCode($0) }
      guard codes.count == parts.count, codes.count <= Organisation.maxMunicipalities else {
        return nil
      }
      return codes
    }
  }
}

extension ArgumentFormat where Value == [AccommodationTax.Step] {
  /// `0:100,20000:200` in yen, or `0:3%`.
  static var taxSteps: Self {
    ArgumentFormat(kind: .taxSteps) { text in
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      let steps = parts.compactMap { part -> AccommodationTax.Step? in
        let halves = part.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2, let floor = Int(halves[0]), floor >= 0 else { return nil }
        if halves[1].hasSuffix("%") {
          guard let percent = Double(halves[1].dropLast()), (0...100).contains(percent) else {
            return nil
          }
          let points = Int((percent * 100).rounded())
          return AccommodationTax.Step(priceFrom: Yen(floor), levy: .rate(basisPoints: points))
        }
        guard let yen = Int(halves[1]) else { return nil }
        return AccommodationTax.Step(priceFrom: Yen(floor), levy: .yen(Yen(yen)))
      }
      return steps.count == parts.count ? steps : nil
    }
  }
}
