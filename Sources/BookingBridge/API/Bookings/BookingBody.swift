import InnRegistry

/// The body of `POST /v1/bookings`, as the registry's request.
extension BookingRequest {
  /// Longest free text of a guest, in characters: a page is more than anybody reads out.
  static let maxNotes = 1000
  /// Longest reference of a channel, in characters.
  static let maxChannelReference = 64

  /// Reads the body, or says every field that is wrong.
  init(_ request: HTTPRequest) throws(HTTPProblem) {
    self = try request.readJSON { body in
      let plan = body.required("rate_plan", .identifier() as TextFormat<RatePlanID>)
      let checkIn = body.required("check_in", .date)
      let checkOut = body.required("check_out", .date)
      let rooms = body.optional("rooms", .integer(1...RoomType.maxRooms), default: 1)
      let party = Party.read(&body)
      let guest = body.required("guest", .object(Guest.read))
      let arrival = body.optional("arrival", .timeOfDay)
      let collection = body.optional("payment", .oneOf(PaymentTerms.self), default: .atInn)
      let reference = body.optional(
        "channel_reference",
        .line(1...BookingRequest.maxChannelReference)
      )
      guard let plan, let checkIn, let checkOut, let party, let guest else { return nil }
      guard let stay = Stay(checkIn: checkIn, checkOut: checkOut) else {
        body.refuse(
          "check_out",
          .outOfRange,
          "must be 1 to \(Stay.maxNights) nights after check_in",
        )
        return nil
      }
      return BookingRequest(
        ratePlan: plan,
        stay: stay,
        rooms: rooms,
        party: party,
        guest: guest,
        arrival: arrival,
        collection: collection.collection,
        channelReference: reference,
      )
    }
  }
}

/// Who takes the guest's money, as the API names it.
enum PaymentTerms: String, CaseIterable, Sendable {
  case atInn = "at_inn"
  case prepaid

  var collection: Quote.Collection {
    switch self {
    case .atInn: .atInn
    case .prepaid: .prepaid
    }
  }
}

extension Party {
  /// Reads `adults` and `children` of a body.
  static func read(_ body: inout JSONObjectReader) -> Party? {
    let adults = body.required("adults", .integer(1...Party.maxPersons))
    let children = body.optional(
      "children",
      .array(of: .object(Child.read), count: 0...Party.maxPersons),
      default: [],
    )
    guard let adults else { return nil }
    guard let party = Party(adults: adults, children: children) else {
      body.refuse("children", .outOfRange, "at most \(Party.maxPersons) guests in all")
      return nil
    }
    return party
  }
}

extension Party.Child {
  @Sendable static func read(_ body: inout JSONObjectReader) -> Party.Child? {
    let age = body.required("age", .integer(0...Party.oldestChild))
    let meals = body.optional("meals", .bool)
    let bedding = body.optional("bedding", .bool)
    return age.map { Party.Child(age: $0, meals: meals, bedding: bedding) }
  }
}

extension Guest {
  @Sendable static func read(_ body: inout JSONObjectReader) -> Guest? {
    let written = body.required("name", .line(1...GuestName.maxLength))
    let kana = body.optional("name_kana", .katakana)
    let phone = body.optional("phone", .phone)
    let email = body.optional("email", .email)
    let language = body.optional("language", .languageTag, default: "ja")
    let country = body.optional("country", .countryCode)
    let prefecture = body.optional("prefecture", .prefectureCode)
    let diet = body.optional("diet", .lines(1...BookingRequest.maxNotes))
    let notes = body.optional("notes", .lines(1...BookingRequest.maxNotes))
    guard let written else { return nil }
    guard let name = GuestName(written: written, kana: kana) else {
      body.refuse("name", .wrongFormat, "must hold more than spaces")
      return nil
    }
    return Guest(
      name: name,
      phone: phone,
      email: email,
      language: language,
      country: country,
      prefecture: prefecture,
      diet: diet,
      notes: notes,
    )
  }
}

extension TextFormat where Value == String {
  static var katakana: Self {
    TextFormat("a reading in katakana") { text in
      let isKatakana = text.unicodeScalars.allSatisfy(GuestName.isKatakana)
      return (1...GuestName.maxLength).contains(text.unicodeScalars.count) && isKatakana
        && !text.trimmingSpaces().isEmpty ? text : nil
    }
  }

  /// A telephone number, kept in E.164.
  static var phone: Self {
    TextFormat("a telephone number with its country code, such as +81175000001") {
      PhoneNumber($0)?.e164
    }
  }

  /// An address as far as a program can tell: one @ between two parts without spaces (RFC 5321
  /// allows 254 characters).
  static var email: Self {
    TextFormat("an e-mail address") { text in
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
      return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && isPlain
        && text.utf8.count <= 254 ? text : nil
    }
  }

  /// A language tag of two or three letters and at most a script and a region (BCP 47).
  static var languageTag: Self {
    TextFormat("a language tag such as en or zh-Hant") { text in
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      guard let first = parts.first, (2...3).contains(first.count), parts.count <= 4,
        first.utf8.allSatisfy({ (97...122).contains($0) }),
        parts.dropFirst().allSatisfy({ part in
          (2...8).contains(part.count)
            && part.utf8.allSatisfy { byte in
              (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            }
        })
      else { return nil }
      return text
    }
  }

  /// Two capital letters (ISO 3166-1 alpha-2).
  static var countryCode: Self {
    TextFormat("a country code of two capital letters such as TW") { text in
      text.utf8.count == 2 && text.utf8.allSatisfy { (65...90).contains($0) } ? text : nil
    }
  }

  /// 01 to 47 (ISO 3166-2:JP without its country).
  static var prefectureCode: Self {
    TextFormat("a prefecture code from 01 to 47") { text in
      text.utf8.count == 2 && (Int(text).map { (1...47).contains($0) } ?? false) ? text : nil
    }
  }
}

extension TextFormat where Value == TimeOfDay {
  static var timeOfDay: Self { TextFormat("a time of the form HH:MM") { TimeOfDay($0) } }
}
