import InnRegistry

extension InnEntryFlaw {
  /// `T01: …`, one line.
  var phrase: Phrase { Phrase("\(inn): ") + kind.phrase }
}

extension InnEntryFlaw.Kind {
  fileprivate var phrase: Phrase {
    switch self {
    case .name:
      Phrase(
        en: "its Japanese and Latin names need 1 to \(InnEntry.maxNameLength) characters",
        ja: "日本語とローマ字の名前は1〜\(InnEntry.maxNameLength)文字です",
      )
    case .kana: Phrase(en: "its reading must be katakana", ja: "読みはカタカナで書きます")
    case .noPhone: Phrase(en: "it has no telephone", ja: "電話がありません")
    case .phoneTwice(let number): Phrase(en: "\(number) is there twice", ja: "\(number) が二度あります")
    case .strayPhone(let number):
      Phrase(en: "\(number) names another inn", ja: "\(number) は別の宿の電話になっています")
    case .strayRoomType(let id):
      Phrase(en: "room type \(id) names another inn", ja: "部屋タイプ \(id) が別の宿になっています")
    case .strayPlan(let id):
      Phrase(en: "plan \(id) names another room type", ja: "プラン \(id) が別の部屋タイプになっています")
    case .noRoomType: Phrase(en: "it has no room type", ja: "部屋タイプがありません")
    case .tooManyRoomTypes(let count):
      Phrase(
        en: "\(count) room types; at most \(InnEntry.maxRoomTypes)",
        ja: "部屋タイプが\(count)あります。\(InnEntry.maxRoomTypes)までです",
      )
    case .tooManyPlans(let id, let count):
      Phrase(
        en: "room type \(id): \(count) plans; at most \(InnEntry.maxPlans)",
        ja: "部屋タイプ \(id): プランが\(count)あります。\(InnEntry.maxPlans)までです",
      )
    case .roomTypeTaken(let id, let owner):
      Phrase(
        en: "room type \(id) belongs to inn \(owner)",
        ja: "部屋タイプ \(id) は宿 \(owner) のものです",
      )
    case .planTaken(let id, let owner):
      Phrase(en: "plan \(id) belongs to inn \(owner)", ja: "プラン \(id) は宿 \(owner) のものです")
    case .roomTypeTwice(let id):
      Phrase(en: "room type \(id) is there twice", ja: "部屋タイプ \(id) が二度あります")
    case .planTwice(let id): Phrase(en: "plan \(id) is there twice", ja: "プラン \(id) が二度あります")
    case .roomTypeName(let id):
      Phrase(
        en: "room type \(id): its names need 1 to \(InnEntry.maxNameLength) characters",
        ja: "部屋タイプ \(id): 名前は1〜\(InnEntry.maxNameLength)文字です",
      )
    case .roomTypeKana(let id):
      Phrase(
        en: "room type \(id): its reading must be katakana",
        ja: "部屋タイプ \(id): 読みはカタカナで書きます",
      )
    case .rooms(let id, let count):
      Phrase(
        en: "room type \(id): \(count) rooms; from 1 to \(RoomType.maxRooms)",
        ja: "部屋タイプ \(id): \(count)部屋。1〜\(RoomType.maxRooms)です",
      )
    case .capacity(let id, let count):
      Phrase(
        en: "room type \(id): \(count) guests; from 1 to \(RoomType.maxCapacity)",
        ja: "部屋タイプ \(id): 定員\(count)名。1〜\(RoomType.maxCapacity)です",
      )
    case .offer(let id):
      Phrase(
        en: "room type \(id): the standing offer needs seven numbers up to its rooms",
        ja: "部屋タイプ \(id): 定常の提供数は部屋数以下の七つの数です",
      )
    case .planName(let id):
      Phrase(
        en: "plan \(id): its names need 1 to \(InnEntry.maxNameLength) characters",
        ja: "プラン \(id): 名前は1〜\(InnEntry.maxNameLength)文字です",
      )
    case .plan(let id, let flaw): Phrase(en: "plan \(id): ", ja: "プラン \(id): ") + flaw.phrase
    case .callingHours:
      Phrase(
        en: "calling hours end before they begin, or lack a day",
        ja: "電話してよい時間が逆か、曜日がありません",
      )
    case .caps: Phrase(en: "a cap below zero", ja: "上限が負の数です")
    case .innTwice: Phrase(en: "the inn is there twice", ja: "同じ宿が二度あります")
    }
  }
}

extension RatePlanFlaw {
  fileprivate var phrase: Phrase {
    switch self {
    case .noPrice: Phrase(en: "no price", ja: "料金がありません")
    case .tooManyOccupancies(let count):
      Phrase(en: "prices for \(count) guests in a room", ja: "一部屋\(count)名までの料金は多すぎます")
    case .priceOutOfRange(let yen):
      Phrase(en: "price \(yen.amount) out of range", ja: "料金 \(yen.amount) 円は範囲外です")
    case .changeOutOfRange(let change):
      Phrase(en: "change \(change) out of range", ja: "増減 \(change) は範囲外です")
    case .childAges(let code):
      Phrase(en: "child class \(code.rawValue): wrong ages", ja: "子供区分\(code.rawValue): 年齢の誤り")
    case .childClassAboveAdultAge(let code):
      Phrase(
        en: "child class \(code.rawValue) reaches the age of adults",
        ja: "子供区分\(code.rawValue)が大人の年齢に達しています",
      )
    case .childClassTwice(let code):
      Phrase(en: "child class \(code.rawValue) twice", ja: "子供区分\(code.rawValue)が二度あります")
    case .childShare(let code, let share):
      Phrase(
        en: "child class \(code.rawValue): \(share) % is no share",
        ja: "子供区分\(code.rawValue): 割合 \(share)% の誤り",
      )
    case .adultAge(let age):
      Phrase(en: "adults from \(age) years", ja: "大人料金の年齢 \(age) の誤り")
    case .tooManySeasons(let count): Phrase(en: "\(count) seasons", ja: "季節が\(count)は多すぎます")
    case .tooManySurcharges(let count):
      Phrase(en: "\(count) surcharges by weekday", ja: "曜日料金が\(count)は多すぎます")
    case .spanReversed: Phrase(en: "a season ends before it begins", ja: "季節の終わりが始まりより前です")
    case .stayLimits:
      Phrase(en: "shortest and longest stay don't fit", ja: "最低泊数と最大泊数が合いません")
    case .cutoffOutOfRange(let days):
      Phrase(en: "cutoff \(days) days before", ja: "締切が\(days)日前は範囲外です")
    case .cancellation: Phrase(en: "cancellation fees are wrong", ja: "キャンセル料の誤り")
    }
  }
}
