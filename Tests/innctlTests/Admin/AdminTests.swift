import BookingBridge
import Foundation
import Glibc
import InnRegistry
import Synchronization
import Testing

@testable import innctl

/// The same requests, with the registry at hand and through a hub's socket.
@Suite(.timeLimit(.minutes(2)))
struct AdminTests {
  private func bothWays(
    _ body: (RecordingConsole, _ data: String, _ isThroughHub: Bool) async throws -> Void
  ) async throws {
    try await HubPlace.bothWays(body)
  }

  @Test func commandsAnswerTheSameWithAndWithoutAHub() async throws {
    try await bothWays { recorder, data, isThroughHub in
      let channel = try AdminChannel.open(DataDirectory(data), mayCreate: false)
      #expect(channel.isThroughHub == isThroughHub)
      channel.close()

      #expect(await recorder.run(["inn", "list", "--data", data]) == .success)
      #expect(recorder.output.split(separator: "\n").count == 25)
      #expect(await recorder.run(["inn", "show", "T01", "--data", data]) == .success)
      #expect(recorder.output.contains("T01-1-ro"))
      #expect(await recorder.run(["inn", "show", "T99", "--data", data]) == .notFound)
      #expect(recorder.errors.contains("there is no inn T99"))
      #expect(await recorder.run(["booking", "list", "--data", data]) == .success)
      #expect(await recorder.run(["booking", "show", "bk_none", "--data", data]) == .notFound)
      #expect(await recorder.run(["booking", "list", "--inn", "T99", "--data", data]) == .notFound)
      #expect(await recorder.run(["call", "list", "--data", data]) == .success)
      #expect(await recorder.run(["call", "show", "call_none", "--data", data]) == .notFound)
      #expect(await recorder.run(["key", "revoke", "key_none", "--data", data]) == .notFound)
    }
  }

  @Test func listingsAreJSONWhenAsked() async throws {
    try await bothWays { recorder, data, _ in
      for line in ["inn list", "booking list", "call list", "key list", "inn show T01"] {
        let words = line.split(separator: " ").map(String.init)
        #expect(await recorder.run(words + ["--json", "--data", data]) == .success)
        #expect(throws: Never.self) { try JSONValue(parsing: Array(recorder.output.utf8)) }
      }
    }
  }

  @Test func aKeyIsPrintedAloneAndOpensAtOnce() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let recorder = RecordingConsole()
    let made = await recorder.run([
      "key", "create", "--data", place.data, "--channel", "tabi", "--scopes", "read,book",
    ])
    #expect(made == .success)
    let secret = recorder.output.trimmingCharacters(in: .newlines)
    #expect(recorder.output == secret + "\n")
    #expect(secret.hasPrefix("innb_"))
    let open = try #require(place.registry.catalogue.key(secret: secret))
    #expect(open.channel.id.rawValue == "tabi")
    #expect(open.key.scopes == [.read, .book])

