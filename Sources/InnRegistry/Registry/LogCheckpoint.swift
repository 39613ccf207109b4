import Foundation

/// Copies the write-ahead log into the database beside the writer, so that no commit waits for it.
///
/// SQLite would do it inside some unlucky commit. Here a thread with a connection of its own copies
/// the bulk while commits go on (a passive checkpoint blocks nobody); what was written meanwhile is a
/// few pages, which the writer copies itself between two batches. Only then is everything copied,
/// and the next commit begins the log anew instead of letting it grow.
///
/// `@unchecked Sendable`: `condition` guards the phase; the connection belongs to the thread,
/// `beginFrom` to the writer.
final class LogCheckpoint: @unchecked Sendable {
  /// Pages in the log from which copying begins: 4 MiB, some hundred commits, so that the copying's
  /// two flushes to the disk weigh little.
  static let beginAt = 1000
  /// Pages that the writer copies itself at most; more than that, and the thread goes once more.
  static let restAtMost = 400
  /// Pages at which the writer copies all that it can by itself, because the thread does not keep up
  /// or a reader has held an old snapshot for long: 64 MiB.
  static let tooMany = 16_000

  private enum Phase {
    case resting
    case wanted
    case copying
    /// The bulk is copied; the rest is the writer's.
    case copied
    case stopping
    case stopped
  }

  private let condition = NSCondition()
  private var phase = Phase.resting
  private var hasStarted = false
  private let connection: SQLiteConnection
  /// Pages from which it is worth beginning: more than usual while a reader's old snapshot keeps the
  /// log from being begun anew.
  private var beginFrom = LogCheckpoint.beginAt

  init(path: String) throws {
    connection = try SQLiteConnection(path: path, mode: .readWrite)
  }

  func start() {
    let thread = Thread { [self] in loop() }
    thread.name = "registry-checkpoint"
    condition.lock()
    hasStarted = true
    condition.unlock()
    thread.start()
  }

  /// To be called by the writer after each commit, outside a transaction.
  func committed(on db: SQLiteConnection) {
    let pages = db.logPages
    guard pages >= beginFrom else {
      // The log was begun anew: what kept it long is over.
      if pages < LogCheckpoint.beginAt { beginFrom = LogCheckpoint.beginAt }
      return
    }
    condition.lock()
    let isRestMine = phase == .copied || pages >= LogCheckpoint.tooMany
    switch phase {
    case .resting:
      phase = .wanted
      condition.signal()
    case .copied: phase = .resting
    case .wanted, .copying, .stopping, .stopped: break
    }
    condition.unlock()
    guard isRestMine else { return }
    // A failure costs nothing but a longer log.
    let left = (try? db.checkpoint()) ?? pages
    beginFrom = left == 0 ? LogCheckpoint.beginAt : pages + LogCheckpoint.beginAt
  }

  func stop() {
    condition.lock()
    defer { condition.unlock() }
    if phase == .stopped || !hasStarted { return }
    phase = .stopping
    condition.broadcast()
    while phase != .stopped { condition.wait() }
  }

  private func loop() {
    while next() {
      var rest = try? connection.checkpoint()
      // Twice at most: under a steady load there is always something new.
      if let left = rest, left > LogCheckpoint.restAtMost { rest = try? connection.checkpoint() }
      condition.lock()
      if phase == .copying { phase = rest == nil ? .resting : .copied }
      condition.unlock()
    }
  }

  /// Waits until copying is wanted; false when the hub goes down.
  private func next() -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while phase != .wanted, phase != .stopping { condition.wait() }
    if phase == .stopping {
      phase = .stopped
      condition.broadcast()
      return false
    }
    phase = .copying
    return true
  }
}
