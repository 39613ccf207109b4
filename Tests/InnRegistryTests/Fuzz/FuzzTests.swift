import InnTestSupport
import Testing

@testable import InnRegistry

/// Whatever bytes come: a value or a refusal, never a crash (``Fuzz`` says how long).
@Suite(.serialized) struct FuzzTests {
  @Test func json() {
    let fault = Fuzz(
      "json",
      [
        "{\"a\":[1,-2.5e3,true,null,\"x\\u3042\"],\"b\":{\"c\":[]}}", "[[[]]]",
        "\"\\ud83d\\ude00\"",
      ],
    ).run {
      let value = try JSONValue(parsing: $0)
      var json = JSONWriter()
      json.value(value)
      guard (try? JSONValue(parsing: json.bytes)) == value else {
        throw Fuzz.Finding("what is written is not read back")
      }
    }
    #expect(fault == nil)
  }

  @Test func innsAsCSV() throws {
    let file = String(
      decoding: InnExport.csv([Fixtures.entry(), Fixtures.entry(InnID(trusted: "T02"))]),
      as: UTF8.self
    )
    #expect(Fuzz("inns-csv", [file]).run { _ = InnImport.read(csv: $0) } == nil)
  }

  @Test func innsAsJSON() throws {
    let file = String(decoding: InnExport.json([Fixtures.entry()]), as: UTF8.self)
    #expect(Fuzz("inns-json", [file]).run { _ = InnImport.read(json: $0) } == nil)
  }

  @Test func nights() {
    let fault = Fuzz(
      "nights",
      [
        "inn,room_type,night,rooms\nT01,T01-1,2026-12-03,3\nT01,T01-1,2026-12-04,0\n",
        "{\"nights\":[{\"inn\":\"T01\",\"room_type\":\"T01-1\",\"night\":\"2026-12-03\",\"rooms\":3}]}",
      ],
    ).run {
      _ = NightImport.read(csv: $0)
      _ = NightImport.read(json: $0)
    }
    #expect(fault == nil)
  }

  @Test func textsOfMoments() {
    let seeds = ["2026-12-03T08:05:00.123+09:00", "20261203T080500.123Z", "2026-12-03"]
    let fault = Fuzz("moments", seeds).run {
      let text = String(decoding: $0, as: UTF8.self)
      if let instant = Timestamp(rfc3339: text),
        Timestamp(rfc3339: instant.description) != instant
      {
        throw Fuzz.Finding("\(instant) is not read back")
      }
      _ = BackupName.instant(text)
      _ = CivilDate(text)
    }
    #expect(fault == nil)
  }
}