    #expect(await recorder.run(["key", "list", "--data", place.data]) == .success)
    #expect(!recorder.output.contains(secret))
    let revoke = ["key", "revoke", open.key.id.rawValue, "--data", place.data]
    #expect(await recorder.run(revoke) == .success)
    #expect(place.registry.catalogue.key(secret: secret) == nil)
    #expect(await recorder.run(revoke) == .refused)
  }

  @Test func whatACommandAddsIsServedOverHTTPAtOnce() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let api = PlatformAPI(registry: place.registry)
    let server = try MicroHTTPDServer(
      host: "127.0.0.1",
      port: 0,
      application: HTTPApplication(api.router()),
    )
    defer { server.stop(within: .seconds(1)) }
    let recorder = RecordingConsole()
    _ = await recorder.run([
      "key", "create", "--data", place.data, "--channel", "tabi", "--scopes", "read",
    ])
    let key = recorder.output.trimmingCharacters(in: .newlines)
    func inn(_ id: String) async throws -> Int? {
      let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/v1/inns/\(id)"))
      return try await status(of: url, key: key)
    }
    #expect(try await inn("T01") == 200)
    #expect(try await inn("X01") == 404)
    let added = await recorder.run([
      "inn", "add", "X01", "--data", place.data, "--name", "練習・みなと荘", "--kana", "ミナトソウ",
      "--romaji", "Minato-so", "--municipality", "024236", "--area", "oma", "--phone",
      "0175000097", "--rooms", "4", "--price", "9000", "--training",
    ])
    #expect(added == .success, "\(recorder.errors)")
    #expect(try await inn("X01") == 200)
  }

  /// By a socket of its own, because URLSession keeps threads behind.
  private func status(of url: URL, key: String) async throws -> Int? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/curl")
    process.arguments = [
      "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "10",
      "--header", "Authorization: Bearer \(key)", url.absoluteString,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Int(String(decoding: output, as: UTF8.self))
  }

  @Test func innsLeaveAsAFileAndComeBackUnchanged() async throws {
    for format in ["json", "csv"] {
      let place = try HubPlace()
      let recorder = RecordingConsole()
      #expect(
        await recorder.run(["inn", "export", "--format", format, "--data", place.data]) == .success
      )
      let other = try TemporaryDirectory()
      let file = other.path + "." + format
      try recorder.output.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await recorder.run(["inn", "import", file, "-n", "--data", place.data]) == .success)
      #expect(recorder.errors.contains("24 are the same"), "\(recorder.errors)")
      place.stop()
      // A new registry takes all of them.
      #expect(await recorder.run(["inn", "import", file, "--data", other.path]) == .success)
      #expect(recorder.errors.contains("24 added"), "\(recorder.errors)")
      #expect(await recorder.run(["inn", "list", "--data", other.path, "--json"]) == .success)
      #expect(recorder.output.contains("T24"))
    }
  }

  @Test func aWrongFileChangesNothingAndIsToldWhole() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let other = try TemporaryDirectory()
    let file = other.path + ".json"
    try #"{"format": "innbridge.inns", "version": 1, "inns": [{"id": "T 1"}]}"#.write(
      toFile: file,
      atomically: true,
      encoding: .utf8,
    )
    let recorder = RecordingConsole()
    #expect(await recorder.run(["inn", "import", file, "--data", place.data]) == .usage)
    #expect(recorder.errors.contains("nothing was changed"))
    #expect(recorder.errors.split(separator: "\n").count > 2)
    #expect(place.registry.catalogue.listings.count == 24)
  }

  @Test func anInnThatExistsIsNotAddedAgain() async throws {
    try await bothWays { recorder, data, _ in
      let status = await recorder.run([
        "inn", "add", "T01", "--data", data, "--name", "宿", "--kana", "ヤド", "--romaji", "Yado",
        "--municipality", "024236", "--area", "oma", "--phone", "0175000097", "--rooms", "4",
        "--price", "9000",
      ])
      #expect(status == .refused)
      #expect(recorder.errors.contains("there is an inn T01 already"))
    }
  }

  @Test func aRealInnIsShownOnlyAfterItsConsent() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let recorder = RecordingConsole()
    _ = await recorder.run([
      "inn", "add", "R01", "--data", place.data, "--name", "宿", "--kana", "ヤド", "--romaji",
      "Yado", "--municipality", "024236", "--area", "oma", "--phone", "0175000097", "--rooms",
      "4", "--price", "9000",
    ])
    let inn = try #require(InnID("R01"))
    #expect(place.registry.catalogue[inn]?.isShown == false)
    #expect(
      await recorder.run(["inn", "consent", "R01", "--by", "phone", "--data", place.data])
        == .success
    )
    #expect(place.registry.catalogue[inn]?.isShown == true)
  }

  @Test func keysPlayedInTheTerminalAreRoomsInTheRegistry() async throws {
    let roomType = try #require(RoomTypeID("T01-1"))
    try await bothWays { recorder, data, isThroughHub in
      let rooms = isThroughHub ? "3" : "4"
      let status = await recorder.run(["dial", "--inn", "T01", "--keys", rooms, "--data", data])
      #expect(status == .success, "\(recorder.errors)")
      #expect(recorder.output.contains("key  \(rooms)"))
      #expect(recorder.output.contains("saved, remaining \(rooms)"))
      #expect(recorder.output.contains("hub hangs up"))
      if !isThroughHub {
        let registry = try Registry(path: DataDirectory(data).registry)
        defer { registry.stop() }
        let tonight = TokyoTime.tonight(at: registry.clock.now())
        // After all cutoffs the hub asks about tomorrow.
        let words = registry.calendar(of: roomType, nights: tonight..<(tonight + 2)) ?? []
        #expect(words.contains { $0.remaining == 4 && $0.source == .phone })
      }
      #expect(
        await recorder.run(["dial", "--inn", "T99", "--keys", "3", "--data", data]) == .notFound
      )
      #expect(
        await recorder.run(["dial", "--from", "0175000050", "--keys", "3", "--data", data])
          == .notFound
      )
      #expect(
        await recorder.run([
          "dial", "--inn", "T01", "--from", "0175000002", "--keys", "3", "--data", data,
        ]) == .refused
      )
      #expect(
        await recorder.run(["dial", "--from", "0175000014", "--keys", "v", "--data", data])
          == .success
      )
    }
  }

  @Test func aLongDirectoryNameIsNoObstacle() async throws {
    let place = try HubPlace(depth: 3)
    defer { place.stop() }
    #expect(place.temporary.directory.adminSocket.utf8.count > 150)
    let channel = try AdminChannel.open(place.temporary.directory, mayCreate: false)
    #expect(channel.isThroughHub)
    #expect(throws: Never.self) { try channel.send(.status) }
  }

  @Test func theSocketBelongsToItsUser() throws {
    let place = try HubPlace()
    defer { place.stop() }
    var status = stat()
    #expect(stat(place.temporary.directory.adminSocket, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(stat(place.data, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test func nonsenseOnTheSocketIsAnsweredAndHarmless() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    for nonsense in ["hello", "{}", #"{"version":99,"content":{}}"#, "", "\u{0}\u{1}"] {
      let channel = try RawAdminClient(place.temporary.directory)
      let reply = try channel.ask(nonsense)
      guard case .refused(.notUnderstood) = reply else {
        Issue.record("\(nonsense): \(reply)")
        continue
      }
    }
    let recorder = RecordingConsole()
    #expect(await recorder.run(["inn", "list", "--data", place.data]) == .success)
  }

  @Test func manyCommandsAtOnceAllGetTheirAnswer() async throws {
    let place = try HubPlace()
    defer { place.stop() }
    let data = place.data
    await withTaskGroup(of: ExitStatus.self) { group in
      for index in 0..<16 {
        group.addTask {
          await RecordingConsole().run([
            "key", "create", "--data", data, "--channel", "c\(index % 4)", "--scopes", "read",
          ])
        }
      }
      for await status in group { #expect(status == .success) }
    }
    #expect(place.registry.catalogue.keys.count == 16)
    #expect(place.registry.catalogue.channels.count == 4)
  }

  @Test func aHolderThatDoesNotAnswerIsNamed() throws {
    let temporary = try TemporaryDirectory()
    try temporary.directory.create()
    let lock = try #require(try HubLock.take(temporary.directory))
    #expect(try HubLock.take(temporary.directory) == nil)
    let failure = #expect(throws: CommandFailure.self) {
      try AdminChannel.open(temporary.directory, mayCreate: true, patience: Span(milliseconds: 100))
    }
    #expect(failure?.status == .unavailable)
    #expect(failure?.message.en.contains("\(getpid())") == true)
    withExtendedLifetime(lock) {}
  }

  @Test func commandsDoNotMakeRegistriesByLooking() async throws {
    let temporary = try TemporaryDirectory()
    let recorder = RecordingConsole()
    for line in ["inn list", "booking list", "key list", "inn export", "dial --keys 3"] {
      let words = line.split(separator: " ").map(String.init)
      #expect(await recorder.run(words + ["--data", temporary.path]) == .unavailable)
    }
    #expect(access(temporary.path, F_OK) != 0)
  }
}

/// A client that may say anything.
private final class RawAdminClient {
  private let connection: AdminConnection

  init(_ directory: DataDirectory) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let address = try AdminAddress(directory)
    defer { address.close() }
    #expect(address.connect(descriptor) == 0)
    connection = AdminConnection(descriptor: descriptor)
    connection.limitTime(.seconds(20))
  }

  func ask(_ line: String) throws -> AdminReply {
    try connection.send(Array((line + "\n").utf8))
    let reply = try #require(try connection.line(limit: 1 << 20))
    return try AdminWire.decode(AdminReply.self, reply)
  }
}
