import InnRegistry

/// Listings of inns.
extension Words {
  static let innsLead = Words(
    ja: "登録されている宿と、足りない項目。",
    en: "Listed inns, and what their listings lack."
  )
  static let addInn = Words(ja: "宿を登録する", en: "Add an inn")
  static let exportCSV = Words(ja: "CSVで書き出す", en: "Export as CSV")
  static let importCSV = Words(ja: "CSVを取り込む", en: "Import CSV")
  static let importLead = Words(
    ja: "書き出したCSVを直して取り込みます。全部が正しいときだけ反映します。",
    en: "Edit an exported CSV and import it; all of it is taken or nothing.",
  )
  static let file = Words(ja: "CSVファイル", en: "CSV file")
  static let checkFile = Words(ja: "調べる（反映しない）", en: "Check only")
  static let importFile = Words(ja: "取り込む", en: "Import")
  static func imported(_ added: Int, _ changed: Int, _ same: Int, isDryRun: Bool) -> Words {
    isDryRun
      ? Words(
        ja: "ファイルは正しく、\(added)軒が加わり、\(changed)軒が変わります（\(same)軒は同じ）。まだ反映していません。",
        en: "The file is right: \(added) would be added, \(changed) changed, \(same) are the same.",
      )
      : Words(
        ja: "\(added)軒を加え、\(changed)軒を変えました（\(same)軒は同じ）。",
        en: "\(added) added, \(changed) changed, \(same) the same.",
      )
  }
  static let importRejected = Words(
    ja: "取り込めない行があります。何も変わっていません。",
    en: "Some lines can’t be taken; nothing was changed."
  )
  static let foreignInnInFile = Words(
    ja: "担当の市町村の外の宿が入っています。",
    en: "The file has an inn outside what your office serves.",
  )

  static let gaps = Words(ja: "足りない項目", en: "Missing")
  static let noGaps = Words(ja: "そろっています", en: "complete")
  static func gap(_ gap: InnGap) -> Words {
    switch gap {
    case .consent: Words(ja: "販売の承諾", en: "consent to sale")
    case .plans: Words(ja: "プランと料金", en: "plans and prices")
    case .standingOffer: Words(ja: "定常の提供数", en: "standing offer")
    case .description: Words(ja: "紹介文", en: "description")
    case .descriptionEnglish: Words(ja: "英語の紹介文", en: "description in English")
    case .address: Words(ja: "住所", en: "address")
    case .position: Words(ja: "地図の位置", en: "position")
    case .access: Words(ja: "行き方", en: "access")
    case .licence: Words(ja: "営業の種類", en: "licence")
    case .capacity: Words(ja: "許可の定員", en: "licensed capacity")
    case .checkIn: Words(ja: "チェックイン・アウトの時刻", en: "check-in and check-out times")
    case .payments: Words(ja: "支払い方法", en: "means of payment")
    }
  }
  static let onSale = Words(ja: "販売中", en: "on sale")
  static let unlisted = Words(ja: "掲載停止", en: "not listed")
  static let resting = Words(ja: "販売休止中", en: "sales rest")
  static let noConsent = Words(ja: "承諾待ち", en: "no consent")
  static let lastConfirmed = Words(ja: "最後の確認", en: "Last confirmed")

  // MARK: - The editor

