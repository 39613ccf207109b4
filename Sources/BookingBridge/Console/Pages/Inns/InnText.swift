import InnRegistry

/// What an inn tells guests in several languages, as its editor asks for it.
enum InnText: String, CaseIterable {
  case description, access, winter
  case houseRules = "rules"
  case bath, dinner, shelter

  /// Written by most.
  static let sideBySide = ["ja", "en"]
  /// The other languages that notices are written in.
  static let others = NoticeLanguage.allCases.map(\.rawValue).filter { !sideBySide.contains($0) }

  var words: Words {
    switch self {
    case .description: .description
    case .access: .accessText
    case .winter: .winterRoad
    case .houseRules: Words(ja: "宿のきまり", en: "House rules")
    case .bath: Words(ja: "お風呂", en: "Bath")
    case .dinner: Words(ja: "夕食", en: "Dinner")
    case .shelter: Words(ja: "避難場所", en: "Shelter")
    }
  }

  var path: WritableKeyPath<InnProfile, [LocalizedText]> {
    switch self {
    case .description: \.descriptions
    case .access: \.access
    case .winter: \.winterRoad
    case .houseRules: \.houseRules
    case .bath: \.bath
    case .dinner: \.dinner
    case .shelter: \.shelter
    }
  }
}
