/// Keeps the figures up with the log.
extension Registry {
  /// Lines of the log read in one transaction: some ten milliseconds of the writer's time.
  static let flowLinesAtOnce = 200
  /// The same while nobody waits for the figures: bookings wait for it, which do not take longer
  /// than these.
  package static let flowLinesAside = 50

  /// Reads the log's next lines, a few; writes refused demand into it first.
  ///
  /// - Returns: whether there are more.
  package func followLog() async throws -> Bool {
    try await logRefusals()
    guard try flowPosition() < lastSequence() else { return false }
    let limit = Registry.flowLinesAside
    return try await write { try $0.updateFlow(limit: limit) } == limit
  }

  /// Reads what the log has gained; writes refused demand into it first.
  ///
  /// - Returns: lines that were read.
  @discardableResult
  package func updateFlow() async throws -> Int {
    try await logRefusals()
    var count = 0
    while true {
      // Asked by a reader first, so that an idle hub writes nothing.
      guard try flowPosition() < lastSequence() else { return count }
      count += try await write { try $0.updateFlow(limit: Registry.flowLinesAtOnce) }
    }
  }

  /// Writes the refused demand that waits into the log; the last thing before a hub ends.
  package func logRefusals() async throws {
    let refusals = flowRefusals.take()
    if !refusals.isEmpty { try await write { try $0.log(refusals) } }
  }

  /// As ``updateFlow()``, waiting on the calling thread.
  package func updateFlowAndWait() throws {
    let refusals = flowRefusals.take()
    if !refusals.isEmpty { try writeAndWait { try $0.log(refusals) } }
    while try flowPosition() < lastSequence() {
      try writeAndWait { _ = try $0.updateFlow(limit: Registry.flowLinesAtOnce) }
    }
  }

  package func flowPosition() throws -> Int64 { try read(FlowTable.position) }

  /// Throws the figures away and reads the whole log again; for the proof that they are the log's.
  package func rebuildFlow() throws {
    try writeAndWait { try $0.clearFlow() }
    try updateFlowAndWait()
  }

  /// Every row of the figures, in order, as text: equal figures are equal bytes.
  package func flowDump() throws -> String { try read(FlowTable.dump) }
}

extension Transaction {
  /// Reads the log's next lines into the figures.
  package func updateFlow(limit: Int) throws -> Int {
    let position = try FlowTable.position(db)
    let events = try db.rows(
      """
      SELECT sequence, at, actor, inn, channel, kind, subject, body FROM event
      WHERE sequence > $1 ORDER BY sequence LIMIT $2
      """,
      .integer(position),
      .int(limit),
      read: LogEvent.init(row:),
    )
    guard let last = events.last else { return 0 }
    var store = FlowDatabase(db)
    for event in events { try FlowLedger.apply(event, to: &store) }
    try store.finish()
    try FlowTable.setPosition(last.sequence, db)
    return events.count
  }

  func clearFlow() throws {
    try db.run("DELETE FROM flow_fact")
    try db.run("DELETE FROM flow_cell")
    try db.run("DELETE FROM flow_stock")
    try db.run("DELETE FROM flow_closure")
    try db.run("DELETE FROM flow_position")
  }

  /// Adds two years, or another time, of a region that never was; see ``FlowSimulation``.
  ///
  /// - Throws: ``FlowRefused`` when there is such a time already, or it is not over.
  package func simulateFlow(seed: UInt64, months: Range<CivilMonth>, by actor: Actor) throws {
    guard (1...FlowSimulation.mostMonths).contains(months.count),
      months.upperBound.first <= TokyoTime.tonight(at: now)
    else { throw FlowRefused.periodNotOver }
    let isThere = try db.count(
      "SELECT count(*) FROM event WHERE kind = $1",
      .text(LogEvent.Kind.statisticsSimulated.rawValue),
    )
    guard isThere == 0 else { throw FlowRefused.simulatedAlready }
    try log(.statisticsSimulated, subject: "training", by: actor) {
      $0.field("seed", Int64(bitPattern: seed))
      $0.field("from", months.lowerBound.description)
      $0.field("until", months.upperBound.description)
    }
  }
}

/// Why figures are not given, or not published.
package enum FlowRefused: Error, Hashable, Sendable {
  /// The period's last night is not over, or not long enough for what is published.
  case periodNotOver
  /// Published tables come at least ``StatisticsVintage/leastAge`` after their period.
  case tooEarly(from: CivilDate)
  case simulatedAlready
  case tableUnknown(String)
  /// The table does not exist for periods of this length.
  case wrongLength(FlowPeriod)
  /// The same figures were published already.
  case nothingNew
  /// What was published before gives away what this table hides.
  case disclosure(DisclosureFlaw)
  /// Exact figures leave for a purpose.
  case purposeMissing
  case innUnknown(InnID)
  /// No inn agreed to statistics, or there is none.
  case nobodyTakesPart
  /// No telephone of the inn takes messages.
  case noMobile(InnID)
}
