import InnRegistry

/// Published tables, open listings and what is free tonight: for everybody, without a key.
extension PlatformAPI {
  func addStatistics(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/statistics",
      operation: "listStatistics",
      access: .everyone,
      document: StatisticsDocuments.list,
    ) { try listStatistics($0) }
    table.add(
      .get,
      "/v1/statistics/{table}/{period}",
      operation: "getStatistics",
      access: .everyone,
      document: StatisticsDocuments.table,
    ) { context in
      let (vintage, shown) = try statistics(context)
      return HTTPResponse.json(StatisticsFile.json(shown, vintage)).validated(for: context.request)
        .open
    }
    table.add(
      .get,
      "/v1/statistics/{table}/{period}/csv",
      operation: "getStatisticsCSV",
      access: .everyone,
      document: StatisticsDocuments.csv,
    ) { try statisticsFile($0, .csv) }
    for format in StatisticsFormat.allCases where format != .csv {
      table.add(
        .get,
        "/v1/statistics/{table}/{period}/\(format.rawValue)",
        operation: "getStatisticsFile-\(format.rawValue)",
        access: .everyone,
      ) { try statisticsFile($0, format) }
    }
    addCharts(to: &table)
    addOpenListings(to: &table)
    addRoomsTonight(to: &table)
    addBroker(to: &table)
  }

  // MARK: - Tables

  private func listStatistics(_ context: RequestContext) throws -> HTTPResponse {
    let query = try context.request.readQuery(StatisticsQuery.readScope)
    let vintages = try registry.vintages(query.scope)
    let uses = try registry.statisticsUses(limit: 100)
    return HTTPResponse.json(capacity: 16 << 10) { json in
      json.object { json in
        json.array("tables") { list in
          for vintage in vintages {
            list.object {
              $0.field("table", vintage.table)
              $0.field("title", StatisticsWords.title(vintage.table)[.english])
              $0.field("period", vintage.period.description)
              $0.field("vintage", vintage.number)
              $0.field("published_at", vintage.publishedAt)
              $0.field("sha256", vintage.digest)
              $0.field("training", vintage.scope == .training)
            }
          }
        }
        // The public ledger: what the figures were used for.
        json.array("uses") { list in
          for use in uses {
            list.object {
              $0.field("at", use.at)
              $0.field("used_by", use.usedBy)
              $0.field("purpose", use.purpose)
              $0.field("outcome", use.outcome)
            }
          }
        }
      }
    }.validated(for: context.request).open
  }

  private func statistics(
    _ context: RequestContext
  ) throws -> (StatisticsVintage, StatisticsTable) {
    let query = try context.request.readQuery(StatisticsQuery.read)
    guard let name = context.parameters["table"].flatMap(StatisticsTableName.init),
      let period = context.parameters["period"].flatMap({ FlowPeriod($0) }),
      let vintage = try registry.vintage(name, period, query.scope, number: query.vintage),
      let table = StatisticsTable(json: vintage.body)
    else { throw HTTPProblem(.notFound) }
    return (vintage, table)
  }

  private func statisticsFile(
    _ context: RequestContext,
    _ format: StatisticsFormat,
  ) throws -> HTTPResponse {
    let (vintage, table) = try statistics(context)
    guard let bytes = StatisticsFile.bytes(table, format, vintage: vintage) else {
      throw HTTPProblem(.notFound, detail: "this table has no such form")
    }
    let name = "\(table.name.rawValue)-\(table.period).\(format.fileExtension)"
    return HTTPResponse(
      .ok,
      headers: [
        ("Content-Type", format.mediaType),
        ("Content-Disposition", "inline; filename=\"\(name)\""),
      ],
      body: .bytes(bytes),
    ).validated(for: context.request).open
  }

  // MARK: - Charts

  private func addCharts(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/statistics/charts/{chart}",
      operation: "getStatisticsChart",
      access: .everyone,
    ) { context in
      let query = try context.request.readQuery(ChartQuery.read)
      let month = query.month ?? CivilMonth(of: TokyoTime.tonight(at: context.now)) + -1
      guard let name = context.parameters["chart"].flatMap(StatisticsChartName.init),
        let chart = try name.chart(registry, until: month, query.scope)
      else { throw HTTPProblem(.notFound) }
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", StatisticsFormat.svg.mediaType)],
        body: .bytes(chart.svg(language: query.language)),
      ).validated(for: context.request).open
    }
  }

  // MARK: - Listings and catalogue

  private func addOpenListings(to table: inout RouteTable) {
    let forms: [(String, String, @Sendable ([InnListing]) -> [UInt8])] = [
      ("csv", "text/csv; charset=utf-8", { StatisticsListings.csv($0) }),
      ("geojson", "application/geo+json", { StatisticsListings.geoJSON($0) }),
      (
        "ngsi-ld", "application/ld+json", { StatisticsListings.entities($0, isLinked: true) }
      ),
      ("ngsi-v2", "application/json", { StatisticsListings.entities($0, isLinked: false) }),
      ("schema-org", "application/ld+json", { StatisticsListings.schemaOrg($0).bytes }),
    ]
    for (form, type, write) in forms {
      table.add(
        .get,
        "/v1/statistics/listings/\(form)",
        operation: "openListings-\(form)",
        access: .everyone,
      ) { context in
        let query = try context.request.readQuery(StatisticsQuery.readScope)
        let inns = StatisticsListings.inns(registry.catalogue, query.scope)
        return HTTPResponse(
          .ok,
          headers: [("Content-Type", type)],
          body: .bytes(write(inns)),
        ).validated(for: context.request).open
      }
    }
    table.add(.get, "/inns", operation: "innsPage", access: .everyone) { context in
      let query = try context.request.readQuery(StatisticsQuery.readScope)
      return InnsPage(inns: StatisticsListings.inns(registry.catalogue, query.scope)).response
    }
    table.add(
      .get,
      "/v1/statistics/catalogue",
      operation: "statisticsCatalogue",
      access: .everyone,
    ) { context in
      let query = try context.request.readQuery(StatisticsQuery.readScope)
      let base = publicURL ?? "http://" + (context.request.headers["Host"] ?? "localhost")
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", "application/ld+json")],
        body: .bytes(StatisticsCatalogue.dcat(try registry.vintages(query.scope), base: base)),
      ).validated(for: context.request).open
    }
  }

  // MARK: - Tonight

  private func addRoomsTonight(to table: inout RouteTable) {
    let rooms = RoomsTonight(registry: registry)
    table.add(
      .get,
      "/v1/rooms-tonight",
      operation: "getRoomsTonight",
      access: .everyone,
      document: StatisticsDocuments.tonight,
    ) { context in
      let query = try context.request.readQuery(StatisticsQuery.readScope)
      let answer = rooms.answer(query.scope, at: context.now)
      let office = try registry.organisations().compactMap(\.phone).first
      return HTTPResponse.json { json in
        json.object { json in
          json.field("night", answer.night)
          json.field("as_of", answer.asOf)
          json.field("telephone", office?.e164)
          json.array("areas") { list in
            for area in answer.areas {
              list.object {
                $0.field("place", area.place)
                $0.field("name", StatisticsWords.place(area.place)[.english])
                $0.field("level", area.level)
                $0.field("sign", area.level.sign)
              }
            }
          }
        }
      }.validated(for: context.request).open
    }
    table.add(.get, "/tonight", operation: "roomsTonightPage", access: .everyone) { context in
      let query = try context.request.readQuery(StatisticsQuery.readScope)
      let answer = rooms.answer(query.scope, at: context.now)
      let office = try registry.organisations().first { $0.phone != nil }
      return RoomsTonightPage(answer: answer, office: office).response
    }
  }
}

