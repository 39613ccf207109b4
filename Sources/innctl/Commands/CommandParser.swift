import InnRegistry
import VoiceIVR

/// From the words of a command line to what it asks for; a pure function.
enum CommandParser {
  /// - Parameters:
  ///   - arguments: without the program's name.
  ///   - data: the data directory of commands that name none.
  /// - Throws: ``UsageError`` for the first thing that isn't understood.
  static func parse(
    _ arguments: [String],
    data: String = Defaults.data,
  ) throws(UsageError) -> Command {
    try understand(arguments, data: data).command
  }

  /// - Returns: what is asked for, and of which database where one is named.
  static func understand(
    _ arguments: [String],
    data: String = Defaults.data,
  ) throws(UsageError) -> (command: Command, database: String?) {
    var path: [String] = []
    var rest = arguments
    while true {
      let words = CommandTable.words(under: path)
      if path.isEmpty, let early = try optionBeforeCommand(rest) { return (early, nil) }
      guard let word = rest.first else {
        throw .commandMissing(under: path, choices: words)
      }
      if !path.isEmpty, word == "--help" || word == "-h" { return (.help(path), nil) }
      if path.isEmpty, word == "help" { return (try help(Array(rest.dropFirst())), nil) }
      guard words.contains(word) else {
        if word.hasPrefix("-") { throw .commandMissing(under: path, choices: words) }
        throw .commandUnknown(word, under: path, nearest: Spelling.nearest(to: word, among: words))
      }
      path.append(word)
      rest.removeFirst()
      // «sms» is a command, and «sms list» another.
      let goesOn = rest.first.map(CommandTable.words(under: path).contains) ?? false
      if let syntax = CommandTable.command(path), !goesOn {
        let scanned = try OptionScanner.scan(rest, options: syntax.options)
        if scanned.options.contains(where: { $0.name == OptionSyntax.help.name }) {
          return (.help(path), nil)
        }
        let arguments = try Arguments(scanned, syntax, data: data)
        let database = try arguments.value(OptionSyntax.database.name, .databaseAddress)
        return (try command(arguments), database)
      }
    }
  }

  /// `innctl --help` and `innctl --version`, nil when a command's name comes first.
  private static func optionBeforeCommand(_ arguments: [String]) throws(UsageError) -> Command? {
    let version = OptionSyntax("version", short: "V", Phrase(""))
    let scanned = try OptionScanner.scan(
      arguments,
      options: [.help, version],
      stopsAtOperand: true,
    )
    guard let first = scanned.options.first else { return nil }
    return first.name == version.name ? .version(asJSON: false) : .help([])
  }

  private static func help(_ path: [String]) throws(UsageError) -> Command {
    for (depth, word) in path.enumerated() {
      let words = CommandTable.words(under: Array(path[..<depth]))
      guard words.contains(word) else {
        throw .commandUnknown(
          word,
          under: Array(path[..<depth]),
          nearest: Spelling.nearest(to: word, among: words),
        )
      }
    }
    return .help(path)
  }

