import InnRegistry

/// Bookings: their list, their page, taking one.
extension Words {
  static let reference = Words(ja: "予約番号", en: "Reference")
  static let findBooking = Words(ja: "予約番号で探す", en: "Find by reference")
  static let guest = Words(ja: "お客様", en: "Guest")
  static let guestName = Words(ja: "お名前", en: "Name")
  static let guestKana = Words(ja: "読み（カタカナ）", en: "Reading (katakana)")
  static let guestPhone = Words(ja: "電話", en: "Telephone")
  static let guestMail = Words(ja: "メール", en: "Mail")
  static let guestCountry = Words(ja: "国・地域", en: "Country or region")
  static let guestPrefecture = Words(ja: "都道府県", en: "Prefecture")
  static let guestDiet = Words(ja: "食事・アレルギー", en: "Diet and allergies")
  static let guestNotes = Words(ja: "備考", en: "Notes")
  static let erased = Words(ja: "（消去済み）", en: "(erased)")
  static let stay = Words(ja: "宿泊", en: "Stay")
  static let checkIn = Words(ja: "チェックイン", en: "Check-in")
  static let checkOut = Words(ja: "チェックアウト", en: "Check-out")
  static let nights = Words(ja: "泊数", en: "Nights")
  static let roomCount = Words(ja: "部屋数", en: "Rooms")
  static let adults = Words(ja: "大人", en: "Adults")
  static let childAges = Words(ja: "子供の年齢", en: "Ages of children")
  static let childAgesHint = Words(ja: "例 3, 8", en: "such as 3, 8")
  static let plan = Words(ja: "プラン", en: "Plan")
  static let price = Words(ja: "料金", en: "Price")
  static let channel = Words(ja: "予約経路", en: "Channel")
  static let state = Words(ja: "状態", en: "State")
  static let arrivalTime = Words(ja: "到着時刻", en: "Arrival time")
  static let party = Words(ja: "人数", en: "Party")
  static func party(_ party: Party) -> Words {
    let ages = party.childAges.map(String.init).joined(separator: "・")
    let children =
      party.children.isEmpty ? Words("") : Words(ja: "、子供（\(ages)歳）", en: ", children (\(ages))")
    return Words(ja: "大人\(party.adults)名", en: "\(party.adults) adults") + children
  }
  static let createdAt = Words(ja: "受付", en: "Made")
  static let cancellationFee = Words(ja: "取消料", en: "Cancellation fee")
  static let heardByInn = Words(ja: "宿に伝達", en: "Heard by the inn")

  static func state(_ state: BookingState.Name) -> Words {
    switch state {
    case .held: Words(ja: "仮押さえ", en: "held")
    case .requested: Words(ja: "返事待ち", en: "requested")
    case .confirmed: Words(ja: "確定", en: "confirmed")
    case .stayed: Words(ja: "宿泊済み", en: "stayed")
    case .noShow: Words(ja: "不泊", en: "no-show")
    case .cancelled: Words(ja: "取消", en: "cancelled")
    case .released: Words(ja: "仮押さえ解除", en: "released")
    case .declined: Words(ja: "お断り", en: "declined")
    case .expired: Words(ja: "期限切れ", en: "expired")
    case .withdrawn: Words(ja: "取り下げ", en: "withdrawn")
    }
  }
  static func reason(_ reason: DeclineReason) -> Words {
    switch reason {
    case .full: Words(ja: "満室", en: "full")
    case .closed: Words(ja: "休み", en: "closed")
    case .meals: Words(ja: "食事が出せない", en: "meals can’t be done")
    case .other: Words(ja: "その他", en: "other")
    }
  }
  static func by(_ party: CancellingParty) -> Words {
    switch party {
    case .guest: Words(ja: "お客様の都合", en: "by the guest")
    case .inn: Words(ja: "宿の都合", en: "by the inn")
    case .office: Words(ja: "事務局の判断", en: "by the office")
    }
  }

  // MARK: - Actions

