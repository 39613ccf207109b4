import BookingBridge
import InnRegistry

/// Refusals of the registry as a line on the terminal.
extension BookingRefusal {
  var phrase: Phrase {
    switch self {
    case .innUnknown: Phrase(en: "there is no such inn", ja: "その宿はありません")
    case .roomTypeUnknown: Phrase(en: "there is no such room type", ja: "その部屋タイプはありません")
    case .ratePlanUnknown: Phrase(en: "there is no such plan", ja: "そのプランはありません")
    case .bookingUnknown: Phrase(en: "there is no such booking", ja: "その予約はありません")
    case .soldOut(let night):
      Phrase(en: "not enough rooms are left on \(night)", ja: "\(night) は部屋が足りません")
    case .closed(let night): Phrase(en: "the inn is closed on \(night)", ja: "\(night) は休業です")
    case .innUnreachableInTime:
      Phrase(en: "the inn can't be rung in time", ja: "期限までに宿へ電話できません")
    case .innPaused:
      Phrase(
        en: "the inn's sales rest until somebody has spoken with its keeper",
        ja: "女将と話せるまで販売を休んでいます",
      )
    case .capReached(let cap, let night):
      Phrase(
        en: "the inn takes no more \(cap.rawValue) on \(night)",
        ja: "\(night) は宿の受け入れの上限です（\(cap.rawValue)）",
      )
    case .allotmentReached(let night):
      Phrase(
        en: "the channel has sold and held what it may on \(night)",
        ja: "\(night) は経路の割当を使い切っています",
      )
    case .outsideHorizon: Phrase(en: "the night is too far ahead", ja: "その泊は先すぎます")
    case .quote(let refusal):
      Phrase(
        en: "the plan is not sold so (\(refusal.code.rawValue))",
        ja: "このプランではその条件で売れません（\(refusal.code.rawValue)）",
      )
    case .tooManyOpenRequests(let limit):
      Phrase(
        en: "\(limit) requests of the channel wait for the inn already",
        ja: "返事待ちのリクエストがすでに\(limit)件あります",
      )
    case .tooManyHolds(let limit):
      Phrase(en: "the channel has \(limit) holds already", ja: "仮押さえがすでに\(limit)件あります")
    case .noLongerAvailable:
      Phrase(en: "the inn has fewer rooms by now", ja: "空室が減り、取れなくなりました")
    case .notPossible(let state):
      Phrase(en: "the booking is \(state.rawValue)", ja: "予約は \(state.rawValue) の状態です")
    case .changedMeanwhile(let revision):
      Phrase(
        en: "the booking was changed meanwhile (revision \(revision))",
        ja: "予約はその間に変わりました（第\(revision)版）",
      )
    case .tooManyRooms(let building):
      Phrase(
        en: "the building has \(building) rooms of this type",
        ja: "このタイプの部屋は\(building)部屋です",
      )
    case .nightPast(let night): Phrase(en: "\(night) is over", ja: "\(night) の泊は過ぎています")
    case .channelUnknown: Phrase(en: "there is no such channel", ja: "その経路はありません")
    case .channelSuspended: Phrase(en: "the channel is suspended", ja: "その経路は停止中です")
    case .restrictionsOutOfOrder:
      Phrase(
        en: "the shortest stay is longer than the longest",
        ja: "最低泊数が最大泊数より長くなっています",
      )
    case .keyUnknown: Phrase(en: "there is no such key", ja: "その鍵はありません")
    case .amendmentOpen:
      Phrase(en: "a change waits for the inn's answer already", ja: "変更の返事を待っています")
    case .tooEarly: Phrase(en: "it is too early for this", ja: "まだできません")
    case .tooLate: Phrase(en: "it is too late for this", ja: "もうできません")
    case .channelReferenceTaken(let booking):
      Phrase(
        en: "booking \(booking) has this reference",
        ja: "その経路の番号は予約 \(booking) のものです",
      )
    case .notAllowed: Phrase(en: "this is not allowed", ja: "その権限がありません")
    }
  }
}

extension OfficeRefusal {
  var phrase: Phrase {
    switch self {
    case .organisationUnknown: Phrase(en: "there is no such organisation", ja: "その団体はありません")
    case .staffUnknown: Phrase(en: "there is no such person", ja: "その担当者はいません")
    case .staffSuspended: Phrase(en: "the person is suspended", ja: "その担当者は停止中です")
    case .innUnknown: Phrase(en: "there is no such inn", ja: "その宿はありません")
    case .notAllowed(let right):
      Phrase(en: "the right \(right.rawValue) is missing", ja: "権限 \(right.rawValue) がありません")
    case .otherMunicipality:
      Phrase(en: "the inn lies outside what the office serves", ja: "担当の市町村の外の宿です")
    case .staffOfOther(let organisation):
      Phrase(en: "the name belongs to \(organisation)", ja: "その名前は \(organisation) のものです")
    case .lastAdmin:
      Phrase(en: "nobody could manage the organisation any more", ja: "管理できる人がいなくなります")
    case .malformed(let fields):
      Phrase(
        en: "can't be meant: \(fields.joined(separator: ", "))",
        ja: "正しくない項目: \(fields.joined(separator: ", "))",
      )
    }
  }
}

extension PINRefusal {
  var phrase: Phrase {
    switch self {
    case .innUnknown:
      Phrase(en: "there is no such inn, or it has no PIN", ja: "その宿がないか、暗証番号がありません")
    case .guessable: Phrase(en: "the PIN is easy to guess", ja: "推測されやすい番号です")
    case .noNumberLeft: Phrase(en: "all inn numbers are given out", ja: "宿番号が残っていません")
    }
  }
}

extension DeliveryRefusal {
  var phrase: Phrase {
    switch self {
    case .webhookUnknown: Phrase(en: "there is no such webhook", ja: "そのウェブフックはありません")
    case .deliveryUnknown: Phrase(en: "there is no such message", ja: "その通知はありません")
    case .channelUnknown: Phrase(en: "there is no such channel", ja: "その経路はありません")
    case .roomTypeUnknown: Phrase(en: "there is no such room type", ja: "その部屋タイプはありません")
    case .calendarUnknown: Phrase(en: "there is no such calendar", ja: "そのカレンダーはありません")
    case .tooMany(let limit):
      Phrase(en: "there are \(limit) already, as many as may be", ja: "すでに上限の\(limit)件あります")
    case .exists:
      Phrase(en: "there is one with this address already", ja: "同じアドレスがすでにあります")
    case .disabled:
      Phrase(
        en: "it is disabled: innctl webhook enable it first",
        ja: "停止中です。先に innctl webhook enable してください",
      )
    }
  }
}

extension OutgoingAddress.Fault {
  var phrase: Phrase {
    switch self {
    case .malformed: Phrase(en: "that is no web address", ja: "アドレスの形が正しくありません")
    case .notSecure: Phrase(en: "the address must be https", ja: "アドレスは https に限ります")
    case .privateAddress:
      Phrase(
        en: "the address is not of the public internet",
        ja: "インターネットから届かないアドレスです",
      )
    case .credentials:
      Phrase(
        en: "the address must not hold a user name or a password",
        ja: "アドレスに利用者名やパスワードを入れないでください",
      )
    }
  }
}