  private static func command(_ arguments: Arguments) throws(UsageError) -> Command {
    switch arguments.syntax.path {
    case ["serve"]: return .serve(try serve(arguments))
    case ["status"]: return .status(try arguments.list())
    case ["dial"]: return .dial(try dial(arguments))
    case ["inn", "list"]: return .innList(try arguments.list())
    case ["inn", "show"]:
      return .innShow(try arguments.operand(.identifier()), try arguments.list())
    case ["inn", "add"]: return .innAdd(try draft(arguments), data: try arguments.data())
    case ["inn", "import"]:
      let file = try arguments.operand(.path)
      return .innImport(
        InnImportOptions(
          file: file,
          format: try format(arguments, of: file),
          data: try arguments.data(),
          isDryRun: arguments.has("dry-run"),
        )
      )
    case ["inn", "export"]:
      return .innExport(
        InnExportOptions(
          inns: Set(try arguments.operands(.identifier())),
          format: try arguments.value("format", .oneOf()) ?? .json,
          data: try arguments.data(),
        )
      )
    case ["inn", "consent"]:
      return .innConsent(
        InnConsentOptions(
          inn: try arguments.operand(.identifier()),
          word: ConsentWord(
            purpose: try arguments.value("purpose", .oneOf()) ?? .sale,
            isGiven: !arguments.has("refused"),
            medium: try arguments.required("by", .oneOf()),
            note: try arguments.value("note", .line(most: ConsentRecord.maxNote)),
          ),
          data: try arguments.data(),
        )
      )
    case ["booking", "list"]: return .bookingList(try bookings(arguments))
    case ["booking", "show"]:
      let name: BookingID = try arguments.operand(.identifier())
      return .bookingShow(name.rawValue, try arguments.list())
    case ["call", "list"]:
      return .callList(
        CallListOptions(
          list: try arguments.list(),
          inn: try arguments.value("inn", .identifier()),
          limit: try arguments.value("limit", .wholeNumber(1...500)) ?? 50,
        )
      )
    case ["call", "show"]:
      return .callShow(try arguments.operand(.identifier()), try arguments.list())
    case ["prompts", "export"]:
      return .promptsExport(to: try arguments.operand(.path), data: try arguments.data())
    case ["prompts", "import"]:
      return .promptsImport(from: try arguments.operand(.path), data: try arguments.data())
    case ["prompts", "list"]: return .promptsList(try arguments.list())
    case ["card"]:
      return .card(
        CardOptions(
          inn: try arguments.operand(.identifier()),
          data: try arguments.data(),
          file: try arguments.value("to", .path),
          number: try arguments.value("number", .phoneNumber),
        )
      )
    case ["message", "list"]:
      return .messageList(
        MessageListOptions(
          list: try arguments.list(),
          isWhole: arguments.has("all"),
          limit: try arguments.value("limit", .wholeNumber(1...500)) ?? 100,
        )
      )
    case ["message", "save"]:
      return .messageSave(
        try arguments.operand(.identifier()),
        to: try arguments.required("to", .path),
        data: try arguments.data(),
      )
    case ["message", "done"]:
      return .messageDone(try arguments.operand(.identifier()), data: try arguments.data())
    case ["sms", "list"]:
      return .smsList(
        CallListOptions(
          list: try arguments.list(),
          inn: try arguments.value("inn", .identifier()),
          limit: try arguments.value("limit", .wholeNumber(1...500)) ?? 50,
        )
      )
    case ["sms"]:
      return .sms(
        SMSOptions(
          data: try arguments.data(),
          inn: try arguments.value("inn", .identifier()),
          from: try arguments.value("from", .phoneNumber),
          text: try arguments.value("text", .line(most: 1000)),
        )
      )
    case ["key", "create"]: return .keyCreate(try key(arguments))
    case ["key", "list"]: return .keyList(try arguments.list())
    case ["key", "rotate"]:
      return .keyRotate(try arguments.operand(.identifier()), try arguments.list())
    case ["key", "revoke"]:
      return .keyRevoke(try arguments.operand(.identifier()), data: try arguments.data())
    case ["doctor"]:
      return .doctor(
        DoctorOptions(
          list: try arguments.list(),
          http: try arguments.value("http", .endpoint) ?? Defaults.http,
          sip: try arguments.value("sip", .numericEndpoint) ?? Defaults.sip,
          trunk: try arguments.value("trunk", .trunk),
        )
      )
    case ["completion"]: return .completion(try arguments.operand(.oneOf()))
    case ["version"]: return .version(asJSON: arguments.has("json"))
    default:
      if let command = try office(arguments) {
        return .office(command, try arguments.list())
      }
      if let command = try broadcast(arguments) {
        return .broadcast(command, try arguments.list())
      }
      if let request = try alarm(arguments) { return .alarm(request, try arguments.list()) }
      if let command = try notice(arguments) {
        return .notice(command, try arguments.list())
      }
      if let command = try statistics(arguments) {
        return .statistics(command, try arguments.list())
      }
      if let request = try user(arguments) { return .user(request, try arguments.list()) }
      if let request = try delivery(arguments) {
        return .delivery(request, try arguments.list())
      }
      if let command = try operations(arguments) {
        return .operations(command, try arguments.list())
      }
      // A test walks the whole table, so that no command is left out above.
      throw .commandUnknown(arguments.syntax.path.joined(separator: " "), under: [], nearest: nil)
    }
  }

