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
