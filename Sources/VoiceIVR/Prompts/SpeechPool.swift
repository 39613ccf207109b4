import Glibc
import Synchronization

/// A few threads that synthesise sentences, urgent ones first.
///
/// Synthesis blocks on a process, which must not happen on Swift's own threads. What nobody waits
/// for may take long, for it takes only what others leave of the processors: so one thread is kept
/// free of it.
final class SpeechPool: Sendable {
  /// Told whether somebody waits for it.
  typealias Work = @Sendable (_ isUrgent: Bool) -> Void

  private struct State {
    var urgent: [(id: UInt64, work: Work)] = []
    var patient: [(id: UInt64, work: Work)] = []
    /// Patient work under way.
    var running: Set<UInt64> = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let limit: Int
  private let patientAtOnce: Int
  /// Counts what a thread should look at: work that came, work that may go now, the end.
  ///
  /// `nonisolated(unsafe)`: sem_t is made to be shared between threads; the memory lives as long as
  /// this object, which the threads keep alive.
  nonisolated(unsafe) private let waiting: UnsafeMutablePointer<sem_t>

  /// - Parameters:
  ///   - patient: processes at once for which nobody waits; urgent work has one thread more.
  ///   - limit: sentences that may wait.
  init(patient: Int, limit: Int) {
    self.limit = limit
    patientAtOnce = patient
    waiting = .allocate(capacity: 1)
    sem_init(waiting, 0, 0)
    for _ in 0..<(patient + 1) {
      var id = pthread_t()
      let context = Unmanaged.passRetained(self)
      if pthread_create(&id, nil, runSpeechThread, context.toOpaque()) == 0 {
        pthread_detach(id)
      } else {
        context.release()
      }
    }
  }

  deinit {
    sem_destroy(waiting)
    waiting.deallocate()
  }

  /// False when too much waits already or the pool is closed.
  func submit(_ id: UInt64, isUrgent: Bool, _ work: @escaping Work) -> Bool {
    let isTaken = state.withLock { state in
      guard !state.isClosed, state.urgent.count + state.patient.count < limit else { return false }
      if isUrgent { state.urgent.append((id, work)) } else { state.patient.append((id, work)) }
      return true
    }
    if isTaken { sem_post(waiting) }
    return isTaken
  }

  /// Makes patient work that waits urgent.
  ///
  /// - Returns: false when it is under way already, and may take long.
  func hurry(_ id: UInt64) -> Bool {
    let (hasMoved, isRunning) = state.withLock { state in
      guard let index = state.patient.firstIndex(where: { $0.id == id }) else {
        return (false, state.running.contains(id))
      }
      state.urgent.append(state.patient.remove(at: index))
      return (true, false)
    }
    if hasMoved { sem_post(waiting) }
    return !isRunning
  }

  /// Lets the threads end; work that waits is still done.
  func close() {
    state.withLock { $0.isClosed = true }
    for _ in 0...patientAtOnce { sem_post(waiting) }
  }

  private enum Turn {
    case urgent(Work)
    case patient(UInt64, Work)
    case nothing(isClosed: Bool)
  }

  fileprivate func run() {
    while true {
      while sem_wait(waiting) != 0 {}
      let turn = state.withLock { state -> Turn in
        if !state.urgent.isEmpty { return .urgent(state.urgent.removeFirst().work) }
        guard !state.patient.isEmpty, state.running.count < patientAtOnce else {
          return .nothing(isClosed: state.isClosed)
        }
        let (id, work) = state.patient.removeFirst()
        state.running.insert(id)
        return .patient(id, work)
      }
      switch turn {
      case .urgent(let work): work(true)
      case .patient(let id, let work):
        work(false)
        let isMoreThere = state.withLock { state in
          state.running.remove(id)
          return !state.patient.isEmpty || state.isClosed
        }
        // Whoever was woken for it meanwhile found that it may not go yet.
        if isMoreThere { sem_post(waiting) }
      case .nothing(let isClosed): if isClosed { return }
      }
    }
  }
}

private func runSpeechThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<SpeechPool>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