/// What requests for statistics may ask.
struct StatisticsQuery: Sendable {
  var scope: FlowScope
  var vintage: Int?

  @Sendable static func read(_ query: inout QueryReader) -> StatisticsQuery? {
    let number = query.optional("vintage", .wholeNumber(1...100_000))
    return readScope(&query).map { StatisticsQuery(scope: $0.scope, vintage: number) }
  }

  @Sendable static func readScope(_ query: inout QueryReader) -> StatisticsQuery? {
    let isTraining = query.optional("training", .flag, default: false)
    return StatisticsQuery(scope: isTraining ? .training : .real)
  }
}

/// What requests for charts may ask.
struct ChartQuery: Sendable {
  var scope: FlowScope
  var month: CivilMonth?
  var language: ConsoleLanguage

  private static let month = TextFormat<CivilMonth>("a month such as 2026-08") { CivilMonth($0) }

  @Sendable static func read(_ query: inout QueryReader) -> ChartQuery? {
    let until = query.optional("until", month)
    let isEnglish = query.optional("language", .oneOf(ConsoleLanguage.self), default: .japanese)
    return StatisticsQuery.readScope(&query).map {
      ChartQuery(scope: $0.scope, month: until, language: isEnglish)
    }
  }
}

extension HTTPResponse {
  /// For pages of every other site, too: open data.
  var open: HTTPResponse { with("Access-Control-Allow-Origin", "*") }
}
