import InnRegistry

@testable import VoiceIVR

/// A golden file: what the call is about, what the keeper does, and what must happen.
///
/// ```
/// # Comment: what this shows.
/// call inbound
/// room id=T01-1 name=和室 kana=ワシツ rooms=5 remaining=3
/// waiting confirmed id=bk_1 guest=田中/タナカ in=2026-12-03 nights=2 rooms=1 adults=2
/// on rooms remaining=2
/// > 3
/// > hangup during rooms.saved
/// ---
/// (the transcript)
/// ```
struct GoldenScript {
  var header: [String] = []
  var purpose = CallDialogue.Purpose.keeper(.inbound)
  var registry = ScriptedRegistry(briefing: GoldenScript.emptyBriefing)
  var steps: [Step] = []
  var expected: String = ""

  enum Step {
    case key(Key, When)
    case event(DialogueEvent, When)
    case silence
  }

  enum When {
    /// When the hub has said its say.
    case afterSpeech
    case now
    case during(PromptKey)
  }

  struct Malformed: Error, CustomStringConvertible {
    var description: String
  }

  static let tonight = CivilDate(year: 2026, month: 12, day: 3) ?? CivilDate(daysSinceEpoch: 0)

  /// A number that a training inn never has.
  private static var callBack: PhoneNumber {
    guard let number = PhoneNumber("0175000099") else { preconditionFailure("not a number") }
    return number
  }

  static var emptyBriefing: KeeperBriefing {
    KeeperBriefing(
      inn: InnID(trusted: "T01"),
      name: InnName(japanese: "民宿なみ", kana: "ミンシュクナミ", romaji: "Nami"),
      rights: .all,
      tonight: tonight,
      night: NightBriefing(nights: NightSpan(tonight), roomTypes: []),
      callBack: callBack,
    )
  }

  init(_ text: String) throws {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let divider = lines.firstIndex(of: "---") ?? lines.count
    expected = lines.dropFirst(divider + 1).joined(separator: "\n")
    lines = Array(lines[..<divider])
    header = lines
    for line in lines where !line.isEmpty && !line.hasPrefix("#") {
      do { try read(line) } catch { throw Malformed(description: "«\(line)»: \(error)") }
    }
  }

  private mutating func read(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let fields = Fields(words)
    switch words[0] {
    case "call": try readCall(words)
    case "tonight":
      registry.briefing.tonight = try fields.date(words[1])
      if registry.briefing.night.nights == NightSpan(GoldenScript.tonight) {
        registry.briefing.night.nights = NightSpan(registry.briefing.tonight)
      }
    case "night": registry.briefing.night.nights = NightSpan(try fields.date(words[1]))
    case "closed": registry.briefing.night.isClosed = true
    case "vouch": registry.briefing.mayVouchWeek = true
    case "left": registry.briefing.requestsLeft = Int(words[1]) ?? 0
    case "rights":
      registry.briefing.rights = words.contains("rooms") ? [.setRooms] : []
      if words.contains("requests") { registry.briefing.rights.insert(.answerRequests) }
    case "room": registry.briefing.night.roomTypes.append(try fields.roomType())
    case "announcement":
      let text = SpokenText(kana: "あす、おおゆきのおそれがあります。")
      let id = BroadcastID(trusted: words[1])
      registry.briefing.announcements.append(Announcement(id: id, sentences: [text, text]))
    case "repeat":
      registry.briefing.repetitions.append(
        WordToRepeat(
          id: Int64(registry.briefing.repetitions.count + 1),
          word: try fields.word(words[1]),
          stay: fields.values["in"] == nil ? nil : try fields.booking().stay,
        )
      )
    case "waiting": registry.briefing.waiting.append(try fields.waiting(kind: words[1]))
    case "sold": registry.briefing.night.sold.append(try fields.booking())
    case "on": registry.replies.append((words[1], try fields.outcome(words, registry.briefing)))
    case ">": steps.append(try GoldenScript.step(Array(words.dropFirst())))
    default: throw Malformed(description: "unknown word")
    }
  }

