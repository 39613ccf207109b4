import CPJSIP
import CPJSIPShims
import Glibc
import Synchronization

/// The one thread that talks to PJSIP: it runs the endpoint's jobs and, between them, PJSIP's poll.
///
/// A thread that PJSIP doesn't know may spin for ever on one of its locks; and because PJSIP's own
/// worker threads are switched off, its callbacks (but for media) run here, too, and no call number
/// can be reused between a look and an action.
final class PJSIPThread: SerialExecutor {
  /// Longest stay in PJSIP's poll; the alarm ends it sooner.
  ///
  /// Bounds the harm of a lost alarm.
  private static let pollMilliseconds: UInt32 = 200
  /// Rest after a poll that failed, so that a lasting failure doesn't burn a core.
  private static let failureRestMicroseconds: UInt32 = 10_000

  private struct State {
    var jobs: [UnownedJob] = []
    /// Write end of the alarm while PJSIP is polled; nil while the thread sleeps on the semaphore.
    var alarm: Int32?
    var isFinished = false
    var id: pthread_t?
  }

  private let state = Mutex(State())
  /// Counts wake-ups of the thread while it doesn't poll.
  ///
  /// `nonisolated(unsafe)`: sem_t is made to be shared between threads; the memory lives as long as
  /// this object.
  nonisolated(unsafe) private let wakeUps: UnsafeMutablePointer<sem_t>

  private init() {
    wakeUps = .allocate(capacity: 1)
    sem_init(wakeUps, 0, 0)
  }

  deinit {
    sem_destroy(wakeUps)
    wakeUps.deallocate()
  }

  /// Starts the thread; nil when the system has none left.
  static func start() -> PJSIPThread? {
    let thread = PJSIPThread()
    var id = pthread_t()
    let context = Unmanaged.passRetained(thread)
    guard pthread_create(&id, nil, runPJSIPThread, context.toOpaque()) == 0 else {
      context.release()
      return nil
    }
    pthread_detach(id)
    return thread
  }

  // MARK: Executor

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { state in
      state.jobs.append(job)
      wake(state.alarm)
    }
  }

  func checkIsolated() {
    precondition(isCurrent, "PJSIP's state was touched from a foreign thread")
  }

  func isIsolatingCurrentContext() -> Bool? { isCurrent }

  private var isCurrent: Bool {
    state.withLock { state in state.id.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
  }

  // MARK: Life

  /// From now on PJSIP is polled between jobs.
  ///
  /// Called on this thread.
  func beginPolling(alarm: Int32) { state.withLock { $0.alarm = alarm } }

  /// Ends polling; the alarm may be closed afterwards.
  ///
  /// Called on this thread.
  func endPolling() { state.withLock { $0.alarm = nil } }

  /// Lets the thread end once its jobs are done.
  ///
  /// Any thread.
  func finish() {
    state.withLock { state in
      state.isFinished = true
      wake(state.alarm)
    }
  }

  /// Called under the lock, so that nobody writes to an alarm that was closed meanwhile.
  private func wake(_ alarm: Int32?) {
    if let alarm {
      var byte: UInt8 = 0
      // A full socket is an alarm that rings already; a lost one costs pollMilliseconds.
      _ = send(alarm, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    } else {
      sem_post(wakeUps)
    }
  }

  fileprivate func run() {
    state.withLock { $0.id = pthread_self() }
    while true {
      let (jobs, isPolling, isFinished) = state.withLock { state in
        let taken = (state.jobs, state.alarm != nil, state.isFinished)
        state.jobs = []
        return taken
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      if !jobs.isEmpty { continue }
      if isFinished { return }
      if isPolling {
        if pjsua_handle_events(PJSIPThread.pollMilliseconds) < 0 {
          usleep(PJSIPThread.failureRestMicroseconds)
        }
      } else {
        sem_wait(wakeUps)
      }
    }
  }
}

private func runPJSIPThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  innbridge_name_thread("pjsip")
  Unmanaged<PJSIPThread>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
