import InnRegistry
import InnTestSupport

/// Keepers, travel platforms, the office, time, workers and crashes, all drawn from one seed, over a
/// registry on the real SQLite.
///
/// Every step says beforehand what may come of it: sales only of what remains, shortfalls only from
/// statements, refusals instead of errors. What a statement has to leave is reckoned apart from the
/// registry, from what was heard on which telephone.
final class Simulation {
  /// Long enough for a booking's life from hold to departure, short enough for fifty seeds.
  static let steps = 200
  /// Steps between two checks of everything.
  static let checkEvery = 20
  /// Last steps shown when a run fails.
  static let traceLength = 40

  let seed: UInt64
  let world: TestWorld
  let faults = FaultSwitch()
  var dice: SplitMix64
  var trace: [String] = []
  var problems: [String] = []
  /// How often what happened: kinds of events in the log, refusals, injected failures.
  var tally: [String: Int] = [:]

  /// What was heard where: the reckoning's own memory.
  var heard: [Hearing] = []
  /// Up to where the log was read for answers given on telephones.
  var learned: Int64 = 0
  /// Declined on the telephone, reason not told yet.
  var unexplained: [BookingID] = []
  var calls = 0
  /// Replies that were lost in a crash: sent again with the same key.
  var keys = 0

  struct Hearing {
    var booking: BookingID
    var revision: Int
    var call: ConversationID
    var phone: PhoneNumber
  }

  static let inns: [InnEntry] = [
    Fixtures.entry(
      InnID(trusted: "T01"),
      rooms: 4,
      offer: [3, 3, 2, 1, 3, 4, 4],
      phones: numbers(["+81175000001", "+81175000011"]),
    ),
    Fixtures.entry(
      InnID(trusted: "T02"),
      rooms: 3,
      offer: [2, 2, 2, 2, 2, 3, 3],
      roomTypes: 2,
      caps: NightCaps(parties: 3),
    ),
  ]
  static let channels = [
    Channel(id: Fixtures.channel, name: "Otter Travel"),
    Channel(id: ChannelID(trusted: "crane"), name: "Crane Tours", maxOpenRequests: 1, maxHolds: 1),
  ]

  static func numbers(_ texts: [String]) -> [PhoneNumber] { texts.compactMap { PhoneNumber($0) } }

  init(seed: UInt64) throws {
    self.seed = seed
    // Neighbouring seeds must not give one stream, shifted by a draw.
    var mixer = SplitMix64(seed: seed &* 0xD6E8_FEB8_6659_FD93)
    dice = SplitMix64(seed: mixer.next())
    world = try TestWorld(seed: seed, faults: faults.faults)
  }

  // MARK: - Running

  func run() async throws {
    try await world.registry.write { transaction in
      for channel in Simulation.channels { try transaction.save(channel, by: .hub) }
      for inn in Simulation.inns { try transaction.save(inn, by: .hub) }
    }
    for step in 1...Simulation.steps {
      try await self.step()
      if step.isMultiple(of: Simulation.checkEvery) { try check() }
      guard problems.isEmpty else { return }
    }
    try await outlive()
    let kinds = try world.registry.read { db in
      try db.rows("SELECT kind, count(*) FROM event GROUP BY kind") { ($0.text(0), $0.int(1)) }
    }
    for (kind, count) in kinds { tally[kind, default: 0] += count }
    let alarms = try world.registry.read { db in
      try db.rows("SELECT kind, count(*) FROM alarm GROUP BY kind") { ($0.text(0), $0.int(1)) }
    }
    for (kind, count) in alarms { tally["alarm " + kind, default: 0] += count }
  }

  /// Time passes until nothing can be open any more; then everything has to be settled.
  private func outlive() async throws {
    note("time passes")
    for _ in 0..<8 {
      world.advance(by: .hours(24 * 8))
      try await world.registry.runDue()
    }
    try check(isDue: true)
    try world.registry.read { db in
      let waiting = try db.count("SELECT count(*) FROM outbox WHERE state = 'waiting'")
      if waiting > 0 { problems.append("\(waiting) deliveries wait for ever") }
      let open = try db.count(
        "SELECT count(*) FROM booking WHERE state IN ('held', 'requested', 'confirmed')"
      )
      if open > 0 { problems.append("\(open) bookings are open for ever") }
    }
  }

