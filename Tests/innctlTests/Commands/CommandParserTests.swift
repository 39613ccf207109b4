import InnRegistry
import Testing

@testable import innctl

struct CommandParserTests {
  private func parse(_ line: String) throws(UsageError) -> Command {
    try CommandParser.parse(line.split(separator: " ").map(String.init))
  }

  // MARK: - What is understood

  @Test func serveHasDefaultsForEverything() throws {
    let options = ServeOptions()
    #expect(try parse("serve") == .serve(options))
    #expect(options.http.description == "127.0.0.1:8080")
    #expect(options.sip.description == "127.0.0.1:5060")
    #expect(options.data == "./data")
    #expect(options.isTraining)
  }

  @Test func serveTakesEveryOption() throws {
    let command = try parse(
      "serve --data /tmp/d --http [::1]:81 --sip [::]:5061 --trunk sip:gw.example:5060 "
        + "--number 0175000098 --sound-ports 30000-30099 --lines 4 --no-training --log debug"
    )
    guard case .serve(let options) = command else {
      Issue.record("\(command)")
      return
    }
    #expect(options.data == "/tmp/d")
    #expect(options.http == Endpoint(host: "::1", port: 81))
    #expect(options.sip == Endpoint(host: "::", port: 5061))
    #expect(options.trunk == Endpoint(host: "gw.example", port: 5060))
    #expect(options.number?.e164 == "+81175000098")
    #expect(options.soundPorts == 30_000...30_099)
    #expect(options.lines == 4)
    #expect(!options.isTraining)
    #expect(options.logLevel == .debug)
  }

