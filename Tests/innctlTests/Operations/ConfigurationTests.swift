import Foundation
import InnRegistry
import Testing

@testable import innctl

struct ConfigurationTests {
  /// Flags of `serve` that are no settings of the file.
  private static let apart: Set<String> = ["config", "help"]

  @Test func everyFlagOfServeIsASettingAndTheOtherWayRound() throws {
    let serve = try #require(CommandTable.command(["serve"]))
    let flags = Set(serve.options.map(\.name)).subtracting(ConfigurationTests.apart)
    #expect(flags == Set(Setting.all.map(\.flag)))
    #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
  }

  /// What a setting shows is what it takes.
  @Test func whatIsShownCanBeSetAgain() throws {
    var options = ServeOptions()
    options.database = "postgresql://hub@db.example/innbridge"
    options.trunk = Endpoint(host: "192.0.2.1", port: 5060)
    options.trunkFile = "/etc/innbridge/trunks.json"
    options.number = PhoneNumber("0175009900")
    options.lines = 3
    options.proxy = "127.0.0.1"
    options.copies = "/mnt/second"
    options.backupKey = "/etc/innbridge/backup.key"
    options.alarmMail = ["office@example.org", "duty@example.org"]
    options.alarmSMS = [try #require(PhoneNumber("0175009900"))]
    for setting in Setting.all {
      let text = try #require(setting.shown(options), "\(setting.name)")
      var other = ServeOptions()
      #expect(setting.set(text, &other), "\(setting.name): \(text)")
      #expect(setting.shown(other) == text)
      var copied = ServeOptions()
      setting.copy(options, &copied)
      #expect(setting.shown(copied) == text)
    }
  }

  @Test func flagsStandBeforeTheEnvironment() throws {
    guard case .serve(let flags) = try CommandParser.parse(["serve", "--lines", "9", "--drain=7"])
    else {
      Issue.record("not serve")
      return
    }
    let configuration = try Configuration.read(
      flags: flags,
      file: nil,
      environment: ["INNBRIDGE_LINES": "4", "INNBRIDGE_HTTP": "[::1]:99", "INNBRIDGE_DRAIN": ""],
    )
    #expect(configuration.options.lines == 9)
    #expect(configuration.options.drainSeconds == 7)
    #expect(configuration.options.http == Endpoint(host: "::1", port: 99))
    #expect(configuration.origins["lines"] == .flag("lines"))
    #expect(configuration.origins["http"] == .variable("INNBRIDGE_HTTP"))
    #expect(configuration.origins["data"] == nil)
  }

  /// A hub that keeps every line free rings nobody.
  @Test(arguments: [("3", "2", nil), ("3", "3", "3"), ("", "32", "32"), ("", "31", nil)])
  func linesAreLeftForTheHubsOwnCalls(lines: String, reserved: String, wrong: String?) throws {
    let environment = ["INNBRIDGE_LINES": lines, "INNBRIDGE_RESERVED_LINES": reserved]
    do {
      let read = try Configuration.read(flags: ServeOptions(), file: nil, environment: environment)
      #expect(wrong == nil)
      #expect(String(read.options.reservedLines) == reserved)
    } catch let mistakes as Configuration.Mistakes {
      #expect(mistakes.list.map(\.origin) == [.variable("INNBRIDGE_RESERVED_LINES")])
      #expect(mistakes.list.first?.detail.en.contains(wrong ?? "nothing is wrong") == true)
    }
  }

  @Test func aFlagForOneTrunkTakesThePlaceOfAFile() throws {
    guard
      case .serve(let flags) = try CommandParser.parse(["serve", "--trunk", "sip:192.0.2.1:5060"])
    else {
      Issue.record("not serve")
      return
    }
    let configuration = try Configuration.read(
      flags: flags,
      file: nil,
      environment: ["INNBRIDGE_TRUNKS": "/etc/trunks.json"],
    )
    #expect(configuration.options.trunk != nil)
    #expect(configuration.options.trunkFile == nil)
  }

  /// The reference page is written by hand around this table.
  @Test func theReferencePageHasEverySetting() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../docs/operations/configuration.md"),
      encoding: .utf8,
    )
    let documented = page.split(separator: "\n").filter { $0.contains("` | `--") }
    let defaults = ServeOptions()
    let expected = Setting.all.map { setting in
      let flag = setting.flag == "no-training" ? "--no-training" : "--" + setting.flag
      return "| `\(setting.name)` | `\(flag)` | `\(setting.variable)` | \(setting.takes.en) | "
        + (setting.shown(defaults).flatMap { $0.isEmpty ? nil : "`\($0)`" } ?? "–") + " |"
    }
    #expect(documented.map(String.init) == expected, "\(expected.joined(separator: "\n"))")
  }
}
