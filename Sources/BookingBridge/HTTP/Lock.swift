import Glibc

/// A value behind a lock.
///
/// Not `Synchronization.Mutex`: its futex hands the lock over inside the kernel, which
/// ThreadSanitizer does not see, and a sanitizer that cries wolf finds no wolves.
///
/// `@unchecked Sendable`: `value` is touched only with the mutex held.
final class Lock<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
