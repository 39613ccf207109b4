import CPJSIPShims
import Dispatch
import Glibc
import InnRegistry

/// Names of trunks and proxies: looked up beside the telephone's thread, which would otherwise stand
/// still for every call while a name server is silent.
extension SIPEndpoint {
  /// How long an answer holds: gateways move seldom, and a lookup costs nothing.
  private static let nameLife = Duration.seconds(60)
  /// Until the next try where there was none.
  private static let nameRetry = Duration.seconds(5)
  /// What the start waits for the first answers, so that the first registration finds its trunk.
  private static let firstPatience = Duration.seconds(2)

  /// Looks up every name and goes on doing so; returns when all are known, after two seconds at the
  /// latest.
  func beginNaming() async {
    let hosts = Set(configuration.trunks.flatMap(\.hosts)).filter { AddressPrefix($0) == nil }
    guard !hosts.isEmpty else { return }
    let (waiting, ended) = AsyncStream<Void>.makeStream()
    naming = Task.detached { [weak self] in
      while !Task.isCancelled {
        await withTaskGroup(of: (String, [String]).self) { group in
          for host in hosts { group.addTask { (host, await HostNames.addresses(of: host)) } }
          for await (host, found) in group { await self?.learn(host, found) }
        }
        ended.finish()
        guard let self else { return }
        let isWhole = await self.unknownNames.isEmpty
        try? await Task.sleep(for: isWhole ? SIPEndpoint.nameLife : SIPEndpoint.nameRetry)
      }
    }
    let patience = Task {
      try? await Task.sleep(for: SIPEndpoint.firstPatience)
      ended.finish()
    }
    for await _ in waiting {}
    patience.cancel()
  }

  /// What was known stays where nothing is found: a name server that is down changes no gateway.
  private func learn(_ host: String, _ found: [String]) {
    guard !found.isEmpty else {
      guard unknownNames.insert(host).inserted else { return }
      log(2, "the name \(host) of a trunk can't be looked up")
      return
    }
    named[host] = found.compactMap { AddressPrefix($0) }
    HostNames.set(host, found)
    guard unknownNames.remove(host) != nil else { return }
    log(3, "the name \(host) of a trunk is known again")
    for index in trunks.indices {
      let trunk = configuration.trunks[index]
      if trunk.registration != nil, trunk.hosts.contains(host) { register(index) }
    }
  }

  /// The trunk that an address belongs to, as an index of ``trunks``.
  func trunk(of source: String) -> Int? {
    configuration.trunk(of: source)
      ?? configuration.trunks.firstIndex { trunk in
        trunk.hosts.contains { named[$0]?.contains { $0.contains(source) } == true }
      }
  }
}

extension SIPTrunk {
  /// Where its requests go and its calls come from: server and proxy, as names or addresses.
  var hosts: [String] {
    guard let proxy else { return [host] }
    // `sip:HOST:PORT` or `sip:[ADDRESS]:PORT`.
    var name = proxy.hasPrefix("sip:") ? proxy.dropFirst(4) : proxy[...]
    if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") { name = name[..<colon] }
    return [host, name.trimmingBrackets]
  }
}

extension Substring {
  fileprivate var trimmingBrackets: String {
    hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : String(self)
  }
}

/// The system's name service.
enum HostNames {
  /// Threads of its own: a lookup may take half a minute.
  private static let queue = DispatchQueue(label: "names", attributes: .concurrent)

  /// Numeric addresses of a host; empty where nothing is known.
  static func addresses(of host: String) async -> [String] {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: lookUp(host)) }
    }
  }

  /// Tells PJSIP.
  static func set(_ host: String, _ addresses: [String]) {
    let texts = addresses.compactMap { strdup($0) }
    defer { for text in texts { free(text) } }
    let pointers = texts.map { UnsafePointer($0) }
    pointers.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      innbridge_name_set(host, first, buffer.count)
    }
  }

  private static func lookUp(_ host: String) -> [String] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    var results: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &results) == 0 else { return [] }
    defer { freeaddrinfo(results) }
    var found: [String] = []
    var next = results
    while let entry = next {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let status = getnameinfo(
        entry.pointee.ai_addr,
        entry.pointee.ai_addrlen,
        &text,
        socklen_t(text.count),
        nil,
        0,
        NI_NUMERICHOST,
      )
      if status == 0, let end = text.firstIndex(of: 0) {
        let address = String(decoding: text[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Once for each kind of socket.
        if !found.contains(address) { found.append(address) }
      }
      next = entry.pointee.ai_next
    }
    return found
  }
}
