import InnRegistry

/// The region: occupancy, usage, announcements and emergencies.
extension Words {
  static let regionLead = Words(
    ja: "いまの地域のようすと、宿への一斉連絡。",
    en: "The region now, and announcements to inns."
  )
  static let coverage = Words(ja: "空室が確認できている宿", en: "Inns whose rooms are up to date")
  static func ofInns(_ count: Int, _ all: Int) -> Words {
    Words(ja: "\(all)軒中\(count)軒", en: "\(count) of \(all)")
  }
  static let guestsTonight = Words(ja: "今夜の宿泊者", en: "Guests tonight")
  static let occupancyAhead = Words(ja: "これからの予約と空室", en: "Booked and free")
  static let occupancyCaption = Words(ja: "日ごとの予約済み・空室（部屋）", en: "Rooms booked and free by night")
  static let roomsBooked = Words(ja: "予約", en: "Booked")
  static let roomsFree = Words(ja: "空き", en: "Free")
  static let share = Words(ja: "予約の割合", en: "Share booked")
  static func percent(_ share: Int) -> Words { Words("\(share)%") }
  static let headcount = Words(ja: "宿ごとの人数（今夜）", en: "Headcount by inn, tonight")
  static let headcountLead = Words(
    ja: "緊急時に、どの宿に何人いるかを示します。",
    en: "In an emergency: who is where now."
  )
  static let nobodyStays = Words(ja: "今夜の宿泊者はいません。", en: "Nobody stays tonight.")
  static let guests = Words(ja: "人数", en: "Guests")
  static let languages = Words(ja: "言語", en: "Languages")
  static let telephone = Words(ja: "電話", en: "Telephone")
  static let announcements = Words(ja: "宿への一斉電話", en: "Announcements to inns")
  static let announcementLead = Words(
    ja: "読み上げて、聞いた宿には番号を押してもらいます。読みは [漢字|かんじ] と書きます。",
    en: "It is read out in Japanese; a key is the receipt. Write readings as [漢字|かんじ].",
  )
  static let announcementText = Words(ja: "読み上げる文", en: "Text")
  static let within = Words(ja: "何時間以内に", en: "Within hours")
  static let previewAnnouncement = Words(ja: "確かめる", en: "Preview")
  static let sendAnnouncement = Words(ja: "宿に電話する", en: "Ring the inns")
  static let sendConfirm = Words(ja: "宿に電話をかけ始めます。よろしいですか。", en: "Start ringing the inns?")
  static func announcementPlan(_ inns: Int, _ seconds: Int, _ minutes: Int) -> Words {
    Words(
      ja: "\(inns)軒、読み上げ\(seconds)秒、ひと回りに約\(minutes)分",
      en: "\(inns) inns, \(seconds) s of text, about \(minutes) min for the first round",
    )
  }
  static let announcementSent = Words(ja: "電話を始めました。", en: "The inns are being rung.")
  static func heardBy(_ heard: Int, _ all: Int) -> Words {
    Words(ja: "\(all)軒中\(heard)軒が聞きました", en: "heard by \(heard) of \(all)")
  }
  static let stopAnnouncement = Words(ja: "電話をやめる", en: "Stop")
  static let stopped = Words(ja: "中止", en: "stopped")
  static let announcementStopped = Words(ja: "電話をやめました。", en: "Stopped.")
  static let noAnnouncements = Words(ja: "まだありません。", en: "None yet.")
  static let notHeardYet = Words(ja: "まだ聞いていない宿", en: "Not heard yet")

  static let usage = Words(ja: "利用量と費用", en: "Usage and cost")
  static let usageLead = Words(
    ja: "通話とSMSの量と見積もりの費用。市町村で分け合う資料です。",
    en: "Calls and messages with estimated cost, to be shared by municipality."
  )
  static let month = Words(ja: "月", en: "Month")
  static let callsColumn = Words(ja: "通話", en: "Calls")
  static let minutes = Words(ja: "分", en: "Minutes")
  static let messagesColumn = Words(ja: "SMS（通）", en: "SMS parts")
  static let cost = Words(ja: "費用（見積もり）", en: "Estimated cost")
  static let noUsage = Words(ja: "この月の利用はありません。", en: "Nothing was used in that month.")
  static let byMunicipality = Words(ja: "市町村ごと", en: "By municipality")
  static let byInn = Words(ja: "宿ごと", en: "By inn")
}