  static let listingOf = Words(ja: "宿の登録内容", en: "Listing")
  static let editorLead = Words(
    ja: "電話で聞きながら、上から順に埋められます。",
    en: "Fill it in from top to bottom while you talk with the keeper."
  )
  static let innCode = Words(ja: "宿の記号", en: "Inn code")
  static let innCodeHint = Words(
    ja: "半角の英数字。あとで変えられません（例 M01）",
    en: "Letters and digits; it stays (such as M01)"
  )
  static let innName = Words(ja: "宿の名前", en: "Name")
  static let innKana = Words(ja: "読み（カタカナ）", en: "Reading (katakana)")
  static let innRomaji = Words(ja: "ローマ字", en: "In Latin letters")
  static let isTrainingInn = Words(ja: "練習用の宿（実在しない）", en: "A training inn (fictional)")
  static let placeSection = Words(ja: "場所", en: "Place")
  static let areaHint = Words(ja: "半角の英小文字（例 oma）", en: "lower-case letters, such as oma")
  static let address = Words(ja: "住所", en: "Address")
  static let latitude = Words(ja: "緯度", en: "Latitude")
  static let longitude = Words(ja: "経度", en: "Longitude")
  static let phonesSection = Words(ja: "電話と時間", en: "Telephones and hours")
  static let phoneNumber = Words(ja: "電話番号", en: "Number")
  static let phoneKind = Words(ja: "種類", en: "Kind")
  static func phoneKind(_ kind: InnPhone.Kind) -> Words {
    switch kind {
    case .landline: Words(ja: "固定電話", en: "landline")
    case .mobile: Words(ja: "携帯電話", en: "mobile")
    case .rotary: Words(ja: "ダイヤル式", en: "rotary dial")
    case .officeOnly: Words(ja: "事務局だけがかける", en: "rung by the office only")
    }
  }
  static let maySetRooms = Words(ja: "空室", en: "rooms")
  static let mayAnswer = Words(ja: "返事", en: "answers")
  static let mayHearNames = Words(ja: "お名前", en: "guest names")
  static let callFrom = Words(ja: "電話してよい時刻（から）", en: "May be rung from")
  static let callUntil = Words(ja: "（まで）", en: "until")
  static let kitchenFrom = Words(ja: "台所の時間（から）", en: "In the kitchen from")
  static let kitchenUntil = Words(ja: "（まで）", en: "until")
  static let eveningCall = Words(ja: "夕方の電話", en: "Evening call")
  static let callDays = Words(ja: "電話してよい曜日", en: "Days")
  static let repeatsBySMS = Words(
    ja: "復唱の前に電話が切れたら、かけ直さずSMSで送る",
    en: "Write by SMS instead of ringing back when a call ends before its keys were repeated",
  )
  static let slowSpeech = Words(ja: "ゆっくり話す", en: "Speak slowly")
  static let capsSection = Words(ja: "一晩の上限", en: "Limits of a night")
  static let capParties = Words(ja: "組数", en: "Parties")
  static let capPersons = Words(ja: "人数", en: "Guests")
  static let capDinners = Words(ja: "夕食の数", en: "Dinners")
  static let roomsSection = Words(ja: "部屋", en: "Rooms")
  static let roomName = Words(ja: "部屋の名前", en: "Name")
  static let nameEnglish = Words(ja: "英語の名前", en: "Name in English")
  static let roomsInBuilding = Words(ja: "部屋数", en: "Rooms")
  static let capacityOfRoom = Words(ja: "一部屋の定員", en: "Guests a room takes")
  static let offer = Words(ja: "定常の提供数（日〜土）", en: "Standing offer (Sunday to Saturday)")
  static let offerHint = Words(
    ja: "例 2 2 2 2 2 1 1。空欄は、言われた日だけ販売",
    en: "such as 2 2 2 2 2 1 1; empty sells only what was said"
  )
  static let wrongOffer = Words(ja: "0以上の数字を7つ、日曜から順に入力してください", en: "Seven numbers, Sunday first")
  static let planSection = Words(ja: "プランと料金", en: "Plan and prices")
  static let planName = Words(ja: "プランの名前", en: "Name of the plan")
  static let meals = Words(ja: "食事", en: "Meals")
  static func meals(_ meals: MealPlan) -> Words {
    switch meals {
    case .roomOnly: Words(ja: "素泊まり", en: "room only")
    case .breakfast: Words(ja: "朝食付", en: "breakfast")
    case .halfBoard: Words(ja: "1泊2食", en: "half board")
    }
  }
  static let selling = Words(ja: "受け方", en: "Selling")
  static func selling(_ mode: SellingMode) -> Words {
    switch mode {
    case .instant: Words(ja: "すぐ確定", en: "at once")
    case .onRequest: Words(ja: "宿に確認", en: "on request")
    }
  }
  static let prices = Words(ja: "一人の料金（1名利用から順に）", en: "Price a person (one guest, two, …)")
  static let roomPrices = Words(ja: "一部屋の料金（1名利用から順に）", en: "Price a room (one guest, two, …)")
  static let pricesHint = Words(
    ja: "例 9000 8500 8000。売らない人数は -",
    en: "such as 9000 8500 8000; - where it is not sold"
  )
  static let wrongPrices = Words(
    ja: "料金を人数の順に数字で入力してください",
    en: "Enter prices as numbers, by number of guests"
  )
  static let seasons = Words(ja: "季節の料金", en: "Seasons")
  static let seasonsHint = Words(
    ja: "一行に一つ。例 年末年始 12-30 01-03 +2000　冬 2026-12-01 2027-03-31 -10%",
    en: "One a line, such as: New-Year 12-30 01-03 +2000 or Winter 2026-12-01 2027-03-31 -10%",
  )
  static func wrongSeason(_ line: Int) -> Words {
    Words(ja: "\(line)行目が読み取れません", en: "Line \(line) can’t be read")
  }
  static let cutoffDays = Words(ja: "締切（何日前）", en: "Cut-off (days before)")
  static let cutoffTime = Words(ja: "締切の時刻", en: "Cut-off time")
  static let minNights = Words(ja: "最低泊数", en: "Shortest stay")
  static let maxNights = Words(ja: "最大泊数", en: "Longest stay")
  static let cancellation = Words(ja: "取消料（何日前:％）", en: "Cancellation (days before:%)")
  static let cancellationHint = Words(
    ja: "例 3:20 1:50 0:80 -1:100（-1は不泊）",
    en: "such as 3:20 1:50 0:80 -1:100 (-1: no-show)"
  )
  static let wrongCancellation = Words(
    ja: "「日数:％」を空白で区切ってください",
    en: "Enter «days:percent», separated by spaces"
  )
  static let newPlan = Words(ja: "プランを加える", en: "Add a plan")
  static let newRoom = Words(ja: "部屋タイプを加える", en: "Add a room type")
  static let profileSection = Words(ja: "案内", en: "About the inn")
  static let licence = Words(ja: "営業の種類", en: "Licence")
  static func licence(_ licence: Licence) -> Words {
    switch licence {
    case .hotel: Words(ja: "旅館・ホテル", en: "hotel or ryokan")
    case .simpleLodging: Words(ja: "簡易宿所", en: "simple lodging")
    case .homeSharing: Words(ja: "住宅宿泊（民泊）", en: "home sharing")
    case .boarding: Words(ja: "下宿", en: "boarding house")
    }
  }
  static let licensedCapacity = Words(ja: "許可の定員", en: "Licensed capacity")
  static let checkInFrom = Words(ja: "チェックイン（から）", en: "Check-in from")
  static let checkInUntil = Words(ja: "チェックイン（まで）", en: "Check-in until")
  static let checkOutUntil = Words(ja: "チェックアウト（まで）", en: "Check-out until")
  static let payments = Words(ja: "支払い方法", en: "Means of payment")
  static func payment(_ means: PaymentMeans) -> Words {
    switch means {
    case .cash: Words(ja: "現金", en: "cash")
    case .card: Words(ja: "カード", en: "card")
    case .transfer: Words(ja: "振込", en: "transfer")
    case .qrCode: Words(ja: "QR決済", en: "QR code")
    }
  }
  static let features = Words(ja: "設備", en: "Features")
  static func feature(_ feature: Feature) -> Words {
    switch feature {
    case .onsen: Words(ja: "温泉", en: "onsen")
    case .parking: Words(ja: "駐車場", en: "parking")
    case .wifi: Words("Wi-Fi")
    case .stepFree: Words(ja: "段差なし", en: "step-free")
    case .pets: Words(ja: "ペット可", en: "pets")
    case .nonSmoking: Words(ja: "禁煙", en: "non-smoking")
    case .seaView: Words(ja: "海が見える", en: "sea view")
    case .pickUp: Words(ja: "送迎", en: "pick-up")
    case .laundry: Words(ja: "洗濯", en: "laundry")
    case .privateBath: Words(ja: "貸切風呂", en: "private bath")
    }
  }
  static let textsSection = Words(ja: "文章（日本語と英語を並べて）", en: "Texts, side by side")
  static func text(_ kind: Words, _ language: Words) -> Words {
    Words(ja: "\(kind.ja)（\(language.ja)）", en: "\(kind.en) (\(language.en))")
  }
  static func otherLanguages(_ text: Words) -> Words {
    Words(ja: "\(text.ja)：ほかの言語", en: "\(text.en): other languages")
  }
  static let description = Words(ja: "紹介文", en: "Description")
  static let accessText = Words(ja: "行き方", en: "Access")
  static let winterRoad = Words(ja: "冬の道", en: "Winter road")

