import InnRegistry

/// Calls, messages, and what became of them.
extension Words {
  static let listen = Words(ja: "聞く", en: "Listen")
  static func callWith(_ direction: FiledCall.Direction) -> Words {
    switch direction {
    case .inbound: Words(ja: "宿からの電話", en: "Call from the inn")
    case .outbound: Words(ja: "宿への電話", en: "Call to the inn")
    }
  }
  /// What a finished call came to, as the telephone files it.
  static func outcome(_ name: String) -> Words {
    switch name {
    case "completed": Words(ja: "話せました", en: "all was said")
    case "unfinished", "cut_off": Words(ja: "途中で切れました", en: "broke off")
    case "no_keeper": Words(ja: "女将ではありませんでした", en: "it was not the keeper")
    case "transferred": Words(ja: "事務局につなぎました", en: "put through to the office")
    case "message_left": Words(ja: "伝言を残しました", en: "left a message")
    case "not_identified": Words(ja: "宿が分かりませんでした", en: "could not say which inn")
    case "hub_hung_up", "keeper_hung_up": Words(ja: "終了", en: "ended")
    default: Words(name)
    }
  }
  static let hubRang = Words(ja: "ハブが電話", en: "The hub rang")
  static let ringing = Words(ja: "呼び出し中", en: "ringing")
  static func ring(_ outcome: Ring.Outcome) -> Words {
    switch outcome {
    case .spoken: Words(ja: "話せました", en: "spoken with")
    case .unfinished: Words(ja: "途中で切れました", en: "broke off")
    case .noKeeper: Words(ja: "留守番電話など", en: "a machine or somebody else")
    case .noAnswer: Words(ja: "出ませんでした", en: "no answer")
    case .busy: Words(ja: "話し中", en: "busy")
    case .cancelled: Words(ja: "用がなくなりました", en: "no longer needed")
    case .notMade: Words(ja: "回線がなく、かけられませんでした", en: "no line")
    case .brokenOff: Words(ja: "ハブの再起動で切れました", en: "cut off by a restart")
    }
  }
  static func purpose(_ purpose: Ring.Purpose) -> Words {
    switch purpose {
    case .request: Words(ja: "リクエストの返事", en: "a request")
    case .news: Words(ja: "予約のお知らせ", en: "news of bookings")
    case .broadcast: Words(ja: "一斉のお知らせ", en: "an announcement")
    case .evening: Words(ja: "空室の確認", en: "rooms left")
    case .repetition: Words(ja: "押された内容の確認", en: "to repeat what was keyed")
    }
  }
  static func smsTo(_ number: String, _ state: ShortMessage.State) -> Words {
    Words(
      ja: "SMS \(number)（\(Words.state(state).ja)）",
      en: "SMS \(number) (\(Words.state(state).en))"
    )
  }
  static func state(_ state: ShortMessage.State) -> Words {
    switch state {
    case .received: Words(ja: "受信", en: "received")
    case .proposed: Words(ja: "未登録の番号から", en: "from a stranger")
    case .waiting: Words(ja: "送信待ち", en: "waiting")
    case .sent: Words(ja: "送信済み", en: "sent")
    case .delivered: Words(ja: "配信済み", en: "delivered")
    case .failed: Words(ja: "失敗", en: "failed")
    case .dropped: Words(ja: "取りやめ", en: "dropped")
    }
  }
  static func willTell(_ kind: OutboxEntry.Kind) -> Words {
    Words(ja: "予定: \(Words.delivery(kind).ja)", en: "planned: \(Words.delivery(kind).en)")
  }
  static func notTold(_ kind: OutboxEntry.Kind) -> Words {
    Words(ja: "できませんでした: \(Words.delivery(kind).ja)", en: "failed: \(Words.delivery(kind).en)")
  }
  static func delivery(_ kind: OutboxEntry.Kind) -> Words {
    switch kind {
    case .tellRequest: Words(ja: "宿に電話で返事を聞く", en: "ask the inn for its answer")
    case .tellBooking: Words(ja: "宿に予約を電話で伝える", en: "tell the inn of the booking")
    case .tellChange: Words(ja: "宿に変更を電話で伝える", en: "tell the inn of the change")
    case .tellCancellation: Words(ja: "宿に取消を電話で伝える", en: "tell the inn of the cancellation")
    case .tellBroadcast: Words(ja: "一斉のお知らせ", en: "an announcement")
    case .tellRepetition: Words(ja: "宿に押された内容を復唱する", en: "repeat to the inn what it keyed")
    case .smsRepetition:
      Words(ja: "宿に押された内容をSMSで送る", en: "write to the inn what it keyed")
    case .smsNews: Words(ja: "宿にSMSで知らせる", en: "tell the inn by SMS")
    case .callOffice: Words(ja: "事務局に電話する", en: "ring the office")
    case .sendSMS: Words(ja: "SMSを送る", en: "send an SMS")
    }
  }
  static func tries(_ count: Int) -> Words { Words(ja: "\(count)回試行", en: "\(count) tries") }
  static let wasAmended = Words(ja: "変更しました", en: "amended")
  static let amendmentDeclined = Words(ja: "変更は受けられませんでした", en: "the change was not accepted")
  static let wasHeard = Words(ja: "宿に伝わりました", en: "the inn has heard of it")
  static let guestErased = Words(ja: "お客様の情報を消去", en: "guest data erased")
}

extension Words {
  static let callLog = Words(ja: "通話", en: "Calls")
  static let callPlan = Words(ja: "電話の予定", en: "Planned calls")
  static let noCalls = Words(ja: "通話がありません。", en: "No calls.")
  static let noMessages = Words(ja: "ありません。", en: "None.")
  static func seconds(_ count: Int64) -> Words { Words(ja: "\(count)秒", en: "\(count) s") }
  static let duration = Words(ja: "長さ", en: "Length")
  static func doneBy(_ actor: String) -> Words {
    let name = actor.split(separator: ":").last.map(String.init) ?? actor
    return Words(ja: "対応済み（\(name)）", en: "done by \(name)")
  }
  static func direction(_ direction: ShortMessage.Direction) -> Words {
    switch direction {
    case .inbound: Words(ja: "受信", en: "from")
    case .outbound: Words(ja: "送信", en: "to")
    }
  }
  static let waitsToBeTold = Words(ja: "これから伝えること", en: "Waits to be told")
  static let nothingWaits = Words(ja: "いま伝えることはありません。", en: "Nothing waits.")
  static func nextTry(_ time: Words) -> Words {
    Words(ja: "次は\(time.ja)から", en: "next try from \(time.en)")
  }
  static let rungToday = Words(ja: "今日の発信", en: "Rung today")
  static let transcriptErased = Words(
    ja: "記録は保存期間を過ぎて消去されました。",
    en: "The words have been erased after their time."
  )
}
