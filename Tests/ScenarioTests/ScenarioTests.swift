import InnRegistry
import InnTestSupport
import Testing

@Suite struct ScenarioTests {
  /// Every row of the table as far as the registry alone can play it; after each, the tables agree
  /// with the rules and with the log.
  @Test(arguments: Scenario.table.filter { $0.steps != nil })
  func holds(_ scenario: Scenario) async throws {
    let runner = try ScenarioRunner(scenario)
    for step in scenario.steps ?? [] {
      do {
        try await runner.play(step)
      } catch {
        Issue.record("«\(step)»: \(error)")
        return
      }
    }
    #expect(try runner.world.registry.checkInvariants().map(\.description) == [])
    #expect(try runner.world.registry.compareLogWithTables() == [])
  }

  /// No row is dropped, and none is passed over in silence: what waits for another part of the hub
  /// is named here and there.
  @Test func everyRowIsThere() {
    let ids = Scenario.table.map(\.id)
    #expect(ids == (1...51).map { $0 < 10 ? "S0\($0)" : "S\($0)" })
    #expect(Scenario.table.allSatisfy { $0.steps != nil })
    let waiting = Scenario.table.filter { $0.waitsFor != nil }
    #expect(waiting.map(\.id) == ["S32"])
    #expect(waiting.allSatisfy { $0.waitsFor?.contains(": ") == true })
  }
}
