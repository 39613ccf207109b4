import CMicroHTTPD
import CMicroHTTPDShims
import Glibc
import InnRegistry

/// One request and its answer, from the request line to the last byte.
///
/// `@unchecked Sendable`: the mutable properties under «reading» are touched only on the thread of
/// the connection, inside libmicrohttpd's callbacks; what other threads touch is in `reply`, behind
/// its lock. The connection pointer is used by other threads only to resume it, which the state
/// `suspended` allows exactly once.
final class Exchange: @unchecked Sendable {
  private let core: ServerCore
  private let record: ConnectionRecord
  private let connection: OpaquePointer

  // Reading.
  private let rawTarget: [UInt8]
  private var stage = Stage.requestLine
  private var head: Head?
  private var body: [UInt8] = []
  private var droppedBytes = 0
  /// A refusal that waits until the body has been read and dropped.
  private var refusal: HTTPProblem?
  private var mustClose = false

  private let reply = Lock(Reply())

  private enum Stage {
    case requestLine
    case body
    case handled
  }

  private struct Head {
    let method: HTTPMethod
    let target: RequestTarget
    let headers: HTTPHeaders
  }

  /// The answer as far as other threads are concerned.
  private struct Reply {
    var state = ReplyState.pending
    var completion: HTTPCompletion?
    var fallback: @Sendable (DeferralEnd) -> HTTPDeferral.Outcome = HTTPDeferral.unavailable
    var stream: ResponseStream?
    var isForced = false
  }

  private enum ReplyState {
    /// No answer yet; the connection's thread is in the handler or before it.
    case pending
    /// No answer yet; the connection is suspended and must be resumed by whoever brings it.
    case suspended
    case ready(HTTPResponse)
    case taken
  }

  init(
    core: ServerCore,
    record: ConnectionRecord,
    connection: OpaquePointer,
    target: UnsafePointer<CChar>?,
  ) {
    self.core = core
    self.record = record
    self.connection = connection
    // One byte more than allowed is enough to know.
    rawTarget =
      target.map { text in
        let length = strnlen(text, core.limits.targetBytes + 1)
        return [UInt8](UnsafeRawBufferPointer(start: text, count: length))
      } ?? []
    record.enter(.receiving, deadline: receivingDeadline)
  }
}

// MARK: - On the connection's thread

extension Exchange {
  /// One call of libmicrohttpd's access handler: the header, then parts of the body, then the end;
  /// and once more after the connection was resumed.
  func proceed(
    method: String,
    version: String,
    upload: UnsafeRawBufferPointer,
  ) -> MHD_Result {
    switch stage {
    case .requestLine:
      stage = .body
      return readHead(method: method, version: version)
    case .body where !upload.isEmpty:
      return readBody(upload)
    case .body:
      stage = .handled
      if let refusal { return send(core.application.refuse(refusal)) }
      return handle()
    case .handled:
      return sendWhatIsReady()
    }
  }

  private func readHead(method: String, version: String) -> MHD_Result {
    let framing: RequestChecks.Framing
    do throws(HTTPProblem) {
      try checkAdmission()
      let collection = HeaderCollection(of: connection)
      guard collection.isWellFormed else {
        throw HTTPProblem(.malformedRequest, detail: "a header field is malformed")
      }
      try RequestChecks.host(collection.headers, version: version)
      framing = try RequestChecks.framing(collection.headers, version: version)
      do throws(HTTPProblem) {
        head = try readHead(method: method, collection.headers)
      } catch {
        refusal = error
      }
      if case .length(let length) = framing, length > core.limits.bodyBytes {
        let problem = Exchange.bodyTooLarge(core.limits)
        let isExpected = collection.headers["Expect"] != nil
        guard !isExpected, length <= core.limits.drainedBytes else { throw problem }
        refusal = refusal ?? problem
        mustClose = true
      }
    } catch {
      // Answered before the body, so libmicrohttpd closes the connection: nobody can take the rest
      // of a doubtful message for another request.
      return send(core.application.refuse(error))
    }
    // The request is complete: ``handle()`` comes at once.
    if framing == .none { return .YES }
    if case .length(let length) = framing, refusal == nil { body.reserveCapacity(length) }
    return record.enter(.receiving, deadline: receivingDeadline) ? .YES : .NO
  }

