import CSQLite
import Foundation
import InnRegistry
import InnTestSupport
import Synchronization
import Testing

/// What a booking, a call and a worker's look cost doesn't grow with what lies beside them.
///
/// Counted in steps of SQLite's virtual machine, statement by statement: no other load changes
/// them. A server's plans change with what it knows of its tables, so they aren't counted.
@Suite(.enabled(if: TestDatabase.address == nil, "counts steps of SQLite"))
struct GrowthTests {
  @Test func aDayCostsWhatItCostWithFewBookings() throws {
    let few = try dearest(besideBookings: 20)
    let many = try dearest(besideBookings: 1000)
    #expect(few.count > 50, "nothing was counted")
    for (sql, steps) in many.sorted(by: { $0.key < $1.key }) {
      let before = few[sql] ?? 0
      #expect(
        steps <= 2 * before + Self.sameSteps,
        "\(before) steps beside 20 bookings, \(steps) beside 1,000: \(sql)",
      )
    }
  }

  /// What the same statement may take more when it finds another row or two.
  private static let sameSteps = 100
  private static let otherInns = (2...51).map { InnID(trusted: "T\($0)") }

  /// A day of one inn beside bookings of fifty others; gives the most steps of each statement.
  private func dearest(besideBookings count: Int) throws -> [String: Int] {
    let world = try StepMeter.metered {
      try TestWorld().populated([Fixtures.entry()] + Self.otherInns.map { Fixtures.entry($0) })
    }
    for index in 0..<count {
      let inn = Self.otherInns[index % Self.otherInns.count]
      _ = try world.book(
        Fixtures.request(
          RatePlanID(trusted: "\(inn.rawValue)-1-room"),
          checkIn: world.tonight + 20 + index / Self.otherInns.count,
          reference: "beside-\(index)",
        )
      )
    }
    return try StepMeter.steps(in: world.path) {
      for operation in FaultOperation.all where operation.name != "two days" {
        try world.registry.writeAndWait { try operation.run($0, world) }
      }
      try callOfTheHub(world)
      // Nothing has run out, so there is nothing to be found.
      try world.registry.writeAndWait { _ = try $0.runDue(limit: 100) }
      let nights = world.tonight...(world.tonight + 30)
      _ = try world.registry.heardBookings(of: Fixtures.inn, on: nights)
      _ = try world.registry.bookings(inn: Fixtures.inn)
      _ = try world.registry.waiting(for: Fixtures.inn)
      _ = try world.registry.rings(inn: Fixtures.inn)
      _ = try world.registry.calls(inn: Fixtures.inn)
      _ = try world.registry.shortMessages(inn: Fixtures.inn)
      let catalogue = world.registry.catalogue
      let channel = try #require(catalogue.channels[Fixtures.channel])
      _ = try world.registry.view(of: channel, in: catalogue)
    }
  }

  private func callOfTheHub(_ world: TestWorld) throws {
    guard let number = Fixtures.phone else { return }
    try world.registry.writeAndWait { transaction in
      let ring = try #require(try transaction.beginRing(Fixtures.inn, .news, number: number))
      try transaction.ringAnswered(ring.id)
      try transaction.endRing(ring, as: .notMade, RingLadder())
    }
  }
}

/// Counts steps of statements on the connections of registries that were opened for it.
private enum StepMeter {
  /// The most steps of each statement, by the database's folder, which has a name of its own.
  private static let counts = Mutex<[String: [String: Int]]>([:])

  /// Opens a registry whose statements can be counted.
  static func metered(_ open: () throws -> TestWorld) rethrows -> TestWorld {
    // What the library is set to must be set before anything else is asked of it.
    _ = try open()
    let watch:
      @convention(c) (
        OpaquePointer?, UnsafeMutablePointer<UnsafePointer<CChar>?>?, OpaquePointer?
      ) -> Int32 = watchConnection
    let entry = unsafeBitCast(watch, to: (@convention(c) () -> Void).self)
    sqlite3_auto_extension(entry)
    defer { sqlite3_cancel_auto_extension(entry) }
    return try open()
  }

  static func steps(in path: String, during work: () throws -> Void) throws -> [String: Int] {
    let folder = folder(of: path)
    counts.withLock { $0[folder] = [:] }
    try work()
    return counts.withLock { $0.removeValue(forKey: folder) } ?? [:]
  }

  fileprivate static func note(_ statement: OpaquePointer) {
    let steps = Int(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1))
    guard let name = sqlite3_db_filename(sqlite3_db_handle(statement), "main"),
      let text = sqlite3_sql(statement)
    else { return }
    let (folder, sql) = (folder(of: String(cString: name)), String(cString: text))
    counts.withLock { counts in
      guard let known = counts[folder] else { return }
      counts[folder]?[sql] = max(steps, known[sql] ?? 0)
    }
  }

  private static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().lastPathComponent
  }
}

/// Called by SQLite for each new connection of the process.
private func watchConnection(
  _ connection: OpaquePointer?,
  _ message: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ routines: OpaquePointer?,
) -> Int32 {
  sqlite3_trace_v2(connection, UInt32(SQLITE_TRACE_PROFILE), statementEnded, nil)
}

/// Called by SQLite when a statement has run.
private func statementEnded(
  _ kind: UInt32,
  _ context: UnsafeMutableRawPointer?,
  _ statement: UnsafeMutableRawPointer?,
  _ nanoseconds: UnsafeMutableRawPointer?,
) -> Int32 {
  if let statement { StepMeter.note(OpaquePointer(statement)) }
  return 0
}
