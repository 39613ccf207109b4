import InnRegistry
import Testing

@Suite struct SimulationTests {
  /// Random days of two inns; a failing run prints its seed and what led to it. To see one again:
  /// `INNBRIDGE_SEED=17 swift test --filter SimulationTests`.
  @Test func daysOfTwoInns() async throws {
    let seeds = Seeds.all
    try await withThrowingTaskGroup(of: (UInt64, String?).self) { group in
      var waiting = seeds.makeIterator()
      for _ in 0..<Seeds.atOnce {
        if let seed = waiting.next() { group.addTask { (seed, await Self.failure(of: seed)) } }
      }
      while let (seed, failure) = try await group.next() {
        if let failure { Issue.record("seed \(seed):\n\(failure)") }
        if let next = waiting.next() { group.addTask { (next, await Self.failure(of: next)) } }
      }
    }
  }

  private static func failure(of seed: UInt64) async -> String? {
    do {
      let simulation = try Simulation(seed: seed)
      do {
        try await simulation.run()
      } catch {
        simulation.problems.append("\(error)")
      }
      guard !simulation.problems.isEmpty else { return nil }
      return (simulation.trace + simulation.problems.prefix(10).map { "→ " + $0 })
        .joined(separator: "\n")
    } catch {
      return "\(error)"
    }
  }
}
