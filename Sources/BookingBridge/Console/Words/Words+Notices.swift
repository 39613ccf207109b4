import InnRegistry

/// What guests are told: notices, their wishes, emergencies.
extension Words {
  static let noticesLead = Words(
    ja: "お客様に送った通知、届かなかった通知、お客様からの希望。",
    en: "What guests were sent, what did not reach them, and what they ask for.",
  )
  static func notice(_ kind: NoticeKind) -> Words {
    switch kind {
    case .requestReceived: Words(ja: "リクエスト受付", en: "request received")
    case .confirmed: Words(ja: "予約の確定", en: "confirmation")
    case .declined: Words(ja: "お断りと別の宿", en: "declined, with other stays")
    case .noAnswer: Words(ja: "宿から返事なし", en: "no answer from the inn")
    case .changeReceived: Words(ja: "変更の受付", en: "change received")
    case .changeDeclined: Words(ja: "変更できず", en: "change declined")
    case .changed: Words(ja: "変更の確定", en: "changed")
    case .cancelledByGuest: Words(ja: "お客様による取消", en: "cancelled by the guest")
    case .cancelledByInn: Words(ja: "宿による取消", en: "cancelled by the inn")
    case .reminder: Words(ja: "3日前のお知らせ", en: "reminder")
    case .arrivalGuide: Words(ja: "到着の案内", en: "arrival guide")
    case .houseRules: Words(ja: "宿のきまり", en: "house rules")
    case .phraseCard: Words(ja: "電話で話す言葉", en: "phrase card")
    case .emergency: Words(ja: "緊急のお知らせ", en: "emergency")
    case .useOfData: Words(ja: "個人情報の扱い", en: "use of data")
    }
  }
  static func notice(_ state: NoticeDelivery.State) -> Words {
    switch state {
    case .waiting: Words(ja: "送信待ち", en: "waiting")
    case .sent: Words(ja: "送信済み", en: "sent")
    case .delivered: Words(ja: "届いた", en: "delivered")
    case .dropped: Words(ja: "送らず", en: "not sent")
    case .failed: Words(ja: "届かず", en: "failed")
    }
  }
  static func way(_ way: NoticeDelivery.Way) -> Words {
    switch way {
    case .mail: Words(ja: "メール", en: "by mail")
    case .sms: Words("SMS")
    }
  }
  static let noNotices = Words(ja: "ありません。", en: "None.")
  static let sendAgain = Words(ja: "送り直す", en: "Send again")
  static let sentAgain = Words(ja: "もう一度送ります。", en: "It is sent again.")
  static let neverArrived = Words(ja: "届いていない", en: "Never arrived")
  static let bounceNoted = Words(ja: "届かなかったと記録しました。", en: "Recorded as not arrived.")
  static func foundBy(_ name: String) -> Words {
    Words(ja: "\(name)が確認", en: "found by \(name)")
  }

  // MARK: - Wishes

  static let wishes = Words(ja: "お客様の希望", en: "Guests’ wishes")
  static let wishesLead = Words(
    ja: "お客様が専用ページに書いた変更の希望です。宿に確かめて、予約を変更してから「済み」にします。",
    en: "What guests asked for on their pages. Ask the inn, amend the booking, then mark it done.",
  )
  static let noWishes = Words(ja: "待っている希望はありません。", en: "No wish waits.")
  static let wishDone = Words(ja: "済みにしました。", en: "Marked done.")

  // MARK: - Preview

  static let noticePreview = Words(ja: "通知を見る", en: "Look at notices")
  static let previewLead = Words(
    ja: "いまの予約の内容で書いた通知です。見るだけで、送りません。",
    en: "As the booking stands now. Looking sends nothing.",
  )
  static let noticeKind = Words(ja: "種類", en: "Kind")
  static let asGuestReads = Words(ja: "お客様が見る画面", en: "As the guest sees it")
  static let asText = Words(ja: "文字だけのメール", en: "As plain text")
  static func asSMS(_ parts: Int) -> Words {
    Words(ja: "SMS（\(parts)通分）", en: "As SMS (\(parts) part\(parts == 1 ? "" : "s"))")
  }
  static let openToPrint = Words(ja: "印刷用に開く", en: "Open to print")
  static let printSlip = Words(ja: "宿に渡す紙を印刷", en: "Print the inn’s slip")
  static let isReviewed = Words(ja: "訳は確認済みです。", en: "The translation was reviewed.")
  static func notReviewed(_ reviewed: Int, of all: Int) -> Words {
    Words(
      ja: "この言語の訳は、話せる人の確認がまだです（\(all)文中\(reviewed)文が確認済み）。通知の下に日本語を付けて送ります。",
      en: "No native speaker has reviewed this language yet (\(reviewed) of \(all) sentences): the "
        + "Japanese text goes with it.",
    )
  }
  static let rathersSMS = Words(ja: "この予約はSMSで知らせる", en: "Write to this guest by SMS")
  static let rathersMail = Words(ja: "この予約はメールで知らせる", en: "Write to this guest by mail")
  static let wayChanged = Words(ja: "知らせ方を変更しました。", en: "Changed.")
  static let innUnlisted = Words(ja: "この宿は掲載されていません。", en: "The inn is listed no more.")

