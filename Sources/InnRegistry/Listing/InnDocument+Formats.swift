/// The document form of listings: what an export writes and an import reads, JSON and CSV alike.
///
/// A CSV file is the same document, one line for each object; see ``InnRecord``.
enum InnDocument {
  /// Word by which a file says what it is.
  static let format = "innbridge.inns"
  /// Files of another version are refused rather than half understood.
  static let version = 1
  /// Longest list of a listing that is read at all; the rules of a listing are stricter.
  static let listCount = 0...1000
  /// Any number that can be meant at all; ranges are judged with the listing's other rules.
  static let anyNumber = -1_000_000_000...1_000_000_000
}

/// Texts of an inn by what they tell.
enum InnTextKind: String, CaseIterable {
  case description
  case access
  case winterRoad = "winter_road"
  case houseRules = "house_rules"
  case bath
  case dinner
  case shelter

  /// The list of a profile that holds texts of this kind.
  var list: WritableKeyPath<InnProfile, [LocalizedText]> {
    switch self {
    case .description: \.descriptions
    case .access: \.access
    case .winterRoad: \.winterRoad
    case .houseRules: \.houseRules
    case .bath: \.bath
    case .dinner: \.dinner
    case .shelter: \.shelter
    }
  }

  /// Where a mistake in a text of this kind is told.
  var field: InnFlaw.Field {
    switch self {
    case .description: .descriptions
    case .access: .access
    case .winterRoad: .winterRoad
    case .houseRules: .houseRules
    case .bath: .bath
    case .dinner: .dinner
    case .shelter: .shelter
    }
  }
}

extension Weekday {
  /// Three lower-case letters: `sun`.
  var word: String {
    switch self {
    case .sunday: "sun"
    case .monday: "mon"
    case .tuesday: "tue"
    case .wednesday: "wed"
    case .thursday: "thu"
    case .friday: "fri"
    case .saturday: "sat"
    }
  }

  init?(word: String) {
    guard let match = Weekday.allCases.first(where: { $0.word == word }) else { return nil }
    self = match
  }
}

extension InnPhone.Rights {
  static let words: [(String, InnPhone.Rights)] = [
    ("set_rooms", .setRooms),
    ("answer_requests", .answerRequests),
    ("hear_guest_names", .hearGuestNames),
  ]
}

extension TextFormat where Value == TimeOfDay {
  /// `HH:MM`.
  static var timeOfDay: Self { TextFormat("a time of the form HH:MM") { TimeOfDay($0) } }
}

extension TextFormat where Value == Weekday {
  static var weekday: Self {
    TextFormat("one of sun, mon, tue, wed, thu, fri, sat") { Weekday(word: $0) }
  }
}

extension TextFormat where Value == PhoneNumber {
  static var phone: Self { TextFormat("a telephone number") { PhoneNumber($0) } }
}

extension TextFormat where Value == MunicipalityCode {
  static var municipality: Self {
    TextFormat("a municipality code of six digits with its check digit") { MunicipalityCode($0) }
  }
}

extension TextFormat where Value == InnPhone.Rights {
  static var right: Self {
    TextFormat("one of set_rooms, answer_requests, hear_guest_names") { word in
      InnPhone.Rights.words.first { $0.0 == word }?.1
    }
  }
}

extension TextFormat where Value == String {
  /// Any text; what it may be is judged with the listing's other rules.
  static var any: Self { TextFormat { (text) throws(TextFault) in text } }
}

extension JSONField where Value == Yen? {
  /// A price in whole yen, or `null` where the room isn't sold to that number of guests.
  static var priceOrNone: Self {
    JSONField { value, pointer, faults in
      if value == .null { return .some(nil) }
      return JSONField<Int>.integer(InnDocument.anyNumber)
        .read(value, pointer, &faults).map { Yen($0) }
    }
  }
}
