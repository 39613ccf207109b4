import InnRegistry

extension PlatformAPI {
  func addInns(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/inns",
      operation: "listInns",
      access: .channel(.read),
      document: InnDocuments.list,
    ) { context in try listInns(context) }
    addInn(to: &table, "", "getInn", InnDocuments.get) { listing, json in listing.write(to: &json) }
    addInn(to: &table, "/room-types", "listRoomTypes", InnDocuments.roomTypes) { listing, json in
      json.object {
        $0.field("inn", listing.inn.id)
        $0.array("room_types") { list in for room in listing.rooms { room.write(to: &list) } }
      }
    }
    addInn(to: &table, "/rate-plans", "listRatePlans", InnDocuments.ratePlans) { listing, json in
      json.object {
        $0.field("inn", listing.inn.id)
        $0.array("rate_plans") { list in
          for plan in listing.rooms.flatMap(\.plans) {
            plan.write(to: &list, roomType: plan.roomType)
          }
        }
      }
    }
  }

  /// A read of something of one inn.
  private func addInn(
    to table: inout RouteTable,
    _ rest: String,
    _ operation: String,
    _ document: OperationDocument,
    _ write: @escaping @Sendable (InnListing, inout JSONWriter) -> Void,
  ) {
    table.add(
      .get,
      "/v1/inns/{inn}" + rest,
      operation: operation,
      access: .channel(.read),
      document: document,
    ) { context in
      let listing = try visibleInn(context, try context.channelCaller())
      return HTTPResponse.json(capacity: 4096) { write(listing, &$0) }
        .validated(for: context.request)
    }
  }

  /// Inns on a page, unless the caller asks for fewer.
  static let innsPerPage = 50
  static let maxInnsPerPage = 200

  private func listInns(_ context: RequestContext) throws -> HTTPResponse {
    let caller = try context.channelCaller()
    let query = try context.request.readQuery(InnQuery.read)
    let catalogue = registry.catalogue
    let matching = catalogue.sorted.filter { listing in
      catalogue.visible(listing.inn.id, to: caller) != nil
        && (query.area == nil || listing.inn.area == query.area)
        && (query.municipality == nil || listing.inn.municipality == query.municipality)
        && (query.cursor.map { listing.inn.id.rawValue > $0 } ?? true)
    }
    let page = matching.prefix(query.limit)
    let last = matching.count > query.limit ? page.last?.inn.id.rawValue : nil
    return HTTPResponse.json(capacity: 16_384) { json in
      json.object {
        $0.array("inns") { list in for listing in page { listing.write(to: &list) } }
        $0.page(next: last, of: context.request)
      }
    }.validated(for: context.request)
  }

  func visibleInn(_ context: RequestContext, _ caller: ChannelCaller) throws -> InnListing {
    let id: InnID = try context.identifier("inn")
    guard let listing = registry.catalogue.visible(id, to: caller) else {
      throw HTTPProblem(.notFound, detail: "there is no inn «\(id)» that you can see")
    }
    return listing
  }
}

/// What `GET /v1/inns` asks for.
struct InnQuery: Sendable {
  var area: AreaID?
  var municipality: MunicipalityCode?
  var cursor: String?
  var limit: Int

  @Sendable static func read(_ query: inout QueryReader) -> InnQuery? {
    InnQuery(
      area: query.optional("area", .identifier()),
      municipality: query.optional("municipality", .municipality),
      cursor: query.optional("cursor", .cursor),
      limit: query.optional(
        "limit",
        .wholeNumber(1...PlatformAPI.maxInnsPerPage),
        default: PlatformAPI.innsPerPage,
      ),
    )
  }
}

extension TextFormat where Value == MunicipalityCode {
  static var municipality: Self {
    TextFormat(
      "a municipality code of six digits",
      schema: .text(pattern: "^[0-9]{6}$"),
    ) { MunicipalityCode($0) }
  }
}

extension InnListing {
  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("inn", inn.id)
      $0.field("training", inn.isTraining)
      $0.object("name") { inn.name.writeMembers(to: &$0) }
      $0.field("municipality", inn.municipality.code)
      $0.field("area", inn.area)
      $0.field("paused", pausedAt != nil)
      inn.profile.writeMembers(to: &$0)
      $0.array("room_types") { list in for room in rooms { room.write(to: &list) } }
    }
  }
}

extension InnName {
  func writeMembers(to json: inout JSONWriter) {
    json.field("ja", japanese)
    json.field("kana", kana)
    json.field("romaji", romaji)
  }
}

extension InnProfile {
  fileprivate func writeMembers(to json: inout JSONWriter) {
    json.field("address", address)
    if let position {
      json.object("position") {
        $0.field("latitude", position.latitude)
        $0.field("longitude", position.longitude)
      }
    }
    json.field("licence", licence)
    json.field("capacity", capacity)
    json.field("check_in_from", checkInFrom?.description)
    json.field("check_in_until", checkInUntil?.description)
    json.field("check_out_until", checkOutUntil?.description)
    json.array("payments") { list in for means in payments { list.string(means.rawValue) } }
    json.array("features") { list in for feature in features { list.string(feature.rawValue) } }
    json.array("languages") { list in for language in languages { list.string(language) } }
    json.texts("descriptions", descriptions)
    json.texts("access", access)
    json.texts("winter_road", winterRoad)
    json.texts("house_rules", houseRules)
    json.texts("bath", bath)
    json.texts("dinner", dinner)
    json.texts("shelter", shelter)
    json.array("photos") { list in
      for photo in photos {
        list.object {
          $0.field("url", photo.url)
          $0.field("caption", photo.caption)
        }
      }
    }
  }
}

extension RoomListing {
  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("room_type", roomType.id)
      $0.field("name", roomType.name)
      $0.field("name_en", roomType.nameEnglish)
      $0.field("rooms", roomType.rooms)
      $0.field("capacity", roomType.capacity)
      $0.array("rate_plans") { list in for plan in plans { plan.write(to: &list) } }
    }
  }
}

extension RatePlan {
  /// - Parameter roomType: named where it does not stand around the plan.
  func write(to json: inout JSONWriter, roomType: RoomTypeID? = nil) {
    json.object {
      $0.field("rate_plan", id)
      if let roomType { $0.field("room_type", roomType) }
      $0.field("name", name)
      $0.field("name_en", nameEnglish)
      $0.field("meals", meals)
      $0.field("instant", selling == .instant)
      $0.object("cutoff") {
        $0.field("days_before", cutoff.daysBefore)
        $0.field("time", cutoff.time.description)
      }
      $0.array("occupancies") { list in
        for number in prices.occupancies { list.integer(number) }
      }
      $0.array("children") { list in
        for childClass in prices.childClasses { childClass.write(to: &list) }
      }
      $0.field("adult_from_age", prices.adultFromAge)
      cancellation.write(as: "cancellation", to: &$0)
    }
  }
}

extension ChildClass {
  fileprivate func write(to json: inout JSONWriter) {
    json.object {
      $0.field("child_class", code)
      $0.field("from_age", youngest)
      $0.field("to_age", oldest)
      $0.field("meals", meals)
      $0.field("bedding", bedding)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func texts(_ name: String, _ texts: [LocalizedText]) {
    array(name) { list in
      for text in texts {
        list.object {
          $0.field("language", text.language)
          $0.field("text", text.text)
        }
      }
    }
  }

  mutating func money(_ name: String, _ amount: Yen) {
    object(name) {
      $0.field("amount", amount.amount)
      $0.field("currency", Quote.currency)
    }
  }
}
