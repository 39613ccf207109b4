import Glibc

/// A value behind a lock; copies share both.
///
/// Not `Synchronization.Mutex`: its futex hands the lock over inside the kernel, which
/// ThreadSanitizer does not see, and a sanitizer that cries wolf finds no wolves.
///
/// `@unchecked Sendable`: the value is touched only with the mutex held.
struct Lock<Value>: @unchecked Sendable {
  private let storage: ManagedBuffer<Value, pthread_mutex_t>

  init(_ value: Value) {
    // Value and mutex in one piece of memory: every request has two of these.
    storage = LockStorage<Value>.create(minimumCapacity: 1) { buffer in
      buffer.withUnsafeMutablePointerToElements { _ = pthread_mutex_init($0, nil) }
      return value
    }
  }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    try storage.withUnsafeMutablePointers { value, mutex in
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      return try body(&value.pointee)
    }
  }
}

private final class LockStorage<Value>: ManagedBuffer<Value, pthread_mutex_t> {
  deinit { withUnsafeMutablePointerToElements { _ = pthread_mutex_destroy($0) } }
}
