import InnRegistry

/// What the commands about alarms ask.
enum AlarmRequest: Codable, Hashable, Sendable {
  /// Those that nobody has seen to, oldest first.
  case list
  case done(Int64)
}

/// An alarm as it is told.
struct AlarmRecord: Codable, Hashable, Sendable {
  var id: Int64
  var kind: Alarm.Kind
  var inn: InnID?
  var booking: BookingID?
  var detail: String
  var raisedAt: Timestamp

  init(_ alarm: Alarm) {
    id = alarm.id
    kind = alarm.kind
    inn = alarm.inn
    booking = alarm.booking
    detail = alarm.detail
    raisedAt = alarm.raisedAt
  }
}

/// Answers what is asked about alarms.
struct AlarmDesk {
  let registry: Registry

  func answer(_ request: AlarmRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .list: return .alarms(try registry.openAlarms().map(AlarmRecord.init))
    case .done(let id):
      let wasOpen = try registry.writeAndWait { try $0.clearAlarm(id, by: actor) }
      guard wasOpen else {
        throw AdminRefusal.unknown(
          Phrase(en: "no alarm \(id) is open", ja: "\(id) という知らせは、開いていません")
        )
      }
      return .done
    }
  }
}

extension CommandParser {
  /// Nil when the path is none of an alarm's.
  static func alarm(_ arguments: Arguments) throws(UsageError) -> AlarmRequest? {
    switch arguments.syntax.path {
    case ["alarm", "list"]: return .list
    case ["alarm", "done"]:
      let id: Int = try arguments.operand(.wholeNumber(1...Int.max))
      return .done(Int64(id))
    default: return nil
    }
  }
}

/// `innctl alarm …`: what somebody of the office has to see to.
struct AlarmCommands {
  let console: Console
  let options: ListOptions

  func run(_ request: AlarmRequest) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.alarm(request))
    switch (request, reply) {
    case (.list, .alarms(let alarms)): show(alarms)
    case (.done(let id), .done):
      console.note(Phrase(en: "alarm \(id) is done", ja: "知らせ \(id) を済みにしました"))
    default: throw .unexpected(reply)
    }
  }

  private func show(_ alarms: [AlarmRecord]) {
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("alarms") { json in
          for alarm in alarms { json.object { write(alarm, to: &$0) } }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "RAISED", ja: "時刻"), Phrase(en: "ID", ja: "ID"), Phrase(en: "KIND", ja: "種類"),
        Phrase(en: "INN", ja: "宿"), Phrase(en: "BOOKING", ja: "予約"), Phrase(en: "DETAIL", ja: "内容"),
      ].map { $0[console.language] },
      rightAligned: [1],
    )
    for alarm in alarms {
      table.append([
        alarm.raisedAt.description,
        String(alarm.id),
        alarm.kind.rawValue,
        alarm.inn?.rawValue ?? "-",
        alarm.booking?.rawValue ?? "-",
        alarm.detail,
      ])
    }
    console.write(table.text)
  }

  private func write(_ alarm: AlarmRecord, to json: inout JSONWriter) {
    json.field("id", alarm.id)
    json.field("kind", alarm.kind)
    json.field("inn", alarm.inn)
    json.field("booking", alarm.booking)
    json.field("detail", alarm.detail)
    json.field("raised_at", alarm.raisedAt)
  }
}

extension CommandTable {
  static let alarms: [CommandSyntax] = [alarmList, alarmDone]

  private static let alarmList = CommandSyntax(
    ["alarm", "list"],
    Phrase(en: "list what the office has to see to", ja: "対応が必要なことの一覧"),
    details: Phrase(
      en: "Oldest first; those that somebody has seen to are left out.",
      ja: "古い順。済んだものは出ない。",
    ),
    options: [.data, .json],
    examples: [
      CommandExample(
        "innctl alarm list",
        Phrase(en: "whom must somebody ring?", ja: "だれに電話すればよいか"),
      )
    ],
  )

  private static let alarmDone = CommandSyntax(
    ["alarm", "done"],
    Phrase(en: "say that an alarm has been seen to", ja: "対応が済んだことにする"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl alarm done 17",
        Phrase(en: "its number is in the list", ja: "番号は一覧にある"),
      )
    ],
  )
}
