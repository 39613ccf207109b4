import CMicroHTTPD

extension MicroHTTPDServer {
  /// The version of the libmicrohttpd library that runs, such as `0.9.75`.
  package static var libraryVersion: String { String(cString: MHD_get_version()) }
}
