/// Where guests live, as the national accommodation survey (宿泊旅行統計調査) tabulates it.
package enum FlowOrigin {
  /// Counts up when the list below changes; published with every table that uses it.
  ///
  /// Version 1 is the survey's list of foreign nationalities since 2019. Sums keep the country's own
  /// code, so that another version tabulates old months anew.
  package static let version = 1

  /// The key of guests from Japan without a prefecture.
  package static let japan = "JP"
  /// The key of guests of whom nothing is known: neither from abroad nor from Japan.
  package static let unknown = "unknown"

  /// What sums are kept under: `JP-02` for a prefecture, `JP`, a country's code, or ``unknown``.
  package static func key(country: String?, prefecture: String?) -> String {
    guard let country else { return prefecture.map { "JP-" + $0 } ?? unknown }
    guard country == japan else { return country }
    return prefecture.map { "JP-" + $0 } ?? japan
  }

  package enum Kind: String, CaseIterable, Codable, Sendable {
    case domestic
    case foreign
    case unknown
  }

  package static func kind(of key: String) -> Kind {
    if key == unknown { return .unknown }
    return key == japan || key.hasPrefix("JP-") ? .domestic : .foreign
  }

  /// A country or region of the survey's list.
  package struct Nationality: Hashable, Sendable {
    package var code: String
    package var japanese: String
    package var english: String
    package var group: Group
  }

  /// Coarser than the list, for months in which few came.
  package enum Group: String, CaseIterable, Codable, Sendable {
    case eastAsia = "east_asia"
    case southeastAsia = "southeast_asia"
    case western
    case other

    package var japanese: String {
      switch self {
      case .eastAsia: "東アジア"
      case .southeastAsia: "東南アジア"
      case .western: "欧米豪"
      case .other: "その他の国・地域"
      }
    }

    package var english: String {
      switch self {
      case .eastAsia: "East Asia"
      case .southeastAsia: "Southeast Asia"
      case .western: "Europe, America, Australia"
      case .other: "Other countries"
      }
    }
  }

  package static let nationalities: [Nationality] = survey.map {
    Nationality(code: $0.0, japanese: $0.1, english: $0.2, group: $0.3)
  }

  private static let survey: [(String, String, String, Group)] = [
    ("KR", "韓国", "South Korea", .eastAsia), ("CN", "中国", "China", .eastAsia),
    ("HK", "香港", "Hong Kong", .eastAsia), ("TW", "台湾", "Taiwan", .eastAsia),
    ("SG", "シンガポール", "Singapore", .southeastAsia), ("TH", "タイ", "Thailand", .southeastAsia),
    ("MY", "マレーシア", "Malaysia", .southeastAsia),
    ("ID", "インドネシア", "Indonesia", .southeastAsia),
    ("VN", "ベトナム", "Vietnam", .southeastAsia),
    ("PH", "フィリピン", "Philippines", .southeastAsia), ("IN", "インド", "India", .other),
    ("GB", "イギリス", "United Kingdom", .western), ("DE", "ドイツ", "Germany", .western),
    ("FR", "フランス", "France", .western), ("IT", "イタリア", "Italy", .western),
    ("ES", "スペイン", "Spain", .western), ("RU", "ロシア", "Russia", .other),
    ("US", "アメリカ", "United States", .western), ("CA", "カナダ", "Canada", .western),
    ("AU", "オーストラリア", "Australia", .western), (others, "その他", "Others", .other),
  ]

  /// The code of countries that the list does not name (その他).
  package static let others = "ZZ"

  private static let listed = Dictionary(
    uniqueKeysWithValues: nationalities.map { ($0.code, $0) }
  )

  /// The entry of the list for a country's code.
  package static func nationality(of key: String) -> Nationality? { listed[key] ?? listed[others] }

  /// Names of prefectures by their code, `01` to `47`.
  package static let prefectures: [(code: String, japanese: String, english: String)] = zip(
    japaneseNames,
    englishNames
  ).enumerated().map { (padded($0 + 1, 2), $1.0, $1.1) }

  private static let japaneseNames = [
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県",
    "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県",
    "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県",
    "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県",
    "宮崎県", "鹿児島県", "沖縄県",
  ]
  private static let englishNames = [
    "Hokkaido", "Aomori", "Iwate", "Miyagi", "Akita", "Yamagata", "Fukushima", "Ibaraki", "Tochigi",
    "Gunma", "Saitama", "Chiba", "Tokyo", "Kanagawa", "Niigata", "Toyama", "Ishikawa", "Fukui",
    "Yamanashi", "Nagano", "Gifu", "Shizuoka", "Aichi", "Mie", "Shiga", "Kyoto", "Osaka", "Hyogo",
    "Nara", "Wakayama", "Tottori", "Shimane", "Okayama", "Hiroshima", "Yamaguchi", "Tokushima",
    "Kagawa", "Ehime", "Kochi", "Fukuoka", "Saga", "Nagasaki", "Kumamoto", "Oita", "Miyazaki",
    "Kagoshima", "Okinawa",
  ]
}
