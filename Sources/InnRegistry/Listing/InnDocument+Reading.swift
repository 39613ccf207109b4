/// Reads one inn of a document; what is wrong with the values themselves is judged afterwards by
/// ``InnEntry/flaws``.
extension InnDocument {
  /// - Throws: everything that is not of the right form, with where it stands inside the inn.
  static func entry(_ value: JSONValue) throws(JSONFaults) -> InnEntry {
    try JSONObjectReader.read(value) { entry(&$0) }
  }

  private static func entry(_ members: inout JSONObjectReader) -> InnEntry? {
    let id: InnID? = members.required("id", .identifier())
    let isTraining = members.optional("training", .bool, default: false)
    let japanese = members.required("name", .any)
    let kana = members.required("name_kana", .any)
    let romaji = members.required("name_romaji", .any)
    let municipality = members.required("municipality", .municipality)
    let area: AreaID? = members.required("area", .identifier())
    let calling = calling(&members)
    let caps = NightCaps(
      parties: members.optional("cap_parties", .integer(anyNumber)),
      persons: members.optional("cap_persons", .integer(anyNumber)),
      dinners: members.optional("cap_dinners", .integer(anyNumber)),
    )
    let usual = FreshnessLimits()
    let freshness = FreshnessLimits(
      near: members.optional("fresh_near_minutes", .integer(anyNumber)).map { .minutes($0) }
        ?? usual.near,
      far: members.optional("fresh_far_minutes", .integer(anyNumber)).map { .minutes($0) }
        ?? usual.far,
    )
    let profile = profile(&members)
    let phones = members.optional("phones", .array(of: .object { phone(&$0) }, count: listCount))
    let rooms = members.optional("room_types", .array(of: .object { room(&$0) }, count: listCount))
    guard let id, let japanese, let kana, let romaji, let municipality, let area, let profile else {
      return nil
    }
    let inn = Inn(
      id: id,
      isTraining: isTraining,
      name: InnName(japanese: japanese, kana: kana, romaji: romaji),
      municipality: municipality,
      area: area,
      calling: calling,
      caps: caps,
      profile: profile,
    )
    return InnEntry(
      inn: inn,
      freshness: freshness,
      phones: (phones ?? []).enumerated().map { rank, phone in
        InnPhone(
          number: phone.number,
          inn: id,
          kind: phone.kind,
          rights: phone.rights,
          rank: phone.rank ?? rank,
        )
      },
      rooms: (rooms ?? []).map { $0.entry(inn: id) },
    )
  }

  private static func calling(_ members: inout JSONObjectReader) -> CallingTimes {
    let usual = CallingTimes()
    return CallingTimes(
      from: members.optional("calling_from", .timeOfDay, default: usual.from),
      until: members.optional("calling_until", .timeOfDay, default: usual.until),
      days: members.optional("calling_days", .array(of: .weekday, count: 0...7)).map { Set($0) }
        ?? usual.days,
      kitchenFrom: members.optional("kitchen_from", .timeOfDay),
      kitchenUntil: members.optional("kitchen_until", .timeOfDay),
      eveningCall: members.optional("evening_call", .timeOfDay),
      slowSpeech: members.optional("slow_speech", .bool, default: false),
      repeatsBySMS: members.optional("repeats_by_sms", .bool, default: false),
    )
  }

