import InnRegistry

/// The console's cookies: who is signed in, what forms are tied to, and the language.
enum ConsoleCookies {
  static let session = "innbridge_session"
  static let form = "innbridge_form"
  static let language = "innbridge_language"

  /// A cookie of that name.
  ///
  /// Over TLS only the one with `__Host-` in front, which no neighbouring host can set (RFC 6265bis).
  static func value(of plainName: String, in request: HTTPRequest) -> String? {
    let name = self.name(plainName, for: request)
    for header in request.headers.all("Cookie") {
      for pair in header.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { continue }
        let found = parts[0].drop { $0 == " " }
        if found == name { return String(parts[1]) }
      }
    }
    return nil
  }

  /// A `Set-Cookie` that scripts can't read and other sites don't send.
  ///
  /// Over anything but loopback it is for TLS alone: in a network without it nobody can sign in,
  /// instead of showing a password to whoever listens.
  ///
  /// - Parameter seconds: nil until the browser is closed; 0 forgets it.
  static func setting(_ name: String, _ value: String, seconds: Int?, for request: HTTPRequest)
    -> String
  {
    let age = seconds.map { "; Max-Age=\($0)" } ?? ""
    let secure = isLoopback(request.headers["Host"] ?? "") ? "" : "; Secure"
    return
      "\(self.name(name, for: request))=\(value); Path=/\(age); HttpOnly; SameSite=Lax\(secure)"
  }

  private static func name(_ plain: String, for request: HTTPRequest) -> String {
    isLoopback(request.headers["Host"] ?? "") ? plain : "__Host-" + plain
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host.hasPrefix("[::1]") { return true }
    let name = host.prefix { $0 != ":" }
    return name == "localhost" || name.hasPrefix("127.")
  }
}
