import InnRegistry

/// Channels, keys, webhooks.
extension Words {
  static let channelsLead = Words(
    ja: "予約サイトの鍵・上限・通知。",
    en: "Keys, limits and webhooks of platforms."
  )
  static let addChannel = Words(ja: "予約サイトを加える", en: "Add a channel")
  static let channelCode = Words(ja: "記号（半角）", en: "Code")
  static let channelName = Words(ja: "名前", en: "Name")
  static let trainingOnly = Words(ja: "練習用の宿だけ", en: "training inns only")
  static let suspended = Words(ja: "停止中", en: "suspended")
  static let suspend = Words(ja: "停止する", en: "Suspend")
  static let activeKeys = Words(ja: "有効な鍵", en: "Keys")
  static let webhooks = Words(ja: "通知先（ウェブフック）", en: "Webhooks")
  static let limits = Words(ja: "上限", en: "Limits")
  static let maxOpenRequests = Words(ja: "一つの宿で待てるリクエスト", en: "Open requests at one inn")
  static let maxHolds = Words(ja: "同時の仮押さえ", en: "Holds at once")
  static let maxRoomsShown = Words(ja: "見せる部屋数", en: "Rooms shown")
  static let maxRoomsANight = Words(
    ja: "一晩に売れる部屋数（空欄は無制限）",
    en: "Rooms sold a night (empty: no limit)"
  )
  static let keys = Words(ja: "鍵", en: "Keys")
  static let createKey = Words(ja: "鍵を作る", en: "Create a key")
  static let scopes = Words(ja: "できること", en: "Scopes")
  static func scope(_ scope: KeyScope) -> Words {
    switch scope {
    case .read: Words(ja: "空室を見る", en: "read")
    case .book: Words(ja: "予約する", en: "book")
    case .manage: Words(ja: "空室を変える", en: "manage")
    case .stats: Words(ja: "統計", en: "statistics")
    }
  }
  static func newKey(_ secret: String) -> Words {
    Words(ja: "鍵: \(secret)（表示は今だけです）", en: "Key: \(secret) (shown only now)")
  }
  static let revokeKey = Words(ja: "取り消す", en: "Revoke")
  static let revokeConfirm = Words(
    ja: "この鍵は使えなくなります。よろしいですか。",
    en: "The key opens nothing any more. Revoke it?"
  )
  static let keyRevoked = Words(ja: "鍵を取り消しました。", en: "The key is revoked.")
  static let revoked = Words(ja: "取消済み", en: "revoked")
  static let noKeys = Words(ja: "鍵がありません。", en: "No keys.")
  static let noWebhooks = Words(ja: "通知先がありません。", en: "No webhooks.")
  static let addWebhook = Words(ja: "通知先を加える", en: "Add a webhook")
  static let webAddress = Words(ja: "アドレス", en: "Address")
  static func webhookSecret(_ secret: String) -> Words {
    Words(ja: "署名の鍵: \(secret)（表示は今だけです）", en: "Signing secret: \(secret) (shown only now)")
  }
  static func topic(_ topic: WebhookTopic) -> Words {
    switch topic {
    case .bookings: Words(ja: "予約", en: "bookings")
    case .nights: Words(ja: "空室", en: "nights")
    case .inns: Words(ja: "宿の情報", en: "inns")
    }
  }
  static let topics = Words(ja: "知らせること", en: "Topics")
  static let rotate = Words(ja: "署名の鍵を替える", en: "New secret")
  static let enable = Words(ja: "再開する", en: "Enable")
  static let enabled = Words(ja: "再開しました。", en: "Enabled.")
  static let test = Words(ja: "試しに送る", en: "Send a test")
  static let tested = Words(ja: "試しの通知を送ります。", en: "A test is on its way.")
  static let remove = Words(ja: "なくす", en: "Remove")
  static let removeConfirm = Words(ja: "この通知先をなくしますか。", en: "Remove this webhook?")
  static let removed = Words(ja: "なくしました。", en: "Removed.")
  static let working = Words(ja: "正常", en: "working")
  static func failing(_ count: Int) -> Words {
    Words(ja: "\(count)回続けて失敗", en: "\(count) failures in a row")
  }
  static func disabled(_ reason: WebhookHealth.Reason) -> Words {
    switch reason {
    case .gone: Words(ja: "停止（相手が終了と回答）", en: "disabled: it answered «gone»")
    case .failing: Words(ja: "停止（失敗が続いたため）", en: "disabled: it failed for days")
    case .overfull: Words(ja: "停止（溜まりすぎ）", en: "disabled: too much waited")
    }
  }
  static let deliveries = Words(ja: "送った通知", en: "Deliveries")
  static let noDeliveries = Words(ja: "まだありません。", en: "None yet.")
  static let kind = Words(ja: "内容", en: "Kind")
  static let answer = Words(ja: "相手の応答", en: "Answer")
  static let attempts = Words(ja: "試行", en: "Attempts")
  static func delivery(_ state: WebhookDelivery.State) -> Words {
    switch state {
    case .waiting: Words(ja: "送信待ち", en: "waiting")
    case .delivered: Words(ja: "届いた", en: "delivered")
    case .failed: Words(ja: "届かず", en: "failed")
    }
  }
  static let redeliver = Words(ja: "もう一度送る", en: "Send again")
  static let redelivered = Words(ja: "もう一度送ります。", en: "It is sent again.")
  static func feedAt(_ position: Int64, of last: Int64) -> Words {
    Words(ja: "変更の記録 \(position) / \(last)", en: "change \(position) of \(last)")
  }
}
