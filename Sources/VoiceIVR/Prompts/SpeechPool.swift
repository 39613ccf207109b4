import Glibc
import Synchronization

/// A few threads that synthesise sentences, urgent ones first.
///
/// Synthesis blocks on a process, which must not happen on Swift's own threads.
final class SpeechPool: Sendable {
  /// Told whether somebody waits for it.
  typealias Work = @Sendable (_ isUrgent: Bool) -> Void

  private struct State {
    var urgent: [(id: UInt64, work: Work)] = []
    var patient: [(id: UInt64, work: Work)] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let limit: Int
  /// Counts work that waits.
  ///
  /// `nonisolated(unsafe)`: sem_t is made to be shared between threads; the memory lives as long as
  /// this object, which the threads keep alive.
  nonisolated(unsafe) private let waiting: UnsafeMutablePointer<sem_t>

  /// - Parameters:
  ///   - threads: processes at once.
  ///   - limit: sentences that may wait.
  init(threads: Int, limit: Int) {
    self.limit = limit
    waiting = .allocate(capacity: 1)
    sem_init(waiting, 0, 0)
    for _ in 0..<threads {
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

  /// Moves work that waits patiently to the urgent.
  func hurry(_ id: UInt64) {
    state.withLock { state in
      guard let index = state.patient.firstIndex(where: { $0.id == id }) else { return }
      state.urgent.append(state.patient.remove(at: index))
    }
  }

  /// Lets the threads end; work that waits is still done.
  func close(threads: Int) {
    state.withLock { $0.isClosed = true }
    for _ in 0..<threads { sem_post(waiting) }
  }

  fileprivate func run() {
    while true {
      while sem_wait(waiting) != 0 {}
      let (work, isUrgent, isClosed) = state.withLock { state -> (Work?, Bool, Bool) in
        if !state.urgent.isEmpty { return (state.urgent.removeFirst().work, true, false) }
        if !state.patient.isEmpty { return (state.patient.removeFirst().work, false, false) }
        return (nil, false, state.isClosed)
      }
      work?(isUrgent)
      if isClosed { return }
    }
  }
}

private func runSpeechThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<SpeechPool>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
