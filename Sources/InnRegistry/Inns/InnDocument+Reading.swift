/// Inns as a file: what is exported, edited by hand and imported again.
///
/// ```json
/// {"inns": [{"id": "T01", "name": {…}, "phones": [{"number": "0175000001"}], "room_types": […]}]}
/// ```
package enum InnDocument {
  /// Inns of one file: more than the whole prefecture has of this kind.
  package static let maxInns = 2000

  /// Reads a whole file.
  ///
  /// - Throws: ``JSONFaults`` with everything that is wrong in it, by JSON Pointer.
  package static func read(_ document: JSONValue) throws(JSONFaults) -> [InnEntry] {
    try JSONObjectReader.read(document) { members in
      members.required("inns", .array(of: InnDocument.inn, count: 1...maxInns))
    }
  }

  // MARK: - Inn

  private static var inn: JSONField<InnEntry> {
    .object { members in
      let id: InnID? = members.required("id", .identifier())
      let isTraining = members.optional("training", .bool, default: false)
      let name = members.required("name", InnDocument.name)
      let municipality = members.required("municipality", InnDocument.municipality)
      let area: AreaID? = members.required("area", .identifier())
      let calling = members.optional("calling", InnDocument.calling, default: CallingTimes())
      let caps = members.optional("caps", InnDocument.caps, default: NightCaps())
      let freshness = members.optional(
        "freshness",
        InnDocument.freshness,
        default: FreshnessLimits(),
      )
      let profile = members.optional("profile", InnDocument.profile, default: InnProfile())
      let phones = members.required("phones", .array(of: InnDocument.phone, count: 1...20))
      let rooms = members.required(
        "room_types",
        .array(of: InnDocument.room, count: 1...InnEntry.maxRoomTypes),
      )
      guard let id, let name, let municipality, let area, let phones, let rooms else { return nil }
      return InnEntry(
        inn: Inn(
          id: id,
          isTraining: isTraining,
          name: name,
          municipality: municipality,
          area: area,
          calling: calling,
          caps: caps,
          profile: profile,
        ),
        freshness: freshness,
        // Their order in the file is the order in which they are rung.
        phones: phones.enumerated().map { $1.phone(of: id, rank: $0) },
        rooms: rooms.map { $0.entry(of: id) },
      )
    }
  }

  private static var name: JSONField<InnName> {
    .object { members in
      let japanese = members.required("japanese", .line(1...InnEntry.maxNameLength))
      let kana = members.required("kana", .line(1...InnEntry.maxNameLength))
      let romaji = members.required("romaji", .line(1...InnEntry.maxNameLength))
      guard let japanese, let kana, let romaji else { return nil }
      return InnName(japanese: japanese, kana: kana, romaji: romaji)
    }
  }

  private static var municipality: TextFormat<MunicipalityCode> {
    TextFormat("a municipality code of six digits with its check digit") { MunicipalityCode($0) }
  }

  private static var calling: JSONField<CallingTimes> {
    .object { members in
      CallingTimes(
        from: members.optional("from", time, default: CallingTimes.defaultFrom),
        until: members.optional("until", time, default: CallingTimes.defaultUntil),
        days: Set(members.optional("days", weekdays, default: .all).weekdays),
        kitchenFrom: members.optional("kitchen_from", time),
        kitchenUntil: members.optional("kitchen_until", time),
        eveningCall: members.optional("evening_call", time),
      )
    }
  }

  private static var caps: JSONField<NightCaps> {
    .object { members in
      NightCaps(
        parties: members.optional("parties", .integer(0...1000)),
        persons: members.optional("persons", .integer(0...10_000)),
        dinners: members.optional("dinners", .integer(0...10_000)),
      )
    }
  }

  private static var freshness: JSONField<FreshnessLimits> {
    let usual = FreshnessLimits()
    return .object { members in
      FreshnessLimits(
        near: members.optional("near_hours", hours, default: usual.near),
        far: members.optional("far_hours", hours, default: usual.far),
      )
    }
  }

  private static var hours: JSONField<Span> {
    JSONField { value, pointer, faults in
      JSONField.integer(1...24 * 365).read(value, pointer, &faults).map { Span.hours($0) }
    }
  }

  static var time: TextFormat<TimeOfDay> {
    TextFormat("a time of day of the form HH:MM") { TimeOfDay($0) }
  }

  static var weekdays: JSONField<Weekdays> {
    JSONField { value, pointer, faults in
      let names = TextFormat<Weekday>("a weekday such as sunday") { name in
        Weekday.allCases.first { $0.name == name }
      }
      return JSONField.array(of: names, count: 0...7).read(value, pointer, &faults)
        .map { Weekdays($0) }
    }
  }

  // MARK: - Phones

  /// A telephone before its inn is known.
  private struct Phone: Sendable {
    var number: PhoneNumber
    var kind: InnPhone.Kind
    var rights: InnPhone.Rights

    func phone(of inn: InnID, rank: Int) -> InnPhone {
      InnPhone(number: number, inn: inn, kind: kind, rights: rights, rank: rank)
    }
  }

  private static var phone: JSONField<Phone> {
    .object { members in
      let number = members.required(
        "number",
        TextFormat("a telephone number such as +81175000001") { PhoneNumber($0) },
      )
      let kind: InnPhone.Kind = members.optional(
        "kind",
        .oneOf(InnPhone.Kind.self),
        default: .landline,
      )
      let right = TextFormat<InnPhone.Rights>("set_rooms, answer_requests or hear_guest_names") {
        name in
        InnPhone.Rights.names.first { $0.name == name }?.right
      }
      let rights = members.optional("rights", .array(of: right, count: 0...3))
      guard let number else { return nil }
      return Phone(
        number: number,
        kind: kind,
        rights: rights.map { $0.reduce([]) { $0.union($1) } } ?? .all,
      )
    }
  }

  // MARK: - Profile

  private static var profile: JSONField<InnProfile> {
    .object { members in
      var profile = InnProfile()
      profile.address = members.optional("address", .line(1...200))
      profile.position = members.optional("position", position)
      profile.licence = members.optional("licence", .oneOf(Licence.self))
      profile.capacity = members.optional("capacity", .integer(1...10_000))
      profile.checkInFrom = members.optional("check_in_from", time)
      profile.checkInUntil = members.optional("check_in_until", time)
      profile.checkOutUntil = members.optional("check_out_until", time)
      let payments = JSONField.array(of: .oneOf(PaymentMeans.self), count: 0...10)
      profile.payments = members.optional("payments", payments, default: [])
      profile.descriptions = members.optional("descriptions", texts, default: [])
      profile.access = members.optional("access", texts, default: [])
      profile.winterRoad = members.optional("winter_road", texts, default: [])
      let features = JSONField.array(of: .oneOf(Feature.self), count: 0...50)
      profile.features = members.optional("features", features, default: [])
      profile.photos = members.optional("photos", .array(of: photo, count: 0...50), default: [])
      let languages = JSONField.array(of: .line(2...35), count: 0...20)
      profile.languages = members.optional("languages", languages, default: ["ja"])
      return profile
    }
  }

  private static var position: JSONField<Position> {
    .object { members in
      let latitude = members.required("latitude", .number(-90...90))
      let longitude = members.required("longitude", .number(-180...180))
      guard let latitude, let longitude else { return nil }
      return Position(latitude: latitude, longitude: longitude)
    }
  }

  private static var texts: JSONField<[LocalizedText]> {
    let text = JSONField<LocalizedText>.object { members in
      let language = members.required("language", .line(2...35))
      let text = members.required("text", .lines(1...4000))
      guard let language, let text else { return nil }
      return LocalizedText(language: language, text: text)
    }
    return .array(of: text, count: 0...30)
  }

  private static var photo: JSONField<Photo> {
    .object { members in
      let https = TextFormat<String>("an address that begins with https://") {
        $0.hasPrefix("https://") && $0.utf8.count <= 2000 ? $0 : nil
      }
      let url = members.required("url", https)
      let caption = members.required("caption", .line(1...300))
      guard let url, let caption else { return nil }
      return Photo(url: url, caption: caption)
    }
  }

  // MARK: - Rooms

  /// A room type before its inn is known.
  private struct Room: Sendable {
    var id: RoomTypeID
    var name: String
    var kana: String
    var nameEnglish: String
    var rooms: Int
    var capacity: Int
    var offer: [Int]?
    var plans: [PlanOfUnknownRoom]

    func entry(of inn: InnID) -> InnEntry.RoomEntry {
      InnEntry.RoomEntry(
        roomType: RoomType(
          id: id,
          inn: inn,
          name: name,
          kana: kana,
          nameEnglish: nameEnglish,
          rooms: rooms,
          capacity: capacity,
        ),
        plans: plans.map { $0.plan(of: id) },
        offer: offer,
      )
    }
  }

  private static var room: JSONField<Room> {
    .object { members in
      let id: RoomTypeID? = members.required("id", .identifier())
      let name = members.required("name", .line(1...InnEntry.maxNameLength))
      let kana = members.required("kana", .line(1...InnEntry.maxNameLength))
      let nameEnglish = members.required("name_english", .line(1...InnEntry.maxNameLength))
      let rooms = members.required("rooms", .integer(1...RoomType.maxRooms))
      let capacity = members.required("capacity", .integer(1...RoomType.maxCapacity))
      let numbers = JSONField.array(of: JSONField.integer(0...RoomType.maxRooms), count: 7...7)
      let offer = members.optional("standing_offer", numbers)
      let plans = members.optional(
        "plans",
        .array(of: planOfUnknownRoom, count: 0...InnEntry.maxPlans),
        default: [],
      )
      guard let id, let name, let kana, let nameEnglish, let rooms, let capacity else {
        return nil
      }
      return Room(
        id: id,
        name: name,
        kana: kana,
        nameEnglish: nameEnglish,
        rooms: rooms,
        capacity: capacity,
        offer: offer,
        plans: plans,
      )
    }
  }
}

extension Weekday {
  /// `sunday` … `saturday`.
  package var name: String { "\(self)" }
}

extension InnPhone.Rights {
  /// How files and listings name each right.
  package static let names: [(name: String, right: InnPhone.Rights)] = [
    ("set_rooms", .setRooms),
    ("answer_requests", .answerRequests),
    ("hear_guest_names", .hearGuestNames),
  ]
}
