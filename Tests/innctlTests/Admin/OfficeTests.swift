import Foundation
import InnRegistry
import Testing

@testable import innctl

/// The office's commands, with and without a hub.
@Suite(.timeLimit(.minutes(2)))
struct OfficeTests {
  private func run(_ line: String, _ recorder: RecordingConsole, _ data: String) async
    -> innctl.ExitStatus
  {
    await recorder.run(line.split(separator: " ").map(String.init) + ["--data", data])
  }

  private func object(_ recorder: RecordingConsole) throws -> JSONObject {
    guard case .object(let object) = try JSONValue(parsing: Array(recorder.output.utf8)) else {
      throw CommandFailure(.failure, Phrase("not an object: \(recorder.output)"))
    }
    return object
  }

  @Test func organisationsAreAddedAndChanged() async throws {
    try await HubPlace.bothWays { recorder, data, isThroughHub in
      let id = isThroughHub ? "tabi" : "assist"
      let add = "organisation add \(id) --name タビアシスト --municipalities 022080,024236"
      #expect(await run(add + " --phone 0175009900", recorder, data) == .success)
      #expect(await run(add, recorder, data) == .refused)
      #expect(
        await run("organisation set \(id) --registration 第3-1号", recorder, data) == .success
      )
      #expect(await run("organisation set none --name x", recorder, data) == .notFound)
      #expect(
        await run("organisation add x --name a --municipalities 022081", recorder, data) == .usage
      )
      #expect(await run("organisation list", recorder, data) == .success)
      #expect(recorder.output.contains("0175-00-9900") || recorder.output.contains("0175009900"))
      #expect(await run("organisation list --json", recorder, data) == .success)
      guard case .array(let all)? = try object(recorder)["organisations"],
        let own = all.compactMap({ if case .object(let one) = $0 { one } else { nil } })
          .first(where: { $0["id"] == .string(id) })
      else {
        Issue.record("\(recorder.output)")
        return
      }
      #expect(own["municipalities"] == .array([.string("022080"), .string("024236")]))
      #expect(own["registration"] == .string("第3-1号"))
      #expect(own["phone"] == .string("+81175009900"))
      #expect(await run("organisation set \(id) --registration=", recorder, data) == .success)
      #expect(await run("organisation list", recorder, data) == .success)
      #expect(!recorder.output.contains("第3-1号"))
    }
  }

  @Test func taxesAreAddedReplacedAndTakenFromAFile() async throws {
    try await HubPlace.bothWays { recorder, data, isThroughHub in
      let from = isThroughHub ? "2027-04-01" : "2028-04-01"
      let bathing = "tax add bathing --municipality 024244 --from \(from) --source 条例"
      #expect(await run(bathing + " --yen 150", recorder, data) == .success)
      #expect(recorder.errors.contains("1 entries saved, 0 replaced"))
      #expect(await run(bathing + " --yen 200 --exempt-below 6", recorder, data) == .success)
      #expect(recorder.errors.contains("0 entries saved, 1 replaced"))
      #expect(await run(bathing, recorder, data) == .usage)
      let lodging = "tax add accommodation --municipality 024244 --from \(from) --source 条例"
      #expect(await run(lodging + " --steps 0:100,20000:200", recorder, data) == .success)
      #expect(await run(lodging + " --steps 20000:200,0:100", recorder, data) == .usage)
      #expect(recorder.errors.contains("don't rise"))
      #expect(await run("tax list", recorder, data) == .success)
      #expect(recorder.output.contains("0:100 20000:200"))
      #expect(recorder.output.contains("200 yen"))

      #expect(await run("tax export", recorder, data) == .success)
      let file = URL(filePath: data).appending(path: "taxes.json")
      try Data(recorder.output.utf8).write(to: file)
      #expect(await run("tax import --dry-run \(file.path)", recorder, data) == .success)
      #expect(await run("tax import \(file.path)", recorder, data) == .success)
      let again = recorder.output
      #expect(await run("tax export", recorder, data) == .success)
      #expect(again.isEmpty)
      #expect(String(decoding: try Data(contentsOf: file), as: UTF8.self) == recorder.output)
      try Data("{\"bathing\": [{}], \"accommodation\": []}".utf8).write(to: file)
      #expect(await run("tax import \(file.path)", recorder, data) == .usage)
      #expect(recorder.errors.contains("/bathing/0/"), "\(recorder.errors)")
    }
  }

  @Test func aPINIsDrawnAndOpens() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let recorder = RecordingConsole()
    #expect(await run("pin set T01 --json", recorder, place.data) == .success)
    let told = try object(recorder)
    guard case .string(let number)? = told["number"], case .string(let pin)? = told["pin"] else {
      Issue.record("\(recorder.output)")
      return
    }
    let keyed = try #require(InnNumber(number))
    #expect(
      try await place.registry.checkPIN(pin, number: keyed) == .right(InnID(trusted: "T01"))
    )
    for _ in 0..<PINGuard.Limits.pin.failuresUntilLock {
      _ = try await place.registry.checkPIN(pin == "1234" ? "4321" : "1234", number: keyed)
    }
    guard case .locked = try await place.registry.checkPIN(pin, number: keyed) else {
      Issue.record("not locked")
      return
    }
    #expect(await run("pin unlock T01", recorder, place.data) == .success)
    #expect(
      try await place.registry.checkPIN(pin, number: keyed) == .right(InnID(trusted: "T01"))
    )
    // A new one takes the old one's place.
    #expect(await run("pin set T01", recorder, place.data) == .success)
    #expect(recorder.output.contains("inn number \(number), PIN "))
    #expect(await run("pin set T99", recorder, place.data) == .notFound)
  }

  @Test func consentsAndUsageAreListed() async throws {
    try await HubPlace.bothWays { recorder, data, isThroughHub in
      #expect(
        await run("inn consent T01 --by paper --note 書類棚 --refused", recorder, data) == .success
      )
      #expect(await run("inn consents T01", recorder, data) == .success)
      #expect(recorder.output.contains("書類棚"))
      #expect(recorder.output.contains("refuses"))
      #expect(await run("inn consents T99", recorder, data) == .notFound)
      for line in ["inn consents T01", "usage list", "usage list --by-municipality", "tax list"] {
        #expect(await run(line + " --json", recorder, data) == .success)
        #expect(throws: Never.self) { try JSONValue(parsing: Array(recorder.output.utf8)) }
      }
      #expect(
        await run("usage list --from 2026-12 --through 2026-11", recorder, data) == .usage
      )
      #expect(await run("usage list --inn T01 --by-municipality", recorder, data) == .usage)
      #expect(await run("usage list --inn T99", recorder, data) == .notFound)
    }
  }

  @Test func usageIsInYen() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let inn = InnID(trusted: "T01")
    try await place.registry.write {
      try $0.meter(.call(seconds: 200, direction: .outbound, kind: .landline), inn: inn)
      try $0.meter(.sms(parts: 2), inn: inn)
    }
    let recorder = RecordingConsole()
    #expect(await run("usage list --json", recorder, place.data) == .success)
    guard case .array(let rows)? = try object(recorder)["usage"], rows.count == 1,
      case .object(let row)? = rows.first
    else {
      Issue.record("\(recorder.output)")
      return
    }
    #expect(row["inn"] == .string("T01"))
    #expect(row["calls"] == .integer(1))
    #expect(row["call_seconds"] == .integer(200))
    #expect(row["sms"] == .integer(2))
    #expect(row["estimated_yen"] == .integer(36))
  }

  @Test func retentionTellsBeforeItErases() async throws {
    try await HubPlace.bothWays { recorder, data, _ in
      let speech = URL(filePath: data).appending(path: "speech")
      try FileManager.default.createDirectory(at: speech, withIntermediateDirectories: true)
      let (old, new) = (speech.appending(path: "old.wav"), speech.appending(path: "new.wav"))
      for file in [old, new] { try Data("x".utf8).write(to: file) }
      let longAgo = Date(timeIntervalSinceNow: -100 * 86_400)
      try FileManager.default.setAttributes([.modificationDate: longAgo], ofItemAtPath: old.path)

      #expect(await run("retention run --dry-run --json", recorder, data) == .success)
      #expect(try object(recorder)["sentences"] == .integer(1))
      #expect(try object(recorder)["dry_run"] == .bool(true))
      #expect(FileManager.default.fileExists(atPath: old.path))
      #expect(await run("retention run", recorder, data) == .success)
      #expect(recorder.output.contains("1 spoken sentences"))
      #expect(!FileManager.default.fileExists(atPath: old.path))
      #expect(FileManager.default.fileExists(atPath: new.path))

      #expect(await run("retention set --days 60", recorder, data) == .success)
      #expect(await run("retention set --days 7", recorder, data) == .usage)
      #expect(await run("retention show --json", recorder, data) == .success)
      #expect(try object(recorder)["days"] == .integer(60))
    }
  }

  @Test func nightsComeFromAFileAndSayWhatWasNotTaken() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let tonight = TokyoTime.tonight(at: place.registry.clock.now())
    let phone = try #require(place.registry.catalogue[InnID(trusted: "T01")]?.phones.first)
    let keeper = Actor.keeper(phone: phone.number, call: ConversationID(trusted: "call_1"))
    try await place.registry.write {
      _ = try $0.close(phone.inn, from: tonight + 5, through: tonight + 5, by: keeper)
    }
    let file = URL(filePath: place.data).appending(path: "nights.csv")
    func write(_ lines: [String]) throws {
      let text = (["room_type,night,rooms,closed"] + lines).joined(separator: "\n")
      try Data((text + "\n").utf8).write(to: file)
    }
    try write(["T01-1,\(tonight + 3),2,", "T01-1,\(tonight + 5),,false"])
    let japanese = RecordingConsole(.japanese)
    let command = "night import \(file.path)"
    #expect(await run(command + " --dry-run", japanese, place.data) == .success)
    #expect(japanese.errors.contains("3行目: T01 \(tonight + 5) 休業のままです（電話による）"))
    #expect(await run(command, japanese, place.data) == .success)
    let recorder = RecordingConsole()
    #expect(await run("night export T01 --format csv", recorder, place.data) == .success)
    #expect(recorder.output.contains("T01,T01-1,\(tonight + 3),2,"))
    #expect(await run("night export T01", recorder, place.data) == .success)
    guard case .array(let nights)? = try object(recorder)["nights"] else {
      Issue.record("\(recorder.output)")
      return
    }
    #expect(nights.count == 2)

    try write(["T01-1,someday,1,"])
    #expect(await run(command, japanese, place.data) == .usage)
    #expect(japanese.errors.contains("2行目の列 night: 形が合いません"), "\(japanese.errors)")
    try write(["T01-1,\(tonight + 3),99,", "none,\(tonight),1,"])
    #expect(await run(command, japanese, place.data) == .usage)
    #expect(japanese.errors.contains("2行目: T01-1: このタイプの部屋は"), "\(japanese.errors)")
    #expect(japanese.errors.contains("3行目: none: その部屋タイプはありません"))
    #expect(await run(command, recorder, place.data) == .usage)
    #expect(recorder.errors.contains("line 3: none: there is no such room type"))
  }
}
