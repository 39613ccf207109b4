import Foundation
import InnRegistry
import InnTestSupport
import Synchronization
import Testing

/// Each statement of each operation fails in turn: no half state is left, and the next one works.
@Suite struct FaultTests {
  @Test(arguments: [false, true])
  func everyStatementOfEveryOperation(_ rollsBack: Bool) async throws {
    let faults = FaultSwitch()
    let world = try TestWorld(faults: faults.faults).populated()
    var failures = 0
    for operation in FaultOperation.all {
      if operation.name == "two days" { world.advance(by: .hours(49)) }
      var statement = 0
      while true {
        let before = try Snapshot(world)
        faults.arm(after: statement, rollsBack: rollsBack)
        let error = await failure(of: operation, world)
        let hasFailed = faults.hasFired
        guard hasFailed else {
          #expect(error == nil, "\(operation.name): \(error ?? "")")
          faults.disarm()
          break
        }
        failures += 1
        statement += 1
        if error == nil, faults.hasSeenCommit {
          // After the commit only the index can be late: the next commit brings it up to date.
          try await world.registry.write { _ in }
          #expect(try world.registry.checkInvariants().map(\.description) == [])
          continue
        }
        // A failing COMMIT, RELEASE or SAVEPOINT too: nothing may have happened.
        #expect(error != nil, "\(operation.name), statement \(statement): told that it was done")
        #expect(try Snapshot(world) == before, "\(operation.name), statement \(statement)")
      }
      #expect(try world.registry.checkInvariants().map(\.description) == [], "\(operation.name)")
    }
    #expect(failures > 500)
    #expect(try world.registry.compareLogWithTables() == [])
    try world.crash()
    #expect(try world.registry.checkInvariants().map(\.description) == [])
  }

  private func failure(of operation: FaultOperation, _ world: TestWorld) async -> String? {
    do {
      try await world.registry.write { try operation.run($0, world) }
      return nil
    } catch {
      return "\(error)"
    }
  }

  // MARK: - Groups

  /// Three changes in one commit, the middle one fails: its neighbours stay.
  @Test func aFailureDoesNotHurtItsNeighbours() async throws {
    let commits = Mutex(0)
    let faults = StatementFaults { _, sql in
      if sql == "COMMIT" { commits.withLock { $0 += 1 } }
    }
    let world = try TestWorld(faults: faults).populated()
    let night = world.tonight + 3
    let batch = Batch(world)
    commits.withLock { $0 = 0 }
    let results = try await batch.run([
      { _ = try $0.book(Fixtures.request(checkIn: night), channel: Fixtures.channel) },
      { transaction in
        _ = try transaction.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
        throw BookingRefusal.notAllowed
      },
      { _ = try $0.book(Fixtures.request(checkIn: night), channel: Fixtures.channel) },
    ])
    #expect(results == [true, false, true])
    // One for the change that kept the writer busy, one for the three.
    #expect(commits.withLock { $0 } == 2)
    #expect(world.remaining(on: night) == 1)
    #expect(try world.registry.checkInvariants() == [])
    #expect(try world.registry.compareLogWithTables() == [])
  }

  /// The commit of a group fails: nobody's change is there, in the tables, in the index or in the
  /// catalogue, and everybody is told.
  @Test func aFailedCommitFailsAll() async throws {
    let isArmed = Mutex(false)
    let faults = StatementFaults { _, sql in
      if sql == "COMMIT", isArmed.withLock({ $0 }) { throw FaultSwitch.Injected(sql: sql) }
    }
    let world = try TestWorld(faults: faults).populated()
    let night = world.tonight + 3
    let before = try Snapshot(world)
    let batch = Batch(world)
    let results = try await batch.run(
      [
        { _ = try $0.book(Fixtures.request(checkIn: night), channel: Fixtures.channel) },
        { transaction in
          try transaction.state(0, of: Fixtures.roomType, on: night, counting: .shown, by: .hub)
        },
        { try $0.setListed(false, inn: Fixtures.inn, by: .hub) },
      ],
      whileWaiting: { isArmed.withLock { $0 = true } },
    )
    isArmed.withLock { $0 = false }
    #expect(results == [false, false, false])
    #expect(try Snapshot(world) == before)
    #expect(world.registry.catalogue[Fixtures.inn]?.isListed == true)
    _ = try world.book(Fixtures.request(checkIn: night))
    #expect(world.remaining(on: night) == 2)
    #expect(try world.registry.checkInvariants() == [])
    #expect(try world.registry.compareLogWithTables() == [])
  }

