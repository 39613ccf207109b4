import CMicroHTTPD
import CMicroHTTPDShims

// What libmicrohttpd calls, on its threads. Top-level functions and nothing else: a closure literal
// given as a C callback inside isolated code would inherit the isolation and end the process.

/// A connection was accepted, or is about to be closed.
func connectionChanged(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  change: MHD_ConnectionNotificationCode,
) {
  guard let context, let connection, let socketContext else { return }
  let thread = Unmanaged<ServerThread>.fromOpaque(context).takeUnretainedValue()
  if change == .CONNECTION_NOTIFY_STARTED {
    var address = [UInt8](repeating: 0, count: 16)
    let length = innbridge_mhd_peer(connection, &address)
    let record = thread.core.connectionOpened(
      descriptor: innbridge_mhd_descriptor(connection),
      peer: PeerAddress(Array(address.prefix(Int(length)))),
    )
    socketContext.pointee = Unmanaged.passRetained(record).toOpaque()
  } else if let raw = socketContext.pointee {
    socketContext.pointee = nil
    thread.core.connectionClosed(Unmanaged<ConnectionRecord>.fromOpaque(raw).takeRetainedValue())
    thread.connectionEnded()
  }
}

/// A request line has arrived; what this returns is given back by the calls below.
func requestLineArrived(
  context: UnsafeMutableRawPointer?,
  target: UnsafePointer<CChar>?,
  connection: OpaquePointer?,
) -> UnsafeMutableRawPointer? {
  guard let context, let connection,
    let rawRecord = innbridge_mhd_socket_context(connection)
  else { return nil }
  let thread = Unmanaged<ServerThread>.fromOpaque(context).takeUnretainedValue()
  thread.requestArrived()
  let exchange = Exchange(
    core: thread.core,
    record: Unmanaged<ConnectionRecord>.fromOpaque(rawRecord).takeUnretainedValue(),
    connection: connection,
    target: target,
  )
  return Unmanaged.passRetained(exchange).toOpaque()
}

/// The header, a part of the body, or the end of a request has arrived.
func requestProceeded(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  target: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?,
  version: UnsafePointer<CChar>?,
  upload: UnsafePointer<CChar>?,
  uploadLength: UnsafeMutablePointer<Int>?,
  requestContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
) -> MHD_Result {
  guard let raw = requestContext?.pointee, let method, let version, let uploadLength else {
    return .NO
  }
  let length = uploadLength.pointee
  uploadLength.pointee = 0
  let exchange = Unmanaged<Exchange>.fromOpaque(raw).takeUnretainedValue()
  return exchange.proceed(
    method: String(cString: method),
    version: String(cString: version),
    upload: UnsafeRawBufferPointer(start: upload, count: upload == nil ? 0 : length),
  )
}

/// The answer has been sent, or the connection is lost.
func requestCompleted(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  requestContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  termination: MHD_RequestTerminationCode,
) {
  guard let requestContext, let raw = requestContext.pointee else { return }
  requestContext.pointee = nil
  Unmanaged<Exchange>.fromOpaque(raw).takeRetainedValue().ended()
}
