import InnRegistry

/// Accounts, rights, sessions, the log.
extension Words {
  static let account = Words(ja: "自分のアカウント", en: "Your account")
  static let changePassword = Words(ja: "パスワードを変える", en: "Change the password")
  static let presentPassword = Words(ja: "いまのパスワード", en: "Present password")
  static let newPassword = Words(ja: "新しいパスワード", en: "New password")
  static let newPasswordAgain = Words(ja: "新しいパスワード（もう一度）", en: "New password, once more")
  static let newPasswordHint = Words(
    ja: "\(StaffPassword.lengths.lowerBound)文字以上。短い文をつなげると覚えやすくなります。",
    en: "At least \(StaffPassword.lengths.lowerBound) characters; a few words are easy to remember.",
  )
  static let passwordsDiffer = Words(ja: "二つの入力が違います", en: "The two differ")
  static let passwordChanged = Words(
    ja: "パスワードを変えました。ほかの端末からはログアウトしました。",
    en: "The password is changed; you are signed out everywhere else.",
  )
  static let changeFirst = Words(
    ja: "人から渡されたパスワードです。続けるには、自分だけが知るものに変えてください。",
    en: "Somebody gave you this password. Change it to one that only you know before you go on.",
  )
  static let sessions = Words(ja: "ログイン中の端末", en: "Where you are signed in")
  static let thisBrowser = Words(ja: "この端末", en: "this browser")
  static let endSession = Words(ja: "ログアウトさせる", en: "Sign out there")
  static let sessionEnded = Words(ja: "ログアウトさせました。", en: "Signed out there.")
  static let lastUsed = Words(ja: "最後の操作", en: "last used")
}

extension Words {
  static let peopleLead = Words(ja: "だれが何をできるか、だれが何をしたか。", en: "Who may do what, and who did what.")
  static let people = Words(ja: "担当者", en: "People")
  static let audit = Words(ja: "操作の記録", en: "Log")
  static let auditLead = Words(
    ja: "この団体の担当者と、担当の宿の記録。新しい順。",
    en: "What your people did and what happened at your inns, newest first."
  )
  static let addPerson = Words(ja: "担当者を加える", en: "Add a person")
  static let personName = Words(ja: "名前", en: "Name")
  static let roleColumn = Words(ja: "役割", en: "Role")
  static let roleHint = Words(
    ja: "閲覧: 見るだけ。電話支援: 宿と空室、お客様は見えない。職員: 予約とお客様。管理者: すべて。",
    en:
      "viewer: looks only; helper: inns and rooms, no guests; staff: bookings and guests; administrator: all.",
  )
  static func firstPassword(_ name: String, _ password: String) -> Words {
    Words(
      ja: "\(name) の最初のパスワード: \(password)（表示は今だけ。最初のログインで変更します）",
      en: "First password of \(name): \(password) (shown only now; changed at the first sign-in)",
    )
  }
  static let suspendPerson = Words(ja: "停止する", en: "Suspend")
  static let resumePerson = Words(ja: "再開する", en: "Resume")
  static let suspendedPerson = Words(ja: "停止中", en: "suspended")
  static let lockedPerson = Words(ja: "ロック中", en: "locked")
  static let unlockPerson = Words(ja: "ロックを解く", en: "Unlock")
  static let unlockedPerson = Words(ja: "ロックを解きました。", en: "Unlocked.")
  static let resetPassword = Words(ja: "パスワードを作り直す", en: "New first password")
  static let resetPasswordConfirm = Words(
    ja: "いまのパスワードは使えなくなります。よろしいですか。",
    en: "The present password opens nothing any more. Go on?"
  )
  static func signedInTimes(_ count: Int) -> Words {
    Words(ja: "ログイン中 \(count)", en: "signed in: \(count)")
  }
  static let noPassword = Words(ja: "パスワードなし", en: "no password")
  static let openSessions = Words(ja: "ログイン中の端末（全員）", en: "Everybody’s sessions")
  static let office = Words(ja: "事務局の連絡先", en: "The office")
  static let officePhone = Words(ja: "事務局の電話", en: "Office telephone")
  static let dutyPhone = Words(ja: "時間外の当番の電話", en: "Duty telephone")
  static let registration = Words(ja: "旅行業の登録番号", en: "Travel agency registration")
  static let officeName = Words(ja: "団体名", en: "Name")
  static let officeFrom = Words(ja: "開く時刻", en: "Opens at")
  static let officeUntil = Words(ja: "閉まる時刻", en: "Closes at")
  static let officeHoursHint = Words(ja: "空欄はいつでもつながる", en: "empty: somebody is always there")
  static let actorColumn = Words(ja: "だれが", en: "Who")
  static let whatColumn = Words(ja: "何を", en: "What")
  static let subjectColumn = Words(ja: "対象", en: "Of what")
  static let older = Words(ja: "もっと前", en: "Older")
  static let hoursNeedBoth = Words(ja: "開く時刻と閉まる時刻の両方を入れてください", en: "Enter both times")

