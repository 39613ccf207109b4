import InnRegistry

/// Every sentence that the hub writes, none longer than one segment.
///
/// Sentences never ask for the words that carriers take for themselves: STOP, CANCEL, END, QUIT,
/// YES, START.
package enum SMSWording {
  // MARK: - Measure

  /// Length as a carrier counts it, in UTF-16 units.
  static func units(_ text: String) -> Int { text.utf16.count }

  /// The first sentences that fit together; the first one always stays, cut if it must be.
  static func fitted(_ parts: [String]) -> String {
    var text = ""
    for (index, part) in parts.enumerated() where !part.isEmpty {
      if units(text) + units(part) <= SMSLimits.answerUnits {
        text += part
      } else if index == 0 {
        text = cut(part, to: SMSLimits.answerUnits)
      }
    }
    return text
  }

  static func cut(_ text: String, to limit: Int) -> String {
    guard units(text) > limit else { return text }
    var short = text
    while units(short) > limit - 1 { short.removeLast() }
    return short + "…"
  }

  // MARK: - Nights and bookings

  static func date(_ night: CivilDate) -> String { "\(night.month)/\(night.day)" }

  private static let weekdays = ["日", "月", "火", "水", "木", "金", "土"]

  static func dated(_ night: CivilDate) -> String {
    "\(date(night))(\(weekdays[night.weekday.rawValue]))"
  }

  /// 12/3(木), or 12/28〜1/3の7晩: the last night is in it, and the count says so.
  static func span(_ span: NightSpan) -> String {
    guard span.count > 1 else { return dated(span.first) }
    return "\(date(span.first))〜\(date(span.last))の\(span.count)晩"
  }

  /// Longest name that is written out, in UTF-16 units.
  private static let nameUnits = 12

  /// 12/5から2泊 田中様2名1室.
  static func booking(_ booking: BookingNotice) -> String {
    let nights = booking.stay.checkOut - booking.stay.checkIn
    let when = date(booking.stay.checkIn) + (nights > 1 ? "から\(nights)泊" : "")
    let who = booking.guest.map { cut($0.written, to: nameUnits) + "様" } ?? ""
    let persons = booking.party.adults + booking.party.children.count
    return "\(when) \(who)\(persons)名" + (booking.rooms > 1 ? "\(booking.rooms)室" : "")
  }

  // MARK: - Statements

  struct Saved {
    var remaining: [RoomStatement]
    var unheard: Int
    var shortfall: (night: CivilDate, rooms: Int)?
    var inside: [BookingNotice]
    var told: [WaitingItem]
    var reminder: WaitingItem?
  }

  private static func word(_ statement: SMSStatement, _ brief: SMSBriefing) -> String {
    let type =
      brief.roomTypes.count > 1
      ? brief.roomTypes.first { $0.id == statement.roomType }?.name ?? "" : ""
    switch statement.word {
    case .rooms(let count): return type + (count == 0 ? "満室" : "\(count)室")
    case .full: return type + "満室"
    case .closed: return "休業"
    case .reopen: return "営業"
    }
  }

  /// 12/3(木)和室2室洋室1室、12/4(金)満室.
  static func statements(_ list: [SMSStatement], _ brief: SMSBriefing, limit: Int = 40) -> String {
    var text = ""
    var before: NightSpan?
    for (index, one) in list.enumerated() {
      guard let nights = one.nights else { continue }
      let part = before == nights ? word(one, brief) : span(nights) + word(one, brief)
      let joined = text.isEmpty ? part : text + (before == nights ? "" : "、") + part
      if units(joined) > limit, !text.isEmpty {
        return text + "ほか\(list.count - index)件"
      }
      text = joined
      before = nights
    }
    return text
  }

  static func saved(_ list: [SMSStatement], _ brief: SMSBriefing, _ saved: Saved) -> SMSAnswer {
    var parts: [String] = []
    var readings: [BookingReading] = []
    if let shortfall = saved.shortfall {
      parts.append(statements(list, brief, limit: 26) + "。")
      parts.append("予約が\(shortfall.rooms)室多くなります。お受けできますか(はい/いいえ)")
    } else if saved.unheard > 0 {
      let rest = saved.remaining.reduce(0) { $0 + $1.rooms }
      parts.append(statements(list, brief, limit: 24) + "。新しい予約を引き残\(rest)室。")
    } else if let booking = saved.inside.first {
      parts.append(statements(list, brief, limit: 24) + "。この間に予約\(saved.inside.count)件:")
      parts.append(self.booking(booking) + "。")
    } else {
      parts.append(statements(list, brief) + "で承りました。")
    }
    let items = saved.told + [saved.reminder].compactMap(\.self)
    for item in items {
      let telling = news(item)
      let length = parts.reduce(0) { $0 + units($1) } + units(telling)
      guard length <= SMSLimits.answerUnits else { break }
      parts.append(telling)
      readings.append(item.booking.reading)
    }
    if readings.count < items.count { parts.append("ほか予約あり") }
    return SMSAnswer(fitted(parts), .change, readings: readings)
  }

  /// What the inn has yet to hear, in a line.
  static func news(_ item: WaitingItem) -> String {
    switch item.kind {
    case .request: "希望:\(booking(item.booking))。受けるなら「はい」"
    case .confirmed: "予約:\(booking(item.booking))。"
    case .changed: "変更:\(booking(item.booking))。"
    case .cancelled: "取消:\(booking(item.booking))。"
    }
  }

  // MARK: - Questions

  static func request(_ booking: BookingNotice) -> String {
    fitted(["予約の希望 \(self.booking(booking))。", "「はい」か「いいえ」でお返事ください。"])
  }

  static func which(_ bookings: [BookingNotice], _ answer: RequestAnswer, more: Int) -> String {
    let letters = ["ア", "イ", "ウ"]
    let lines = zip(letters, bookings).map { "\($0) \(short($1))。" }
    let example = answer == .accept ? "「はいア」" : "「いいえア」"
    return fitted([lines.joined(), "どれですか\(example)など"])
  }

  private static func short(_ booking: BookingNotice) -> String {
    let who = booking.guest.map { cut($0.written, to: 8) + "様" } ?? ""
    return "\(date(booking.stay.checkIn))\(who)"
  }

  static func choose(_ readings: [SMSReading], _ brief: SMSBriefing) -> String {
    let letters = ["ア", "イ", "ウ"]
    let lines = zip(letters, readings).map { "\($0) \(meaning($1, brief))。" }
    return fitted([lines.joined(), "どちらですか。「ア」か「イ」で"])
  }

  private static func meaning(_ reading: SMSReading, _ brief: SMSBriefing) -> String {
    switch reading {
    case .statements(let list), .correction(let list): statements(list, brief, limit: 22)
    case .yes: "予約を受ける"
    case .no(_, .full): "予約を断る(満室)"
    case .no(_, .closed): "予約を断る(休み)"
    case .no: "予約を断る"
    case .guests(let night, let guests, _): "\(date(night))の宿泊\(guests)名"
    case .choice, .roomType, .list, .status, .help, .office, .wrong, .undo, .courtesy, .automatic,
      .secret, .carrierWord, .unclear:
      "ほかのこと"
    }
  }

  static func confirm(_ reading: SMSReading, _ brief: SMSBriefing) -> String {
    let what =
      switch reading {
      case .statements(let list), .correction(let list):
        statements(placed(list, brief), brief)
      default: meaning(reading, brief)
      }
    return fitted([what + "でよいですか。", "「はい」か「いいえ」で"])
  }

  private static func placed(_ list: [SMSStatement], _ brief: SMSBriefing) -> [SMSStatement] {
    list.map { SMSStatement($0.nights ?? NightSpan(brief.tonight), $0.word, $0.roomType) }
  }

  static func howMany(_ nights: NightSpan, _ brief: SMSBriefing, _ type: RoomTypeID? = nil)
    -> String
  {
    let name = brief.roomTypes.first { $0.id == type }?.name ?? ""
    return "\(span(nights))は\(name)何部屋空いていますか。数字で（満室は「満室」）"
  }

  static func whichType(_ list: [SMSStatement], _ brief: SMSBriefing) -> String {
    let letters = ["ア", "イ", "ウ"]
    let types = zip(letters, brief.roomTypes).map { "\($0) \(cut($1.name, to: 8))" }
    return fitted([
      "\(statements(list, brief, limit: 20))はどの部屋ですか。", types.joined(separator: " "),
      "（例「\(cut(brief.roomTypes.first?.name ?? "", to: 8))2」）",
    ])
  }

  static func reopen(_ span: NightSpan) -> String {
    "\(self.span(span))は休業中です。営業に戻して売りますか。「はい」か「いいえ」で"
  }

  static func until(_ first: CivilDate) -> String {
    "\(dated(first))からいつの夜までですか。例「\(date(first))-\(date(first + 2)) 休み」"
  }

  static func undoClosure(_ span: NightSpan) -> String {
    "\(self.span(span))の休業を取り消しますか。「はい」か「いいえ」で"
  }

  static func undoReopening(_ span: NightSpan) -> String {
    "\(self.span(span))を休業に戻しますか。「はい」か「いいえ」で"
  }

  static func rightNumber(_ span: NightSpan, _ word: SMSStatement.Word) -> String {
    let said = if case .rooms(let count) = word { "\(count)室" } else { "満室" }
    return "\(self.span(span))は\(said)のままです。正しい部屋数を数字で送ってください"
  }

  static func notClosed(_ span: NightSpan) -> String {
    "\(self.span(span))に休業はありません。何部屋空いていますか。数字で"
  }
}