  func check(isDue: Bool = false) throws {
    let found = try world.registry.checkInvariants(isDue: isDue)
    problems += found.map(\.description)
    problems += try world.registry.compareLogWithTables()
  }

  // MARK: - Dice

  func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }
  func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &dice) }
  func chance(_ percent: Int) -> Bool { roll(1...100) <= percent }

  func note(_ what: String) {
    trace.append("\(world.now) \(what)")
    if trace.count > Simulation.traceLength { trace.removeFirst() }
  }

  /// Carries out a change that may be refused.
  ///
  /// - Parameters:
  ///   - makesShortfalls: whether it is somebody's word about how many rooms there are.
  ///   - givesBack: whether it is a keeper's or the office's word that rooms may be sold again.
  /// - Returns: nil when it was refused.
  @discardableResult
  func carryOut<Value: Sendable>(
    _ what: String,
    makesShortfalls: Bool = false,
    givesBack: Bool = false,
    _ body: @escaping @Sendable (Transaction) throws -> Value,
  ) async throws -> Value? {
    let before = try nights()
    let failsInside = chance(4)
    if failsInside { faults.arm(after: roll(2...25), rollsBack: chance(30)) }
    defer { faults.disarm() }
    do {
      let value = try await world.registry.write(body)
      note(what)
      try compare(before, try nights(), what, makesShortfalls: makesShortfalls)
      if !makesShortfalls, !givesBack { try expectNoMoreStated(before, what) }
      return value
    } catch let refusal as BookingRefusal {
      note("\(what): refused, \(refusal)")
      tally["refused " + "\(refusal)".prefix { $0 != "(" }, default: 0] += 1
      try expectUnchanged(before, what)
      return nil
    } catch is FaultSwitch.Injected {
      note("\(what): the database failed")
      tally["failed", default: 0] += 1
      try expectUnchanged(before, what)
      return nil
    } catch {
      problems.append("\(what): \(error)")
      return nil
    }
  }

  // MARK: - Nights before and after

  struct Night: Hashable {
    var stated: Int
    var uncounted: Int
    var remaining: Int
    var shortfall: Int
    var source: String
  }

  func nights() throws -> [String: Night] {
    let rows = try world.registry.read { db in
      try db.rows(
        "SELECT room, night, stated, uncounted, remaining, shortfall, source FROM night"
      ) { row in
        (
          "\(row.integer(0)) \(row.date(1))",
          Night(
            stated: row.int(2),
            uncounted: row.int(3),
            remaining: row.int(4),
            shortfall: row.int(5),
            source: row.text(6),
          )
        )
      }
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  private func compare(
    _ before: [String: Night],
    _ after: [String: Night],
    _ what: String,
    makesShortfalls: Bool,
  ) throws {
    guard !makesShortfalls else { return }
    for (key, night) in after {
      guard let old = before[key] else {
        if night.shortfall > 0 { problems.append("\(what): \(key) begins short") }
        continue
      }
      if night.shortfall > old.shortfall {
        problems.append("\(what): \(key) short by \(night.shortfall), was \(old.shortfall)")
      }
      if night.uncounted > old.uncounted + old.remaining {
        problems.append("\(what): \(key) sold beyond what remained: \(old) to \(night)")
      }
    }
  }

  /// Only somebody's word makes a number grow: what she counted is never sold again by itself.
  private func expectNoMoreStated(_ before: [String: Night], _ what: String) throws {
    for (key, night) in try nights() {
      guard let old = before[key], old.source != "standing" else { continue }
      if night.stated > old.stated { problems.append("\(what): \(key) grew to \(night)") }
    }
  }

  private func expectUnchanged(_ before: [String: Night], _ what: String) throws {
    if try nights() != before { problems.append("\(what): failed and changed nights") }
  }
}
