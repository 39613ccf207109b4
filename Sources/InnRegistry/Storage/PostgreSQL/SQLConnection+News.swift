import CPostgreSQL
import Glibc

/// Word between the hubs of one server; an SQLite file has one hub, which nobody tells anything.
extension SQLConnection {
  /// Wakes the other hubs, once the open transaction is committed.
  ///
  /// - Parameter text: who tells, so that whoever told needn't listen.
  func tellOthers(_ text: String) throws {
    guard case .server(let session) = engine else { return }
    try run("SELECT pg_notify($1, $2)", .text(try session.newsChannel()), .text(text))
  }

  /// The server's clock in milliseconds since 1970; 0 for a file, where nobody else has a clock.
  func serverMilliseconds() throws -> Int64 {
    guard case .server = engine else { return 0 }
    return try row(
      "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
    ) { $0.integer(0) } ?? 0
  }

  /// From now on word is kept for ``waitForNews(milliseconds:endedBy:)``.
  func listen() throws {
    guard case .server(let session) = engine else { return }
    try session.listen(to: try session.newsChannel())
  }

  /// Waits for word; empty when none came in time.
  ///
  /// - Parameter bell: a descriptor that ends the wait when something can be read from it.
  /// - Throws: ``DatabaseError`` when the connection is lost.
  func waitForNews(milliseconds: Int32, endedBy bell: Int32) throws -> [String] {
    guard case .server(let session) = engine else { return [] }
    var entries = [
      pollfd(fd: session.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&entries, nfds_t(entries.count), milliseconds)
    return try session.news()
  }
}
