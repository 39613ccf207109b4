import InnRegistry
import Testing

@Suite struct SimulationTests {
  /// Random days of two inns; a failing run prints its seed and what led to it.
  ///
  /// To see one again: `INNBRIDGE_SEED=17 swift test --filter SimulationTests`.
  @Test func daysOfTwoInns() async throws {
    let seeds = Seeds.all
    var tally: [String: Int] = [:]
    await withTaskGroup(of: Outcome.self) { group in
      var waiting = seeds.makeIterator()
      for _ in 0..<Seeds.atOnce {
        if let seed = waiting.next() { group.addTask { await Self.outcome(of: seed) } }
      }
      while let outcome = await group.next() {
        if let failure = outcome.failure { Issue.record("seed \(outcome.seed):\n\(failure)") }
        tally.merge(outcome.tally, uniquingKeysWith: +)
        if let next = waiting.next() { group.addTask { await Self.outcome(of: next) } }
      }
    }
    // A simulation that never gets anywhere proves nothing.
    if seeds.count >= Seeds.usual {
      let missing = Self.mustHappen.filter { tally[$0, default: 0] == 0 }
      #expect(missing.isEmpty, "never happened in \(seeds.count) runs")
    }
    if Seeds.isTalkative {
      for (what, count) in tally.sorted(by: { $0.key < $1.key }) { print(what, count) }
    }
  }

  private struct Outcome: Sendable {
    var seed: UInt64
    var failure: String?
    var tally: [String: Int] = [:]
  }

  private static func outcome(of seed: UInt64) async -> Outcome {
    do {
      let simulation = try Simulation(seed: seed)
      do {
        try await simulation.run()
      } catch {
        simulation.problems.append("\(error)")
      }
      guard !simulation.problems.isEmpty else {
        return Outcome(seed: seed, tally: simulation.tally)
      }
      let lines = simulation.trace + simulation.problems.prefix(10).map { "→ " + $0 }
      return Outcome(seed: seed, failure: lines.joined(separator: "\n"))
    } catch {
      return Outcome(seed: seed, failure: "\(error)")
    }
  }

  private static let mustHappen = [
    "booking.held", "booking.requested", "booking.confirmed", "booking.stayed", "booking.no_show",
    "booking.cancelled", "booking.released", "booking.declined", "booking.expired",
    "booking.withdrawn", "booking.amended", "booking.heard", "amendment.proposed",
    "amendment.declined", "hold.extended", "rooms.stated", "rooms.returned", "nights.vouched",
    "offer.set", "closure.added", "closure.lifted", "restrictions.set", "inn.paused", "inn.resumed",
    "inn.saved", "alarm shortfall", "alarm unheard", "alarm undelivered", "alarm paused",
    "alarm booked_while_closed", "failed", "refused soldOut", "refused closed",
    "refused noLongerAvailable", "refused notPossible", "refused tooManyOpenRequests",
    "refused allotmentReached", "import.applied", "guest.erased", "allotment.set",
    "refused tooManyHolds", "refused capReached", "refused innPaused",
  ]
}
