/// Everything that the tables of some months are made of, read at one moment.
package struct FlowData: Sendable {
  package struct Inn: Hashable, Sendable {
    package var id: InnID
    package var name: String
    package var municipality: MunicipalityCode
    /// Whether its figures may go into statistics: it agreed, or is there for training.
    package var isCounted: Bool
    /// Places for guests, as listed now; for coverage.
    package var beds: Int

    package init(
      id: InnID,
      name: String,
      municipality: MunicipalityCode,
      isCounted: Bool,
      beds: Int,
    ) {
      self.id = id
      self.name = name
      self.municipality = municipality
      self.isCounted = isCounted
      self.beds = beds
    }
  }

  package var scope: FlowScope
  package var months: Range<CivilMonth>
  package var inns: [InnID: Inn]
  package var sums: [(key: FlowKey, value: Int)]
  package var stock: [InnID: [(from: CivilDate, stock: FlowStock)]]
  package var closures: [InnID: [FlowClosure]]
  /// The last line of the log in it.
  package var sequence: Int64

  package init(
    scope: FlowScope,
    months: Range<CivilMonth>,
    inns: [InnID: Inn],
    sums: [(key: FlowKey, value: Int)],
    stock: [InnID: [(from: CivilDate, stock: FlowStock)]],
    closures: [InnID: [FlowClosure]],
    sequence: Int64,
  ) {
    self.scope = scope
    self.months = months
    self.inns = inns
    self.sums = sums
    self.stock = stock
    self.closures = closures
    self.sequence = sequence
  }

  /// Municipalities with inns that count, in order of their codes.
  package var places: [MunicipalityCode] {
    Set(inns.values.filter(\.isCounted).map(\.municipality)).sorted { $0.code < $1.code }
  }

  func capacity(of inn: InnID, in period: FlowPeriod) -> FlowCapacity {
    FlowCapacity(
      nights: period.nights,
      stock: stock[inn] ?? [],
      closures: closures[inn] ?? [],
    )
  }

  /// Sums of one inn over a period.
  package func value(_ measure: FlowMeasure, of inn: InnID, in period: FlowPeriod) -> Int {
    sums.reduce(0) { sum, row in
      row.key.measure == measure && row.key.inn == inn && period.months.contains(row.key.month)
        ? sum + row.value : sum
    }
  }
}

extension Registry {
  /// What tables of these months are made of.
  package func flowData(_ scope: FlowScope, months: Range<CivilMonth>) throws -> FlowData {
    let catalogue = catalogue
    return try read { try FlowData(scope, months: months, catalogue, $0) }
  }
}

/// How much of the region stands behind a figure.
package struct FlowCoverage: Hashable, Codable, Sendable {
  package var inns: Int
  package var allInns: Int
  package var beds: Int
  package var allBeds: Int
  /// Nights told about guests outside the hub, of all nights of the inns that count.
  package var reportedNights: Int
  package var innNights: Int

  package init(_ data: FlowData, _ period: FlowPeriod) {
    let counted = data.inns.values.filter(\.isCounted)
    inns = counted.count
    allInns = data.inns.count
    beds = counted.reduce(0) { $0 + $1.beds }
    allBeds = data.inns.values.reduce(0) { $0 + $1.beds }
    reportedNights = data.sums.reduce(0) { sum, row in
      row.key.measure == .outsideReports && period.months.contains(row.key.month)
        ? sum + row.value : sum
    }
    innNights = counted.reduce(0) { $0 + data.capacity(of: $1.id, in: period).listedNights }
  }

  package var bedPercent: Int { allBeds == 0 ? 0 : beds * 100 / allBeds }

  /// «17 of 24 inns, 81 % of beds».
  package var english: String { "\(inns) of \(allInns) inns, \(bedPercent) % of beds" }
  package var japanese: String { "\(allInns)軒中\(inns)軒、収容人数の\(bedPercent)％" }
}

extension Registry {
  /// Sums of one inn, its consent aside: for itself.
  package func flowSums(of inn: InnID, in period: FlowPeriod) throws
    -> [(key: FlowKey, value: Int)]
  {
    try read { try FlowTable.sums(period.months, $0).filter { $0.key.inn == inn } }
  }

  /// Guest nights of one inn over some nights, through the hub.
  func guestNights(of inn: InnID, _ nights: Range<CivilDate>) throws -> Int {
    let months = CivilMonth(of: nights.lowerBound)..<(CivilMonth(of: nights.upperBound - 1) + 1)
    let sums = try read { try FlowTable.sums(months, of: inn, .dayGuests, $0) }
    return sums.reduce(0) { sum, row in
      guard let day = Int(row.key.key) else { return sum }
      return nights.contains(row.key.month.first + (day - 1)) ? sum + row.value : sum
    }
  }

  /// What an inn had to sell in a period.
  package func flowCapacity(of inn: InnID, in period: FlowPeriod) throws -> FlowCapacity {
    try read { db in
      FlowCapacity(
        nights: period.nights,
        stock: try FlowTable.stock(db)[inn] ?? [],
        closures: try FlowTable.closures(period.nights, db)[inn] ?? [],
      )
    }
  }
}