  static func noticeSent(_ kind: NoticeKind, _ way: NoticeDelivery.Way?) -> Words {
    let by = way.map { Words(ja: "（\(self.way($0).ja)）", en: " (\(self.way($0).en))") }
    return Words(ja: "通知: ", en: "Notice: ") + notice(kind) + (by ?? Words(""))
  }

  // MARK: - Emergencies

  static let emergency = Words(ja: "緊急の知らせ", en: "Emergency")
  static let emergencyLead = Words(
    ja: "泊まっている方・きょうとあす着く方にはその言語で、宿には電話で知らせます。まず確かめてから送ります。",
    en: "Guests who are here or come today or tomorrow are written to in their language, inns are "
      + "rung. Check first, then send.",
  )
  static let hazard = Words(ja: "なにが起きたか", en: "What has happened")
  static func hazard(_ hazard: Hazard) -> Words {
    switch hazard {
    case .snow: Words(ja: "大雪・吹雪", en: "heavy snow")
    case .earthquake: Words(ja: "地震・津波", en: "earthquake, tsunami")
    case .power: Words(ja: "停電", en: "power cut")
    case .roadClosed: Words(ja: "通行止め", en: "road closed")
    }
  }
  static let ownJapanese = Words(
    ja: "事務局の言葉（日本語・任意）",
    en: "In your own words, Japanese (optional)",
  )
  static let ownJapaneseHint = Words(
    ja: "短い文で。電話でも読み上げます。読みは [漢字|かんじ] と書きます。",
    en: "Short sentences: the telephone reads them too. Readings are [漢字|かんじ].",
  )
  static let ownEnglish = Words(ja: "英語の言葉（任意）", en: "In English (optional)")
  static let onlyTheseInns = Words(
    ja: "宿を選ぶ（選ばなければ地区の全部）",
    en: "Choose inns (none: all of the area)",
  )
  static let ringInns = Words(ja: "宿にも電話する", en: "Ring the inns as well")
  static let checkEmergency = Words(ja: "確かめる（まだ送りません）", en: "Check (sends nothing)")
  static func sendEmergency(_ parties: Int, _ calls: Int) -> Words {
    Words(
      ja: "送る（お客様\(parties)組、電話\(calls)軒）",
      en: "Send (\(parties) parties, \(calls) inns rung)",
    )
  }
  static let emergencyConfirm = Words(
    ja: "緊急の知らせを送ります。取り消せません。よろしいですか。",
    en: "This can’t be taken back. Send the emergency notice?",
  )
  static let emergencyChanged = Words(
    ja: "確かめたあとに内容が変わりました。もう一度確かめてから送ってください。まだ送っていません。",
    en: "It was changed after it was checked. Check it again; nothing was sent.",
  )
  static func emergencySent(_ parties: Int, _ calls: Int) -> Words {
    Words(
      ja: "お客様\(parties)組に知らせ、\(calls)軒に電話します。",
      en: "\(parties) parties are written to, \(calls) inns are rung.",
    )
  }
  static let whatIsSent = Words(ja: "送る内容", en: "What will be sent")
  static func parties(_ count: Int) -> Words {
    Words(ja: "\(count)組", en: "\(count) part\(count == 1 ? "y" : "ies")")
  }
  static let unreachable = Words(
    ja: "メールもSMSも届かない方がいます。宿に伝えてもらってください。",
    en: "Some can’t be written to: have the inn tell them.",
  )
  static let noReach = Words(ja: "連絡先なし", en: "no way to write")
  static let readToInns = Words(ja: "電話で読み上げる文", en: "Read to the inns")
  static func readToInns(_ inns: Int) -> Words {
    Words(ja: "（\(inns)軒）", en: " (\(inns) inns)")
  }
  static let emergenciesSent = Words(ja: "これまでの緊急の知らせ", en: "Sent before")
  static func guestsReached(_ reached: Int, _ all: Int) -> Words {
    Words(ja: "\(all)組中\(reached)組に送信", en: "\(reached) of \(all) parties written to")
  }
  static let headcountNow = Words(ja: "いま、どの宿に何人いるか", en: "Who is where now")
  static let headcountPageLead = Words(
    ja: "このハブで予約した方だけです。ほかの予約は宿に確かめてください。",
    en: "Guests booked through the hub; ask the inns about others.",
  )
  static let staying = Words(ja: "滞在中", en: "Staying")
  static let arriving = Words(ja: "きょう・あす到着", en: "Arriving today or tomorrow")
  static let isRung = Words(ja: "電話をかける", en: "Rung")
  static let allInns = Words(ja: "合計", en: "All")
  static let shelterOf = Words(ja: "避難場所", en: "Shelter")
  static func exampleOf(_ inn: String) -> Words {
    Words(ja: "例: \(inn)のお客様", en: "Example: a guest of \(inn)")
  }

