/// Where a registry lies, as `innctl migrate` is told: `sqlite:PATH` or a server's address.
package enum RegistryPlace: Hashable, Sendable {
  case file(String)
  case server(String)

  private static let fileScheme = "sqlite:"

  /// Nil for anything else.
  package init?(_ text: String) {
    if DatabaseAddress.isServer(text) {
      self = .server(text)
    } else if text.hasPrefix(RegistryPlace.fileScheme),
      text.count > RegistryPlace.fileScheme.count
    {
      self = .file(String(text.dropFirst(RegistryPlace.fileScheme.count)))
    } else {
      return nil
    }
  }

  /// As ``SQLConnection`` takes it.
  package var path: String {
    switch self {
    case .file(let path), .server(let path): path
    }
  }

  /// For messages: without the password.
  package var shown: String { DatabaseAddress.shown(path) }
}

/// Where a registry lies: an SQLite file's path, or a PostgreSQL server's address.
package enum DatabaseAddress {
  /// What addresses of a server begin with, as libpq reads them.
  static let schemes = ["postgresql://", "postgres://"]

  package static func isServer(_ text: String) -> Bool {
    schemes.contains { text.hasPrefix($0) }
  }

  /// Without the password, for messages and logs.
  package static func shown(_ text: String) -> String {
    guard let scheme = schemes.first(where: { text.hasPrefix($0) }) else { return text }
    var rest = Substring(text.dropFirst(scheme.count))
    let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") {
      authority = authority[..<colon] + authority[at...]
    }
    rest = rest[end...]
    // A password may also be a parameter.
    guard let question = rest.firstIndex(of: "?") else { return scheme + authority + rest }
    let parameters = rest[rest.index(after: question)...].split(separator: "&")
      .filter {
        !$0.lowercased().hasPrefix("password=") && !$0.lowercased().hasPrefix("sslpassword=")
      }
    let query = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
    return scheme + authority + rest[..<question] + query
  }
}
