import BookingBridge
import Foundation
import InnRegistry
import Synchronization
import VoiceIVR

/// Looks after what the hub stands on: the disk, the registry, the telephone, copies, the clock.
///
/// What is wrong is told by `/readyz` and the metrics at once, and as an alarm when it lasts.
final class HubWatch: Sendable {
  static let tick = Span.seconds(5)
  /// A part that gives no answer for so long is dead.
  static let patience = Duration.seconds(15)
  /// The wall clock may be this far from the time that passed: daylight saving does not exist here,
  /// and a second now and then is the network's.
  static let clockTolerance = Span.seconds(30)
  /// How long an alarm about a moment stays open: a clock that jumped, an end that nobody wished.
  static let momentAlarm = Span.hours(1)

  enum Part: String, CaseIterable, Sendable {
    case disk
    case diskSpace = "disk_space"
    case database
    case telephone
    case trunk
    case copies
    case backup
    case clock
    /// Files and connections that this process may have open.
    case descriptors
    /// The process before this one was not stopped: it was killed, or the power went.
    case restart

    /// Without it the hub can't do its work, and is not ready.
    var isNeeded: Bool {
      switch self {
      case .disk, .database, .telephone: true
      case .diskSpace, .trunk, .copies, .backup, .clock, .descriptors, .restart: false
      }
    }

    /// How long it lasts before the office hears of it.
    var patience: Span {
      switch self {
      case .disk, .database, .telephone: .seconds(20)
      case .trunk: .minutes(3)
      case .copies: .minutes(5)
      case .diskSpace, .backup, .clock, .descriptors, .restart: .seconds(0)
      }
    }
  }

  struct Fault: Hashable, Sendable {
    var detail: String
    var since: Timestamp
    /// In the registry, as an alarm.
    var isRaised = false
    /// By mail, where the registry could not take it.
    var isMailed = false
  }

  private struct State {
    var faults: [Part: Fault] = [:]
    var figures = LineFigures()
    var backlog = Registry.Backlog()
    var lastTick: (wall: Timestamp, steady: ContinuousClock.Instant)?
    var clockJumpedAt: Timestamp?
    var pagesCheckedOn: CivilDate?
    var pageFaults: [String] = []
    /// Raised alarms of parts that are well again.
    var healed: Set<Part> = []
  }

  /// What is asked of others.
  struct Sources: Sendable {
    var registry: Registry
    var probe: DiskProbe
    var isTakingCalls: @Sendable () -> Bool
    var figures: @Sendable () async -> LineFigures
    var copies: (@Sendable () -> ContinuousCopy.State)?
    /// When the last backup was taken; nil for none.
    var lastBackup: @Sendable () -> Timestamp?
    /// Hours after which a backup is missed; 0 where none is expected.
    var backupHours: Int
    /// Whether the whole file has been looked at already.
    var hasCheckedPages: Bool
    /// Whether the hub before this one ended without being stopped.
    var wasCut: Bool
    /// Whether other hubs raise alarms of the same names.
    var isOneOfMany: Bool
  }

  let started: Timestamp
  private let sources: Sources
  private let log: Log
  private let state = Mutex(State())
  private let asked = Asked()
  /// Tells the office directly what the registry can't take.
  private let tellDirectly: @Sendable ([String]) async -> Bool

  init(
    _ sources: Sources,
    log: Log,
    tellDirectly: @escaping @Sendable ([String]) async -> Bool,
  ) {
    self.sources = sources
    self.log = log
    self.tellDirectly = tellDirectly
    started = sources.registry.clock.now()
    // What the hub before this one raised ends here, unless it is found again.
    if !sources.isOneOfMany { state.withLock { $0.healed = Set(Part.allCases) } }
    if sources.hasCheckedPages {
      state.withLock { $0.pagesCheckedOn = TokyoTime.tonight(at: started) }
    }
  }

  /// Questions that are open: whoever doesn't answer must not be asked a thousand times.
  private final class Asked: Sendable {
    private let since = Mutex<[Part: ContinuousClock.Instant]>([:])