  static let answerSection = Words(ja: "電話で女将に聞いた返事", en: "What the keeper told you")
  static let answerLead = Words(
    ja: "事務局から宿へ電話して、返事を記録します。",
    en: "Ring the inn yourself and record her answer here.",
  )
  static let phonedYes = Words(ja: "電話した：お受けする", en: "I phoned: yes")
  static let phonedNo = Words(ja: "電話した：お断り", en: "I phoned: no")
  static let declineReason = Words(ja: "お断りの理由", en: "Why not")
  static let accepted = Words(ja: "予約を確定しました。", en: "The booking is confirmed.")
  static let declined = Words(ja: "お断りを記録しました。", en: "The request is declined.")
  static let ringAgain = Words(ja: "もう一度電話をかけさせる", en: "Ring again")
  static let changeBooking = Words(ja: "変更する", en: "Amend")
  static let amended = Words(ja: "変更しました。", en: "The booking is amended.")
  static let amendmentAsked = Words(
    ja: "変更を宿に確認しています。返事があるまで元の予約のままです。",
    en: "The inn is asked; until it answers the booking stands as it was.",
  )
  static let cancelBooking = Words(ja: "取り消す", en: "Cancel the booking")
  static let cancelledBooking = Words(ja: "取り消しました。", en: "The booking is cancelled.")
  static let cancelConfirm = Words(ja: "この予約を取り消しますか。", en: "Cancel this booking?")
  static let whoCancels = Words(ja: "だれの都合ですか", en: "On whose account")
  static let reportNoShow = Words(ja: "不泊にする", en: "Report a no-show")
  static let noShowConfirm = Words(
    ja: "お客様が来なかったと記録しますか。",
    en: "Record that the guests never came?"
  )
  static let noShowReported = Words(ja: "不泊を記録しました。", en: "The no-show is recorded.")
  static let offerAlternatives = Words(ja: "別の宿を案内する", en: "Offer alternatives")
  static let alternativesLead = Words(
    ja: "いま予約できる近い宿です。文面を確かめて、お客様に送ってください。",
    en: "Stays near it that can be booked now. Check the text and send it to the guest.",
  )
  static let noAlternatives = Words(ja: "条件に近い空きがありません。", en: "Nothing near it can be booked.")
  static let textForGuest = Words(ja: "お客様への文面", en: "Text for the guest")
  static let copyText = Words(ja: "文面をコピー", en: "Copy the text")
  static let sendMail = Words(ja: "メールを作る", en: "Write a mail")
  static let giveRoomsBack = Words(ja: "部屋を販売に戻す", en: "Sell the rooms again")
  static let roomsGivenBack = Words(ja: "部屋を販売に戻しました。", en: "The rooms are sold again.")

  // MARK: - Timeline

  static let timeline = Words(ja: "これまでの経過", en: "What happened")
  static let transcript = Words(ja: "通話の記録を読む", en: "Read the transcript")
  static func who(_ actor: Actor) -> Words {
    switch actor {
    case .keeper: Words(ja: "女将（電話）", en: "keeper, by telephone")
    case .keeperBySMS: Words(ja: "女将（SMS）", en: "keeper, by SMS")
    case .staff(let name): Words(ja: "事務局 \(name)", en: "office, \(name)")
    case .channel(let channel): Words(ja: "予約経路 \(channel)", en: "channel \(channel)")
    case .guest: Words(ja: "お客様（専用ページ）", en: "the guest, on the guest's page")
    case .hub: Words(ja: "ハブ", en: "the hub")
    }
  }

  // MARK: - Taking one

  static let newBooking = Words(ja: "予約を受ける（電話・窓口）", en: "Take a booking (telephone, counter)")
  static let searchPlans = Words(ja: "空きと料金を見る", en: "Show rooms and prices")
  static let bookNow = Words(ja: "この内容で予約する", en: "Book")
  static let sellsAtOnce = Words(ja: "すぐ確定", en: "confirmed at once")
  static let sellsOnRequest = Words(ja: "宿に確認", en: "the inn is asked")
  static let booked = Words(ja: "予約を受け付けました。", en: "The booking is taken.")
  static let nothingSold = Words(ja: "この条件で予約できるプランはありません。", en: "No plan can be booked like this.")
  static let officeChannel = Words(ja: "事務局", en: "Office")
  static let wrongStay = Words(
    ja: "チェックアウトはチェックインの翌日から\(Stay.maxNights)泊までです",
    en: "Check-out must be 1 to \(Stay.maxNights) nights after check-in",
  )
  static let wrongParty = Words(ja: "人数か年齢が正しくありません", en: "The party or an age can’t be meant")
  static let wrongKana = Words(ja: "カタカナで入力してください", en: "Use katakana")
  static let noBookings = Words(ja: "予約がありません。", en: "No bookings.")
}

extension Words {
  static let countryHint = Words(ja: "2文字の国コード（例 TW）", en: "Two letters, such as TW")
  static let enterCountry = Words(ja: "2文字の国コードを入力してください", en: "Enter a code of two letters")
  static func letterSubject(_ reference: String) -> Words {
    Words(ja: "別の宿のご案内（予約番号 \(reference)）", en: "Other stays for you (reference \(reference))")
  }
  static func letter(
    guest: String,
    inn: Words,
    stay: Words,
    office: String,
    phone: String,
    lines: String,
  ) -> Words {
    Words(
      ja: """
        \(guest) 様

        \(inn.ja)（\(stay.ja)）は、残念ながらお受けできませんでした。
        いまご予約いただける近くの宿をご案内します。

        \(lines)

        ご希望の宿をお知らせください。
        \(office)　\(phone)
        """,
      en: """
        Dear \(guest),

        We are sorry: \(inn.en) (\(stay.en)) could not take your booking.
        These stays nearby can be booked now:

        \(lines)

        Please tell us which one you would like.
        \(office), \(phone)
        """,
    )
  }
}
