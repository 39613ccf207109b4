import Testing
import VoiceIVR

@testable import innbench

extension BenchTests {
  // Inside, because the tape of the commits' measurement records whatever SQLite does meanwhile.
  /// Simulated keepers play every dialogue; how well they fare is the bench's to tell, not a test's.
  @Suite(.serialized) struct KeeperTests {
    private let small: KeeperMeasurement = {
      var measurement = KeeperMeasurement()
      measurement.calls = 4
      return measurement
    }()

    @Test func everyDialogueIsPlayedToItsEnd() throws {
      let tallies = try small.play(isDoubled: false)
      #expect(Set(tallies.map(\.task)) == Set(KeeperTask.allCases))
      #expect(tallies.allSatisfy { $0.calls >= 4 })
      // Machines answer nothing, ever.
      for tally in tallies where tally.population == Population.machine.name {
        #expect(tally.verdicts[.uncommitted] == tally.calls, "\(tally.task.rawValue)")
      }
      // Somebody without a fault would not miss tonight.
      let steady = try #require(
        tallies.first { $0.task == .tonight && $0.population == KeeperModel.steady.name }
      )
      #expect(steady.verdicts[.done] == steady.calls)
    }

    @Test func theSameSeedPlaysTheSameCalls() throws {
      let name = KeeperModel.slowAndMistaken.name
      let first = try small.play(isDoubled: true, only: name).map(\.verdicts)
      let second = try small.play(isDoubled: true, only: name).map(\.verdicts)
      #expect(first == second)
    }

    @Test func doubledRatesStayProbabilities() {
      for case .keeper(let model) in Population.all {
        let doubled = model.doubled
        #expect(doubled.attends >= 0 && doubled.talks <= 1 && doubled.mishears <= 1)
        #expect(doubled.reaction == model.reaction)
      }
    }

    @Test func aSlipLandsOnANeighbour() {
      #expect(Set(Key.one.neighbours) == [.two, .four])
      #expect(Set(Key.five.neighbours) == [.two, .four, .six, .eight])
      #expect(Set(Key.zero.neighbours) == [.eight, .star, .pound])
    }
  }
}