  @Test func optionsFollowTheConventionsOfGetopt() throws {
    let expected = Command.innList(ListOptions(data: "x", asJSON: true))
    let lines = [
      "inn list --data x --json", "inn list --data=x -j", "inn list -d x -j", "inn list -jd x",
      "inn list -jdx", "inn list --data x --js",
    ]
    for line in lines { #expect(try parse(line) == expected, "\(line)") }
  }

  @Test func operandsMayStandBeforeOrAfterOptions() throws {
    let inn = try #require(InnID("T01"))
    let expected = Command.innShow(inn, ListOptions(data: "x"))
    #expect(try parse("inn show T01 --data x") == expected)
    #expect(try parse("inn show --data x T01") == expected)
    #expect(try parse("inn show --data x -- T01") == expected)
  }

  @Test func keysAreMadeForChannelsWithScopes() throws {
    let channel = try #require(ChannelID("tabi"))
    let options = KeyCreateOptions(channel: channel, scopes: [.read, .book])
    #expect(try parse("key create --channel tabi --scopes read,book") == .keyCreate(options))
  }

  @Test func importsKnowTheirFormatByName() throws {
    guard case .innImport(let csv) = try parse("inn import a.CSV"),
      case .innImport(let json) = try parse("inn import a.txt"),
      case .innImport(let named) = try parse("inn import - --format csv -n")
    else {
      Issue.record("not imports")
      return
    }
    #expect(csv.format == .csv)
    #expect(json.format == .json)
    #expect(named.format == .csv)
    #expect(named.isDryRun)
  }

  @Test func helpIsEverywhere() throws {
    #expect(try parse("--help") == .help([]))
    #expect(try parse("-h") == .help([]))
    #expect(try parse("help") == .help([]))
    #expect(try parse("help inn") == .help(["inn"]))
    #expect(try parse("help inn add") == .help(["inn", "add"]))
    #expect(try parse("inn --help") == .help(["inn"]))
    #expect(try parse("--version") == .version(asJSON: false))
    for command in CommandTable.commands {
      let line = (command.path + ["--help"]).joined(separator: " ")
      #expect(try parse(line) == .help(command.path))
    }
  }

  @Test func everyCommandOfTheTableIsCarriedOut() {
    for command in CommandTable.commands {
      do throws(UsageError) {
        _ = try CommandParser.parse(command.path)
      } catch {
        if case .commandUnknown = error { Issue.record("\(command.path) is not parsed") }
      }
    }
  }

  // MARK: - What is not

  @Test(arguments: [
    ("", UsageError.commandMissing(under: [], choices: CommandTable.words(under: []))),
    ("inn", .commandMissing(under: ["inn"], choices: CommandTable.words(under: ["inn"]))),
    ("serv", .commandUnknown("serv", under: [], nearest: "serve")),
    ("frobnicate", .commandUnknown("frobnicate", under: [], nearest: nil)),
    ("inn lsit", .commandUnknown("lsit", under: ["inn"], nearest: "list")),
    ("help inn frobnicate", .commandUnknown("frobnicate", under: ["inn"], nearest: nil)),
    ("inn list --databa", .argumentMissing(option: "database")),
    ("inn list -d", .argumentMissing(option: "data")),
    ("inn list --jsno", .optionUnknown("--jsno", nearest: "--json")),
    ("inn list --frobnicate", .optionUnknown("--frobnicate", nearest: nil)),
    ("inn list -x", .optionUnknown("-x", nearest: nil)),
    ("inn list -jx", .optionUnknown("-x", nearest: nil)),
    ("inn list --json=yes", .argumentUnwanted(option: "json")),
    ("serve --s 1", .optionAmbiguous("--s", candidates: ["--sip", "--sound-ports"])),
    ("inn list --data a --data b", .optionTwice("data")),
    ("inn list T01", .operandUnexpected("T01")),
    ("inn show", .operandMissing("ID")),
    ("inn show T01 T02", .operandUnexpected("T02")),
    ("key create --scopes read", .optionMissing("channel")),
    ("--frobnicate serve", .optionUnknown("--frobnicate", nearest: nil)),
  ])
  func saysWhatIsWrong(_ line: String, _ expected: UsageError) {
    #expect(throws: expected) { try parse(line) }
  }

  @Test(arguments: [
    ("serve --http 8080", "http"), ("serve --http :8080", "http"),
    ("serve --http 127.0.0.1:65536", "http"), ("serve --http ::1:80", "http"),
    ("serve --http a_b/c:80", "http"), ("serve --sip localhost:5060", "sip"),
    ("serve --sip [localhost]:5060", "sip"), ("serve --sip 127.0.0.1:-1", "sip"),
    ("serve --trunk 127.0.0.1:5070", "trunk"), ("serve --trunk sip:127.0.0.1", "trunk"),
    ("serve --trunk sip:127.0.0.1:0", "trunk"), ("serve --number 12", "number"),
    ("serve --sound-ports 20000", "sound-ports"), ("serve --sound-ports 80-90", "sound-ports"),
    ("serve --sound-ports 30000-20000", "sound-ports"), ("serve --lines 0", "lines"),
    ("serve --log loud", "log"), ("dial --keys 3x", "keys"), ("dial --inn T/1", "inn"),
    ("dial --from abc", "from"), ("booking list --limit 0", "limit"),
    ("booking list --from 2026-02-30", "from"), ("booking list --state open", "state"),
    ("key create --channel a --scopes all", "scopes"),
    ("key create --channel a --scopes read,", "scopes"),
    ("inn consent T01 --by letter", "by"),
  ])
  func namesTheOptionWhoseValueIsWrong(_ line: String, _ option: String) {
    do throws(UsageError) {
      _ = try parse(line)
      Issue.record("\(line) was taken")
    } catch {
      guard case .valueInvalid(_, let name, _) = error else {
        Issue.record("\(line): \(error)")
        return
      }
      #expect(name == .option(option))
    }
  }

  @Test func datesThatDoNotGoTogetherAreRefused() {
    let error = #expect(throws: UsageError.self) {
      try parse("booking list --from 2026-12-03 --through 2026-12-01")
    }
    #expect(error == .conflict("--from 2026-12-03", "--through 2026-12-01"))
  }

  @Test func aValueMayLookLikeAnOption() throws {
    guard case .innConsent(let options) = try parse("inn consent T01 --by phone --note --refused")
    else {
      Issue.record("no consent")
      return
    }
    #expect(options.word.note == "--refused")
    #expect(options.word.isGiven)
  }

  // MARK: - Parts

  @Test func spellingFindsOneNearestWord() {
    #expect(Spelling.nearest(to: "lisst", among: ["list", "show"]) == "list")
    #expect(Spelling.nearest(to: "at", among: ["cat", "hat"]) == nil)
    #expect(Spelling.nearest(to: "entirely", among: ["other"]) == nil)
    #expect(Spelling.distance("", "abc") == 3)
    #expect(Spelling.distance("abc", "abc") == 0)
  }

  @Test func scansAtTheSameTimeDoNotMix() async {
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          let command = try? CommandParser.parse([
            "inn", "show", "T\(index)", "--data", "d\(index)",
          ])
          guard case .innShow(let inn, let options)? = command else { return false }
          return inn.rawValue == "T\(index)" && options.data == "d\(index)"
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