    func begin(_ part: Part) -> Bool {
      since.withLock { since in
        guard since[part] == nil else { return false }
        since[part] = .now
        return true
      }
    }

    func end(_ part: Part) { since.withLock { $0[part] = nil } }

    func age(_ part: Part) -> Duration? { since.withLock { $0[part].map { .now - $0 } } }
  }

  // MARK: - What others see

  /// What keeps the hub from being ready; one word each, because everybody may ask.
  var report: HealthReport {
    let parts = state.withLock { $0.faults.keys.filter(\.isNeeded) }
    return HealthReport(faults: parts.map(\.rawValue).sorted())
  }

  var faults: [Part: Fault] { state.withLock { $0.faults } }
  var figures: LineFigures { state.withLock { $0.figures } }
  var backlog: Registry.Backlog { state.withLock { $0.backlog } }
  var disk: DiskProbe.Reading? { sources.probe.reading }
  var copies: ContinuousCopy.State? { sources.copies?() }
  var lastBackup: Timestamp? { sources.lastBackup() }

  // MARK: - Looking

  func run() async {
    while !Task.isCancelled {
      await look()
      try? await Task.sleep(for: .milliseconds(HubWatch.tick.milliseconds))
    }
  }

  func look() async {
    let now = sources.registry.clock.now()
    askDatabase()
    askTelephone()
    lookAtClock(now)
    note(.descriptors, DescriptorLimit.shortage, now)
    let isNews = sources.wasCut && now - started < HubWatch.momentAlarm
    note(.restart, isNews ? "the hub ended without being stopped, and was started again" : nil, now)
    checkPages(now)
    note(.disk, sources.probe.reading?.error, now)
    let space = sources.probe.reading.flatMap { reading in
      reading.freeBytes > 0 && reading.freeBytes < DiskSpace.scarce
        ? "only \(reading.freeBytes >> 20) MiB are free" : nil
    }
    note(.diskSpace, space, now)
    lookAtCopies(now)
    await tell(now)
  }

  private func askDatabase() {
    let now = sources.registry.clock.now()
    if let age = asked.age(.database), age > HubWatch.patience {
      note(.database, "the registry doesn't answer", now)
    }
    guard asked.begin(.database) else { return }
    Task {
      defer { asked.end(.database) }
      do {
        // Nothing is changed: it shows that the writer lives and may write.
        try await sources.registry.write { _ in }
        let backlog = try sources.registry.backlog()
        let faults = state.withLock { state in
          state.backlog = backlog
          return state.pageFaults
        }
        note(.database, faults.first, now)
      } catch RegistryUnavailable.stopping {
        return
      } catch {
        note(.database, "\(error)", now)
      }
    }
  }

  private func askTelephone() {
    let now = sources.registry.clock.now()
    if let age = asked.age(.telephone), age > HubWatch.patience {
      note(.telephone, "the telephone doesn't answer", now)
    }
    guard asked.begin(.telephone) else { return }
    Task {
      defer { asked.end(.telephone) }
      let figures = await sources.figures()
      state.withLock { $0.figures = figures }
      let isDead = !sources.isTakingCalls() || figures.deadSockets > 0
      note(.telephone, isDead ? "the telephone takes no calls" : nil, now)
      let down = figures.trunks.filter { !$0.isUsable }.map(\.name)
      note(.trunk, down.isEmpty ? nil : "no calls through \(down.joined(separator: ", "))", now)
    }
  }

