import Foundation
import InnRegistry
import InnTestSupport
import Testing

@testable import innctl

/// Whatever somebody puts into a file of settings or types as a command: it holds, or every mistake
/// is told (``Fuzz`` says how long).
@Suite(.serialized) struct FuzzTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "innctl-fuzz-\(UUID().uuidString)")

  /// Only the owner may read it, as what holds secrets must be.
  private func file() throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "settings").path
    let isMade = FileManager.default.createFile(
      atPath: path,
      contents: nil,
      attributes: [.posixPermissions: 0o600],
    )
    try #require(isMade)
    return path
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: bytes)
    try handle.close()
  }

  @Test func settings() throws {
    let path = try file()
    defer { try? FileManager.default.removeItem(at: folder) }
    let seeds = [
      "{data: '/var/lib/innbridge', // y\n http: \"127.0.0.1:8080\", sip: '[::1]:5060', lines: 0x1F,}",
      "{trunk: 'sip:192.0.2.1:5060', number: '0175009900', training: true, /* z */ drain: 7}",
      "{alarm_mail: ['a@example.org', 'b@example.org'], alarm_sms: ['0175009900'], backup_hours: 26}",
    ]
    let words = Setting.all.map(\.name) + ["//", "/*", "*/", "Infinity", "+.5", "\\\n"]
    let fault = Fuzz("settings", seeds, words: words).run {
      try write($0, path)
      let configuration = try Configuration.read(
        flags: ServeOptions(),
        file: path,
        environment: [:]
      )
      for setting in Setting.all where configuration.origin(of: setting) != .byDefault {
        guard let shown = setting.shown(configuration.options) else { continue }
        var again = ServeOptions()
        guard setting.set(shown, &again) else {
          throw Fuzz.Finding("\(setting.name) is shown as \(shown), which would not be taken")
        }
      }
    }
    #expect(fault == nil)
  }

  @Test func otherFiles() throws {
    let path = try file()
    defer { try? FileManager.default.removeItem(at: folder) }
    let seeds = [
      "{\"trunks\":[{\"name\":\"hikari\",\"server\":\"192.0.2.1:5060\",\"number\":\"0175000099\",\"lines\":2,"
        + "\"registration\":{\"user\":\"3\",\"password_variable\":\"P\",\"expires_seconds\":60},"
        + "\"sources\":[\"192.0.2.0/24\"],\"transport\":\"tls\",\"srtp\":\"mandatory\"}],\"tls\":{\"port\":5061}}",
      "{\"order\":[\"gammu\",\"sip\"],\"sip\":true,\"per_number_a_day\":5,\"gammu\":{\"inbox\":\"/a\","
        + "\"outbox\":\"/b\",\"sent\":\"/c\",\"errors\":\"/d\"}}",
      "{\"public_url\":\"https://yado.example.org/\",\"sms\":\"off\",\"mail\":{\"host\":\"smtp.example.org\","
        + "\"from\":\"yado@example.org\",\"security\":\"tls\",\"user\":\"a\",\"password\":\"b\"}}",
    ]
    let number = try #require(PhoneNumber("0175009900"))
    let fault = Fuzz("files", seeds, words: ["trunks", "twilio", "[::1]:5060", "192.0.2.1/33"]).run
    {
      try write($0, path)
      _ = try? TrunkFile.read(path, number: number, environment: ["P": "secret"])
      _ = try? MessagesFile.read(path)
      _ = try? NoticesFile.read(path)
      _ = try? StatisticsSettingsFile.read(path)
    }
    #expect(fault == nil)
  }

  /// What a shell hands over: words, one a line here.
  @Test func commands() {
    let seeds = [
      "dial\n--inn\nT01\n--keys\n3", "serve\n--http\n127.0.0.1:0\n--lines=4\n--no-training",
      "inn\nadd\nM01\n--name\nみなと荘\n--municipality\n024236\n--phone\n0175000097\n--price\n9000",
      "booking\nlist\n--from\n2026-12-03\n--limit\n5\n--json", "backup\n/tmp/x\n--keep\n3",
      "notice\nemergency\n--hazard\nsnow\n--dry-run",
    ]
    let words =
      CommandTable.commands.map { $0.path.joined(separator: "\n") } + ["--", "-h", "--data="]
    let fault = Fuzz("commands", seeds, words: words).run {
      let text = String(decoding: $0, as: UTF8.self)
      _ = try CommandParser.parse(text.split(separator: "\n").map(String.init))
    }
    #expect(fault == nil)
  }

  /// What comes through the socket of a running hub, from this machine's own user.
  @Test func adminRequests() throws {
    let seeds = try [AdminRequest.status].map {
      String(decoding: try AdminWire.encode($0), as: UTF8.self)
    }
    let fault = Fuzz("admin", seeds + ["{\"inns\":{}}", "{\"dial\":{\"_0\":{\"inn\":\"T01\"}}}"])
      .run {
        _ = try AdminWire.decode(AdminRequest.self, $0)
      }
    #expect(fault == nil)
  }
}
