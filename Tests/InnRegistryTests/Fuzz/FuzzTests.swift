import InnTestSupport
import Testing

@testable import InnRegistry

/// Whatever bytes come: a value or a refusal, never a crash.
///
/// `scripts/check --fuzz` goes on longer.
struct FuzzTests {
  private func fuzz(_ seeds: [String], _ read: ([UInt8]) throws -> Void) {
    let budget = FuzzBudget()
    var mutations = Mutations(seed: budget.seed)
    let seeds = seeds.map { Array($0.utf8) }
    var count = 0
    while budget.goesOn(after: count) {
      // A refusal is as good as a value; a crash ends the run, and the seed repeats it.
      try? read(mutations.next(from: seeds))
      count += 1
    }
    #expect(count > 100, "seed \(budget.seed)")
  }

  @Test func json() {
    fuzz([
      "{\"a\":[1,-2.5e3,true,null,\"x\\u3042\"],\"b\":{\"c\":[]}}", "[[[]]]", "\"\\ud83d\\ude00\"",
    ]) {
      let value = try JSONValue(parsing: $0)
      var json = JSONWriter()
      json.value(value)
      #expect(try JSONValue(parsing: json.bytes) == value, "what is written is read back")
    }
  }

  @Test func settings() {
    fuzz(["{a: 'x', // y\n b: [0x1F, .5,], /* z */ 'c': {d: null}}"]) {
      _ = try JSON5Document(parsing: $0)
    }
  }

  @Test func innsAsCSV() throws {
    let file = String(
      decoding: InnExport.csv([Fixtures.entry(), Fixtures.entry(InnID(trusted: "T02"))]),
      as: UTF8.self
    )
    fuzz([file]) { _ = InnImport.read(csv: $0) }
  }

  @Test func innsAsJSON() throws {
    let file = String(decoding: InnExport.json([Fixtures.entry()]), as: UTF8.self)
    fuzz([file]) { _ = InnImport.read(json: $0) }
  }

  @Test func nights() {
    fuzz([
      "inn,room_type,night,rooms\nT01,T01-1,2026-12-03,3\nT01,T01-1,2026-12-04,0\n",
      "{\"nights\":[{\"inn\":\"T01\",\"room_type\":\"T01-1\",\"night\":\"2026-12-03\",\"rooms\":3}]}",
    ]) {
      _ = NightImport.read(csv: $0)
      _ = NightImport.read(json: $0)
    }
  }

  @Test func textsOfMoments() {
    fuzz(["2026-12-03T08:05:00.123+09:00", "20261203T080500.123Z", "2026-12-03"]) {
      let text = String(decoding: $0, as: UTF8.self)
      if let instant = Timestamp(rfc3339: text) {
        #expect(Timestamp(rfc3339: instant.description) == instant)
      }
      _ = BackupName.instant(text)
      _ = CivilDate(text)
    }
  }
}
