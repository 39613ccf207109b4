import InnRegistry
import Testing

@testable import innbench

/// The measurements run and give every figure that is asked of them; what they measure is not
/// looked at, a test machine is too busy for that.
@Suite(.serialized) struct BenchTests {
  private func small() throws -> Options { try Options(["registry", "--small"]) }

  @Test func commitsGiveTheirFigures() throws {
    let figures = try small().commits.run()
    for name in ["commit_vs_c", "commit_vs_single", "commit_p99_over_p50"] {
      let value = try #require(figures[name])
      #expect(value.isFinite && value > 0)
    }
    // Two statements would be the savepoint alone: the tape holds what a booking really does.
    #expect(try #require(figures["statements_per_booking"]) > 5)
  }

  @Test func searchesGiveTheirFigures() throws {
    let figures = try small().search.run()
    for name in ["first50_us_5k", "first50_us_500k", "area_us_500k", "growth_500k_over_5k"] {
      let value = try #require(figures[name])
      #expect(value.isFinite && value > 0)
    }
    // About half of 1000 room types in fifty areas.
    #expect((2...20).contains(try #require(figures["area_matches_500k"])))
  }

  @Test func noticesGiveTheirFigures() throws {
    let figures = try Options(["notices", "--small"]).notices.run()
    #expect(try #require(figures["notices_per_s"]) > 0)
  }

  @Test func aLoadGivesItsFigures() throws {
    let figures = try small().load.run()
    #expect(figures["load_ms_per_million_nights"] != nil)
    // The difference of two heaps: beside other tests it may even be below nought.
    #expect(try #require(figures["bytes_per_night"]).isFinite)
  }

  @Test(arguments: [
    ([], "the first argument names"),
    (["registry", "--rounds", "0"], "takes a number from 1"),
    (["registry", "--part", "tea"], "--part takes"),
    (["registry", "--fast"], "unknown argument: --fast"),
  ])
  func wrongArgumentsAreNamed(_ arguments: [String], _ text: String) {
    let error = #expect(throws: Options.Misuse.self) { try Options(arguments) }
    #expect(error?.text.contains(text) == true)
  }

  @Test func numbersAreWrittenWithThreeDigits() {
    #expect(short(0.8444) == "0.844")
    #expect(short(7.129) == "7.13")
    #expect(short(19.96) == "20.0")
    #expect(short(12_345.6) == "12346")
    #expect(short(-0.5) == "-0.500")
    #expect(short(.infinity) == "nan")
  }

  @Test func aReportEndsWithALineForEachFigure() {
    var figures = Figures()
    figures.add("fast_us", 3.2, "µs", .atMost(5))
    figures.add("ratio", 0.5, "ratio", .atLeast(0.8))
    let lines = figures.report.split(separator: "\n").map(String.init)
    #expect(lines.suffix(2) == ["figure fast_us 3.20", "figure ratio 0.500"])
    #expect(lines[1].contains("≤ 5.00") && lines[1].hasSuffix("met"))
    #expect(lines[2].hasSuffix("missed"))
  }

  @Test func aReportIsKeptAsJSON() throws {
    var figures = Figures()
    figures.add("fast_us", 3.5, "µs", .atMost(5))
    var machine = Machine()
    machine.commit = "0123456789ab"
    let json = try JSONValue(parsing: Array(figures.json(machine).utf8))
    guard case .object(let object) = json, case .object(let list) = object["figures"],
      case .object(let fast) = list["fast_us"]
    else {
      Issue.record("\(json)")
      return
    }
    #expect(object["commit"] == .string("0123456789ab"))
    #expect(fast["value"] == .number(3.5) && fast["met"] == .bool(true))
  }

  @Test func quantilesAreElements() {
    #expect([5, 1, 3].median == 3)
    #expect(Array(1...100).quantile(0.99) == 99)
    #expect([Int]().median == nil)
  }
}
