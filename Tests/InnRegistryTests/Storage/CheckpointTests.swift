import Foundation
import InnRegistry
import InnTestSupport
import Testing

/// The write-ahead log is copied beside the commits and begun anew, so that it stays short.
@Suite struct CheckpointTests {
  /// A page, and its header in the log.
  private static let pageBytes = 4096 + 24

  private func pages(_ world: TestWorld) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: world.path + "-wal")
    return (attributes[.size] as? Int ?? 0) / CheckpointTests.pageBytes
  }

  /// Changes that touch some thirty pages each: a long stored reply.
  private func work(_ world: TestWorld, _ times: Int) async throws {
    let body = String(repeating: "x", count: 120_000)
    for _ in 0..<times {
      try await world.registry.write { transaction in
        let key = UUID().uuidString
        _ = try transaction.once(key: key, channel: Fixtures.channel, digest: key) {
          StoredReply(status: 200, body: body)
        }
      }
    }
  }

  @Test func theLogStaysShort() async throws {
    let world = try TestWorld().populated()
    try await work(world, 700)
    let stored = try world.registry.read { try $0.count("SELECT count(*) FROM idempotency_key") }
    #expect(stored == 700)
    // Without checkpoints it would be over 20,000 pages by now.
    #expect(try pages(world) < 18_000)
    #expect(try world.registry.checkInvariants() == [])
  }

  /// A reader that holds an old snapshot keeps the log from being begun anew, not from growing, and
  /// nothing else; when it goes, the log is begun anew.
  @Test func aSlowReader() async throws {
    let world = try TestWorld().populated()
    try await work(world, 5)
    let mayGo = DispatchSemaphore(value: 0)
    let reads = DispatchSemaphore(value: 0)
    let gone = DispatchSemaphore(value: 0)
    let registry = world.registry
    let reader = Thread {
      _ = try? registry.read { db in
        _ = try db.count("SELECT count(*) FROM event")
        reads.signal()
        mayGo.wait()
      }
      gone.signal()
    }
    reader.start()
    reads.waitHere()
    try await work(world, 100)
    let grown = try pages(world)
    #expect(grown > 1000)
    mayGo.signal()
    gone.waitHere()
    // Some commits later everything is copied, and the log is begun anew: else it would have over
    // 20,000 pages.
    try await work(world, 700)
    #expect(try pages(world) < 18_000)
    #expect(try world.registry.checkInvariants() == [])
  }

  /// What a crash finds in the log is there afterwards, whatever was copied by then.
  @Test func aCrashAtAnyLength() async throws {
    let world = try TestWorld().populated()
    for round in 1...6 {
      try await work(world, 7 * round)
      let last = try world.registry.lastSequence()
      try world.crash()
      #expect(try world.registry.lastSequence() == last)
      #expect(try world.registry.checkInvariants() == [])
    }
  }
}

extension DispatchSemaphore {
  /// Waiting on another thread that answers at once.
  fileprivate func waitHere() { wait() }
}
