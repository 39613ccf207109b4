import Glibc

/// A value behind a lock on which threads can wait until it changes.
///
/// `@unchecked Sendable`: `value` is touched only with the mutex held.
final class Monitor<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// Changes the value and wakes every waiting thread.
  func change(_ body: (inout Value) -> Void) {
    withLock(body)
    pthread_cond_broadcast(condition)
  }

  /// Waits until `condition` holds, at most until the given time of the monotonic clock.
  ///
  /// - Returns: whether it holds.
  func wait(untilMilliseconds deadline: Int64, for holds: (Value) -> Bool) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    var time = timespec(
      tv_sec: Int(deadline / 1000),
      tv_nsec: Int(deadline % 1000) * 1_000_000,
    )
    while !holds(value) {
      if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return holds(value) }
    }
    return true
  }
}