  /// Compares the time that passed with what the clock says.
  private func lookAtClock(_ now: Timestamp) {
    let steady = ContinuousClock.now
    let (jump, last) = state.withLock { state -> (Span, Timestamp?) in
      defer { state.lastTick = (now, steady) }
      guard let last = state.lastTick else { return (.seconds(0), nil) }
      let passed = (steady - last.steady).components
      let milliseconds = passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
      return (Span(milliseconds: (now - last.wall).milliseconds - milliseconds), last.wall)
    }
    guard last != nil else { return }
    if abs(jump.milliseconds) > HubWatch.clockTolerance.milliseconds {
      state.withLock { $0.clockJumpedAt = now }
      log.warning("the clock jumped", ["seconds": String(jump.milliseconds / 1000)])
      note(.clock, "the clock jumped by \(jump.milliseconds / 1000) s", now)
    } else if let at = state.withLock({ $0.clockJumpedAt }),
      now - at > HubWatch.momentAlarm || now < at
    {
      state.withLock { $0.clockJumpedAt = nil }
      note(.clock, nil, now)
    }
  }

  /// Once a night, beside everything else.
  private func checkPages(_ now: Timestamp) {
    let tonight = TokyoTime.tonight(at: now)
    let isDue = state.withLock { state in
      guard state.pagesCheckedOn != tonight else { return false }
      state.pagesCheckedOn = tonight
      return true
    }
    guard isDue else { return }
    let registry = sources.registry
    let thread = Thread { [self] in
      let faults = (try? registry.pageFaults()) ?? []
      state.withLock { $0.pageFaults = faults }
      if let first = faults.first { log.error("the registry is damaged", ["fault": first]) }
    }
    thread.name = "page-check"
    thread.start()
  }

  private func lookAtCopies(_ now: Timestamp) {
    if let copies = sources.copies?() {
      note(.copies, copies.failure.map { "continuous copies fail: \($0)" }, now)
    }
    guard sources.backupHours > 0 else { return }
    let last = sources.lastBackup()
    let isMissed = now - (last ?? started) > .hours(sources.backupHours)
    note(.backup, isMissed ? "the last backup is too old" : nil, now)
  }

  // MARK: - Telling

  private func note(_ part: Part, _ detail: String?, _ now: Timestamp) {
    let change: (level: Log.Level, text: String)? = state.withLock { state in
      guard let detail else {
        guard let gone = state.faults.removeValue(forKey: part) else { return nil }
        if gone.isRaised { state.healed.insert(part) }
        return (.info, "well again")
      }
      if state.faults[part] != nil {
        state.faults[part]?.detail = detail
        return nil
      }
      state.faults[part] = Fault(detail: detail, since: now)
      state.healed.remove(part)
      return (part.isNeeded ? .error : .warning, detail)
    }
    guard let change else { return }
    switch change.level {
    case .debug, .info: log.info("hub", ["part": part.rawValue, "state": change.text])
    case .warning: log.warning("hub", ["part": part.rawValue, "state": change.text])
    case .error: log.error("hub", ["part": part.rawValue, "state": change.text])
    }
  }

  private func tell(_ now: Timestamp) async {
    let (due, healed) = state.withLock { state in
      let due = state.faults.filter { part, fault in
        !fault.isRaised && (now - fault.since >= part.patience || now < fault.since)
      }
      return (due, state.healed)
    }
    guard !due.isEmpty || !healed.isEmpty else { return }
    // A registry that doesn't answer would be waited for in vain.
    let isThere = asked.age(.database).map { $0 < .seconds(5) } ?? true
    do {
      guard isThere else { throw RegistryUnavailable.overloaded }
      try await sources.registry.write { transaction in
        for part in due.keys { try transaction.setHubFault(part.rawValue, isOpen: true) }
        for part in healed { try transaction.setHubFault(part.rawValue, isOpen: false) }
      }
      state.withLock { state in
        for part in due.keys { state.faults[part]?.isRaised = true }
        state.healed.subtract(healed)
      }
    } catch {
      let unmailed = due.filter { !$0.value.isMailed }
      guard !unmailed.isEmpty else { return }
      let lines = unmailed.map { "\($0.key.rawValue): \($0.value.detail)" }.sorted()
      guard await tellDirectly(lines) else { return }
      state.withLock { state in for part in unmailed.keys { state.faults[part]?.isMailed = true } }
    }
  }
}
