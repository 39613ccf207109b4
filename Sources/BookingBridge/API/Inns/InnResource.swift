import InnRegistry

extension PlatformAPI {
  func addInns(to table: inout RouteTable) {
    table.add(.get, "/v1/inns", operation: "listInns", access: .channel(.read)) { context in
      try listInns(context)
    }
    table.add(.get, "/v1/inns/{inn}", operation: "getInn", access: .channel(.read)) { context in
      let caller = try context.channelCaller()
      let listing = try visibleInn(context, caller)
      return .json { listing.write(to: &$0) }
    }
  }

  /// Inns on a page, unless the caller asks for fewer.
  static let innsPerPage = 50
  static let maxInnsPerPage = 200

  private func listInns(_ context: RequestContext) throws -> HTTPResponse {
    let caller = try context.channelCaller()
    let query = try context.request.readQuery { query in
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
    let catalogue = registry.catalogue
    let matching = catalogue.sorted.filter { listing in
      catalogue.visible(listing.inn.id, to: caller) != nil
        && (query.area == nil || listing.inn.area == query.area)
        && (query.municipality == nil || listing.inn.municipality == query.municipality)
        && (query.cursor.map { listing.inn.id.rawValue > $0 } ?? true)
    }
    let page = matching.prefix(query.limit)
    let last = matching.count > query.limit ? page.last?.inn.id.rawValue : nil
    return .json(capacity: 16_384) { json in
      json.object {
        $0.array("inns") { list in for listing in page { listing.write(to: &list) } }
        $0.page(next: last, of: context.request)
      }
    }
  }

  func visibleInn(_ context: RequestContext, _ caller: ChannelCaller) throws -> InnListing {
    let id: InnID = try context.identifier("inn")
    guard let listing = registry.catalogue.visible(id, to: caller) else {
      throw HTTPProblem(.notFound, detail: "there is no inn «\(id)» that you can see")
    }
    return listing
  }
}

private struct InnQuery {
  var area: AreaID?
  var municipality: MunicipalityCode?
  var cursor: String?
  var limit: Int
}

extension TextFormat where Value == MunicipalityCode {
  static var municipality: Self {
    TextFormat("a municipality code of six digits") { MunicipalityCode($0) }
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
  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("rate_plan", id)
      $0.field("name", name)
      $0.field("name_en", nameEnglish)
      $0.field("meals", meals)
      $0.field("instant", selling == .instant)
      $0.object("cutoff") {
        $0.field("days_before", cutoff.daysBefore)
        $0.field("time", cutoff.time.description)
      }
      $0.array("cancellation") { list in
        for step in cancellation.steps {
          list.object {
            $0.field("days_before", step.daysBefore)
            $0.field("percent", step.percent)
          }
        }
      }
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
