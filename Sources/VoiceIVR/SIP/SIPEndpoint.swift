import CPJSIP
import CPJSIPShims
import Glibc
import InnRegistry
import Synchronization

/// One line of PJSIP's log: level (1 error … 5 debugging) and text.
package typealias SIPLog = @Sendable (_ level: Int, _ line: String) -> Void

/// The hub's telephone: PJSUA behind commands and events.
///
/// Everything here runs on one thread of its own, PJSIP's callbacks for signalling included; media
/// callbacks come from PJSIP's media threads and go into ``events`` directly. Commands for calls
/// that are over do nothing: the token of a call is never used twice.
///
/// One endpoint a process, because PJSUA keeps its state in globals. Another may be started after
/// ``stop(within:)`` has returned.
package actor SIPEndpoint {
  /// Calls that PJSUA was built for, less a few that are hanging up still.
  package static let mostCalls = Int(PJSUA_MAX_CALLS) - slackCalls
  static let slackCalls = 12

  /// The endpoint that runs, for PJSIP's callbacks.
  static let current = Mutex<SIPEndpoint?>(nil)
  private static let isClaimed = Atomic<Bool>(false)
  private static let tokens = Atomic<UInt64>(0)

  package nonisolated let configuration: SIPConfiguration
  /// What happens on the telephone; for one reader.
  package nonisolated let events: SIPEvents
  nonisolated let queue: SIPEventQueue
  nonisolated let keys = KeyBoard()
  nonisolated let counts = LineCounts()
  nonisolated let log: SIPLog
  private let thread: PJSIPThread
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  /// The SIP port that was bound, UDP and TCP.
  package private(set) var port: UInt16 = 0
  /// The hub's own accounts, one for each bound address.
  var localAccounts: [pjsua_acc_id] = []
  /// What is known of ``SIPConfiguration/trunks``, in their order.
  var trunks: [Trunk] = []
  /// What is known of the hub's own sockets, one for each bound address.
  var sockets: [LineHealth] = []
  /// Those of them that nothing comes through and that could not be opened anew.
  var deadSockets: Set<Int> = []
  var strangers: SourceGuard
  /// Questions to trunks and own sockets that wait for an answer.
  var pings: [UInt64: PingTarget] = [:]
  var lastPing: UInt64 = 0
  var lines: [SIPCallToken: Line] = [:]
  var transfers: [SIPCallToken: Transfer] = [:]
  /// Lines whose callers hear each other, both ways.
  var joins: [SIPCallToken: SIPCallToken] = [:]
  /// What was being recorded when the caller hung up, until it is asked for.
  var lastWords: [SIPCallToken: SpeechAudio] = [:]
  /// Who takes texts by SIP MESSAGE; nil until somebody does.
  var takesMessage: (@Sendable (SIPTextMessage) async -> Int)?
  /// Texts on their way out, by a number of our own.
  var sendings: [UInt64: CheckedContinuation<Int, Never>] = [:]
  var lastSending: UInt64 = 0
  var lastPlayback: UInt64 = 0
  private(set) var isStopping = false
  private var watching: Task<Void, Never>?
  var naming: Task<Void, Never>?
  /// Addresses of trunks that are known by name, as last heard.
  var named: [String: [AddressPrefix]] = [:]
  /// Names that can't be looked up at present.
  var unknownNames: Set<String> = []
  private var whenEmpty: CheckedContinuation<Void, Never>?

  /// A call in progress.
  struct Line {
    /// PJSIP's number of the call; negative while it goes from one trunk to the next.
    var id: pjsua_call_id
    let isInbound: Bool
    /// Which of the trunks; nil for calls from elsewhere.
    var trunk: Int?
    var outgoing: Outgoing?
    var hasRung = false
    var hearsTones = false
    var isRecording = false
    var voice: OpaquePointer?
    var isAnswered = false
    var isEndedByUs = false
    /// When everything that waits to be played will have been played.
    var speaksUntil = ContinuousClock.now
  }

  /// What a call by the hub needs to be tried at another trunk.
  struct Outgoing {
    let number: PhoneNumber
    let mayUseReserved: Bool
    var tried: Set<Int> = []
  }

  /// A trunk was asked to connect a caller with somebody else.
  struct Transfer {
    /// It said that it would try (202).
    var isAccepted = false
    let answer: CheckedContinuation<TransferOutcome, Never>
  }

  struct Trunk {
    let account: pjsua_acc_id
    var health: LineHealth
    /// When a registration that was refused is tried again.
    var registersAgain: ContinuousClock.Instant?
  }

  private init(configuration: SIPConfiguration, thread: PJSIPThread, log: @escaping SIPLog) {
    self.configuration = configuration
    self.thread = thread
    self.log = log
    strangers = SourceGuard(configuration.guardLimits)
    queue = SIPEventQueue()
    events = SIPEvents(queue: queue)
  }

  deinit { thread.finish() }

  // MARK: Start

  /// Opens the telephone: checks the sound ports, binds SIP on UDP and TCP, and takes calls.
  package static func start(
    _ configuration: SIPConfiguration,
    log: @escaping SIPLog = { _, _ in },
  ) async throws(SIPError) -> SIPEndpoint {
    try check(configuration)
    guard
      isClaimed.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing)
        .exchanged
    else { throw .alreadyRunning }
    guard let thread = PJSIPThread.start() else {
      isClaimed.store(false, ordering: .releasing)
      throw .library(step: "pthread_create", status: 0, text: "no thread")
    }
    let endpoint = SIPEndpoint(configuration: configuration, thread: thread, log: log)
    await endpoint.beginNaming()
    do {
      try await endpoint.open()
    } catch {
      await endpoint.close()
      throw error
    }
    return endpoint
  }

  private static func check(_ configuration: SIPConfiguration) throws(SIPError) {
    guard (1...mostCalls).contains(configuration.maxCalls) else {
      throw .invalidConfiguration("maxCalls must lie in 1...\(mostCalls)")
    }
    guard (0...configuration.maxCalls).contains(configuration.reservedLines) else {
      throw .invalidConfiguration("reservedLines must lie in 0...maxCalls")
    }
    guard configuration.soundPorts.lowerBound >= 1024 else {
      throw .invalidConfiguration("soundPorts must lie above 1023")
    }
    for address in configuration.addresses {
      guard AddressPrefix(address) != nil, !address.contains("/") else {
        throw .invalidConfiguration("\(address) is no numeric address")
      }
      let free = SoundPorts.freePairs(
        in: configuration.soundPorts,
        address: address,
        wanted: configuration.maxCalls,
      )
      guard free >= configuration.maxCalls else {
        throw .soundPortsTaken(free: free, wanted: configuration.maxCalls)
      }
    }
    if let second = configuration.secondAddress,
      second.contains(":") == configuration.bindAddress.contains(":")
    {
      throw .invalidConfiguration("the second address must be of the other family")
    }
    for trunk in configuration.trunks {
      if trunk.transport == .tls, configuration.tls == nil {
        throw .invalidConfiguration("trunk \(trunk.name) wants TLS, which is not set up")
      }
      if trunk.encryption != .off, trunk.transport != .tls {
        throw .invalidConfiguration(
          "trunk \(trunk.name): SRTP needs TLS, or its keys are there for all to read"
        )
      }
    }
  }

  private func open() throws(SIPError) {
    SIPEndpoint.current.withLock { $0 = self }
    try PJSUA.create(configuration)
    let alarm = innbridge_alarm_open()
    guard alarm >= 0 else { throw .library(step: "alarm", status: 0, text: "no socket") }
    thread.beginPolling(alarm: alarm)
    try PJSUA.attempt("front door") {
      innbridge_front_door_open(
        innbridge_front_door(drops: sipDrops, admit: sipAdmit, info_key: sipInfoKey)
      )
    }
    try openPages()
    port = try PJSUA.bind(configuration)
    for address in configuration.addresses {
      localAccounts.append(try PJSUA.addAccount(at: address, port: port, configuration))
      sockets.append(LineHealth())
    }
    for trunk in configuration.trunks {
      trunks.append(
        Trunk(
          account: try PJSUA.addAccount(for: trunk, configuration),
          health: LineHealth(registers: trunk.registration != nil),
        )
      )
    }
    try PJSUA.attempt("pjsua_start") { pjsua_start() }
    guard let interval = configuration.watchInterval?.milliseconds else { return }
    watching = Task { [weak self] in
      while !Task.isCancelled {
        await self?.watch()
        try? await Task.sleep(for: .milliseconds(interval))
      }
    }
  }

  // MARK: Stop

  /// Hangs up all calls, waits up to `limit` for the other sides to agree, and closes the
  /// telephone.
  ///
  /// ``events`` ends afterwards.
  package func stop(within limit: Duration = .seconds(4)) async {
    guard !isStopping else { return }
    isStopping = true
    hangUpAll()
    if !lines.isEmpty {
      let watchdog = Task { [weak self] in
        try? await Task.sleep(for: limit)
        await self?.resumeStop()
      }
      await withCheckedContinuation { whenEmpty = $0 }
      watchdog.cancel()
    }
    close()
  }

  private func resumeStop() {
    whenEmpty?.resume()
    whenEmpty = nil
  }

  private func close() {
    isStopping = true
    watching?.cancel()
    naming?.cancel()
    for (call, line) in lines { forget(call, line, status: 503) }
    for number in Array(sendings.keys) { transmitted(number, status: 503) }
    thread.endPolling()
    innbridge_alarm_close()
    innbridge_front_door_close()
    innbridge_pages_close()
    pjsua_destroy2(UInt32(PJSUA_DESTROY_NO_RX_MSG.rawValue))
    innbridge_udp_forget()
    SIPEndpoint.current.withLock { $0 = nil }
    SIPEndpoint.isClaimed.store(false, ordering: .releasing)
    queue.finish()
  }

  // MARK: Lines

  /// Numbers from 1 up, never used twice in a process.
  package static func newToken() -> SIPCallToken {
    SIPCallToken(number: tokens.add(1, ordering: .relaxed).newValue)
  }

  /// Lines that calls by the hub may take now: those reserved for keepers are left out, and those
  /// of trunks that are down.
  package var freeLines: Int {
    let open = trunks.indices.reduce(0) { sum, index in
      trunks[index].health.isUsable ? sum + room(on: index) : sum
    }
    return max(0, min(open, configuration.maxCalls - lines.count))
  }

  /// Calls in progress.
  package var callCount: Int { lines.count }
  /// Events that were dropped because nobody read them.
  package nonisolated var lostEvents: Int { queue.lostEvents }

  func forget(_ call: SIPCallToken, _ line: Line, status: Int) {
    lines[call] = nil
    keys.remove(call)
    endTransfer(of: call, as: .unanswered)
    if let other = joins.removeValue(forKey: call) { joins[other] = nil }
    keepLastWords(call, line)
    if let voice = line.voice { innbridge_voice_port_close(voice) }
    queue.send(
      .ended(
        call,
        CallEnd(status: status, isOurs: line.isEndedByUs, wasAnswered: line.isAnswered),
      )
    )
    if lines.isEmpty { resumeStop() }
  }
}
