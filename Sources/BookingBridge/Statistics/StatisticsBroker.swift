import InnRegistry

/// A broker of context data that published tables and inns' entries are pushed to.
package struct StatisticsBroker: Hashable, Sendable {
  /// What the office calls it.
  package var name: String
  package var dialect: StatisticsEntities.Dialect
  /// Such as `https://broker.example.org`, without a slash at its end.
  package var url: String
  /// The broker's tenant (`NGSILD-Tenant`, `Fiware-Service`); nil for its only one.
  package var tenant: String?
  /// `Fiware-ServicePath`, for NGSIv2 alone.
  package var servicePath: String?
  /// How the hub shows that it may: a header's name and value; the value is a secret.
  package var token: Token?
  /// Whether it may lie in a private network.
  package var isPrivate: Bool

  package struct Token: Hashable, Sendable {
    package var header: String
    package var value: String

    package init(header: String, value: String) {
      self.header = header
      self.value = value
    }
  }

  package init(
    name: String,
    dialect: StatisticsEntities.Dialect,
    url: String,
    tenant: String? = nil,
    servicePath: String? = nil,
    token: Token? = nil,
    isPrivate: Bool = false,
  ) {
    self.name = name
    self.dialect = dialect
    self.url = url
    self.tenant = tenant
    self.servicePath = servicePath
    self.token = token
    self.isPrivate = isPrivate
  }

  /// Most bytes of an answer: an upsert answers with a name for each entity.
  package static let mostAnswer = 256 * 1024

  func request(_ path: String, _ body: [UInt8]) -> HTTPExchange {
    let isDocument = dialect == .ngsiLD && !path.hasSuffix("/delete")
    var headers = [
      HTTPField("Content-Type", isDocument ? "application/ld+json" : "application/json"),
      HTTPField("Accept", "application/json"),
    ]
    if let tenant {
      let name = dialect == .ngsiLD ? "NGSILD-Tenant" : "Fiware-Service"
      headers.append(HTTPField(name, tenant))
    }
    if let servicePath { headers.append(HTTPField("Fiware-ServicePath", servicePath)) }
    if let token { headers.append(HTTPField(token.header, token.value)) }
    return HTTPExchange(method: "POST", url: url + path, headers: headers, body: body)
  }

  /// What a broker's answer means.
  enum Verdict: Hashable {
    case taken
    /// It refuses this; others may be taken.
    case refused(String)
    /// It is not there, too busy, or lets the hub do nothing at all.
    case unavailable(String)
  }

  /// - Parameter isRemoval: what is not there need not be removed.
  func verdict(_ answer: HTTPAnswer, isRemoval: Bool) -> Verdict {
    let text = String(decoding: answer.body.prefix(StatisticsPush.mostError), as: UTF8.self)
      .filter { !$0.isNewline && $0 != "\0" }
    let words = "\(answer.status) \(text)".trimmingSpaces()
    switch answer.status {
    case 207: return isRemoval || hasNoErrors(answer.body) ? .taken : .refused(words)
    case 200...299: return .taken
    case 404 where isRemoval: return .taken
    case 400, 413, 422: return .refused(words)
    default: return .unavailable(words)
    }
  }

  /// Whether a `BatchOperationResult` (ETSI GS CIM 009, 5.2.16) names none.
  private func hasNoErrors(_ body: [UInt8]) -> Bool {
    guard case .object(let result)? = try? JSONValue(parsing: body),
      case .array(let errors)? = result["errors"]
    else { return false }
    return errors.isEmpty
  }
}
