import CPJSIP

extension SIPEndpoint {
  /// The version of the PJSIP library that runs, such as `2.17`.
  package static var libraryVersion: String { String(cString: pj_get_version()) }
}
