import Foundation

/// Copies the write-ahead log into the database beside the writer, so that no commit waits for it.
///
/// SQLite lets one connection copy while another appends. The log begins anew only when all of it
/// has been copied while nobody appends: with little to do that happens by itself, under steady load
/// the writer copies the last bit between two batches (see ``RegistryWriter``).
///
/// `@unchecked Sendable`: `condition` guards the flags; the connection belongs to the thread.
final class Checkpointer: @unchecked Sendable {
  private let path: String
  /// What a continuous copy still has to read before the log may begin anew.
  private let catchUp: @Sendable () -> Void
  private let condition = NSCondition()
  private var isWanted = false
  private var isRunning = false
  private var isStopping = false

  init(path: String, catchUp: @escaping @Sendable () -> Void = {}) {
    self.path = path
    self.catchUp = catchUp
  }

  /// Asks for a copy soon; returns at once.
  ///
  /// The thread starts with the first wish, so that a registry in which little happens has none.
  func wish() {
    condition.lock()
    defer { condition.unlock() }
    guard !isStopping else { return }
    isWanted = true
    if isRunning {
      condition.signal()
    } else {
      isRunning = true
      let thread = Thread { [self] in loop() }
      thread.name = "checkpointer"
      thread.start()
    }
  }

  /// Waits until the thread has ended.
  func stop() {
    condition.lock()
    isStopping = true
    condition.broadcast()
    while isRunning { condition.wait() }
    condition.unlock()
  }

  private func loop() {
    // Without a connection nothing is lost: the log grows until the writer copies it.
    let db = try? SQLConnection(path: path, mode: .readWrite)
    while waitForWish() {
      catchUp()
      _ = try? db?.checkpoint()
      catchUp()
    }
    condition.lock()
    isRunning = false
    condition.broadcast()
    condition.unlock()
  }

  /// - Returns: false when the thread is to end.
  private func waitForWish() -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while !isWanted, !isStopping { condition.wait() }
    isWanted = false
    return !isStopping
  }
}
