import Foundation
import InnRegistry

@testable import VoiceIVR

/// InnRegistry has nights of its own.
typealias Nights = VoiceIVR.NightSpan

/// The corpus file: messages in groups, with what they must be read as.
struct SMSCorpus {
  struct Entry: Sendable, CustomStringConvertible {
    var group: Group
    var message: String
    var expected: String
    var line: Int

    var description: String { "line \(line), \(group.name): «\(message)»" }
  }

  struct Group: Sendable {
    var name = ""
    var types = 1
    var requests = 0
    var isTold = true
    var closed: [Nights] = []
    var sentAt = SMSCorpus.noon
    var before: [String] = []
  }

  /// Noon of the day of the corpus, Thursday 3 December 2026 in Tokyo.
  static let noon = TokyoTime.instant(day(12, 3), minute: 12 * 60)

  static func day(_ month: Int, _ day: Int) -> CivilDate {
    let year = month == 12 ? 2026 : 2027
    guard let date = CivilDate(year: year, month: month, day: day) else {
      preconditionFailure("\(month)-\(day) is no day")
    }
    return date
  }

  static func load() throws -> [Entry] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "corpus.txt")
    var entries: [Entry] = []
    var group = Group()
    for (index, line) in try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("@ ") {
        group = try self.group(String(line.dropFirst(2)))
        continue
      }
      let parts = line.components(separatedBy: " ⇒ ")
      guard parts.count == 2 else { throw Malformed(line: index + 1) }
      entries.append(
        Entry(
          group: group,
          message: unescaped(parts[0]),
          expected: parts[1].trimmingCharacters(in: .whitespaces),
          line: index + 1,
        )
      )
    }
    return entries
  }

  struct Malformed: Error { var line: Int }

  private static func unescaped(_ text: String) -> String {
    text.replacing("\\r", with: "\r").replacing("\\n", with: "\n")
  }

  private static func group(_ header: String) throws -> Group {
    let parts = header.components(separatedBy: " | ")
    var group = Group(name: parts[0])
    var settings = parts.count > 1 ? parts[1] : ""
    if let start = settings.range(of: "before=«"), let end = settings.range(of: "»") {
      group.before = settings[start.upperBound..<end.lowerBound].components(separatedBy: "／")
      settings = String(settings[..<start.lowerBound])
    }
    for setting in settings.split(separator: " ") {
      let pair = setting.split(separator: "=", maxSplits: 1).map(String.init)
      switch pair[0] {
      case "types": group.types = Int(pair[1]) ?? 1
      case "requests": group.requests = Int(pair[1]) ?? 0
      case "told": group.isTold = pair[1] == "yes"
      case "at": group.sentAt = TokyoTime.instant(day(12, 4), minute: 30)
      case "day": group.sentAt = TokyoTime.instant(date(pair[1]), minute: 12 * 60)
      case "closed":
        let ends = pair[1].components(separatedBy: "..").map(date)
        group.closed = [Nights(first: ends[0], last: ends[ends.count - 1])].compactMap(\.self)
      default: throw Malformed(line: 0)
      }
    }
    return group
  }

  private static func date(_ text: String) -> CivilDate {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return day(parts[0], parts[1])
  }
}

extension SMSCorpus.Group {
  var tonight: CivilDate { TokyoTime.tonight(at: sentAt) }

  var brief: SMSBriefing {
    SMSBriefing(
      inn: InnID(trusted: "T01"),
      name: InnName(japanese: "練習・みなと荘", kana: "レンシュウ・ミナトソウ", romaji: "Minato-so"),
      rights: .all,
      tonight: tonight,
      roomTypes: roomTypes,
      closures: closed,
      waiting: waiting,
      told: isTold ? waiting.map(\.booking.reading) : [],
      callBack: PhoneNumber("+81175000099") ?? TrainingRegion.hubNumber,
    )
  }

