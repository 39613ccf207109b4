import Foundation
import InnRegistry

/// The server that tests run on, when they don't run on files.
package enum TestDatabase {
  /// An address to make schemas at, nil for files.
  ///
  /// `scripts/test` starts a server and sets it.
  package static let address = ProcessInfo.processInfo.environment["INNBRIDGE_TEST_DATABASE"]
    .flatMap { $0.isEmpty ? nil : $0 }

  package static var isServer: Bool { address != nil }

  /// Makes an empty schema.
  ///
  /// - Returns: an address that leads into it; nil for files.
  package static func newSchema() throws -> String? {
    guard let address else { return nil }
    let name = "world_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
    try SQLConnection(path: address, mode: .readWrite).script("CREATE SCHEMA \(name)")
    let own = "application_name=" + name + "&" + marker + name
    return address + (address.contains("?") ? "&" : "?") + own
  }

  private static let marker = "options=-csearch_path%3D"

  /// By what name a schema's connections are known to the server.
  package static func name(_ path: String) -> String {
    path.range(of: marker).map { String(path[$0.upperBound...]) } ?? ""
  }

  /// Removes a schema with all that is in it.
  package static func drop(_ path: String) {
    guard let address else { return }
    let connection = try? SQLConnection(path: address, mode: .readWrite)
    try? connection?.script("DROP SCHEMA \(name(path)) CASCADE")
  }
}
