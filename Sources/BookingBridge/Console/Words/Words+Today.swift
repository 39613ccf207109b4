import InnRegistry

/// Today's page: what needs a person.
extension Words {
  static let todayLead = Words(
    ja: "人の手が要るものを、急ぐ順に。",
    en: "What needs a person, the most urgent first."
  )
  static let takeBooking = Words(ja: "予約を受ける", en: "Take a booking")
  static let allQuiet = Words(ja: "いま急ぐものはありません。", en: "Nothing presses right now.")

  static let openRequests = Words(ja: "返事待ちのリクエスト", en: "Requests waiting for an answer")
  static let noRequests = Words(ja: "返事待ちはありません。", en: "No request waits.")
  static func answerBy(_ time: Words) -> Words {
    Words(ja: "締切 \(time.ja)", en: "answer by \(time.en)")
  }
  static let beingAnswered = Words(ja: "女将が返答中", en: "being answered now")
  static let givenUp = Words(ja: "電話がつながらず事務局へ", en: "nobody answers: yours now")
  static let isAmendment = Words(ja: "変更の申し込み", en: "change of a booking")
  static let answerRequest = Words(ja: "返事をする", en: "Answer")

  static let needsContact = Words(ja: "連絡の要る宿・お知らせ", en: "Inns and matters to see to")
  static let nothingToSeeTo = Words(ja: "連絡の要るものはありません。", en: "Nothing to see to.")
  static let ringNow = Words(ja: "今すぐ電話をかけさせる", en: "Ring this inn now")
  static let ringNowShort = Words(ja: "今すぐ電話", en: "Ring now")
  static let ringWanted = Words(
    ja: "回線が空きしだい、ハブが電話します。",
    en: "The hub rings as soon as a line is free.",
  )
  static let ringsNow = Words(ja: "呼び出し待ち", en: "will be rung")
  static let spokenWith = Words(ja: "女将と話した", en: "I spoke with the keeper")
  static let spokenNoted = Words(ja: "話せたことを記録しました。", en: "Noted that you spoke with her.")
  static let markDone = Words(ja: "対応済みにする", en: "Mark as done")
  static let markedDone = Words(ja: "対応済みにしました。", en: "Marked as done.")
  static let alreadyDone = Words(ja: "もう対応済みです。", en: "It was seen to already.")

  static let staleInns = Words(ja: "空室情報が古い宿", en: "Inns whose rooms are out of date")
  static let noStale = Words(ja: "どの宿も新しい空室情報です。", en: "Every inn’s rooms are up to date.")
  static let neverStated = Words(ja: "まだ一度も確認できていません", en: "never confirmed")
  static func confirmedAt(_ source: NightSource, _ time: Words) -> Words {
    Words(
      ja: "\(Words.source(source).ja)で\(time.ja)に確認",
      en: "\(Words.source(source).en), \(time.en)"
    )
  }
  static func source(_ source: NightSource) -> Words {
    switch source {
    case .phone: Words(ja: "電話", en: "by telephone")
    case .sms: Words(ja: "SMS", en: "by SMS")
    case .office: Words(ja: "事務局", en: "by the office")
    case .api: Words(ja: "サイト連携", en: "by a channel")
    case .ical: Words(ja: "カレンダー", en: "by a calendar")
    case .standing: Words(ja: "定常の提供数", en: "standing offer")
    }
  }
  static let setRooms = Words(ja: "空室を入力", en: "Set rooms")

  static let arrivals = Words(ja: "今夜の到着", en: "Arrivals tonight")
  static let noArrivals = Words(ja: "今夜の到着はありません。", en: "Nobody arrives tonight.")
  static func persons(_ count: Int) -> Words { Words(ja: "\(count)名", en: "\(count) guests") }
  static func rooms(_ count: Int) -> Words {
    Words(ja: "\(count)部屋", en: "\(count) room\(count == 1 ? "" : "s")")
  }
  static func dinners(_ count: Int) -> Words { Words(ja: "夕食\(count)", en: "\(count) dinners") }
  static let noDinner = Words(ja: "夕食なし", en: "no dinner")
  static func arrivesAt(_ time: TimeOfDay) -> Words {
    Words(ja: "\(time)着", en: "arrives \(time)")
  }
  static let arrivalUnknown = Words(ja: "到着時刻 未定", en: "arrival time unknown")
  static func diet(_ text: String) -> Words { Words(ja: "食事: \(text)", en: "diet: \(text)") }
  static let notHeard = Words(ja: "宿にまだ伝わっていません", en: "the inn has not heard of it")

  static let voiceMessages = Words(ja: "留守番の伝言", en: "Voice messages")
  static func more(_ count: Int) -> Words { Words(ja: "ほか\(count)件", en: "\(count) more") }
  static let liveOn = Words(ja: "この画面は自動で更新されます。", en: "This page keeps itself up to date.")

  static func alarm(_ kind: Alarm.Kind) -> Words {
    switch kind {
    case .shortfall: Words(ja: "予約が部屋数より多くなっています", en: "More is booked than rooms are left")
    case .undelivered: Words(ja: "届かなかった知らせがあります", en: "Something could not be delivered")
    case .unheard: Words(ja: "宿に予約が伝わっていません", en: "The inn has not heard of a booking")
    case .unanswered: Words(ja: "電話に出ません", en: "Nobody answers the telephone")
    case .paused: Words(ja: "返事がなく、販売を休んでいます", en: "No answers: sales rest")
    case .bookedWhileClosed:
      Words(ja: "休業の日に予約があります", en: "Guests are booked while it is closed")
    case .pinLocked: Words(ja: "暗証番号のまちがいで停止中", en: "PIN locked after wrong tries")
    case .callWanted: Words(ja: "折り返しの電話を希望", en: "Wants to be rung back")
    case .guestWish: Words(ja: "お客様が変更を希望しています", en: "A guest asks for a change")
    case .messageLeft: Words(ja: "伝言が残されました", en: "Left a message")
    case .messageFromStranger: Words(ja: "未登録の番号からSMS", en: "SMS from an unknown number")
    case .webhookDisabled: Words(ja: "予約サイトへの通知が止まりました", en: "A webhook was disabled")
    case .calendarUnread:
      Words(ja: "ほかのサイトのカレンダーが読めません", en: "Another calendar can’t be read")
    case .hub: Words(ja: "ハブ本体に異常があります", en: "The hub itself has a fault")
    }
  }
}
