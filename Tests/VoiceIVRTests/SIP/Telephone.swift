import Foundation
import Glibc
import InnRegistry
import Synchronization
import Testing

@testable import VoiceIVR

/// The one endpoint of the test process, and a switchboard that hands each call to the test that
/// waits for it.
actor Telephone {
  static let hubNumber = "+811750000990"

  let endpoint: SIPEndpoint
  let port: UInt16
  let trunkPort: UInt16
  private var calls: [SIPCallToken: CallEvents] = [:]
  private var arrivals: [String: [(IncomingCall, CallEvents)]] = [:]
  private var waiting: [String: CheckedContinuation<(IncomingCall, CallEvents), Never>] = [:]

  private var diversion: AsyncStream<SIPEvent>.Continuation?

  private static let starting = Mutex(Task { try await Telephone() })

  static func shared() async throws -> Telephone {
    try await starting.withLock { $0 }.value
  }

  /// Another endpoint, for the tests that come after one that was stopped.
  static func startAgain() async throws -> Telephone {
    starting.withLock { $0 = Task { try await Telephone() } }
    return try await shared()
  }

  private init() async throws {
    var configuration = SIPConfiguration()
    configuration.bindAddress = "127.0.0.1"
    configuration.port = 0
    configuration.soundPorts = 42_000...42_399
    configuration.trustedSources = [try #require(AddressPrefix("127.0.0.1"))]
    configuration.maxCalls = 4
    configuration.reservedLines = 1
    configuration.retryAfter = 30
    // Tests look when they want to.
    configuration.watchInterval = nil
    trunkPort = try freeUDPPort()
    configuration.trunks = [
      SIPTrunk(
        host: "127.0.0.1",
        port: trunkPort,
        number: try #require(PhoneNumber(Telephone.hubNumber)),
      )
    ]
    endpoint = try await SIPEndpoint.start(configuration)
    port = await endpoint.port
    let events = endpoint.events
    Task { [weak self] in
      for await event in events { await self?.route(event) }
    }
  }

  var remote: String { "127.0.0.1:\(port)" }

  /// Hands everything that happens from now on to one reader, until ``endDiversion()``.
  func divert() -> AsyncStream<SIPEvent> {
    let (events, continuation) = AsyncStream<SIPEvent>.makeStream()
    diversion = continuation
    return events
  }

  func endDiversion() {
    diversion?.finish()
    diversion = nil
  }

  private func route(_ event: SIPEvent) {
    if let diversion {
      diversion.yield(event)
      return
    }
    if case .incoming(let incoming) = event {
      let events = CallEvents()
      calls[incoming.call] = events
      if let waiter = waiting.removeValue(forKey: incoming.called) {
        waiter.resume(returning: (incoming, events))
      } else {
        arrivals[incoming.called, default: []].append((incoming, events))
      }
      return
    }
    let events = calls[event.call] ?? CallEvents()
    calls[event.call] = events
    events.send(event)
    if case .ended = event {
      events.finish()
    }
  }

  /// Waits for a call to a number, which is how tests tell their calls apart.
  func incoming(to called: String) async -> (IncomingCall, CallEvents) {
    if var queue = arrivals[called], !queue.isEmpty {
      let first = queue.removeFirst()
      arrivals[called] = queue
      return first
    }
    return await withCheckedContinuation { waiting[called] = $0 }
  }

  /// Hangs up whatever is in progress.
  func hangUpAll() async { await endpoint.hangUpAll() }

  /// Events of a call the test itself made.
  func events(of call: SIPCallToken) -> CallEvents {
    let events = calls[call] ?? CallEvents()
    calls[call] = events
    return events
  }
}

/// Events of one call, waited for one by one.
final class CallEvents: Sendable {
  private let stream: AsyncStream<SIPEvent>
  private let continuation: AsyncStream<SIPEvent>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func send(_ event: SIPEvent) { continuation.yield(event) }
  func finish() { continuation.finish() }

  func next() async -> SIPEvent? { await stream.first { _ in true } }

  /// Everything up to and including the first event that fits.
  func upTo(_ fits: (SIPEvent) -> Bool) async -> [SIPEvent] {
    var seen: [SIPEvent] = []
    while let event = await next() {
      seen.append(event)
      if fits(event) { break }
    }
    return seen
  }

  /// Keys until the call's end.
  func keysToEnd() async -> (keys: [Key], end: CallEnd?) {
    var keys: [Key] = []
    while let event = await next() {
      switch event {
      case .key(_, let key, _): keys.append(key)
      case .ended(_, let end): return (keys, end)
      case .incoming, .ringing, .answered, .played, .voiceHeard, .fax: continue
      }
    }
    return (keys, nil)
  }
}

func freeUDPPort() throws -> UInt16 {
  let peer = try RTPPeer()
  defer { peer.close() }
  return peer.port
}