  /// Until when a part of the request that begins now must be there.
  private var receivingDeadline: Int64 {
    monotonicMilliseconds() + core.limits.request.milliseconds
  }

  private func checkAdmission() throws(HTTPProblem) {
    switch record.admission {
    case .served: break
    case .overTotal:
      throw HTTPProblem(
        .overloaded,
        detail: "too many connections",
        headers: [("Retry-After", "5")]
      )
    case .overAddress:
      throw HTTPProblem(.tooManyConnections, headers: [("Retry-After", "5")])
    }
  }

  private func readHead(
    method: String,
    _ headers: HTTPHeaders,
  ) throws(HTTPProblem) -> Head {
    guard rawTarget.count <= core.limits.targetBytes else {
      throw HTTPProblem(
        .uriTooLong,
        detail: "the request target may have \(core.limits.targetBytes) bytes"
      )
    }
    guard innbridge_mhd_header_bytes(connection) <= core.limits.headerBytes else {
      throw HTTPProblem(
        .headersTooLarge,
        detail: "the header may have \(core.limits.headerBytes) bytes"
      )
    }
    guard let known = HTTPMethod(rawValue: method) else {
      throw HTTPProblem(.methodNotImplemented)
    }
    let target = try RequestTarget(parsing: rawTarget, for: known)
    return Head(method: known, target: target, headers: headers)
  }

  private static func bodyTooLarge(_ limits: ServerLimits) -> HTTPProblem {
    HTTPProblem(.contentTooLarge, detail: "the body may have \(limits.bodyBytes) bytes")
  }

  private func readBody(_ part: UnsafeRawBufferPointer) -> MHD_Result {
    if refusal == nil, body.count + part.count > core.limits.bodyBytes {
      refusal = Exchange.bodyTooLarge(core.limits)
      mustClose = true
      droppedBytes = body.count
      body = []
    }
    guard refusal != nil else {
      body.append(contentsOf: part)
      return .YES
    }
    droppedBytes += part.count
    return droppedBytes <= core.limits.drainedBytes ? .YES : .NO
  }

  private func handle() -> MHD_Result {
    guard let head else { return .NO }
    guard record.begin(self) else { return .NO }
    guard core.isServing else {
      record.refuse()
      core.requestEnded()
      mustClose = true
      let problem = HTTPProblem(.shuttingDown, headers: [("Retry-After", "5")])
      return send(core.application.refuse(problem))
    }
    let request = HTTPRequest(
      method: head.method,
      target: head.target,
      headers: head.headers,
      body: body,
      peerAddress: record.peer.text,
    )
    body = []
    switch core.application.respond(request) {
    case .response(let response):
      reply.withLock { $0.state = .taken }
      return send(response)
    case .deferred(let deferral):
      return wait(for: deferral)
    }
  }

  /// Starts the work, and suspends the connection unless the answer is there already.
  private func wait(for deferral: HTTPDeferral) -> MHD_Result {
    let deadline = monotonicMilliseconds() + deferral.deadline.milliseconds
    reply.withLock { $0.fallback = deferral.fallback }
    let completion = deferral.run { self.deliver($0) }
    let isSuspended = reply.withLock { reply in
      reply.completion = completion
      guard case .pending = reply.state, !reply.isForced else { return false }
      reply.state = .suspended
      // Under the lock: whoever sees `suspended` may resume at once.
      MHD_suspend_connection(connection)
      return true
    }
    guard isSuspended else { return sendWhatIsReady() }
    record.enter(.handling(self), deadline: deadline)
    return .YES
  }

  private func sendWhatIsReady() -> MHD_Result {
    let response = reply.withLock { reply -> HTTPResponse? in
      switch reply.state {
      case .ready(let response):
        reply.state = .taken
        return response
      case .pending where reply.isForced:
        reply.state = .taken
        return HTTPProblem(.shuttingDown).response()
      case .pending, .suspended, .taken: return nil
      }
    }
    guard let response else { return .NO }
    return send(response)
  }
}

// MARK: - Answering

