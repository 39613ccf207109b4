import CMicroHTTPD

/// Ties a ``ResponseStream`` to the connection that reads it.
///
/// `@unchecked Sendable`: immutable; the connection pointer is used by other threads only to resume
/// the connection, once for each time that it was suspended, under the stream's lock.
final class StreamFeed: @unchecked Sendable {
  private let stream: ResponseStream
  private let connection: OpaquePointer

  private init(_ stream: ResponseStream, _ connection: OpaquePointer) {
    self.stream = stream
    self.connection = connection
  }

  /// Most bytes taken at a time: what fits the connection's memory beside the header.
  private static let blockBytes = 16 << 10

  /// A message of libmicrohttpd that reads the stream, which lives as long as the message.
  static func message(_ stream: ResponseStream, _ connection: OpaquePointer) -> OpaquePointer? {
    let feed = Unmanaged.passRetained(StreamFeed(stream, connection))
    let message = MHD_create_response_from_callback(
      UInt64.max,
      blockBytes,
      readStream,
      feed.toOpaque(),
      releaseStream
    )
    // On failure libmicrohttpd has not taken the feed.
    if message == nil { feed.release() }
    return message
  }

  fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let outcome = stream.read(
      into: buffer,
      suspend: { MHD_suspend_connection(connection) },
      resume: { MHD_resume_connection(self.connection) },
    )
    switch outcome {
    case .bytes(let count): return count
    case .waiting: return 0
    // MHD_CONTENT_READER_END_OF_STREAM and MHD_CONTENT_READER_END_WITH_ERROR are casts, which
    // Swift does not import.
    case .end(.finished): return -1
    case .end(.cut): return -2
    }
  }
}

/// Called by libmicrohttpd for more of the body, on the connection's thread.
private func readStream(
  context: UnsafeMutableRawPointer?,
  position: UInt64,
  buffer: UnsafeMutablePointer<CChar>?,
  capacity: Int,
) -> Int {
  guard let context, let buffer else { return -2 }
  let feed = Unmanaged<StreamFeed>.fromOpaque(context).takeUnretainedValue()
  return feed.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
}

/// Called by libmicrohttpd when nobody reads the message any more.
private func releaseStream(context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<StreamFeed>.fromOpaque(context).release()
}
