import InnRegistry

/// What is wrong with listings and taxes, in both languages; the English is the registry's own.
extension InnFlaw {
  var phrase: Phrase {
    let what = kind.phrase.ja
    let japanese =
      switch subject {
      case .inn: what
      case .phone(let number): "電話 \(number.masked): \(what)"
      case .roomType(let id): "部屋タイプ \(id): \(what)"
      case .ratePlan(let id): "プラン \(id): \(what)"
      }
    return Phrase(en: description, ja: japanese)
  }
}

extension InnFlaw.Kind {
  var phrase: Phrase { Phrase(en: description, ja: japanese) }

  private var japanese: String {
    switch self {
    case .text(let field): "\(field.rawValue) が空か、長すぎるか、制御文字を含みます"
    case .notKatakana(let field): "\(field.rawValue) がカタカナではありません"
    case .notLatin(let field): "\(field.rawValue) がローマ字ではありません"
    case .area: "area は英小文字・数字・ハイフンだけで書きます"
    case .noPhone: "ハブがかけてよい電話がありません"
    case .noPhoneForSMS: "SMSで復唱するには、SMSを受けられる携帯電話（mobile）の登録が必要です"
    case .phoneTwice: "同じ番号が二度あります"
    case .tooMany(let field, let limit): "\(field.rawValue) が\(limit)を超えています"
    case .belongsElsewhere: "別の宿または部屋タイプの名前になっています"
    case .twice(let field): "\(field.rawValue) に同じものが二度あります"
    case .outOfRange(let field, let range):
      "\(field.rawValue) は\(range.lowerBound)〜\(range.upperBound)です"
    case .timesReversed(let field): "\(field.rawValue) の終わりが始まりより前です"
    case .timesIncomplete(let field): "\(field.rawValue) には始まりと終わりの両方が必要です"
    case .eveningCallOutsideHours: "夕方の電話が、電話してよい時間の外です"
    case .noCallingDays: "電話してよい曜日がありません"
    case .language(let tag): "「\(tag)」は言語の記号ではありません"
    case .photoAddress: "写真の場所が https の番地ではありません"
    case .noRoomType: "部屋タイプがありません"
    case .roomAboveLicence(let capacity, let licensed):
      "一部屋の定員\(capacity)名が、許可の\(licensed)名を超えています"
    case .roomsAboveLicence(let places, let licensed):
      "部屋の定員の合計\(places)名が許可の\(licensed)名を超えるので、人数の上限が必要です"
    case .capAboveLicence(let cap, let licensed):
      "人数の上限\(cap)名が、許可の\(licensed)名を超えています"
    case .offerNotAWeek(let count): "定常の提供数は7個です（\(count)個あります）"
    case .offerAboveRooms(let offer, let rooms): "提供数\(offer)が部屋数\(rooms)を超えています"
    case .tariff(let flaw): flaw.japanese
    case .nameTaken: "その名前は別のところで使われています"
    case .inUse: "予約があるので省けません"
    case .trainingChanged: "予約のある宿は、練習用と実在の間で変えられません"
    }
  }
}

extension RatePlanFlaw {
  fileprivate var japanese: String {
    switch self {
    case .noPrice: "料金がありません"
    case .tooManyOccupancies(let count): "料金の人数区分が多すぎます（\(count)）"
    case .priceOutOfRange(let yen): "料金\(yen.amount)円は範囲の外です"
    case .changeOutOfRange: "料金の増減が範囲の外です"
    case .childAges(let code): "子供区分\(code.rawValue)の年齢が正しくありません"
    case .childClassAboveAdultAge(let code): "子供区分\(code.rawValue)が大人料金の年齢にかかっています"
    case .childClassTwice(let code): "子供区分\(code.rawValue)が二度あります"
    case .childShare(let code, let share): "子供区分\(code.rawValue)の割合\(share)は0〜100です"
    case .adultAge(let age): "大人料金になる年齢\(age)が範囲の外です"
    case .tooManySeasons(let count): "期間が多すぎます（\(count)）"
    case .tooManySurcharges(let count): "割増が多すぎます（\(count)）"
    case .spanReversed: "期間の終わりが始まりより前です"
    case .stayLimits(let least, let most):
      "最低\(least)泊と最大\(most.map(String.init) ?? "-")泊が合いません"
    case .cutoffOutOfRange(let days): "締切\(days)日前は範囲の外です"
    case .cancellation: "取消料の段階が正しくありません"
    }
  }
}

extension LodgingTaxFlaw {
  var phrase: Phrase {
    switch self {
    case .versionTwice(let municipality, let from):
      Phrase(
        en: "\(municipality): two entries begin on \(from)",
        ja: "\(municipality): \(from) に始まる税が二つあります",
      )
    case .amountOutOfRange(let municipality, let yen):
      Phrase(
        en: "\(municipality): \(yen.amount) yen is not from 0 to "
          + "\(LodgingTaxTable.maxAmount.amount)",
        ja: "\(municipality): \(yen.amount)円は0〜\(LodgingTaxTable.maxAmount.amount)円の外です",
      )
    case .rateOutOfRange(let municipality, let points):
      Phrase(
        en: "\(municipality): a rate of \(points) ten-thousandths is not from 0 to 10000",
        ja: "\(municipality): 税率\(points)（1万分の）は0〜10000の外です",
      )
    case .stepsNotRising(let municipality, let from):
      Phrase(
        en: "\(municipality): the steps from \(from) don't rise",
        ja: "\(municipality): \(from) からの段階が小さい順ではありません",
      )
    case .exemptAge(let municipality, let age):
      Phrase(
        en: "\(municipality): an exempt age of \(age) is not from 0 to 18",
        ja: "\(municipality): 免除年齢\(age)は0〜18の外です",
      )
    }
  }
}
