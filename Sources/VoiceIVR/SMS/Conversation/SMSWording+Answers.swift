package import InnRegistry

/// Answers about requests, lists and what could not be done.
extension SMSWording {
  static let help = "例 今夜3室→3 満室→満室 別の日→12/5 2 休業→12/5-7休み 予約を見る→予約 電話がほしい→電話"
  static let secret = "暗証番号はメールで送らないでください。何も変えていません。"
  static let noSuchDay = "その日はありません。何も変えていません。日にちをもう一度送ってください。"
  static let outOfReach = "過ぎた日か、先すぎる日のようです。何も変えていません。例「12/5 2」"
  static let change = "何も変えていません。あと何部屋空いているかを数字で送ってください。例「2」"
  static let people = "部屋の数で送ってください。昨夜の外のお客様の人数なら「昨日 4人」です。"
  static let nothingAsked = "いま選ぶものはありません。空室は数字で、使い方は「？」でどうぞ。"
  static let noRequest = "いまお返事待ちの予約はありません。空室は数字で送ってください。"
  static let nothingToUndo = "取り消すものがありません。空室は数字で送ってください。"
  static let asYouWere = "わかりました。何も変えていません。"
  static let tooLong = "期間が長いため変えていません。事務所からお電話しますか→「電話」"
  static let whichNight = "どの日のことですか。日にちと部屋数を送ってください。例「12/5 2」"
  static let statusElsewhere = "今夜の空室は「いくつ」、ほかの日は「12/5 2」のように送ると変わります。"
  static let callWanted = "承りました。事務所からお電話します。"

  static func notUnderstood(_ brief: SMSBriefing) -> String {
    "読み取れず、何も変えていません。空室は数字だけ、満室は「満室」、使い方は「？」"
  }

  static func notAllowed(_ brief: SMSBriefing) -> String {
    "この電話からは変えられません。ご用は\(brief.callBack.national)へお電話ください。"
  }

  static func weekday(_ night: CivilDate) -> String {
    "\(date(night))は\(dated(night).suffix(2).prefix(1))曜です。日にちをもう一度送ってください。"
  }

  static func tooMany(_ count: Int, _ most: Int, _ brief: SMSBriefing) -> String {
    "\(min(count, 9999))室は部屋数（\(most)室）より多いので変えていません。もう一度数字で"
  }

  static func isClosed(_ span: NightSpan) -> String {
    "\(self.span(span))は休業中で、売っていません。"
  }

  static func staysClosed(_ span: NightSpan?) -> String {
    span.map { "\(self.span($0))は休業のままです。" } ?? asYouWere
  }

  static func status(_ brief: SMSBriefing) -> String {
    let tonight = NightSpan(brief.tonight)
    if brief.isClosed(tonight) { return isClosed(tonight) }
    let rooms = brief.roomTypes.map { type in
      (brief.roomTypes.count > 1 ? type.name : "") + (type.remaining.map { "\($0)室" } ?? "不明")
    }
    return fitted([
      "今夜\(dated(brief.tonight))の残り:" + rooms.joined(separator: " ") + "。", "変えるときは数字で",
    ])
  }

  // MARK: - Requests

  static func accepted(_ booking: BookingNotice) -> String {
    fitted(["\(self.booking(booking)) お受けしました。", "違うときは2分以内に「取消」"])
  }

  static func declined(_ booking: BookingNotice) -> String {
    fitted(["\(self.booking(booking)) お断りします。", "わけは ア満室 イ休み ウ食事。違うときは「取消」"])
  }

  static func declined(_ booking: BookingNotice, _ reason: DeclineReason) -> String {
    let why =
      switch reason {
      case .full: "満室"
      case .closed: "休み"
      case .meals: "食事"
      case .other: "都合"
      }
    return fitted(["\(self.booking(booking)) お断りしました(\(why))。"])
  }

  static func takenBack(_ booking: BookingNotice) -> String {
    fitted(["お返事を取り消しました。", "\(self.booking(booking))は「はい」か「いいえ」で"])
  }

  static func gaveBack(_ isBack: Bool) -> String {
    isBack ? "取消になった部屋を売りに戻しました。" : "取消になった部屋は売りません。"
  }

  static func shortfallAnswered(_ night: CivilDate, _ canHonour: Bool) -> String {
    canHonour
      ? "\(dated(night)) お受けいただけると記録しました。" : "\(dated(night)) 事務所からお電話します。"
  }

  // MARK: - Lists

  /// Bookings of a list that fit into one answer.
  private static func listable(_ brief: SMSBriefing) -> [WaitingItem] {
    var units = 0
    return Array(
      brief.waiting.prefix { item in
        units += self.units(news(item))
        return units <= SMSLimits.answerUnits - 8
      }
    )
  }

