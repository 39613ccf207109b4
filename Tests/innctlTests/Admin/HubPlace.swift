import Glibc
import InnRegistry
import Synchronization
import Testing

@testable import innctl

/// A registry with the training inns in a data directory, and a socket in front when asked for.
final class HubPlace: Sendable {
  let temporary: TemporaryDirectory
  let registry: Registry
  let socket: AdminSocket
  private let lock: Mutex<HubLock?>

  /// A hub without its telephone and HTTP.
  init(depth: Int = 0) throws {
    temporary = try TemporaryDirectory(depth: depth)
    let directory = temporary.directory
    try directory.create()
    let held = try #require(try HubLock.take(directory))
    lock = Mutex(held)
    registry = try Registry(path: directory.registry)
    try registry.writeAndWait { transaction in
      for entry in TrainingRegion.entries { try transaction.save(entry, by: .hub) }
    }
    let desk = AdminDesk(
      registry: registry,
      process: getpid(),
      speechFolder: directory.speech,
    )
    socket = try AdminSocket(directory, desk: desk, log: .silent)
  }

  func stop() {
    socket.stop()
    registry.stop()
    lock.withLock { $0 = nil }
  }

  var data: String { temporary.path }

  /// Runs commands against a hub, then against the same directory after it stopped.
  static func bothWays(
    _ body: (RecordingConsole, _ data: String, _ isThroughHub: Bool) async throws -> Void
  ) async throws {
    let place = try HubPlace()
    try await body(RecordingConsole(), place.data, true)
    place.stop()
    try await body(RecordingConsole(), place.data, false)
  }
}