  private static func serve(_ arguments: Arguments) throws(UsageError) -> ServeOptions {
    if arguments.given("trunk"), arguments.given("trunks") {
      throw .conflict("--trunk", "--trunks")
    }
    return ServeOptions(
      data: try arguments.data(),
      database: try arguments.value("database", .databaseAddress),
      http: try arguments.value("http", .endpoint) ?? Defaults.http,
      sip: try arguments.value("sip", .numericEndpoint) ?? Defaults.sip,
      trunk: try arguments.value("trunk", .trunk),
      trunkFile: try arguments.value("trunks", .path),
      drainSeconds: try arguments.value("drain", .wholeNumber(0...3600)) ?? 120,
      number: try arguments.value("number", .phoneNumber),
      soundPorts: try arguments.value("sound-ports", .portRange) ?? Defaults.soundPorts,
      lines: try arguments.value("lines", .wholeNumber(1...SIPEndpoint.mostCalls)),
      reservedLines: try arguments.value(
        "reserved-lines",
        .wholeNumber(0...SIPEndpoint.mostCalls)
      ) ?? 1,
      isTraining: !arguments.has("no-training"),
      mayReachPrivate: arguments.has("private-addresses"),
      proxy: try arguments.value("proxy", .address),
      logLevel: try arguments.value("log", .oneOf()) ?? .info,
      configFile: try arguments.value("config", .path),
      copies: try arguments.value("copies", .path),
      backupKey: try arguments.value("backup-key", .path),
      copiesDays: try arguments.value("copies-days", .wholeNumber(1...90)) ?? 7,
      alarmMail: try arguments.value("alarm-mail", .mailboxes) ?? [],
      alarmSMS: try arguments.value("alarm-sms", .phoneNumbers) ?? [],
      backupHours: try arguments.value("backup-hours", .wholeNumber(0...8760)) ?? 0,
      given: Set(
        Setting.all.filter { arguments.given($0.flag) || arguments.has($0.flag) }.map(\.name)
      ),
    )
  }

  private static func dial(_ arguments: Arguments) throws(UsageError) -> DialOptions {
    DialOptions(
      data: try arguments.data(),
      inn: try arguments.value("inn", .identifier()),
      from: try arguments.value("from", .phoneNumber),
      keys: try arguments.value("keys", .keys),
      save: try arguments.value("save", .path),
      repro: try arguments.value("repro", .path),
    )
  }

  private static func draft(_ arguments: Arguments) throws(UsageError) -> InnDraft {
    InnDraft(
      id: try arguments.operand(.identifier()),
      name: InnName(
        japanese: try arguments.required("name", .line(most: 80)),
        kana: try arguments.required("kana", .kana),
        romaji: try arguments.required("romaji", .line(most: 80)),
      ),
      municipality: try arguments.required("municipality", .municipality),
      area: try arguments.required("area", .identifier()),
      phone: try arguments.required("phone", .phoneNumber),
      rooms: try arguments.required("rooms", .wholeNumber(1...RoomType.maxRooms)),
      capacity: try arguments.value("capacity", .wholeNumber(1...RoomType.maxCapacity)) ?? 4,
      meals: try arguments.value("meals", .oneOf()) ?? .halfBoard,
      price: Yen(
        try arguments.required("price", .wholeNumber(0...PriceTable.maxPrice.amount))
      ),
      isInstant: arguments.has("instant"),
      isTraining: arguments.has("training"),
    )
  }