  /// Nil after a fault that leaves nothing to go on with.
  private static func profile(_ members: inout JSONObjectReader) -> InnProfile? {
    var profile = InnProfile()
    profile.address = members.optional("address", .any)
    let latitude = members.optional("latitude", .number(-90...90))
    let longitude = members.optional("longitude", .number(-180...180))
    if members.has("latitude") != members.has("longitude") {
      members.refuse("latitude", .inconsistent, "needs longitude, and longitude needs it")
    }
    if let latitude, let longitude {
      profile.position = Position(latitude: latitude, longitude: longitude)
    }
    profile.licence = members.optional("licence", .oneOf(Licence.self))
    profile.capacity = members.optional("capacity", .integer(anyNumber))
    profile.checkInFrom = members.optional("check_in_from", .timeOfDay)
    profile.checkInUntil = members.optional("check_in_until", .timeOfDay)
    profile.checkOutUntil = members.optional("check_out_until", .timeOfDay)
    profile.payments =
      members.optional("payments", .array(of: .oneOf(PaymentMeans.self), count: listCount)) ?? []
    profile.features =
      members.optional("features", .array(of: .oneOf(Feature.self), count: listCount)) ?? []
    profile.languages =
      members.optional("languages", .array(of: .any, count: listCount)) ?? profile.languages
    let texts = members.optional("texts", .array(of: .object { text(&$0) }, count: listCount)) ?? []
    for text in texts { profile[keyPath: text.kind.list].append(text.text) }
    profile.photos =
      members.optional("photos", .array(of: .object { photo(&$0) }, count: listCount)) ?? []
    return profile
  }

  private struct KindOfText {
    var kind: InnTextKind
    var text: LocalizedText
  }

  private static func text(_ members: inout JSONObjectReader) -> KindOfText? {
    let kind = members.required("kind", .oneOf(InnTextKind.self))
    let language = members.required("language", .any)
    let text = members.required("text", .any)
    guard let kind, let language, let text else { return nil }
    return KindOfText(kind: kind, text: LocalizedText(language: language, text: text))
  }

  private static func photo(_ members: inout JSONObjectReader) -> Photo? {
    let url = members.required("url", .any)
    let caption = members.required("caption", .any)
    guard let url, let caption else { return nil }
    return Photo(url: url, caption: caption)
  }

  /// A telephone before the inn and its rank are known.
  private struct PhoneDraft {
    var number: PhoneNumber
    var kind: InnPhone.Kind
    var rights: InnPhone.Rights
    var rank: Int?
  }

  private static func phone(_ members: inout JSONObjectReader) -> PhoneDraft? {
    let number = members.required("number", .phone)
    let kind = members.optional("kind", .oneOf(InnPhone.Kind.self), default: .landline)
    let rights = members.optional("rights", .array(of: .right, count: 0...3))
    let rank = members.optional("rank", .integer(anyNumber))
    guard let number else { return nil }
    return PhoneDraft(
      number: number,
      kind: kind,
      rights: rights.map { $0.reduce(into: []) { $0.formUnion($1) } } ?? .all,
      rank: rank,
    )
  }

  /// A room type before its inn is known.
  private struct RoomDraft {
    var id: RoomTypeID
    var name: String
    var kana: String
    var nameEnglish: String
    var rooms: Int
    var capacity: Int
    var offer: [Int]?
    var plans: [PlanDraft]

    func entry(inn: InnID) -> InnEntry.RoomEntry {
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
        plans: plans.map { $0.plan(roomType: id) },
        offer: offer,
      )
    }
  }

  private static func room(_ members: inout JSONObjectReader) -> RoomDraft? {
    let id: RoomTypeID? = members.required("id", .identifier())
    let name = members.required("name", .any)
    let kana = members.required("name_kana", .any)
    let nameEnglish = members.required("name_english", .any)
    let rooms = members.required("rooms", .integer(anyNumber))
    let capacity = members.required("capacity", .integer(anyNumber))
    let offer = members.optional("offer", .array(of: .integer(anyNumber), count: listCount))
    let plans = members.optional("rate_plans", .array(of: .object { plan(&$0) }, count: listCount))
    guard let id, let name, let kana, let nameEnglish, let rooms, let capacity else { return nil }
    return RoomDraft(
      id: id,
      name: name,
      kana: kana,
      nameEnglish: nameEnglish,
      rooms: rooms,
      capacity: capacity,
      offer: offer,
      plans: plans ?? [],
    )
  }
}
