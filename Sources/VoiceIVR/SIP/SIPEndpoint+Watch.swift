import CPJSIP
import CPJSIPShims
import InnRegistry

/// Whom a question whether it is there was put to.
enum PingTarget: Hashable, Sendable {
  case trunk(Int)
  case socket(Int)
}

/// Sees that trunks and the hub's own sockets are alive.
extension SIPEndpoint {
  /// A registration that was refused for good (wrong password, unknown user) is tried again after
  /// this time: providers lock accounts that try too often.
  private static let refusalRest = Duration.seconds(600)
  /// Statuses by which a trunk says that it will not take this user.
  private static let refusals: Set<Int> = [401, 403, 404, 407]

  /// One look: whatever has not answered since the last one is lost; asks all anew.
  ///
  /// - Parameter asksTrunks: the hub's own sockets only, where it is false.
  func watch(asksTrunks: Bool = true) {
    guard !isStopping else { return }
    for target in pings.values { lost(target) }
    pings = [:]
    for index in sockets.indices { ping(.socket(index), ownAddress(index)) }
    guard asksTrunks else { return }
    for (index, trunk) in configuration.trunks.enumerated() {
      ping(.trunk(index), trunk.address())
      if let time = trunks[index].registersAgain, time <= .now { register(index) }
    }
  }

  private func ownAddress(_ index: Int) -> String {
    let address = configuration.addresses[index]
    switch address {
    case "0.0.0.0": return "sip:127.0.0.1:\(port)"
    case "::": return "sip:[::1]:\(port)"
    default: return "sip:\(address.contains(":") ? "[\(address)]" : address):\(port)"
    }
  }

  private func ping(_ target: PingTarget, _ address: String) {
    lastPing += 1
    pings[lastPing] = target
    if innbridge_ping(address, "sip:innbridge@\(ownHost)", lastPing, sipPingAnswer) != 0 {
      pings[lastPing] = nil
      lost(target)
    }
  }

  private var ownHost: String {
    let address = configuration.publicAddress ?? configuration.bindAddress
    return address.contains(":") ? "[\(address)]" : address
  }

  func pingAnswered(_ ping: UInt64, isOurs: Bool) {
    guard let target = pings.removeValue(forKey: ping) else { return }
    if isOurs {
      lost(target)
      return
    }
    switch target {
    case .socket(let index):
      _ = sockets[index].answered()
      deadSockets.remove(index)
    case .trunk(let index):
      guard trunks[index].health.answered() else { return }
      log(3, "trunk \(configuration.trunks[index].name) is back")
      if configuration.trunks[index].registration != nil { register(index) }
    }
  }

  private func lost(_ target: PingTarget) {
    switch target {
    case .socket(let index):
      guard sockets[index].lost() else { return }
      rebuild(index)
    case .trunk(let index):
      guard trunks[index].health.lost() else { return }
      let trunk = configuration.trunks[index]
      log(1, "trunk \(trunk.name) doesn't answer")
      // A connection whose other end has vanished would be believed in for minutes.
      if trunk.transport != .udp { innbridge_drop_connections(trunk.host) }
    }
  }

  /// Opens a socket anew that nothing comes through any more.
  private func rebuild(_ index: Int) {
    let status = innbridge_udp_restart(Int32(index))
    sockets[index] = LineHealth()
    deadSockets = status == 0 ? deadSockets.subtracting([index]) : deadSockets.union([index])
    if status == 0 {
      counts.count { $0.socketsRebuilt += 1 }
      log(2, "the socket of SIP at \(configuration.addresses[index]) was dead and is new")
    } else {
      log(1, "the socket of SIP is dead and can't be opened: \(PJSUA.words(for: status))")
    }
    for trunk in trunks.indices where configuration.trunks[trunk].registration != nil {
      register(trunk)
    }
  }

  // MARK: Registration

  func register(_ index: Int) {
    trunks[index].registersAgain = nil
    pjsua_acc_set_registration(trunks[index].account, 1)
  }

  /// What a trunk said to a REGISTER; 0 when there was no way to it.
  func registered(_ account: pjsua_acc_id, status: Int, seconds: Int) {
    guard let index = trunks.firstIndex(where: { $0.account == account }), !isStopping else {
      return
    }
    let name = configuration.trunks[index].name
    let before = trunks[index].health.registration
    if (200...299).contains(status), seconds > 0 {
      trunks[index].health.registration = .registered
      if before != .registered { log(3, "registered at trunk \(name) for \(seconds) s") }
      return
    }
    let refusal = LineHealth.Registration.refused(status: status == 0 ? 408 : status)
    trunks[index].health.registration = refusal
    if before != refusal { log(1, "trunk \(name) refuses the registration: \(status)") }
    // PJSIP itself comes back after what passes; not after a wrong password.
    if SIPEndpoint.refusals.contains(status) {
      trunks[index].registersAgain = .now + SIPEndpoint.refusalRest
    }
  }

  // MARK: Figures

  /// How the telephone stands.
  package func figures() -> LineFigures {
    var figures = LineFigures()
    figures.trunks = trunks.indices.map(trunkFigures)
    figures.bans = strangers.banned(at: monotonicMilliseconds()).prefix(SIPEndpoint.shownBans).map {
      LineFigures.Ban(
        source: $0.source,
        remaining: Span(milliseconds: $0.remaining),
        count: $0.count,
        dropped: $0.dropped,
      )
    }
    figures.calls = lines.count
    figures.lines = configuration.maxCalls
    figures.counts = counts.all
    figures.requestsDropped = strangers.dropped
    figures.bansTotal = strangers.bans
    figures.eventsLost = lostEvents
    figures.deadSockets = deadSockets.count
    return figures
  }

  /// Bans that are told; a page of them is enough to see what goes on.
  private static let shownBans = 200

  private func trunkFigures(_ index: Int) -> LineFigures.Trunk {
    let health = trunks[index].health
    var isRegistered: Bool?
    var refusal: Int?
    switch health.registration {
    case .notWanted: break
    case .registered: isRegistered = true
    case .trying: isRegistered = false
    case .refused(let status):
      isRegistered = false
      refusal = status
    }
    return LineFigures.Trunk(
      name: configuration.trunks[index].name,
      reach: health.reach,
      isRegistered: isRegistered,
      refusal: refusal,
      calls: lines.values.count { $0.trunk == index },
      lines: lineCount(of: index),
      reservedLines: reservedLines(of: index),
      isUsable: health.isUsable,
    )
  }
}
