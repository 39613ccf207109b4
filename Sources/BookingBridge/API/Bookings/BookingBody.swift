import InnRegistry

/// The body of `POST /v1/bookings`: a sale from the beginning, or from a hold.
enum BookingBody: Sendable {
  case sale(BookingRequest)
  case hold(BookingID, HoldDetails)

  init(_ request: HTTPRequest) throws(HTTPProblem) {
    self = try request.readJSON { body in
      body.has("hold") ? BookingBody.readHold(&body) : BookingRequest.read(&body).map { .sale($0) }
    }
  }

  /// Both shapes, as the document tells them.
  static var schema: JSONSchema {
    .either([
      JSONSchema.object(JSONObjectReader.describe(BookingRequest.read), isClosed: true)
        .with("title", .string("from the beginning")),
      JSONSchema.object(JSONObjectReader.describe(readHold), isClosed: true)
        .with("title", .string("from a hold")),
    ])
  }

  private static func readHold(_ body: inout JSONObjectReader) -> BookingBody? {
    let hold = body.required("hold", .identifier() as TextFormat<BookingID>)
    let guest = body.required("guest", .object(Guest.read))
    let arrival = body.optional("arrival", .timeOfDay)
    let reference = body.optional("channel_reference", .channelReference)
    guard let hold, let guest else { return nil }
    let details = HoldDetails(guest: guest, arrival: arrival, channelReference: reference)
    return .hold(hold, details)
  }
}

/// The body of `POST /v1/holds`.
struct HoldBody: Sendable {
  var wanted: QuoteRequest
  var time: Span

  @Sendable static func read(_ body: inout JSONObjectReader) -> HoldBody? {
    let wanted = QuoteRequest.read(&body)
    let time = HoldBody.time(&body)
    return wanted.map { HoldBody(wanted: $0, time: time) }
  }

  /// Reads `seconds`, the length of a hold or of its extension.
  @Sendable static func time(_ body: inout JSONObjectReader) -> Span {
    .seconds(
      body.optional(
        "seconds",
        .integer(1...Int(Transaction.longestHold.milliseconds / 1000)),
        default: Int(Transaction.defaultHold.milliseconds / 1000),
      )
    )
  }
}

extension QuoteRequest {
  /// Reads what is wanted of a plan: the body of `POST /v1/quotes`, and part of others.
  @Sendable static func read(_ body: inout JSONObjectReader) -> QuoteRequest? {
    let plan = body.required("rate_plan", .identifier() as TextFormat<RatePlanID>)
    let stay = Stay.read(&body)
    let rooms = body.optional("rooms", .integer(1...RoomType.maxRooms), default: 1)
    let party = Party.read(&body)
    let collection = body.optional("payment", .oneOf(PaymentTerms.self), default: .atInn)
    guard let plan, let stay, let party else { return nil }
    return QuoteRequest(
      ratePlan: plan,
      stay: stay,
      rooms: rooms,
      party: party,
      collection: collection.collection,
    )
  }
}

extension Stay {
  /// Reads `check_in` and `check_out` of a body.
  static func read(_ body: inout JSONObjectReader) -> Stay? {
    let checkIn = body.required("check_in", .date)
    let checkOut = body.required("check_out", .date)
    guard let checkIn, let checkOut else { return nil }
    let stay = Stay(checkIn: checkIn, checkOut: checkOut)
    if stay == nil { body.refuse("check_out", .outOfRange, Stay.lengthDetail) }
    return stay
  }

  static let lengthDetail = "must be 1 to \(Stay.maxNights) nights after check_in"
}

extension BookingRequest {
  /// Longest free text of a guest, in characters: a page is more than anybody reads out.
  static let maxNotes = 1000
  /// Longest reference of a channel, in characters.
  static let maxChannelReference = 64

  @Sendable static func read(_ body: inout JSONObjectReader) -> BookingRequest? {
    let wanted = QuoteRequest.read(&body)
    let guest = body.required("guest", .object(Guest.read))
    let arrival = body.optional("arrival", .timeOfDay)
    let reference = body.optional("channel_reference", .channelReference)
    guard let wanted, let guest else { return nil }
    return BookingRequest(
      ratePlan: wanted.ratePlan,
      stay: wanted.stay,
      rooms: wanted.rooms,
      party: wanted.party,
      guest: guest,
      arrival: arrival,
      collection: wanted.collection,
      channelReference: reference,
    )
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
  static let sizeDetail = "at most \(Party.maxPersons) guests in all"

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
      body.refuse("children", .outOfRange, Party.sizeDetail)
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
  static var channelReference: Self { .line(1...BookingRequest.maxChannelReference) }

  static var katakana: Self {
    TextFormat(
      "a reading in katakana",
      schema: .text(length: 1...GuestName.maxLength, pattern: "^[\u{30A1}-\u{30FE} \u{3000}]+$"),
    ) { text in
      let isKatakana = text.unicodeScalars.allSatisfy(GuestName.isKatakana)
      return (1...GuestName.maxLength).contains(text.unicodeScalars.count) && isKatakana
        && !text.trimmingSpaces().isEmpty ? text : nil
    }
  }

  /// A telephone number, kept in E.164.
  static var phone: Self {
    TextFormat(
      "a telephone number with its country code, such as +81175000001",
      schema: .text(length: 7...40),
    ) {
      PhoneNumber($0)?.e164
    }
  }

  /// An address as far as a program can tell: one @ between two parts without spaces (RFC 5321
  /// allows 254 characters).
  static var email: Self {
    TextFormat("an e-mail address", schema: .text(length: 3...254, format: "email")) { text in
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
      return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && isPlain
        && text.utf8.count <= 254 ? text : nil
    }
  }

  /// A language tag of two or three letters and at most a script and a region (BCP 47).
  static var languageTag: Self {
    TextFormat(
      "a language tag such as en or zh-Hant",
      schema: .text(pattern: "^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"),
    ) { text in
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
    TextFormat(
      "a country code of two capital letters such as TW",
      schema: .text(pattern: "^[A-Z]{2}$"),
    ) { text in
      text.utf8.count == 2 && text.utf8.allSatisfy { (65...90).contains($0) } ? text : nil
    }
  }

  /// 01 to 47 (ISO 3166-2:JP without its country).
  static var prefectureCode: Self {
    TextFormat(
      "a prefecture code from 01 to 47",
      schema: .text(pattern: "^(0[1-9]|[1-3][0-9]|4[0-7])$"),
    ) { text in
      text.utf8.count == 2 && (Int(text).map { (1...47).contains($0) } ?? false) ? text : nil
    }
  }
}

extension TextFormat where Value == TimeOfDay {
  static var timeOfDay: Self {
    TextFormat(
      "a time of the form HH:MM",
      schema: .text(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    ) { TimeOfDay($0) }
  }
}
