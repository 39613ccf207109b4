import InnRegistry

/// The tape chart.
extension Words {
  static let tapeLead = Words(
    ja: "矢印キーで移動、数字キーで空室数を入力。クリックで詳しく。",
    en: "Arrows move, digits set the rooms left, a click opens a night.",
  )
  static let tapeCaption = Words(ja: "宿ごと・日ごとの残室", en: "Rooms left by inn and night")
  static let firstNight = Words(ja: "最初の日", en: "First night")
  static let daysShown = Words(ja: "日数", en: "Days")
  static func days(_ count: Int) -> Words { Words(ja: "\(count)日", en: "\(count) days") }
  static let listView = Words(ja: "一覧で見る", en: "As a list")
  static let chartView = Words(ja: "表で見る", en: "As a chart")
  static let legendMany = Words(ja: "○ 空きあり", en: "○ rooms left")
  static let legendFew = Words(ja: "△ 残り1室", en: "△ one left")
  static let legendNone = Words(ja: "× 満室", en: "× full")
  static let legendClosed = Words(ja: "休 休業・売り止め", en: "休 closed or stopped")
  static let legendUnknown = Words(ja: "？ 未確認", en: "? nobody has said")
  static let legendStale = Words(ja: "斜線 情報が古い", en: "hatched: out of date")
  static let page = Words(ja: "ページ", en: "Page")
  static func innsShown(_ from: Int, _ through: Int, of all: Int) -> Words {
    Words(ja: "\(all)件中 \(from)〜\(through)", en: "\(from)–\(through) of \(all)")
  }
  static let noInns = Words(ja: "宿がありません。", en: "No inns.")

  // MARK: - One night

  static let roomsLeftNow = Words(ja: "いま空いている部屋の数", en: "Rooms free now")
  static let roomsLeftHint = Words(
    ja: "下の予約を除いた、あと売れる部屋の数です。",
    en: "Besides the bookings below: how many more can be sold.",
  )
  static let full = Words(ja: "満室", en: "full")
  static let setRoomsDone = Words(ja: "空室数を保存しました。", en: "The rooms are saved.")
  static func shortfall(_ rooms: Int) -> Words {
    Words(ja: "保存しました。予約が\(rooms)件多くなります。", en: "Saved. \(rooms) more are booked than are free.")
  }
  static let stopSell = Words(ja: "売り止めにする", en: "Stop selling")
  static let resumeSell = Words(ja: "売り止めを解く", en: "Sell again")
  static let stopSellDone = Words(ja: "売り止めを変更しました。", en: "The stop is changed.")
  static let closeNights = Words(ja: "休業にする", en: "Close nights")
  static let closeFrom = Words(ja: "この夜から", en: "From this night")
  static let closeThrough = Words(ja: "この夜まで", en: "Through this night")
  static let closeDone = Words(ja: "休業にしました。", en: "The nights are closed.")
  static func closeDone(_ bookings: Int) -> Words {
    Words(
      ja: "休業にしました。その間に予約が\(bookings)件あります。",
      en: "Closed. \(bookings) bookings fall into it.",
    )
  }
  static let reopenNights = Words(ja: "休業を解く", en: "Reopen nights")
  static let reopenDone = Words(ja: "休業を解きました。", en: "The nights are open again.")
  static let bookingsOfNight = Words(ja: "この夜の予約", en: "Bookings of this night")
  static func sold(_ rooms: Int) -> Words { Words(ja: "予\(rooms)", en: "\(rooms) sold") }
  static func requested(_ rooms: Int) -> Words { Words(ja: "待\(rooms)", en: "\(rooms) asked") }
  static func held(_ rooms: Int) -> Words { Words(ja: "仮\(rooms)", en: "\(rooms) held") }
  static let closedNight = Words(ja: "休業", en: "closed")
  static let stoppedNight = Words(ja: "売り止め", en: "stopped")
  static let backToTape = Words(ja: "空室表へ戻る", en: "Back to the chart")
  static let notSaid = Words(ja: "未確認", en: "not confirmed")
  static let isStale = Words(ja: "情報が古い", en: "out of date")
}

extension Words {
  static let previousDays = Words(ja: "前の期間", en: "Earlier nights")
  static let nextDays = Words(ja: "次の期間", en: "Later nights")
  static let previousInns = Words(ja: "前の宿", en: "Previous inns")
  static let nextInns = Words(ja: "次の宿", en: "Next inns")
}