  private var roomTypes: [RoomTypeBriefing] {
    func type(_ id: String, _ name: String, _ kana: String, _ rooms: Int) -> RoomTypeBriefing {
      RoomTypeBriefing(
        id: RoomTypeID(trusted: id),
        name: name,
        kana: kana,
        rooms: rooms,
        remaining: 1,
      )
    }
    if types == 1 { return [type("w", "和室", "ワシツ", 5)] }
    return [type("w", "和室", "ワシツ", 3), type("y", "洋室", "ヨウシツ", 2)]
  }

  private var waiting: [WaitingItem] {
    let guests = [
      ("A", "田中 太郎", "タナカ タロウ", 5, 1), ("B", "佐藤 花子", "サトウ ハナコ", 6, 1),
      ("C", "木村 次郎", "キムラ ジロウ", 5, 2),
    ]
    return guests.prefix(requests).compactMap { id, name, kana, day, nights in
      guard let stay = Stay(checkIn: SMSCorpus.day(12, day), nights: nights),
        let party = Party(adults: 2)
      else { return nil }
      return WaitingItem(
        kind: .request(deadline: sentAt + .hours(20)),
        booking: BookingNotice(
          id: BookingID(trusted: id),
          revision: 1,
          guest: GuestName(written: name, kana: kana),
          stay: stay,
          roomType: RoomTypeID(trusted: "w"),
          rooms: 1,
          party: party,
          meals: .roomOnly,
          price: Yen(16_000),
          collection: .atInn,
        ),
      )
    }
  }
}

/// One conversation with a registry that saves everything.
struct CorpusTalk {
  var conversation = SMSConversation()
  var brief: SMSBriefing
  var now: Timestamp
  /// The last answer.
  var answer = SMSAnswer.silence

  init(_ group: SMSCorpus.Group) {
    brief = group.brief
    now = group.sentAt - .minutes(5 * group.before.count)
  }

  /// Says something and tells what came of it in the corpus's words.
  mutating func say(_ text: String) throws -> String {
    let asked = conversation.asked
    let step = conversation.hear(SMSMessage(text: text, sentAt: now), brief)
    // Its state is stored between any two events.
    conversation = try stored(conversation)
    now = now + .minutes(5)
    switch step {
    case .answer(let given):
      answer = given
      return named(given, was: asked)
    case .commit(let changes):
      let deed = conversation.deed
      answer = conversation.finish(.saved(changes.map(result)), brief)
      conversation = try stored(conversation)
      for change in changes { apply(change) }
      let words = changes.compactMap(CorpusWords.change)
      if words.isEmpty, case .read? = deed { return named(answer, was: asked) }
      return words.joined(separator: "; ")
    }
  }

  private func stored(_ value: SMSConversation) throws -> SMSConversation {
    try JSONDecoder().decode(SMSConversation.self, from: JSONEncoder().encode(value))
  }

  private mutating func apply(_ change: KeeperChange) {
    switch change {
    case .close(let span): brief.closures.append(span)
    case .reopen(let span): brief.closures.removeAll { $0 == span }
    case .answer(let reading, _, _):
      brief.waiting.removeAll { $0.booking.id == reading.booking }
    default: break
    }
  }

  private func result(_ change: KeeperChange) -> CommitResult {
    switch change {
    case .rooms(_, let rooms): .rooms(RoomsOutcome(remaining: rooms))
    case .close: .closed(inside: [])
    default: .done
    }
  }

  private func named(_ answer: SMSAnswer, was: SMSConversation.Asked?) -> String {
    guard let text = answer.text else { return "-" }
    if let asked = conversation.asked, asked.text == text {
      return CorpusWords.question(asked.question)
    }
    return CorpusWords.text(text, brief)
  }
}

/// How the corpus writes what is done and asked.
enum CorpusWords {
  static func span(_ span: Nights) -> String {
    func day(_ date: CivilDate) -> String {
      let parts = date.parts
      return (parts.month < 10 ? "0" : "") + "\(parts.month)-" + (parts.day < 10 ? "0" : "")
        + "\(parts.day)"
    }
    return span.count == 1 ? day(span.first) : "\(day(span.first))..\(day(span.last))"
  }