  private mutating func readCall(_ words: [String]) throws {
    let isResumed = words.contains("resumed")
    switch words[1] {
    case "inbound": purpose = words.contains("voice") ? .voice(.inbound) : .keeper(.inbound)
    case "unknown": purpose = .unknownCaller
    case "office":
      purpose = .office(
        OfficeNotice(
          inn: registry.briefing.name,
          innPhone: PhoneNumber("0175000001"),
          reason: words.contains("unheard")
            ? .bookingUnheard(checkIn: GoldenScript.tonight)
            : .requestUnanswered(deadline: TokyoTime.instant(GoldenScript.tonight, minute: 1200)),
        )
      )
    default:
      guard let reason = CallReason(rawValue: words[1]) else {
        throw Malformed(description: "unknown call")
      }
      let opening = CallOpening.outbound(reason, resumed: isResumed)
      purpose = words.contains("voice") ? .voice(opening) : .keeper(opening)
    }
  }

  private static func step(_ words: [String]) throws -> Step {
    var when = When.afterSpeech
    if words.last == "now" { when = .now }
    if let index = words.firstIndex(of: "during"),
      let prompt = PromptKey(rawValue: words[index + 1])
    {
      when = .during(prompt)
    } else if words.contains("during") {
      throw Malformed(description: "unknown prompt")
    }
    switch words[0] {
    case "silence": return .silence
    case "hangup": return .event(.hangUp, when)
    case "voice": return .event(.voiceHeard, when)
    case "time": return .event(.time(Timestamp(milliseconds: 0)), when)
    case "recorded": return .event(.recorded(seconds: Int(words[1]) ?? 0), when)
    case "office":
      guard let line = OfficeLine(rawValue: words[1]) else {
        throw Malformed(description: "unknown office event")
      }
      return .event(.office(line), when)
    case "news":
      let booking = BookingID(trusted: words[2])
      switch words[1] {
      case "withdrawn": return .event(.news(.withdrawn(booking)), when)
      case "expired": return .event(.news(.expired(booking)), when)
      case "accepted": return .event(.news(.decided(booking, .accept)), when)
      case "declined": return .event(.news(.decided(booking, .decline)), when)
      default: throw Malformed(description: "unknown news")
      }
    default:
      guard words[0].count == 1, let key = words[0].first.flatMap(Key.init) else {
        throw Malformed(description: "unknown step")
      }
      return .key(key, when)
    }
  }
}

/// `name=value` words of a line.
struct Fields {
  let values: [String: String]

  init(_ words: [String]) {
    var values: [String: String] = [:]
    for word in words {
      guard let equals = word.firstIndex(of: "=") else { continue }
      values[String(word[..<equals])] = String(word[word.index(after: equals)...])
    }
    self.values = values
  }

  func text(_ name: String) throws -> String {
    guard let value = values[name] else {
      throw GoldenScript.Malformed(description: "\(name) is missing")
    }
    return value
  }

  func number(_ name: String, _ otherwise: Int? = nil) throws -> Int {
    if values[name] == nil, let otherwise { return otherwise }
    guard let number = Int(try text(name)) else {
      throw GoldenScript.Malformed(description: "\(name) is no number")
    }
    return number
  }

  func date(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(text) else {
      throw GoldenScript.Malformed(description: "no date: \(text)")
    }
    return date
  }

  func roomType() throws -> RoomTypeBriefing {
    let remaining = values["remaining"].flatMap(Int.init)
    return RoomTypeBriefing(
      id: RoomTypeID(trusted: try text("id")),
      name: values["name"] ?? "和室",
      kana: values["kana"] ?? "ワシツ",
      rooms: try number("rooms"),
      remaining: remaining,
      isStandingOffer: values["standing"] != nil,
      places: values["places"].flatMap(Int.init),
    )
  }

  func booking() throws -> BookingNotice {
    let names = values["guest"]?.split(separator: "/").map(String.init) ?? []
    let ages = values["children"]?.split(separator: ",").compactMap { Int($0) } ?? []
    guard let stay = Stay(checkIn: try date(text("in")), nights: try number("nights", 1)),
      let party = Party(adults: try number("adults", 2), childAges: ages)
    else { throw GoldenScript.Malformed(description: "stay or party") }
    return BookingNotice(
      id: BookingID(trusted: try text("id")),
      revision: try number("revision", 1),
      guest: names.first.flatMap { GuestName(written: $0, kana: names.last) },
      stay: stay,
      roomType: RoomTypeID(trusted: values["type"] ?? "T01-1"),
      rooms: try number("rooms", 1),
      party: party,
      meals: values["meals"].flatMap(MealPlan.init) ?? .halfBoard,
      arrival: values["arrival"].flatMap { TimeOfDay($0) },
      price: Yen(try number("price", 36_000)),
      collection: values["paid"] == nil ? .atInn : .prepaid,
      hasNotes: values["notes"] != nil,
    )
  }

