import InnRegistry
import Synchronization

/// Published tables and inns as a broker of context data would tell them: what a client of NGSI-LD or
/// NGSIv2 reads elsewhere, it reads here, too. Read only, for everybody.
///
/// Of the specifications (ETSI GS CIM 009 V1.6, FIWARE NGSIv2): retrieval by type and id, with paging,
/// counting and key-values. Queries by attribute, geography and time are refused as unknown.
extension PlatformAPI {
  static let contextPath = "/v1/statistics/context"

  func addBroker(to table: inout RouteTable) {
    let entities = PublishedEntities(registry: registry)
    table.add(
      .get,
      "/ngsi-ld/v1/entities",
      operation: "ngsiLDEntities",
      access: .everyone,
    ) { try listEntities($0, entities, .ngsiLD) }
    table.add(
      .get,
      "/ngsi-ld/v1/entities/{entity}",
      operation: "ngsiLDEntity",
      access: .everyone,
    ) { try entity($0, entities, .ngsiLD) }
    table.add(
      .get,
      "/ngsi-ld/v1/types",
      operation: "ngsiLDTypes",
      access: .everyone,
    ) { context in
      _ = try context.request.readQuery(BrokerQuery.readScope)
      return HTTPResponse.json { json in
        json.object { json in
          json.field("id", "urn:ngsi-ld:EntityTypeList:innbridge")
          json.field("type", "EntityTypeList")
          json.array("typeList") { list in
            for type in PublishedEntities.types { list.string(type) }
          }
        }
      }.open
    }
    table.add(.get, "/v2/entities", operation: "ngsiV2Entities", access: .everyone) {
      try listEntities($0, entities, .ngsiV2)
    }
    table.add(.get, "/v2/entities/{entity}", operation: "ngsiV2Entity", access: .everyone) {
      try entity($0, entities, .ngsiV2)
    }
    table.add(
      .get,
      PlatformAPI.contextPath,
      operation: "statisticsContext",
      access: .everyone,
    ) { context in
      var json = JSONWriter()
      json.object { json in
        json.array("@context") { list in
          for address in StatisticsEntities.context { list.string(address) }
        }
      }
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", "application/ld+json")],
        body: .bytes(json.bytes),
      ).validated(for: context.request).open
    }
  }

  private func listEntities(
    _ context: RequestContext,
    _ published: PublishedEntities,
    _ dialect: StatisticsEntities.Dialect,
  ) throws -> HTTPResponse {
    let query = try context.request.readQuery {
      BrokerQuery.read(&$0, mustHaveType: dialect == .ngsiLD)
    }
    let found = try published.all(query.scope).filter { query.asks(for: $0) }
    let page = found.dropFirst(query.offset).prefix(query.limit)
    var answer = written(Array(page), query, dialect, context)
    if query.isCounted {
      let name = dialect == .ngsiLD ? "NGSILD-Results-Count" : "Fiware-Total-Count"
      answer.headers.set(name, String(found.count))
    }
    if dialect == .ngsiLD {
      let path = "/ngsi-ld/v1/entities"
      if query.offset + page.count < found.count {
        let next = query.address(path, context.request, offset: query.offset + query.limit)
        answer.headers.append("Link", "<\(next)>;rel=\"next\"")
      }
      if query.offset > 0 {
        let before = max(0, query.offset - query.limit)
        let previous = query.address(path, context.request, offset: before)
        answer.headers.append("Link", "<\(previous)>;rel=\"prev\"")
      }
    }
    return answer.validated(for: context.request).open
  }

  private func entity(
    _ context: RequestContext,
    _ published: PublishedEntities,
    _ dialect: StatisticsEntities.Dialect,
  ) throws -> HTTPResponse {
    let query = try context.request.readQuery { BrokerQuery.read(&$0, mustHaveType: false) }
    guard let id = context.parameters["entity"],
      let found = try published.all(query.scope).first(where: { $0.id == id })
    else { throw HTTPProblem(.notFound) }
    return written([found], query, dialect, context).validated(for: context.request).open
  }

  /// One entity or a list of them, in the dialect and representation that were asked for.
  private func written(
    _ entities: [StatisticsEntities.Entity],
    _ query: BrokerQuery,
    _ dialect: StatisticsEntities.Dialect,
    _ context: RequestContext,
  ) -> HTTPResponse {
    let isOne = context.parameters["entity"] != nil
    let accept = context.request.headers["Accept"] ?? ""
    let isLinked = dialect == .ngsiLD && accept.contains("application/ld+json")
    var json = JSONWriter(capacity: 64 << 10)
    func write(_ entity: StatisticsEntities.Entity, _ json: inout JSONWriter) {
      if query.isKeyValues {
        StatisticsEntities.writeKeyValues(entity, isLinked: isLinked, to: &json)
      } else {
        StatisticsEntities.writeNormalized(entity, dialect, isLinked: isLinked, to: &json)
      }
    }
    if isOne, let entity = entities.first {
      write(entity, &json)
    } else {
      json.array { list in for entity in entities { write(entity, &list) } }
    }
    var answer = HTTPResponse(
      .ok,
      headers: [("Content-Type", isLinked ? "application/ld+json" : "application/json")],
      body: .bytes(json.bytes),
    )
    if dialect == .ngsiLD, !isLinked {
      let base = publicURL ?? "http://" + (context.request.headers["Host"] ?? "localhost")
      answer.headers.append(
        "Link",
        "<\(base + PlatformAPI.contextPath)>; rel=\"http://www.w3.org/ns/json-ld#context\"; "
          + "type=\"application/ld+json\"",
      )
    }
    return answer
  }
}