  private static func type(_ id: RoomTypeID?, among count: Int = 2) -> String {
    switch id?.rawValue {
    case "w": "和室"
    case "y": "洋室"
    default: ""
    }
  }

  /// nil for what the reading itself does not say.
  static func change(_ change: KeeperChange) -> String? {
    switch change {
    case .heard, .settle: nil
    case .rooms(let nights, let rooms):
      rooms.count == 1 && SMSCorpusTests.typesOfOneKind
        ? "\(span(nights))=\(rooms[0].rooms)"
        : span(nights) + " "
          + rooms.map { "\(type($0.roomType))=\($0.rooms)" }.joined(separator: " ")
    case .close(let nights): "\(span(nights))=closed"
    case .reopen(let nights): "\(span(nights))=open"
    case .guestsOutside(let night, let guests, let abroad):
      "guests \(span(Nights(night))) \(guests)/\(abroad)"
    case .answer(let reading, let answer, _): "\(answer.rawValue) \(reading.booking)"
    case .declineReason(let booking, let reason): "because \(booking) \(reason.rawValue)"
    case .takeBack(let booking): "take back \(booking)"
    case .callWanted: "call"
    case .giveBack: "give back"
    case .vouchWeek, .shortfallAnswer, .receipt, .unrepeated, .repeated: "something else"
    }
  }

  static func reading(_ reading: SMSReading) -> String {
    switch reading {
    case .statements(let list), .correction(let list):
      list.map { one in
        let nights = span(one.nights ?? Nights(SMSCorpus.day(12, 3)))
        let value =
          switch one.word {
          case .rooms(let count): "\(count)"
          case .full: "0"
          case .closed: "closed"
          case .reopen: "open"
          }
        return "\(nights)=\(value)"
      }.joined(separator: "; ")
    case .yes: "yes"
    case .no(nil, _): "no"
    case .no(.booking(let booking), let reason):
      "decline \(booking)" + (reason.map { " \($0.rawValue)" } ?? "")
    case .guests(let night, let guests, let abroad):
      "guests \(span(Nights(night))) \(guests)/\(abroad)"
    default: "\(reading)"
    }
  }

  static func question(_ question: SMSConversation.Question) -> String {
    switch question {
    case .choose(let readings): "?choose " + readings.map(reading).joined(separator: " | ")
    case .confirm(let one): "?confirm " + reading(one)
    case .number(let nights, _): "?number " + span(nights)
    case .until: "?until"
    case .roomType: "?type"
    case .reopen: "?reopen"
    case .which: "?which"
    case .reason: "?reason"
    case .giveBack: "?give back"
    case .shortfall: "?shortfall"
    }
  }

  static func text(_ text: String, _ brief: SMSBriefing) -> String {
    let known: [String: String] = [
      SMSWording.notUnderstood(brief): "?words", SMSWording.change: "?change",
      SMSWording.people: "?people", SMSWording.noSuchDay: "?day", SMSWording.outOfReach: "?reach",
      SMSWording.whichNight: "?night", SMSWording.help: "help", SMSWording.list(brief): "list",
      SMSWording.status(brief): "status", SMSWording.noRequest: "no-request",
      SMSWording.nothingToUndo: "nothing-to-undo", SMSWording.asYouWere: "as-you-were",
      SMSWording.nothingAsked: "nothing-asked", SMSWording.secret: "secret",
    ]
    if let name = known[text] { return name }
    if text.hasPrefix("予約の希望") { return "request" }
    if text.contains("曜です。日にち") { return "?weekday" }
    if text.contains("より多いので") { return "?many" }
    if text.hasSuffix("休業中で、売っていません。") { return "closed-already" }
    if text.hasSuffix("休業のままです。") { return "stays-closed" }
    return "«\(text)»"
  }
}
