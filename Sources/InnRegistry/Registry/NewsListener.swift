import Foundation
import Glibc

/// Waits for word of other hubs' commits, on a thread and a connection of its own.
///
/// `@unchecked Sendable`: `condition` guards the flags; the connection belongs to the thread.
final class NewsListener: @unchecked Sendable {
  /// Longest wait between two looks where no word comes, in milliseconds: word may be lost with a
  /// connection, and this is how stale a hub's search can then be.
  static let pollMilliseconds: Int32 = 500
  /// Between two tries to connect again.
  static let retryMilliseconds: Int32 = 300

  private let path: String
  private let hub: String
  private let patience: ServerPatience
  /// Has the writer look for what is new.
  private let look: @Sendable () -> Void
  /// Called several times a second.
  private let tick: @Sendable () -> Void
  /// A pipe's two ends: writing to it ends the wait when the thread is to end.
  private let bell: (read: Int32, write: Int32)
  private let condition = NSCondition()
  private var isStopping = false
  private var isRunning = false

  init(
    path: String,
    hub: String,
    patience: ServerPatience,
    look: @escaping @Sendable () -> Void,
    tick: @escaping @Sendable () -> Void,
  ) {
    self.tick = tick
    self.path = path
    self.hub = hub
    self.patience = patience
    self.look = look
    var ends: [Int32] = [-1, -1]
    // Without a pipe the thread ends at its next look.
    if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
    bell = (ends[0], ends[1])
  }

  func start() {
    isRunning = true
    let thread = Thread { [self] in loop() }
    thread.name = "registry-news"
    thread.start()
  }

  deinit {
    close(bell.read)
    close(bell.write)
  }

  /// Waits until the thread has ended.
  func stop() {
    condition.lock()
    isStopping = true
    _ = write(bell.write, "!", 1)
    while isRunning { condition.wait() }
    condition.unlock()
  }

  private var mustEnd: Bool {
    condition.lock()
    defer { condition.unlock() }
    return isStopping
  }

  private func loop() {
    while !mustEnd {
      do {
        let db = try SQLConnection(path: path, mode: .readOnly, patience: patience)
        try db.listen()
        // Whatever was told while nobody listened.
        look()
        while !mustEnd {
          tick()
          let heard = try db.waitForNews(
            milliseconds: NewsListener.pollMilliseconds,
            endedBy: bell.read,
          )
          // Silence is looked into as well; word of our own commits is not.
          if heard.isEmpty || heard.contains(where: { $0 != hub }) { look() }
        }
      } catch {
        look()
        // Nobody waits for the server any more.
        guard patience.rest(milliseconds: NewsListener.retryMilliseconds) else { break }
      }
    }
    condition.lock()
    isRunning = false
    condition.broadcast()
    condition.unlock()
  }
}
