/// A property that takes guests: one keeper, one or more telephone numbers.
package struct Inn: Hashable, Codable, Sendable {
  package var id: InnID
  /// Fictional, for practice: no real keeper is behind it and no real guest may be sent there.
  package var isTraining: Bool
  package var name: InnName
  package var municipality: MunicipalityCode
  /// Part of the region as travellers know it, such as `ohata`; lower-case ASCII.
  package var area: AreaID
  package var calling: CallingTimes
  package var caps: NightCaps
  package var profile: InnProfile

  package init(
    id: InnID,
    isTraining: Bool,
    name: InnName,
    municipality: MunicipalityCode,
    area: AreaID,
    calling: CallingTimes = CallingTimes(),
    caps: NightCaps = NightCaps(),
    profile: InnProfile = InnProfile(),
  ) {
    self.id = id
    self.isTraining = isTraining
    self.name = name
    self.municipality = municipality
    self.area = area
    self.calling = calling
    self.caps = caps
    self.profile = profile
  }
}

/// Marks names of areas.
package enum Area {}
/// A name of an area, such as `ohata`.
package typealias AreaID = Identifier<Area>

/// An inn's name in the three forms that people need: read, spoken, and in Latin letters.
package struct InnName: Hashable, Codable, Sendable {
  package var japanese: String
  /// Katakana reading, as the telephone says it.
  package var kana: String
  package var romaji: String

  package init(japanese: String, kana: String, romaji: String) {
    self.japanese = japanese
    self.kana = kana
    self.romaji = romaji
  }
}

/// A municipality's code: five digits and a check digit (JIS X 0402 with the Ministry of Internal
/// Affairs' check digit, «全国地方公共団体コード»).
package struct MunicipalityCode: Hashable, Sendable {
  package let code: String

  /// For codes that the program itself carries, check digit included.
  init(trusted code: String) { self.code = code }

  /// Fails for anything but six digits whose last is the check digit.
  package init?(_ text: some StringProtocol) {
    let digits = text.utf8.map { Int($0) - 48 }
    guard digits.count == 6, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let sum = zip(digits, [6, 5, 4, 3, 2]).reduce(0) { $0 + $1.0 * $1.1 }
    guard digits[5] == (11 - sum % 11) % 10 else { return nil }
    code = String(text)
  }
}

extension MunicipalityCode: Codable, CustomStringConvertible {
  package var description: String { code }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let code = MunicipalityCode(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "not a municipality code with check digit: \(text)",
      )
    }
    self = code
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }
}

/// What an inn can take in one night besides rooms; nil where it sets no cap.
package struct NightCaps: Hashable, Codable, Sendable {
  package var parties: Int?
  package var persons: Int?
  /// Guests who can be served dinner.
  package var dinners: Int?

  package init(parties: Int? = nil, persons: Int? = nil, dinners: Int? = nil) {
    self.parties = parties
    self.persons = persons
    self.dinners = dinners
  }
}

/// When the hub may ring an inn, in Asia/Tokyo, and how it speaks to it.
package struct CallingTimes: Hashable, Codable, Sendable {
  package var from: TimeOfDay
  /// Calls end before this time of day.
  package var until: TimeOfDay
  package var days: Set<Weekday>
  /// Hours in which the keeper cooks and serves: rung only as the last resort.
  package var kitchenFrom: TimeOfDay?
  package var kitchenUntil: TimeOfDay?
  /// When the evening call comes; nil where the keeper wants none.
  package var eveningCall: TimeOfDay?
  /// The hub speaks slower to this inn, as its keeper asked.
  package var slowSpeech: Bool
  /// What was keyed and not repeated is written to a mobile telephone instead of ringing back.
  package var repeatsBySMS: Bool

  package init(
    from: TimeOfDay = CallingTimes.defaultFrom,
    until: TimeOfDay = CallingTimes.defaultUntil,
    days: Set<Weekday> = Set(Weekday.allCases),
    kitchenFrom: TimeOfDay? = nil,
    kitchenUntil: TimeOfDay? = nil,
    eveningCall: TimeOfDay? = nil,
    slowSpeech: Bool = false,
    repeatsBySMS: Bool = false,
  ) {
    self.from = from
    self.until = until
    self.days = days
    self.kitchenFrom = kitchenFrom
    self.kitchenUntil = kitchenUntil
    self.eveningCall = eveningCall
    self.slowSpeech = slowSpeech
    self.repeatsBySMS = repeatsBySMS
  }

  /// 08:00: breakfast has been served.
  package static let defaultFrom = TimeOfDay(hour: 8) ?? TimeOfDay.midnight
  /// 20:30: an inn's day ends early.
  package static let defaultUntil = TimeOfDay(hour: 20, minute: 30) ?? TimeOfDay.midnight
}

/// What a listing tells about an inn; nothing here decides a sale.
package struct InnProfile: Hashable, Codable, Sendable {
  package var address: String?
  package var position: Position?
  package var licence: Licence?
  /// Guests the licence allows.
  package var capacity: Int?
  package var checkInFrom: TimeOfDay?
  package var checkInUntil: TimeOfDay?
  package var checkOutUntil: TimeOfDay?
  package var payments: [PaymentMeans] = []
  package var descriptions: [LocalizedText] = []
  package var access: [LocalizedText] = []
  package var winterRoad: [LocalizedText] = []
  package var houseRules: [LocalizedText] = []
  package var bath: [LocalizedText] = []
  package var dinner: [LocalizedText] = []
  /// The nearest place of refuge from a tsunami, and how to get there.
  package var shelter: [LocalizedText] = []
  package var features: [Feature] = []
  package var photos: [Photo] = []
  /// BCP 47 tags of languages spoken at the inn.
  package var languages: [String] = ["ja"]

  package init() {}
}

/// A text in one language (BCP 47).
package struct LocalizedText: Hashable, Codable, Sendable {
  package var language: String
  package var text: String

  package init(language: String, text: String) {
    self.language = language
    self.text = text
  }
}

/// A place on earth, in degrees (WGS 84).
package struct Position: Hashable, Codable, Sendable {
  package var latitude: Double
  package var longitude: Double

  /// Fails outside -90...90 and -180...180.
  package init?(latitude: Double, longitude: Double) {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
    self.latitude = latitude
    self.longitude = longitude
  }
}

/// A picture that somebody else hosts.
package struct Photo: Hashable, Codable, Sendable {
  /// An `https:` address.
  package var url: String
  /// What it shows, for those who can't see it.
  package var caption: String

  package init(url: String, caption: String) {
    self.url = url
    self.caption = caption
  }
}

/// Under which law the inn takes guests (旅館業法, 住宅宿泊事業法).
package enum Licence: String, CaseIterable, Codable, Sendable {
  /// 旅館・ホテル営業
  case hotel
  /// 簡易宿所営業
  case simpleLodging = "simple_lodging"
  /// 住宅宿泊事業 (民泊)
  case homeSharing = "home_sharing"
  /// 下宿営業
  case boarding
}

package enum PaymentMeans: String, CaseIterable, Codable, Sendable {
  case cash
  case card
  case transfer
  case qrCode = "qr_code"
}

package enum Feature: String, CaseIterable, Codable, Sendable {
  case onsen
  case parking
  case wifi
  case stepFree = "step_free"
  case pets
  case nonSmoking = "non_smoking"
  case seaView = "sea_view"
  case pickUp = "pick_up"
  case laundry
  case privateBath = "private_bath"
}
