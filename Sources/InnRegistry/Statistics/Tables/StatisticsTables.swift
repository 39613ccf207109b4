/// Reads what was published.
enum StatisticsTables {
  /// The newest vintage of each table whose period has nights in common with `period`.
  static func latest(
    _ scope: FlowScope,
    overlapping period: FlowPeriod? = nil,
    _ db: SQLConnection,
  ) throws -> [StatisticsVintage] {
    try db.rows(
      """
      SELECT id, scope, name, period, number, published_at, published_by, sequence, digest, note, body
        FROM statistics_vintage v WHERE scope = $1 AND number = (
        SELECT max(number) FROM statistics_vintage w
        WHERE w.scope = v.scope AND w.name = v.name AND w.period = v.period)
      ORDER BY period, name
      """,
      .text(scope.rawValue),
      read: StatisticsVintage.init(row:),
    ).filter { vintage in period.map { vintage.period.overlaps($0) } ?? true }
  }
}

extension InnListing {
  /// Whether its figures may go into statistics: it agreed, or is there for training.
  func takesPart(in scope: FlowScope) -> Bool {
    inn.isTraining == (scope == .training)
      && (inn.isTraining || consents.contains(.statistics))
  }
}

extension FlowData {
  /// As ``Registry/flowData(_:months:)``, inside a change.
  init(
    _ scope: FlowScope,
    months: Range<CivilMonth>,
    _ catalogue: Catalogue,
    _ db: SQLConnection,
  ) throws {
    let nights = months.lowerBound.first..<months.upperBound.first
    var inns: [InnID: FlowData.Inn] = [:]
    for (id, listing) in catalogue.listings
    where listing.inn.isTraining == (scope == .training) {
      inns[id] = FlowData.Inn(
        id: id,
        name: listing.inn.name.japanese,
        municipality: listing.inn.municipality,
        isCounted: listing.takesPart(in: scope),
        beds: listing.rooms.reduce(0) { $0 + $1.roomType.rooms * $1.roomType.capacity },
      )
    }
    let nobody = InnID(trusted: FlowRefusal.nobody(scope == .training))
    let counted = inns.filter(\.value.isCounted)
    self.init(
      scope: scope,
      months: months,
      inns: inns,
      sums: try FlowTable.sums(months, db).filter {
        counted[$0.key.inn] != nil || $0.key.inn == nobody
      },
      stock: try FlowTable.stock(db),
      closures: try FlowTable.closures(nights, db),
      sequence: try FlowTable.position(db),
    )
  }
}

extension Registry {
  /// Exact tables of a period that is over.
  ///
  /// - Throws: ``FlowRefused/periodNotOver``: nights to come are nobody's statistics.
  package func exactStatistics(_ period: FlowPeriod, _ scope: FlowScope) throws -> [StatisticsTable]
  {
    guard period.nights.upperBound <= TokyoTime.tonight(at: clock.now()) else {
      throw FlowRefused.periodNotOver
    }
    let data = try flowData(scope, months: period.months)
    return StatisticsMaker(data, period).exactTables()
  }

  /// The newest vintage of every table and period, oldest period first.
  package func vintages(_ scope: FlowScope) throws -> [StatisticsVintage] {
    try read { try StatisticsTables.latest(scope, $0) }
  }

  /// Every vintage there is, those that later ones corrected included, newest first.
  package func allVintages(_ scope: FlowScope, limit: Int = StatisticsVintage.listed) throws
    -> [StatisticsVintage]
  {
    try read { db in
      try db.rows(
        """
        SELECT id, scope, name, period, number, published_at, published_by, sequence, digest, note,
          body
        FROM statistics_vintage WHERE scope = $1 ORDER BY id DESC LIMIT $2
        """,
        .text(scope.rawValue),
        .int(limit),
        read: StatisticsVintage.init(row:),
      )
    }
  }

  /// One table's newest vintages of its last periods of a length, oldest first: what a chart of time
  /// is drawn from.
  ///
  /// - Parameters:
  ///   - end: the last period, itself included.
  ///   - count: periods at most.
  package func series(
    _ table: StatisticsTableName,
    until end: FlowPeriod,
    _ scope: FlowScope,
    count: Int,
  ) throws -> [StatisticsTable] {
    let months = (0..<count).map {
      FlowPeriod(end.length, around: end.start + -$0 * end.months.count)
    }
    return try months.reversed().compactMap { period in
      try vintage(table, period, scope).flatMap { StatisticsTable(json: $0.body) }
    }
  }

  /// A vintage; the newest where no number is named.
  package func vintage(
    _ table: StatisticsTableName,
    _ period: FlowPeriod,
    _ scope: FlowScope,
    number: Int? = nil,
  ) throws -> StatisticsVintage? {
    try read { db in
      try db.row(
        """
        SELECT id, scope, name, period, number, published_at, published_by, sequence, digest, note, body
        FROM statistics_vintage
        WHERE scope = $1 AND name = $2 AND period = $3 AND (CAST($4 AS BIGINT) IS NULL OR number = $4)
        ORDER BY number DESC LIMIT 1
        """,
        .text(scope.rawValue),
        .text(table.rawValue),
        .text(period.description),
        .optional(number) { .int($0) },
        read: StatisticsVintage.init(row:),
      )
    }
  }

  /// What left the hub, newest first.
  package func statisticsExports(limit: Int = StatisticsVintage.listed) throws -> [StatisticsExport]
  {
    try read { db in
      try db.rows(
        """
        SELECT at, actor, scope, name, period, format, is_exact, purpose FROM statistics_export
        ORDER BY id DESC LIMIT $1
        """,
        .int(limit),
      ) { row in
        StatisticsExport(
          at: row.instant(0),
          actor: row.text(1),
          scope: try row.word(2),
          table: row.text(3),
          period: row.text(4),
          format: row.text(5),
          isExact: row.bool(6),
          purpose: row.text(7),
        )
      }
    }
  }

  /// The public ledger, newest first.
  package func statisticsUses(limit: Int = StatisticsVintage.listed) throws -> [StatisticsUse] {
    try read { db in
      try db.rows(
        "SELECT at, used_by, purpose, outcome FROM statistics_use ORDER BY id DESC LIMIT $1",
        .int(limit),
      ) {
        StatisticsUse(
          at: $0.instant(0),
          usedBy: $0.text(1),
          purpose: $0.text(2),
          outcome: $0.optional(3) { $0.text($1) },
        )
      }
    }
  }
}
