/// When something is done each month for the months that are over: publishing, reports to inns.
package struct StatisticsSchedule: Hashable, Sendable {
  /// Of the month after, in Japan.
  package var day: Int
  package var hour: Int

  /// Before the first of them nothing may be published; every month has the last.
  package static let days = StatisticsVintage.leastAge...28
  package static let hours = 0...23
  /// Months that are made up for when the hub did not run; older ones are published by hand.
  package static let caughtUp = 3

  package init(day: Int, hour: Int) {
    self.day = day
    self.hour = hour
  }

  /// When a period's turn comes.
  package func time(for period: FlowPeriod) -> Timestamp {
    TokyoTime.instant(period.nights.upperBound + (day - 1), minute: hour * 60)
  }

  /// Periods whose turn has come, oldest month first; a quarter and a year after their last month.
  package func due(at now: Timestamp) -> [FlowPeriod] {
    let current = CivilMonth(of: TokyoTime.date(at: now))
    return (1...StatisticsSchedule.caughtUp).reversed().flatMap { back -> [FlowPeriod] in
      let month = current + -back
      let ending = [FlowPeriod.Length.quarter, .year].map { FlowPeriod($0, around: month) }
        .filter { $0.months.upperBound == month + 1 }
      return ([FlowPeriod(month)] + ending).filter { time(for: $0) <= now }
    }
  }
}

/// What came of a scheduled publication.
package struct StatisticsRun: Hashable, Sendable {
  package enum Outcome: String, CaseIterable, Codable, Sendable {
    case published
    /// There is nothing to publish: no inn takes part, or the same is out already.
    case nothing
    /// What was published before gives away what the table hides; the office has an alarm.
    case refused
  }

  package var period: FlowPeriod
  package var scope: FlowScope
  package var at: Timestamp
  package var outcome: Outcome
}

extension Registry {
  /// Scheduled publications, newest first.
  package func statisticsRuns(limit: Int = StatisticsVintage.listed) throws -> [StatisticsRun] {
    try read { db in
      try db.rows(
        """
        SELECT period, scope, at, outcome FROM statistics_run ORDER BY at DESC, period LIMIT $1
        """,
        .int(limit),
      ) { row in
        guard let period = FlowPeriod(row.text(0)) else {
          throw DatabaseError(kind: .corrupt, code: 0, message: "run \(row.text(0))", sql: "")
        }
        return StatisticsRun(
          period: period,
          scope: try row.word(1),
          at: row.instant(2),
          outcome: try row.word(3),
        )
      }
    }
  }

  /// Whether a period was published, by schedule or by hand, or its turn came to nothing.
  package func isSettled(_ period: FlowPeriod, _ scope: FlowScope) throws -> Bool {
    try read { db in
      try db.count(
        """
        SELECT (SELECT count(*) FROM statistics_run WHERE scope = $1 AND period = $2)
          + (SELECT count(*) FROM statistics_vintage WHERE scope = $1 AND period = $2)
        """,
        .text(scope.rawValue),
        .text(period.description),
      ) > 0
    }
  }

  /// Publishes a period whose turn has come, once however often it is asked; for a thread that may
  /// wait.
  ///
  /// A hub that goes down in between finds the vintage, and publishes nothing twice.
  ///
  /// - Returns: nil when it was settled before.
  package func publishScheduled(_ period: FlowPeriod, _ scope: FlowScope) throws -> StatisticsRun? {
    guard try !isSettled(period, scope) else { return nil }
    var run = StatisticsRun(period: period, scope: scope, at: clock.now(), outcome: .published)
    do {
      _ = try publishStatistics(period, scope, note: nil, by: .hub)
    } catch FlowRefused.nothingNew, FlowRefused.nobodyTakesPart {
      run.outcome = .nothing
    } catch FlowRefused.disclosure {
      run.outcome = .refused
    }
    let settled = run
    try writeAndWait { try $0.note(settled) }
    return run
  }
}

extension Transaction {
  fileprivate func note(_ run: StatisticsRun) throws {
    try db.run(
      """
      INSERT INTO statistics_run (scope, period, at, outcome) VALUES ($1, $2, $3, $4)
      ON CONFLICT (scope, period) DO NOTHING
      """,
      .text(run.scope.rawValue),
      .text(run.period.description),
      .instant(run.at),
      .text(run.outcome.rawValue),
    )
    if run.outcome == .refused {
      try raise(.undelivered, inn: nil, detail: "statistics \(run.period)")
    }
  }
}