extension Exchange {
  private func send(_ response: HTTPResponse) -> MHD_Result {
    guard response.headers.fields.allSatisfy(\.isWellFormed) else {
      if case .stream(let stream) = response.body { stream.cut() }
      return send(core.application.refuse(HTTPProblem(.internalError)))
    }
    guard let message = message(for: response) else { return .NO }
    defer { MHD_destroy_response(message) }
    for field in response.headers.fields {
      // Handed over as they are, Swift would make an array of each.
      let isAdded = field.name.withCString { name in
        field.value.withCString { MHD_add_response_header(message, name, $0) == .YES }
      }
      guard isAdded else { return .NO }
    }
    if mustClose { _ = MHD_add_response_header(message, "Connection", "close") }
    let now = monotonicMilliseconds()
    let isOpen =
      switch response.body {
      case .bytes, .shared:
        record.enter(.replying, deadline: now + core.limits.reply.milliseconds)
      case .stream(let stream):
        record.enter(
          .streaming(stream, endMilliseconds: now + core.limits.stream.milliseconds),
          deadline: now + core.limits.heartbeat.milliseconds,
        )
      }
    guard isOpen else { return .NO }
    return MHD_queue_response(connection, UInt32(response.status.rawValue), message)
  }

  private func message(for response: HTTPResponse) -> OpaquePointer? {
    switch response.body {
    case .bytes(let bytes):
      return bytes.withUnsafeBytes { buffer in
        MHD_create_response_from_buffer(
          buffer.count,
          UnsafeMutableRawPointer(mutating: buffer.baseAddress),
          .RESPMEM_MUST_COPY,
        )
      }
    case .shared(let bytes):
      let held = Unmanaged.passRetained(bytes)
      let message = MHD_create_response_from_buffer_with_free_callback_cls(
        bytes.count,
        UnsafeMutableRawPointer(mutating: bytes.buffer.baseAddress),
        releaseBytes,
        held.toOpaque(),
      )
      // On failure libmicrohttpd has not taken them.
      if message == nil { held.release() }
      return message
    case .stream(let stream) where head?.method == .head:
      // libmicrohttpd would end the body that HEAD doesn't have with an empty chunk, which the
      // client takes for the beginning of the next answer.
      stream.cut()
      return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
    case .stream(let stream):
      let isForced = reply.withLock { reply in
        reply.stream = stream
        return reply.isForced
      }
      if isForced { stream.cut() }
      return StreamFeed.message(stream, connection)
    }
  }
}

/// Called by libmicrohttpd when an answer is sent or given up.
private func releaseBytes(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<SharedBytes>.fromOpaque(context).release()
}

// MARK: - From other threads

extension Exchange {
  /// Takes the answer of a deferred request.
  private func deliver(_ response: HTTPResponse) {
    reply.withLock { reply in
      switch reply.state {
      case .pending: reply.state = .ready(response)
      case .suspended:
        reply.state = .ready(response)
        MHD_resume_connection(connection)
      case .ready, .taken: break
      }
    }
  }

  /// Ends the wait for a deferred answer with what the handler has for that case.
  func endWait(_ end: DeferralEnd) {
    let waiting = reply.withLock { reply -> (HTTPCompletion, HTTPDeferral.Outcome)? in
      guard case .suspended = reply.state, let completion = reply.completion else { return nil }
      return (completion, reply.fallback(end))
    }
    if let (completion, outcome) = waiting { completion.abandon(outcome) }
  }

  func finishStream() { reply.withLock { $0.stream }?.finish() }

  /// Sees to it that this request never suspends its connection again, and resumes it if it has.
  ///
  /// A completion may be on its way in another thread just now; it will find the answer taken.
  func forceEnd() {
    let stream = reply.withLock { reply in
      reply.isForced = true
      if case .suspended = reply.state {
        reply.state = .ready(HTTPProblem(.shuttingDown).response())
        MHD_resume_connection(connection)
      }
      return reply.stream
    }
    stream?.cut()
  }

  /// The answer is sent or the client has gone.
  func ended() {
    let now = monotonicMilliseconds()
    let (stream, completion) = reply.withLock { reply in
      reply.state = .taken
      defer {
        // The completion holds this exchange: the circle ends here.
        reply.completion = nil
        reply.stream = nil
      }
      return (reply.stream, reply.completion)
    }
    stream?.cut()
    completion?.abandon(.failure(HTTPProblem(.shuttingDown)))
    // The next request line may take as long as a request and the silence before it.
    let wasBegun = record.end(
      deadline: now + (core.limits.idle.milliseconds + core.limits.request.milliseconds)
    )
    if wasBegun { core.requestEnded() }
  }
}