  /// The disk is really full: SQLite gives up the whole transaction by itself.
  ///
  /// Nobody is told «done» for what is not there, and when there is room again, sales go on.
  @Test func aFullDisk() async throws {
    let pages = Mutex<Int?>(nil)
    let faults = StatementFaults { connection, sql in
      guard sql == "BEGIN IMMEDIATE", let limit = pages.withLock({ $0 }) else { return }
      try connection.script("PRAGMA max_page_count = \(limit)")
    }
    let entry = Fixtures.entry(rooms: 250, offer: [Int](repeating: 250, count: 7))
    let world = try TestWorld(faults: faults).populated([entry])
    let night = world.tonight + 3
    let used = try world.registry.read { try $0.count("PRAGMA page_count") }
    pages.withLock { $0 = used + 6 }
    var made = 0
    var full: DatabaseError?
    for _ in 0..<200 where full == nil {
      do {
        _ = try world.book(Fixtures.request(checkIn: night))
        made += 1
      } catch let error as DatabaseError {
        full = error
      }
    }
    #expect(full?.kind == .disk)
    #expect(made > 0)
    #expect(world.remaining(on: night) == 250 - made)
    #expect(try world.registry.checkInvariants() == [])
    pages.withLock { $0 = 1 << 20 }
    _ = try world.book(Fixtures.request(checkIn: night))
    #expect(world.remaining(on: night) == 249 - made)
    #expect(try world.registry.checkInvariants() == [])
    #expect(try world.registry.compareLogWithTables() == [])
  }

  /// A change that keeps going after a part of it failed keeps the rest only.
  @Test func aPartMayFailByItself() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    try world.registry.writeAndWait { transaction in
      _ = try transaction.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
      #expect(throws: BookingRefusal.notAllowed) {
        try transaction.attempt {
          _ = try transaction.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
          try transaction.setListed(false, inn: Fixtures.inn, by: .hub)
          throw BookingRefusal.notAllowed
        }
      }
      #expect(transaction.catalogue[Fixtures.inn]?.isListed == true)
      _ = try transaction.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
    }
    #expect(world.remaining(on: night) == 1)
    #expect(try world.registry.checkInvariants() == [])
    #expect(try world.registry.compareLogWithTables() == [])
  }

  @Test func aStoppedRegistrySaysSo() async throws {
    let world = try TestWorld().populated()
    let registry = world.registry
    registry.stop()
    registry.stop()
    await #expect(throws: RegistryUnavailable.stopping) {
      try await registry.write { _ in }
    }
  }
}

/// Changes that are committed together: the writer is kept busy until all of them wait.
private final class Batch: Sendable {
  private let world: TestWorld

  init(_ world: TestWorld) { self.world = world }

  /// - Returns: whether each was done.
  func run(
    _ works: [@Sendable (Transaction) throws -> Void],
    whileWaiting: @Sendable () -> Void = {},
  ) async throws -> [Bool] {
    let registry = world.registry
    let begun = DispatchSemaphore(value: 0)
    let mayGoOn = DispatchSemaphore(value: 0)
    registry.write(
      { _ in
        begun.signal()
        mayGoOn.wait()
      },
      finish: { _ in },
    )
    begun.wait()
    let results = Mutex([Bool?](repeating: nil, count: works.count))
    let done = DispatchSemaphore(value: 0)
    for (index, work) in works.enumerated() {
      registry.write(work) { (result: Result<Void, any Error>) in
        results.withLock { $0[index] = (try? result.get()) != nil }
        done.signal()
      }
    }
    whileWaiting()
    mayGoOn.signal()
    for _ in works { done.wait() }
    return results.withLock { $0.compactMap { $0 } }
  }
}

/// Everything that a failed operation might have left behind.
private struct Snapshot: Equatable {
  var lines: [String]

  init(_ world: TestWorld) throws {
    lines = try world.registry.read { db in
      try db.rows(
        """
        SELECT 'night ' || room || ' ' || night || ' ' || stated || ' ' || uncounted || ' ' || as_of
          || source FROM night
        UNION ALL SELECT 'occupancy ' || room || ' ' || night || booking || rooms || counted
          || returning_rooms FROM occupancy
        UNION ALL SELECT 'booking ' || id || state || coalesce(deadline, '') || ' ' || revision || ' '
          || heard || check_out FROM booking
        UNION ALL SELECT 'guest ' || booking FROM booking_guest
        UNION ALL SELECT 'event ' || count(*) || ' ' || max(sequence) FROM event
        UNION ALL SELECT 'outbox ' || id || state || attempts || next_try FROM outbox
        UNION ALL SELECT 'alarm ' || id || coalesce(cleared_at, '') FROM alarm
        UNION ALL SELECT 'closure ' || id || first_night || last_night FROM closure
        UNION ALL SELECT 'restriction ' || room || night FROM night_restriction
        UNION ALL SELECT 'hearing ' || booking || revision || conversation FROM hearing
        UNION ALL SELECT 'answer ' || booking FROM pending_answer
        UNION ALL SELECT 'amendment ' || booking FROM amendment
        UNION ALL SELECT 'key ' || key FROM idempotency_key
        UNION ALL SELECT 'inn ' || id || area || listed || coalesce(paused_at, '')
          || expired_in_a_row FROM inn
        UNION ALL SELECT 'offer ' || room || monday FROM standing_offer
        UNION ALL SELECT 'room ' || id || retired FROM room_type
        ORDER BY 1
        """
      ) { $0.text(0) }
    }
    for nights in world.registry.calendar(
      of: Fixtures.roomType,
      nights: world.tonight..<(world.tonight + 30)
    ) ?? [] {
      lines.append("index \(nights.night) \(nights.remaining) \(nights.asOf) \(nights.source)")
    }
    lines.append("slots \(world.registry.index.slotCount)")
    lines.append("catalogue \(world.registry.catalogue[Fixtures.inn]?.rooms.count ?? 0)")
  }
}