  static func list(_ brief: SMSBriefing) -> String {
    let items = listable(brief)
    if items.isEmpty {
      return brief.waiting.isEmpty ? "新しい予約はありません。" : "予約が\(brief.waiting.count)件あります。お電話ください。"
    }
    let rest = brief.waiting.count - items.count
    return fitted([items.map(news).joined(), rest > 0 ? "ほか\(rest)件" : ""])
  }

  static func listed(_ brief: SMSBriefing) -> [BookingReading] {
    listable(brief).map(\.booking.reading)
  }

  // MARK: - Guests

  static func guests(_ night: CivilDate, _ guests: Int, _ fromAbroad: Int) -> String {
    let abroad = fromAbroad > 0 ? "(うち外国\(fromAbroad)名)" : ""
    return "\(dated(night))の宿泊\(guests)名\(abroad)を記録しました。"
  }

  static func guestsAgain(_ night: CivilDate) -> String {
    "\(dated(night))の人数は、正しい数をもう一度送ると直ります。例「昨日 3人」"
  }

  // MARK: - Calls that ended too soon

  /// What was keyed on the telephone and not repeated there.
  static func repetition(
    _ repetition: Repetition,
    roomTypes: [RoomType],
    tonight: CivilDate,
    _ callBack: PhoneNumber,
  ) -> String {
    let day = repetition.stay.map { "\(date($0.checkIn))から" } ?? ""
    var hint = "違うときは\(callBack.national)へお電話を。"
    let what: String
    switch repetition.word {
    case .rooms(let first, let last, let kinds):
      let isWhole = roomTypes.count == 1 || kinds.count == roomTypes.count
      let numbers = (isWhole ? Array(kinds.prefix(1)) : kinds).map { kind in
        let name = roomTypes.first { $0.id == kind.roomType }?.name ?? ""
        return (isWhole ? "" : cut(name, to: 12)) + (kind.rooms == 0 ? "満室" : "\(kind.rooms)室")
      }
      what = "\(nights(first, last)) \(numbers.joined(separator: " "))"
      if first == tonight, last == tonight { hint = "違うときは正しい数を返信してください。" }
    case .answer(_, isAccepted: let isYes): what = "\(day)の予約\(isYes ? "承諾" : "お断り")"
    case .gaveBack: what = "\(day)の取消の部屋を売りに戻す"
    case .closed(let first, let last): what = "\(nights(first, last)) 休業"
    case .reopened(let first, let last): what = "\(nights(first, last)) 休業の取消"
    case .guestsOutside(let night, let guests, let fromAbroad):
      what =
        "\(dated(night))の宿泊\(guests)名" + (fromAbroad > 0 ? "(うち外国\(fromAbroad)名)" : "")
    }
    return fitted(["先ほどのお電話 \(what)で承りました。", hint])
  }

  private static func nights(_ first: CivilDate, _ last: CivilDate) -> String {
    span(NightSpan(first: first, last: last) ?? NightSpan(first))
  }

  // MARK: - Refusals

  static func refusal(_ refusal: CommitRefusal, _ brief: SMSBriefing) -> String {
    switch refusal {
    case .notAllowed: notAllowed(brief)
    case .nightClosed: "休業中の日があり、変えていません。「12/5 営業」で戻せます。"
    case .nightPast: outOfReach
    case .tooManyRooms: "部屋数より多いので変えていません。もう一度数字で送ってください。"
    case .decided(.accept): "この予約はもうお受け済みです。"
    case .decided(.decline): "この予約はもうお断り済みです。"
    case .withdrawn: "お客様が取り下げました。お返事は要りません。"
    case .expired: "お返事の期限が過ぎました。"
    case .noLongerFits: "部屋が足りず、お受けにできませんでした。事務所へお電話ください。"
    case .outdated: "予約の内容が変わりました。「予約」で確かめてください。"
    case .unavailable: "いま記録できません。変わっていません。少し後でもう一度送ってください。"
    }
  }

  /// To a number that serves several inns.
  static func whichInn(_ names: [String]) -> String {
    let inns = zip(["ア", "イ", "ウ"], names).map { "\($0) \(cut($1, to: 12))" }
    return fitted(["どの宿のことですか。", inns.joined(separator: " "), "。「ア」などで"])
  }

  /// To a number that no inn has (S20).
  package static func stranger(_ callBack: PhoneNumber) -> String {
    "登録のない番号のため何も変えていません。\(callBack.national)へお電話ください。"
  }
}
