import BookingBridge
import Foundation
import InnRegistry

/// `statistics.json` in the data directory: when tables are published by themselves, when inns get
/// their month, and which brokers are pushed to.
///
/// docs/statistics/publishing.md explains it member by member.
enum StatisticsSettingsFile {
  private static let guide = "docs/statistics/publishing.md"
  /// Brokers at most: a city's, a prefecture's, some to try.
  private static let mostBrokers = 10

  /// Nil when there is no such file.
  static func read(_ path: String) throws(CommandFailure) -> StatisticsWorker.Settings? {
    typealias Parts = (StatisticsWorker.Settings, tokens: [Int: (header: String, file: String)])
    // Tokens lie in files of their own.
    let parts: Parts? = try DataFile(path: path, guide: guide).read(isSecret: false) { members in
      var settings = StatisticsWorker.Settings()
      if members.optional("training", .bool, default: false) { settings.scope = .training }
      settings.publishing = members.optional("publish", .object(schedule))
      settings.reports = members.optional("reports", .object(schedule))
      let brokers =
        members.optional("brokers", .array(of: .object(broker), count: 0...mostBrokers)) ?? []
      settings.brokers = brokers.map(\.broker)
      if Set(brokers.map(\.broker.name)).count < brokers.count {
        members.refuse("brokers", .inconsistent, "two have the same name")
      }
      var tokens: [Int: (header: String, file: String)] = [:]
      for (place, each) in brokers.enumerated() {
        if let file = each.tokenFile { tokens[place] = (each.tokenHeader, file) }
      }
      return (settings, tokens)
    }
    guard let parts else { return nil }
    var settings = parts.0
    for (place, token) in parts.tokens {
      settings.brokers[place].token = StatisticsBroker.Token(
        header: token.header,
        value: try secret(token.file),
      )
    }
    return settings
  }

  private static func secret(_ file: String) throws(CommandFailure) -> String {
    try SecretFile.check(file)
    guard let data = FileManager.default.contents(atPath: file), data.count <= DataFile.largest
    else {
      throw DataFile(path: file, guide: guide).failure(["it can't be read"])
    }
    let text = String(decoding: data, as: UTF8.self).trimmingSpaces()
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw DataFile(path: file, guide: guide).failure(["it holds no token: one line of letters"])
    }
    return text
  }

  // MARK: - Members

  private struct BrokerEntry: Sendable {
    var broker: StatisticsBroker
    var tokenHeader: String
    var tokenFile: String?
  }

  private static let name = TextFormat<String>("1 to 40 letters, digits, _ and -") { text in
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
    return isPlain && (1...40).contains(text.count) ? text : nil
  }
  private static let path = TextFormat<String>("a path that begins with /") {
    $0.hasPrefix("/") && $0.count <= 1000 && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      ? $0 : nil
  }
  private static let url = TextFormat<String>("an http or https URL") { $0.isEmpty ? nil : $0 }

  @Sendable private static func schedule(_ members: inout JSONObjectReader)
    -> StatisticsSchedule?
  {
    let day = members.optional("day", .integer(StatisticsSchedule.days), default: 10)
    let hour = members.optional("hour", .integer(StatisticsSchedule.hours), default: 9)
    return StatisticsSchedule(day: day, hour: hour)
  }

  @Sendable private static func broker(_ members: inout JSONObjectReader) -> BrokerEntry? {
    let name = members.required("name", name)
    let api = members.required("api", .oneOf(StatisticsEntities.Dialect.self))
    let url = members.required("url", url)
    let tenant = members.optional("tenant", Self.name)
    let servicePath = members.optional("service_path", path)
    let isPrivate = members.optional("private", .bool, default: false)
    let header = members.optional("token_header", Self.name) ?? "Authorization"
    let file = members.optional("token_file", path)
    guard let name, let api, let url else { return nil }
    let addresses: OutgoingAddress = isPrivate ? .anywhere : .publicInternet
    let checked: String
    do throws(OutgoingAddress.Fault) {
      checked = try addresses.check(url)
    } catch {
      let why =
        switch error {
        case .malformed: "must be an http or https URL"
        case .notSecure: "must be https, or the broker \"private\": true"
        case .privateAddress: "is a private address: say \"private\": true if it is meant"
        case .credentials: "must hold no password: use token_file"
        }
      members.refuse("url", .wrongFormat, why)
      return nil
    }
    if servicePath != nil, api == .ngsiLD {
      members.refuse("service_path", .inconsistent, "belongs to ngsi-v2")
    }
    return BrokerEntry(
      broker: StatisticsBroker(
        name: name,
        dialect: api,
        url: checked.hasSuffix("/") ? String(checked.dropLast()) : checked,
        tenant: tenant,
        servicePath: servicePath,
        isPrivate: isPrivate,
      ),
      tokenHeader: header,
      tokenFile: file,
    )
  }
}

/// Statistics that leave the hub by themselves, where `statistics.json` says so.
struct Publishing: Sendable {
  private let worker: Task<Void, Never>?

  static func start(
    _ settings: StatisticsWorker.Settings?,
    canText: Bool,
    registry: Registry,
    log: Log,
  ) -> Publishing {
    guard var settings else { return Publishing(worker: nil) }
    if settings.reports != nil, !canText {
      log.warning("no gateway carries messages: inns get no monthly reports", [:])
      settings.reports = nil
    }
    var limits = HTTPClient.Limits()
    // A broker that keeps two hundred entities takes its time.
    limits.total = .seconds(60)
    limits.responseBytes = StatisticsBroker.mostAnswer
    limits.atOnce = 1
    let near = HTTPClient(limits: limits, destinations: .any)
    let far = HTTPClient(limits: limits, destinations: .publicInternet)
    let worker = StatisticsWorker(registry: registry, settings: settings, log: log) { broker in
      let client = broker.isPrivate ? near : far
      return { (request) throws(HTTPFailure) in try await client.send(request) }
    }
    return Publishing(worker: Task { await worker.run() })
  }

  /// Doesn't wait for a broker: what was not noted is sent again after the next start.
  func stop() { worker?.cancel() }
}
