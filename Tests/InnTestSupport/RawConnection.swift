import Glibc

/// A TCP connection that sends exactly the bytes it is given: for talking to a server in ways no
/// HTTP library would.
///
/// Blocking; every read gives up after ``RawConnection/patienceSeconds``, so that a failing test
/// ends.
package final class RawConnection {
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  /// Longest wait for bytes, in seconds; far more than any test needs, even where a busy machine runs
  /// all tests of a target on two threads.
  package static let patienceSeconds = 120

  package enum Failure: Error, Equatable {
    case connect(Int32)
    case noBytesInTime
    case closedEarly
    case malformed(String)
  }

  package init(port: Int, host: String = "127.0.0.1") throws {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var results: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &results) == 0, let address = results?.pointee
    else { throw Failure.connect(errno) }
    defer { freeaddrinfo(results) }
    descriptor = socket(address.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
      let code = errno
      Glibc.close(descriptor)
      descriptor = -1
      throw Failure.connect(code)
    }
    var patience = timeval(tv_sec: RawConnection.patienceSeconds, tv_usec: 0)
    setsockopt(
      descriptor,
      SOL_SOCKET,
      SO_RCVTIMEO,
      &patience,
      socklen_t(MemoryLayout<timeval>.size)
    )
  }

  deinit { close() }

  /// Closes the connection; with `reset`, without the farewell that TCP asks for.
  package func close(reset: Bool = false) {
    guard descriptor >= 0 else { return }
    if reset {
      var value = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }
    Glibc.close(descriptor)
    descriptor = -1
  }

  /// Says that nothing more will be sent.
  package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  package func send(_ text: String) { send(Array(text.utf8)) }

  /// Sends all bytes, as far as the other side takes them.
  package func send(_ bytes: [UInt8]) {
    var offset = 0
    while offset < bytes.count {
      let sent = bytes[offset...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent <= 0 { return }
      offset += sent
    }
  }

  /// Waits for more bytes; false at the end of the connection.
  private func fill() throws -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0, errno == EAGAIN || errno == EWOULDBLOCK { throw Failure.noBytesInTime }
    guard count > 0 else { return false }
    buffer.append(contentsOf: chunk[..<count])
    return true
  }

  /// Whether bytes or the end of the connection are there to read.
  package func isReadable(withinMilliseconds patience: Int32) throws -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, patience) >= 0 else { throw Failure.malformed("poll failed") }
    return !buffer.isEmpty || entry.revents != 0
  }

  /// One line without its CRLF.
  package func readLine() throws -> String {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        var line = buffer[..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        buffer.removeSubrange(...end)
        return String(decoding: line, as: UTF8.self)
      }
      guard try fill() else { throw Failure.closedEarly }
    }
  }

  package func read(_ count: Int) throws -> [UInt8] {
    while buffer.count < count {
      guard try fill() else { throw Failure.closedEarly }
    }
    defer { buffer.removeFirst(count) }
    return Array(buffer[..<count])
  }

  /// Everything until the other side closes.
  package func readToEnd() throws -> [UInt8] {
    while try fill() {}
    defer { buffer = [] }
    return buffer
  }

  /// Whether the other side closes before sending anything more.
  package func isClosedByPeer() throws -> Bool {
    guard buffer.isEmpty else { return false }
    return try !fill()
  }

  // MARK: - HTTP

  /// Reads an answer with its body.
  package func readResponse(toHead: Bool = false) throws -> RawResponse {
    var response = try readResponseHead()
    if toHead || [204, 304].contains(response.status) { return response }
    if response["Transfer-Encoding"] == "chunked" {
      while let chunk = try readChunk() { response.body += chunk }
    } else if let length = response["Content-Length"].flatMap({ Int($0) }) {
      response.body = try read(length)
    } else {
      response.body = try readToEnd()
    }
    return response
  }

  /// Reads an answer's status line and header.
  package func readResponseHead() throws -> RawResponse {
    let statusLine = try readLine()
    let parts = statusLine.split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0",
      let status = Int(parts[1])
    else { throw Failure.malformed(statusLine) }
    var response = RawResponse(status: status)
    while true {
      let line = try readLine()
      if line.isEmpty { return response }
      let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard field.count == 2 else { throw Failure.malformed(line) }
      let value = String(field[1].drop { $0 == " " })
      response.headers.append((name: String(field[0]), value: value))
    }
  }

  /// Reads one chunk of a chunked body; nil for the last, empty one.
  package func readChunk() throws -> [UInt8]? {
    let sizeLine = try readLine()
    guard let size = Int(sizeLine, radix: 16) else { throw Failure.malformed(sizeLine) }
    let chunk = try read(size)
    guard try readLine().isEmpty else { throw Failure.malformed("no line end after a chunk") }
    return size == 0 ? nil : chunk
  }
}

/// An answer as it came.
package struct RawResponse: Sendable {
  package let status: Int
  package var headers: [(name: String, value: String)] = []
  package var body: [UInt8] = []

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package var text: String { String(decoding: body, as: UTF8.self) }

  package subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