  private static func bookings(_ arguments: Arguments) throws(UsageError) -> BookingListOptions {
    let options = BookingListOptions(
      list: try arguments.list(),
      inn: try arguments.value("inn", .identifier()),
      states: try arguments.value("state", .setOf()),
      from: try arguments.value("from", .date),
      through: try arguments.value("through", .date),
      limit: try arguments.value("limit", .wholeNumber(1...500)) ?? 100,
    )
    if let from = options.from, let through = options.through, from > through {
      throw .conflict("--from \(from)", "--through \(through)")
    }
    return options
  }

  private static func key(_ arguments: Arguments) throws(UsageError) -> KeyCreateOptions {
    KeyCreateOptions(
      data: try arguments.data(),
      channel: try arguments.required("channel", .identifier()),
      scopes: try arguments.required("scopes", .setOf()),
      isTrainingOnly: arguments.has("training"),
      asJSON: arguments.has("json"),
    )
  }
}

/// The arguments of one command, each given at most as often as it may be.
struct Arguments {
  let syntax: CommandSyntax
  private let values: [String: String]
  private let flags: Set<String>
  private let operandTexts: [String]
  private let usualData: String

  init(
    _ scanned: ScannedArguments,
    _ syntax: CommandSyntax,
    data: String = Defaults.data,
  ) throws(UsageError) {
    usualData = data
    var values: [String: String] = [:]
    var flags: Set<String> = []
    for option in scanned.options {
      if let argument = option.argument {
        // A flag given twice says the same thing; two values are two different wishes.
        guard values.updateValue(argument, forKey: option.name) == nil else {
          throw .optionTwice(option.name)
        }
      } else {
        flags.insert(option.name)
      }
    }
    let most = syntax.operands.contains { $0.count == .any } ? Int.max : syntax.operands.count
    if scanned.operands.count > most { throw .operandUnexpected(scanned.operands[most]) }
    self.syntax = syntax
    self.values = values
    self.flags = flags
    operandTexts = scanned.operands
  }

  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// Whether an option with a value was given.
  func given(_ name: String) -> Bool { values[name] != nil }

  func value<Value>(_ name: String, _ format: ArgumentFormat<Value>) throws(UsageError) -> Value? {
    guard let text = values[name] else { return nil }
    return try read(text, .option(name), format)
  }

  func required<Value>(_ name: String, _ format: ArgumentFormat<Value>) throws(UsageError) -> Value
  {
    guard let value = try value(name, format) else { throw .optionMissing(name) }
    return value
  }

  /// The only operand of a command that takes one.
  func operand<Value>(_ format: ArgumentFormat<Value>) throws(UsageError) -> Value {
    let name = syntax.operands.first?.name ?? ""
    guard let text = operandTexts.first else { throw .operandMissing(name) }
    return try read(text, .operand(name), format)
  }

  func operands<Value>(_ format: ArgumentFormat<Value>) throws(UsageError) -> [Value] {
    let name = syntax.operands.first?.name ?? ""
    var values: [Value] = []
    for text in operandTexts { values.append(try read(text, .operand(name), format)) }
    return values
  }

  func data() throws(UsageError) -> String { try value("data", .path) ?? usualData }

  func list() throws(UsageError) -> ListOptions {
    ListOptions(data: try data(), asJSON: has("json"))
  }

  private func read<Value>(
    _ text: String,
    _ name: ArgumentName,
    _ format: ArgumentFormat<Value>,
  ) throws(UsageError) -> Value {
    guard let value = format.read(text) else {
      throw .valueInvalid(text, of: name, expected: format.kind)
    }
    return value
  }
}