  /// What a line of the log says happened.
  static func event(_ kind: LogEvent.Kind) -> Words {
    switch kind {
    case .innSaved: Words(ja: "宿の登録内容を保存", en: "saved a listing")
    case .innPaused: Words(ja: "販売を休止", en: "sales rest")
    case .innResumed: Words(ja: "販売を再開", en: "sales go on")
    case .offerSet: Words(ja: "定常の提供数を変更", en: "set the standing offer")
    case .closureAdded: Words(ja: "休業を登録", en: "closed nights")
    case .closureLifted: Words(ja: "休業を解除", en: "reopened nights")
    case .roomsStated: Words(ja: "空室数を入力", en: "stated rooms")
    case .nightsVouched: Words(ja: "空室を確認", en: "vouched for nights")
    case .roomsReturned: Words(ja: "部屋が戻りました", en: "rooms came back")
    case .restrictionsSet: Words(ja: "売り止めなどを変更", en: "set restrictions")
    case .bookingHeld: Words(ja: "仮押さえ", en: "held rooms")
    case .holdExtended: Words(ja: "仮押さえを延長", en: "extended a hold")
    case .bookingRequested: Words(ja: "リクエストを受付", en: "took a request")
    case .bookingConfirmed: Words(ja: "予約を確定", en: "confirmed a booking")
    case .bookingStayed: Words(ja: "宿泊済み", en: "guests stayed")
    case .bookingNoShow: Words(ja: "不泊を記録", en: "reported a no-show")
    case .bookingCancelled: Words(ja: "予約を取消", en: "cancelled a booking")
    case .bookingReleased: Words(ja: "仮押さえを解除", en: "released a hold")
    case .bookingDeclined: Words(ja: "リクエストをお断り", en: "declined a request")
    case .bookingExpired: Words(ja: "リクエストの期限切れ", en: "a request ran out")
    case .bookingWithdrawn: Words(ja: "リクエストの取り下げ", en: "a request was withdrawn")
    case .amendmentProposed: Words(ja: "変更の申し込み", en: "proposed a change")
    case .amendmentDeclined: Words(ja: "変更のお断り", en: "declined a change")
    case .bookingAmended: Words(ja: "予約を変更", en: "amended a booking")
    case .bookingHeard: Words(ja: "予約が宿に伝わる", en: "the inn heard of a booking")
    case .guestErased: Words(ja: "お客様の情報を消去", en: "erased a guest")
    case .channelSaved: Words(ja: "予約サイトの設定", en: "saved a channel")
    case .allotmentSet: Words(ja: "割当を変更", en: "set an allotment")
    case .keyCreated: Words(ja: "鍵を作成", en: "created a key")
    case .keyRevoked: Words(ja: "鍵を取消", en: "revoked a key")
    case .consentRecorded: Words(ja: "承諾を記録", en: "recorded a consent")
    case .officeSaved: Words(ja: "事務局の設定", en: "saved the office")
    case .staffSaved: Words(ja: "担当者を保存", en: "saved a person")
    case .passwordSet: Words(ja: "パスワードを変更", en: "set a password")
    case .signedIn: Words(ja: "ログイン", en: "signed in")
    case .signedOut: Words(ja: "ログアウト", en: "signed out")
    case .loginLocked: Words(ja: "ログインをロック", en: "locked a login")
    case .loginUnlocked: Words(ja: "ロックを解除", en: "unlocked a login")
    case .callWanted: Words(ja: "電話をかけさせた", en: "had an inn rung")
    case .innSpokenWith: Words(ja: "女将と話した", en: "spoke with a keeper")
    case .noticesSet: Words(ja: "お客様への通知の設定", en: "set notices to a guest")
    case .wishReceived: Words(ja: "お客様から変更の希望", en: "asked for a change")
    case .wishDone: Words(ja: "お客様の希望に対応", en: "saw to a guest's wish")
    case .emergencySent: Words(ja: "緊急のお知らせを送信", en: "sent an emergency notice")
    case .demandRefused: Words(ja: "満たせなかった希望を集計", en: "counted refused demand")
    case .statisticsSimulated: Words(ja: "練習用の統計を作成", en: "simulated statistics for training")
    case .statisticsPublished: Words(ja: "統計を公表", en: "published statistics")
    case .statisticsExported: Words(ja: "統計を持ち出し", en: "exported statistics")
    case .statisticsUsed: Words(ja: "統計の使い道を記録", en: "noted a use of statistics")
    case .reportWanted: Words(ja: "月の報告の希望", en: "set the monthly report")
    case .reportSent: Words(ja: "月の報告を送信", en: "sent a monthly report")
    case .alarmCleared: Words(ja: "お知らせに対応", en: "saw to an alarm")
    case .taxesSet: Words(ja: "税の設定", en: "set taxes")
    case .retentionSet: Words(ja: "保存期間の設定", en: "set the retention time")
    case .importApplied: Words(ja: "ファイルを取込", en: "imported a file")
    case .pinSet: Words(ja: "暗証番号を作成", en: "set a PIN")
    case .pinLocked: Words(ja: "暗証番号を停止", en: "locked a PIN")
    case .pinUnlocked: Words(ja: "暗証番号の停止を解除", en: "unlocked a PIN")
    case .callEnded: Words(ja: "通話", en: "a call ended")
    case .shortfallAnswered: Words(ja: "部屋の不足への返事", en: "answered a shortfall")
    case .guestsOutsideReported: Words(ja: "ほかの宿泊者の報告", en: "reported other guests")
    case .repetitionWanted: Words(ja: "復唱の前に切れた", en: "hung up before it was repeated")
    case .repetitionHeard: Words(ja: "復唱を聞いた", en: "heard it repeated")
    case .broadcastSent: Words(ja: "一斉電話を開始", en: "sent an announcement")
    case .broadcastHeard: Words(ja: "一斉電話を聞いた", en: "heard an announcement")
    case .broadcastStopped: Words(ja: "一斉電話を中止", en: "stopped an announcement")
    case .messageLeft: Words(ja: "伝言を残した", en: "left a message")
    case .messageDone: Words(ja: "伝言に対応", en: "saw to a message")
    case .smsReceived: Words(ja: "SMSを受信", en: "an SMS came in")
    case .smsSent: Words(ja: "SMSを送信", en: "an SMS went out")
    case .webhookSaved: Words(ja: "通知先を保存", en: "saved a webhook")
    case .webhookRemoved: Words(ja: "通知先を削除", en: "removed a webhook")
    case .calendarSaved: Words(ja: "カレンダーを保存", en: "saved a calendar")
    case .calendarRemoved: Words(ja: "カレンダーを削除", en: "removed a calendar")
    }
  }
}
