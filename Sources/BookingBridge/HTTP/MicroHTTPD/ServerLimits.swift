import Glibc
package import InnRegistry

/// What one request, connection or address may cost the server.
package struct ServerLimits: Hashable, Sendable {
  /// Longest request target, in bytes, past which 414: RFC 9110 section 4.1 asks for 8000.
  package var targetBytes = 8000
  /// Largest header and request line, in bytes, past which 431: keys and traces take 1 KiB,
  /// the longest target 8000 bytes.
  package var headerBytes = 12 << 10
  /// Largest body, in bytes, past which 413: a year of a large inn's nights takes 400 KiB.
  package var bodyBytes = 1 << 20
  /// Bytes of a body that is too large which are read and dropped so that the client hears 413
  /// instead of a reset connection; past them the connection is closed.
  package var drainedBytes = 8 << 20

  /// Most connections at a time, past which 503.
  ///
  /// Each takes a descriptor and some 10 KiB.
  package var connections = ServerLimits.connectionsForDescriptors(descriptorLimit())
  /// Most connections from one address (an IPv6 /64 counts as one), past them 429: a platform's
  /// pool has some dozens.
  package var connectionsPerAddress = 256
  /// Addresses that the limit above does not count: the proxy in front, through which all come.
  package var uncountedAddresses: Set<String> = []

  /// Longest silence on a connection, in whole seconds: longer than the keep-alive of common
  /// clients costs descriptors only.
  package var idle = Span.seconds(30)
  /// From the request line to the end of the body, past which 408: 1 MiB at 0.5 Mbit/s takes 17 s.
  ///
  /// The idle time-out does not stop a client that sends a byte now and then.
  package var request = Span.seconds(20)
  /// From the beginning of an answer to its last byte: the largest answers have some MiB.
  package var reply = Span.seconds(60)
  /// Between two signs of life on an event stream; proxies drop silent ones after 30 to 60 s.
  package var heartbeat = Span.seconds(15)
  /// Longest life of an event stream: clients resume, and streams spread over restarted servers.
  package var stream = Span.hours(1)
  /// For a request on a connection past a limit: enough to hear the refusal.
  package var refused = Span.seconds(5)

  package init() {}
}

extension ServerLimits {
  /// Memory of libmicrohttpd for a connection, in bytes: the header with its request line, and a
  /// third of that for the parsed fields and the answer's header.
  ///
  /// Not more, because it is zeroed for every request: 64 KiB took a tenth of the time.
  var connectionMemoryBytes: Int { headerBytes + headerBytes / 3 }

  /// Connections accepted beyond the limit, only to be told so.
  var refusedConnections: Int { max(16, connections / 10) }

  /// Connections open at a time, those that are only told so among them; more are closed unheard, so
  /// that descriptors are left for the rest.
  var acceptedConnections: Int { connections + refusedConnections }

  /// Between two looks at the deadlines, in milliseconds: they are kept this exactly.
  ///
  /// A look at 10 000 connections takes about a millisecond.
  static let sweepMilliseconds: Int64 = 50

  /// Descriptors kept for the database, telephony and outgoing connections.
  static let reservedDescriptors = 512

  /// At most 10 000, and what the process may open without starving the rest.
  package static func connectionsForDescriptors(_ limit: Int) -> Int {
    min(10_000, max(64, (limit - reservedDescriptors) * 10 / 11))
  }
}

private func descriptorLimit() -> Int {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
  return Int(clamping: limit.rlim_cur)
}

/// Milliseconds of the clock that deadlines go by; it never jumps, and lags by 10 ms at most.
///
/// The coarse one, which is only read from memory: every request asks it five times.
func monotonicMilliseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
