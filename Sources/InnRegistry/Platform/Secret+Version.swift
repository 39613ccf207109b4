import COpenSSL

extension Secret {
  /// The version of the OpenSSL library that runs, such as `OpenSSL 3.0.17 1 Jul 2025`.
  package static var libraryVersion: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}