  // MARK: - Calendars

  static let calendars = Words(ja: "カレンダー連携（iCal）", en: "Calendars (iCal)")
  static let calendarsLead = Words(
    ja: "ほかのサイトの予約カレンダーを読み、取られた夜を閉じます。こちらの空きも読んでもらえます。",
    en: "Other platforms’ calendars are read and close the nights that they take; they may read "
      + "ours.",
  )
  static let readCalendars = Words(ja: "読んでいるカレンダー", en: "Calendars that are read")
  static let noCalendars = Words(ja: "まだありません。", en: "None yet.")
  static let addCalendar = Words(ja: "カレンダーを加える", en: "Add a calendar")
  static let calendarAdded = Words(ja: "加えました。まもなく読みます。", en: "Added; it is read soon.")
  static let calendarRemoved = Words(
    ja: "なくしました。閉じていた夜が開きます。",
    en: "Removed; what it closed is open again.",
  )
  static let removeCalendar = Words(
    ja: "このカレンダーをなくしますか。閉じていた夜が開きます。",
    en: "Remove this calendar? What it closed opens again.",
  )
  static let readNow = Words(ja: "いま読む", en: "Read now")
  static let calendarReadSoon = Words(ja: "まもなく読みます。", en: "It is read soon.")
  static func calendarCounts(_ counts: CalendarFeed.Counts) -> Words {
    Words(
      ja: "予定\(counts.events)件、閉じた夜\(counts.nights)",
      en: "\(counts.events) events, \(counts.nights) nights closed",
    )
  }
  static func calendarUnread(_ count: Int) -> Words {
    Words(ja: "読めない予定\(count)件", en: "\(count) events not understood")
  }
  static let neverRead = Words(ja: "まだ読んでいません", en: "not read yet")
  static let ourCalendar = Words(ja: "こちらのカレンダー", en: "Our calendar")
  static let isShared = Words(ja: "公開中", en: "readable")
  static let notShared = Words(ja: "非公開", en: "not readable")
  static let makeAddress = Words(ja: "アドレスを作る", en: "Make an address")
  static let makeNewAddress = Words(ja: "アドレスを作り直す", en: "Make a new address")
  static let unshare = Words(ja: "公開をやめる", en: "Stop")
  static let shareConfirm = Words(
    ja: "前のアドレスは使えなくなります。よろしいですか。",
    en: "The old address opens nothing any more. Go on?",
  )
  static func sharedAt(_ path: String) -> Words {
    Words(
      ja: "アドレス: \(path)（ハブのアドレスのあとに続けます。表示は今だけです）",
      en: "Address: \(path) (after the hub’s own; shown only now)",
    )
  }
  static let unshared = Words(ja: "公開をやめました。", en: "It can’t be read any more.")
  static func badAddress(_ fault: OutgoingAddress.Fault) -> Words {
    switch fault {
    case .malformed: Words(ja: "アドレスとして読めません。", en: "That is no address.")
    case .notSecure: Words(ja: "https のアドレスにしてください。", en: "Use an https address.")
    case .privateAddress:
      Words(ja: "内部のネットワークのアドレスは使えません。", en: "It lies in a private network.")
    case .credentials:
      Words(ja: "アドレスに名前やパスワードを入れないでください。", en: "Leave out name and password.")
    }
  }
}