  func word(_ kind: String) throws -> KeeperWord {
    let first = try date(values["first"] ?? "2026-12-03")
    let last = try date(values["last"] ?? values["first"] ?? "2026-12-03")
    switch kind {
    case "rooms":
      let numbers = try text("rooms").split(separator: ",").compactMap { Int($0) }
      let kinds = numbers.enumerated().map {
        KeeperWord.KindOfRooms(roomType: RoomTypeID(trusted: "T01-\($0 + 1)"), rooms: $1)
      }
      return .rooms(first: first, last: last, kinds)
    case "accepted", "declined":
      return .answer(BookingID(trusted: try text("id")), isAccepted: kind == "accepted")
    case "gave_back": return .gaveBack(BookingID(trusted: try text("id")))
    case "closed": return .closed(first: first, last: last)
    case "reopened": return .reopened(first: first, last: last)
    case "guests":
      return .guestsOutside(
        night: first,
        guests: try number("guests"),
        fromAbroad: try number("abroad", 0),
      )
    default: throw GoldenScript.Malformed(description: "unknown word of a keeper")
    }
  }

  func waiting(kind: String) throws -> WaitingItem {
    switch kind {
    case "confirmed": return WaitingItem(kind: .confirmed, booking: try booking())
    case "changed":
      return WaitingItem(
        kind: .changed(counted: values["counted"] == "yes"),
        booking: try booking(),
      )
    case "cancelled":
      return WaitingItem(
        kind: .cancelled(counted: values["counted"] == "yes"),
        booking: try booking(),
      )
    case "request":
      guard let deadline = Timestamp(rfc3339: (values["by"] ?? "2026-12-02T15:00") + ":00+09:00")
      else { throw GoldenScript.Malformed(description: "deadline") }
      return WaitingItem(kind: .request(deadline: deadline), booking: try booking())
    default: throw GoldenScript.Malformed(description: "unknown kind of news")
    }
  }

  func outcome(_ words: [String], _ briefing: KeeperBriefing) throws -> ScriptedRegistry.Outcome {
    switch words[1] {
    case _ where words.count > 2 && words[2] == "refused": return .refusal(try refusal(words))
    case "rooms":
      let unheard = words.firstIndex(of: "unheard")
      return .result(
        .rooms(
          RoomsOutcome(
            remaining: try text("remaining").split(separator: ",").compactMap { Int($0) }.map {
              RoomStatement(roomType: RoomTypeID(trusted: "T01-1"), rooms: $0)
            },
            shortfall: try number("shortfall", 0),
            shortfallNight: briefing.tonight,
            unheard: try unheard.map { [try waiting(kind: words[$0 + 1])] } ?? [],
          )
        )
      )
    case "briefing":
      let names = [("T01", "民宿なみ", "ミンシュクナミ"), ("T02", "旅館うみ", "リョカンウミ")]
      return .finding(
        .inns(
          names.map {
            InnChoice(
              inn: InnID(trusted: $0.0),
              name: InnName(japanese: $0.1, kana: $0.2, romaji: $0.2),
            )
          }
        )
      )
    case "close": return .result(.closed(inside: [try booking()]))
    case "nights":
      var night = briefing.night
      if let first = values["first"] {
        night.nights =
          NightSpan(first: try date(first), last: try date(values["last"] ?? first))
          ?? night.nights
        night.sold = []
      }
      night.isClosed = words.contains("closed")
      let remaining = values["remaining"].flatMap(Int.init)
      for index in night.roomTypes.indices { night.roomTypes[index].remaining = remaining }
      return .finding(.nights(night))
    case "bookings":
      return .finding(.bookings(values["id"] == nil ? [] : [try booking()]))
    case "identify":
      return .finding(
        .identified(
          words[2] == "known" ? .known(briefing) : words[2] == "locked" ? .lockedOut : .wrong
        )
      )
    default: throw GoldenScript.Malformed(description: "unknown reply")
    }
  }

  private func refusal(_ words: [String]) throws -> CommitRefusal {
    switch words[3] {
    case "not_allowed": return .notAllowed
    case "night_closed": return .nightClosed
    case "night_past": return .nightPast
    case "too_many_rooms": return .tooManyRooms
    case "accepted": return .decided(.accept)
    case "declined": return .decided(.decline)
    case "withdrawn": return .withdrawn
    case "expired": return .expired
    case "no_longer_fits": return .noLongerFits
    case "outdated": return .outdated
    case "unavailable": return .unavailable
    default: throw GoldenScript.Malformed(description: "unknown refusal")
    }
  }
}
