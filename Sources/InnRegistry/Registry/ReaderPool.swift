import Foundation

/// Read connections, opened when first wanted.
///
/// `@unchecked Sendable`: `condition` guards both fields; a connection is with one taker at a time.
final class ReaderPool: @unchecked Sendable {
  /// Longest time that a reader waits for a server that has gone, in tries: with the pause between
  /// them as long as a standby takes to step in.
  private static let mostTries = 60
  /// Between two tries.
  private static let pauseMilliseconds: Int32 = 250

  private let path: String
  private let limit: Int
  private let patience: ServerPatience
  private let condition = NSCondition()
  private var idle: [SQLConnection] = []
  private var opened = 0

  init(path: String, limit: Int, patience: ServerPatience) {
    self.path = path
    self.limit = limit
    self.patience = patience
  }

  /// Runs `body` on a connection that sees one committed moment; runs it again, on a new connection,
  /// when the server was lost under it.
  func reading<Value>(_ body: (SQLConnection) throws -> Value) throws -> Value {
    var tries = 1
    while true {
      do {
        let connection = try take()
        defer { give(connection) }
        do {
          try connection.beginReading()
        } catch let error as DatabaseError where error.kind == .connection {
          // It was idle while the server went: nothing has been asked yet.
          try connection.reconnect()
          try connection.beginReading()
        }
        defer { _ = try? connection.run("COMMIT") }
        return try body(connection)
      } catch let error as DatabaseError where error.kind == .connection {
        tries += 1
        guard tries <= ReaderPool.mostTries,
          patience.rest(milliseconds: ReaderPool.pauseMilliseconds)
        else { throw error }
      }
    }
  }

  private func take() throws -> SQLConnection {
    condition.lock()
    while idle.isEmpty, opened >= limit { condition.wait() }
    if let connection = idle.popLast() {
      condition.unlock()
      return connection
    }
    opened += 1
    condition.unlock()
    do {
      return try SQLConnection(path: path, mode: .readOnly, patience: patience)
    } catch {
      condition.lock()
      opened -= 1
      condition.signal()
      condition.unlock()
      throw error
    }
  }

  private func give(_ connection: SQLConnection) {
    condition.lock()
    idle.append(connection)
    condition.signal()
    condition.unlock()
  }
}