/// What a client of a broker may ask.
struct BrokerQuery: Sendable {
  var types: [String]?
  var ids: [String]?
  var limit: Int
  var offset: Int
  var isCounted: Bool
  var isKeyValues: Bool
  var scope: FlowScope

  /// Entities of one answer: as brokers have it.
  static let limits = 0...1000
  static let usualLimit = 20
  /// Names in one question.
  static let mostNames = 100

  private static let name = TextFormat<String>("the name of an entity or type") { text in
    (1...256).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      ? text : nil
  }
  private static let options = TextFormat<[String]>("keyValues, count or both") { text in
    let words = text.split(separator: ",").map(String.init)
    let known = ["keyValues", "simplified", "normalized", "count"]
    return words.allSatisfy(known.contains) ? words : nil
  }

  @Sendable static func readScope(_ query: inout QueryReader) -> FlowScope? {
    query.optional("training", .flag, default: false) ? .training : .real
  }

  static func read(_ query: inout QueryReader, mustHaveType: Bool) -> BrokerQuery? {
    let types = query.optional("type", .list(of: name, count: 1...mostNames))
    let ids = query.optional("id", .list(of: name, count: 1...mostNames))
    if mustHaveType, types == nil, ids == nil {
      query.refuse("type", .missing, "type or id is required")
    }
    let options = query.optional("options", options) ?? []
    let isCounted = query.optional("count", .flag, default: false)
    return BrokerQuery(
      types: types,
      ids: ids,
      limit: query.optional("limit", .wholeNumber(limits)) ?? usualLimit,
      offset: query.optional("offset", .wholeNumber(0...1_000_000)) ?? 0,
      isCounted: isCounted || options.contains("count"),
      isKeyValues: options.contains("keyValues") || options.contains("simplified"),
      scope: readScope(&query) ?? .real,
    )
  }

  func asks(for entity: StatisticsEntities.Entity) -> Bool {
    (types?.contains(entity.type) ?? true) && (ids?.contains(entity.id) ?? true)
  }

  /// The same question at another place.
  func address(_ path: String, _ request: HTTPRequest, offset: Int) -> String {
    let others = request.target.query.filter { $0.name != "offset" && $0.name != "limit" }
    let items =
      others.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
      + ["limit=\(limit)", "offset=\(offset)"]
    return path + "?" + items.joined(separator: "&")
  }
}

/// Everything that is published as entities, kept until more is.
final class PublishedEntities: Sendable {
  static let types = [StatisticsEntities.indicator, StatisticsEntities.pointOfInterest]

  private struct Kept {
    var digests: [StatisticsPush.Subject: String]
    var tables: [StatisticsEntities.Entity]
  }

  private let registry: Registry
  private let kept = Mutex<[FlowScope: Kept]>([:])

  init(registry: Registry) { self.registry = registry }

  /// Figures in the order of their tables and periods, then inns.
  func all(_ scope: FlowScope) throws -> [StatisticsEntities.Entity] {
    let inns = StatisticsEntities.entities(StatisticsListings.inns(registry.catalogue, scope))
    let digests = try registry.vintageDigests(scope)
    if let found = kept.withLock({ $0[scope] }), found.digests == digests {
      return found.tables + inns
    }
    let tables = try registry.vintages(scope).flatMap { vintage in
      StatisticsTable(json: vintage.body).map { StatisticsEntities.entities($0, vintage) } ?? []
    }
    // A figure may stand in two tables; an entity is told once.
    var seen: Set<String> = []
    let once = tables.filter { seen.insert($0.id).inserted }
    kept.withLock { $0[scope] = Kept(digests: digests, tables: once) }
    return once + inns
  }
}
