import InnRegistry

/// What stands around pages: navigation, signing in, errors, forms.
extension Words {
  static let sectionToday = Words(ja: "今日", en: "Today")
  static let sectionBookings = Words(ja: "予約", en: "Bookings")
  static let sectionTape = Words(ja: "空室表", en: "Rooms")
  static let sectionInns = Words(ja: "宿", en: "Inns")
  static let sectionCalls = Words(ja: "電話・SMS", en: "Calls & SMS")
  static let sectionNotices = Words(ja: "お客様への通知", en: "Notices")
  static let sectionChannels = Words(ja: "予約サイト連携", en: "Channels")
  static let sectionRegion = Words(ja: "地域・緊急連絡", en: "Region")
  static let sectionPeople = Words(ja: "担当者・記録", en: "People & log")
  static let navigation = Words(ja: "メニュー", en: "Sections")
  static let skipToContent = Words(ja: "本文へ", en: "Skip to content")
  /// Names the other language in that language.
  static let languageSwitch = Words(ja: "English", en: "日本語")

  // MARK: - Signing in

  static let signIn = Words(ja: "ログイン", en: "Sign in")
  static let signInTitle = Words(ja: "事務局ログイン", en: "Office console")
  static let signOut = Words(ja: "ログアウト", en: "Sign out")
  static let loginName = Words(ja: "ログイン名", en: "Login name")
  static let password = Words(ja: "パスワード", en: "Password")
  static let signInWrong = Words(
    ja: "ログイン名かパスワードが違います。",
    en: "The login name or the password is wrong.",
  )
  static func signInLocked(until time: String) -> Words {
    Words(
      ja: "まちがいが続いたため、\(time)まで停止しています。管理者が解除できます。",
      en: "Too many wrong passwords: locked until \(time). An administrator can unlock it.",
    )
  }

  static func role(_ role: StaffRole) -> Words {
    switch role {
    case .viewer: Words(ja: "閲覧", en: "viewer")
    case .helper: Words(ja: "電話支援", en: "helper")
    case .staff: Words(ja: "職員", en: "staff")
    case .admin: Words(ja: "管理者", en: "administrator")
    }
  }

  // MARK: - Errors

  static let backToToday = Words(ja: "今日の画面へ", en: "To today’s page")
  static let notFoundTitle = Words(ja: "見つかりません", en: "Not found")
  static let notFoundText = Words(
    ja: "このページはないか、担当の市町村の外にあります。",
    en: "There is no such page, or it belongs to an inn that your office does not serve.",
  )
  static let notAllowedTitle = Words(ja: "権限がありません", en: "Not allowed")
  static func notAllowedText(_ right: StaffRight?) -> Words {
    guard let right else {
      return Words(ja: "このアカウントは停止されています。", en: "This account is suspended.")
    }
    return Words(
      ja: "この操作の権限（\(right.rawValue)）がありません。管理者に相談してください。",
      en: "Your role lacks the right «\(right.rawValue)». Ask an administrator.",
    )
  }
  static let foreignFormTitle = Words(ja: "もう一度お試しください", en: "Please try again")
  static let foreignFormText = Words(
    ja: "この画面は古くなっています。開き直してから、もう一度操作してください。何も変わっていません。",
    en: "This form is out of date. Open the page again and repeat it; nothing was changed.",
  )
  static let malformedTitle = Words(ja: "読み取れませんでした", en: "Not understood")
  static let malformedText = Words(
    ja: "送られた内容を読み取れませんでした。何も変わっていません。",
    en: "What was sent can’t be read. Nothing was changed.",
  )
  static let tooManyTriesTitle = Words(ja: "しばらくお待ちください", en: "Please wait")
  static let tooManyTriesText = Words(
    ja: "ログインの試みが多すぎます。1分ほどしてからお試しください。",
    en: "Too many tries to sign in. Wait a minute and try again.",
  )
  static let refusedTitle = Words(ja: "できませんでした", en: "It was not done")
  static let nameTaken = Words(ja: "その名前は使われています。", en: "That name is taken.")
  static let lastAdmin = Words(
    ja: "管理者が一人もいなくなるため、変更できません。",
    en: "Nobody could manage the organisation any more.",
  )
  static func malformedFields(_ fields: [String]) -> Words {
    let list = fields.joined(separator: ", ")
    return Words(ja: "正しくない項目: \(list)", en: "Can’t be meant: \(list)")
  }