  // MARK: - Beside the editor

  static let pinSection = Words(ja: "暗証番号", en: "PIN")
  static let resetPIN = Words(ja: "新しい暗証番号を作る", en: "Draw a new PIN")
  static let resetPINConfirm = Words(
    ja: "前の暗証番号は使えなくなります。よろしいですか。",
    en: "The old PIN opens nothing any more. Draw a new one?"
  )
  static func newPIN(_ number: String, _ digits: String) -> Words {
    Words(
      ja: "宿番号 \(number)、暗証番号 \(digits)。表示は今だけです。女将に伝えてください。",
      en: "Inn number \(number), PIN \(digits), shown only now. Tell the keeper.",
    )
  }
  static let unlockPIN = Words(ja: "停止を解く", en: "Unlock")
  static let pinUnlocked = Words(ja: "停止を解きました。", en: "The PIN can be tried again.")
  static let phoneCard = Words(ja: "電話カードを印刷", en: "Print the phone card")
  static let listedSection = Words(ja: "掲載", en: "Listing")
  static let unlist = Words(ja: "掲載を止める", en: "Take it off")
  static let relist = Words(ja: "掲載する", en: "List it")
  static let listedDone = Words(ja: "掲載を変更しました。", en: "Changed.")
  static let consents = Words(ja: "承諾", en: "Consents")
  static let purpose = Words(ja: "目的", en: "Purpose")
  static func purpose(_ purpose: ConsentPurpose) -> Words {
    switch purpose {
    case .sale: Words(ja: "掲載と販売", en: "listing and sale")
    case .statistics: Words(ja: "統計", en: "statistics")
    case .emergency: Words(ja: "緊急時の連絡", en: "emergencies")
    }
  }
  static func medium(_ medium: ConsentRecord.Medium) -> Words {
    switch medium {
    case .phone: Words(ja: "電話", en: "by telephone")
    case .paper: Words(ja: "書面", en: "on paper")
    }
  }
  static let consentMedium = Words(ja: "方法", en: "How")
  static let note = Words(ja: "メモ", en: "Note")
  static let agrees = Words(ja: "承諾した", en: "Agrees")
  static let refuses = Words(ja: "断った・取り下げた", en: "Refuses or takes it back")
  static let consentNoted = Words(ja: "記録しました。", en: "Recorded.")
}

extension Words {
  static let enterDegrees = Words(ja: "度を小数で入力してください（例 41.53）", en: "Enter degrees such as 41.53")
  /// The municipalities of Shimokita by name; others by their code.
  static func municipality(_ code: MunicipalityCode) -> Words {
    switch code.code {
    case "022080": Words(ja: "むつ市", en: "Mutsu")
    case "024236": Words(ja: "大間町", en: "Oma")
    case "024244": Words(ja: "東通村", en: "Higashidori")
    case "024252": Words(ja: "風間浦村", en: "Kazamaura")
    case "024261": Words(ja: "佐井村", en: "Sai")
    default: Words(code.code)
    }
  }
}
