import CPostgreSQL

/// Finding the server that takes writes, among those that the address names.
extension PostgreSQLSession {
  /// Longest wait for a server to take a connection, in seconds: one that is gone must not keep us
  /// from the next of the address.
  static let connectSeconds = 5
  /// A silent peer is given up after 10 s without a word and 3 probes, 3 s apart, or when nothing
  /// that we sent was acknowledged for as long: sooner than a keeper hangs up, later than a busy
  /// network drops a packet.
  static let keepalive = (idleSeconds: 10, intervalSeconds: 3, probes: 3)

  static func open(
    _ address: String,
    _ mode: SQLConnection.Mode,
    _ patience: ServerPatience,
  ) throws -> OpaquePointer {
    guard patience.mayConnect else {
      throw lost("the server is gone, and the hub is stopping", address)
    }
    do {
      let opened = try current(address, patience)
      do {
        try finish(PQexec(opened, settings(mode)), opened, "settings")
      } catch {
        PQfinish(opened)
        throw error
      }
      patience.connected(true)
      return opened
    } catch {
      patience.connected(false)
      throw error
    }
  }

  /// A server that takes writes, and none that a standby has replaced.
  private static func current(_ address: String, _ patience: ServerPatience) throws
    -> OpaquePointer
  {
    let first = try connect(address)
    if isCurrent(first, patience) { return first }
    PQfinish(first)
    // libpq takes the first that takes writes; an old primary that came back is one, too.
    for server in servers(of: address) {
      guard let next = try? connect(address, server) else { continue }
      if isCurrent(next, patience) { return next }
      PQfinish(next)
    }
    throw lost("the only server that answers is a primary that a standby has replaced", address)
  }

  private static func connect(_ address: String, _ server: [(String, String)] = []) throws
    -> OpaquePointer
  {
    let parameters: [(String, String)] =
      [
        ("fallback_application_name", "innbridge"),
        ("connect_timeout", String(connectSeconds)),
        ("keepalives_idle", String(keepalive.idleSeconds)),
        ("keepalives_interval", String(keepalive.intervalSeconds)),
        ("keepalives_count", String(keepalive.probes)),
        ("tcp_user_timeout", String(keepalive.idleSeconds * 1000)),
        ("client_encoding", "UTF8"),
        // Of several servers the one that takes writes; the address may say otherwise.
        ("target_session_attrs", "read-write"),
        // What stands in the address outranks the above.
        ("dbname", address),
      ] + server
    let opened = withCStrings(parameters.map(\.0)) { names in
      withCStrings(parameters.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard let opened else { throw lost("out of memory", address) }
    guard PQstatus(opened) == CONNECTION_OK else {
      defer { PQfinish(opened) }
      // libpq's words name host and port, never the password.
      throw lost(message(of: opened), address)
    }
    PQsetNoticeProcessor(opened, ignoreNotice, nil)
    return opened
  }

  /// Each of several servers of an address by itself; empty for a single one.
  private static func servers(of address: String) -> [[(String, String)]] {
    guard let options = PQconninfoParse(address, nil) else { return [] }
    defer { PQconninfoFree(options) }
    var lists: [(String, [String])] = []
    var option = options
    while let keyword = option.pointee.keyword {
      let name = String(cString: keyword)
      if ["host", "hostaddr", "port"].contains(name), let value = option.pointee.val {
        let parts = String(cString: value).split(separator: ",", omittingEmptySubsequences: false)
        lists.append((name, parts.map(String.init)))
      }
      option += 1
    }
    let count = lists.map(\.1.count).max() ?? 0
    guard count > 1 else { return [] }
    return (0..<count).map { number in
      // One port may stand for all hosts.
      lists.map { name, parts in (name, parts.count == 1 ? parts[0] : parts[number]) }
    }
  }

  /// Whether no later timeline was seen; a server that has no such thing is taken as it is.
  private static func isCurrent(_ connection: OpaquePointer, _ patience: ServerPatience) -> Bool {
    let result = PQexec(
      connection,
      """
      SELECT CASE WHEN pg_is_in_recovery() THEN NULL
        ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END
      """,
    )
    defer { PQclear(result) }
    guard let result, PQresultStatus(result) == PGRES_TUPLES_OK, PQntuples(result) == 1,
      let digits = PQgetvalue(result, 0, 0),
      let timeline = UInt32(String(cString: digits), radix: 16)
    else { return true }
    return patience.accepts(timeline: timeline)
  }

  private static func lost(_ message: String, _ address: String) -> DatabaseError {
    DatabaseError(
      kind: .connection,
      code: 0,
      message: message,
      sql: "connect to \(DatabaseAddress.shown(address))",
    )
  }

  private static func settings(_ mode: SQLConnection.Mode) -> String {
    var settings = """
      SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET extra_float_digits = 1;
      SET client_min_messages = warning;
      SET idle_in_transaction_session_timeout = '\(stillSeconds)s';
      SET lock_timeout = '\(lockSeconds)s';
      """
    if mode == .readOnly {
      settings += """
        SET default_transaction_read_only = on;
        SET default_transaction_isolation = 'repeatable read';
        """
    }
    return settings
  }
}

/// Warnings and notices of the server are of no use to anybody here.
private func ignoreNotice(_ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?) {}