  // MARK: - Forms

  static let required = Words(ja: "必須", en: "required")
  static let isRequired = Words(ja: "入力してください", en: "Fill this in")
  static let formHasErrors = Words(ja: "入力を確かめてください", en: "Please check the form")
  static let choose = Words(ja: "一つ選んでください", en: "Choose one")
  static let enterSomething = Words(ja: "入力してください", en: "Fill this in")
  static let enterDate = Words(
    ja: "日付を入力してください（例 2026-12-03）",
    en: "Enter a date such as 2026-12-03"
  )
  static let enterTime = Words(ja: "時刻を入力してください（例 17:30）", en: "Enter a time such as 17:30")
  static let enterPhone = Words(
    ja: "電話番号を入力してください（例 0175-00-0001）",
    en: "Enter a telephone number such as 0175-00-0001",
  )
  static let enterIdentifier = Words(
    ja: "半角の英数字・ハイフン・下線で入力してください",
    en: "Use letters, digits, hyphens and underscores",
  )
  static func enter(characters: ClosedRange<Int>) -> Words {
    Words(
      ja: "\(characters.upperBound)文字以内で、記号（制御文字）を使わずに入力してください",
      en: "Use at most \(characters.upperBound) characters and no control characters",
    )
  }
  static func enterNumber(_ range: ClosedRange<Int>) -> Words {
    Words(
      ja: "\(range.lowerBound)〜\(range.upperBound)の数字を入力してください",
      en: "Enter a number from \(range.lowerBound) to \(range.upperBound)",
    )
  }

  static let save = Words(ja: "保存する", en: "Save")
  static let saved = Words(ja: "保存しました。", en: "Saved.")
  static let cancel = Words(ja: "やめる", en: "Cancel")
  static let show = Words(ja: "表示", en: "Show")
  static let all = Words(ja: "すべて", en: "All")
  static let none = Words(ja: "なし", en: "None")
  static let yes = Words(ja: "はい", en: "Yes")
  static let no = Words(ja: "いいえ", en: "No")
  static let unknown = Words(ja: "不明", en: "unknown")
  static let close = Words(ja: "閉じる", en: "Close")
  static let next = Words(ja: "次へ", en: "Next")
  static let previous = Words(ja: "前へ", en: "Previous")
  static let open = Words(ja: "開く", en: "Open")
  static let training = Words(ja: "練習用", en: "training")
  static let inn = Words(ja: "宿", en: "Inn")
  static let area = Words(ja: "地区", en: "Area")
  static let municipality = Words(ja: "市町村", en: "Municipality")
  static let date = Words(ja: "日付", en: "Date")
  static let time = Words(ja: "時刻", en: "Time")
  static let language = Words(ja: "言語", en: "Language")
}

extension RingRefusal {
  var words: Words {
    switch self {
    case .innUnknown: Words(ja: "その宿はありません。", en: "There is no such inn.")
    case .noPhone:
      Words(ja: "ハブからかけてよい電話がありません。", en: "The inn has no telephone that the hub may ring.")
    case .outsideHours(let times):
      Words(
        ja: "電話してよい時間（\(times.from)〜\(times.until)）の外です。",
        en: "It is outside the inn’s calling hours (\(times.from)–\(times.until)).",
      )
    case .inCall:
      Words(ja: "いま呼び出し中か、通話中です。", en: "The inn is being rung or spoken with right now.")
    }
  }
}

extension StaffPassword.Flaw {
  var words: Words {
    switch self {
    case .tooShort(let least):
      Words(ja: "\(least)文字以上にしてください。", en: "Use at least \(least) characters.")
    case .tooLong(let most):
      Words(ja: "\(most)文字以内にしてください。", en: "Use at most \(most) characters.")
    case .guessable:
      Words(
        ja: "推測されやすいパスワードです。ログイン名を含めず、いろいろな文字を使ってください。",
        en: "It is easy to guess: leave the login name out and use more different characters.",
      )
    case .presentIsWrong:
      Words(ja: "いまのパスワードが違います。", en: "The present password is wrong.")
    }
  }
}
