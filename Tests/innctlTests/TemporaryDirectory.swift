import Foundation

@testable import innctl

/// A data directory that goes with its test.
final class TemporaryDirectory: Sendable {
  let path: String

  /// - Parameter depth: how many long names lie between; a socket's own name has room for none.
  init(depth: Int = 0) throws {
    var url = FileManager.default.temporaryDirectory.appending(path: "innctl-\(UUID().uuidString)")
    root = url
    for _ in 0..<depth { url.append(path: String(repeating: "long", count: 15)) }
    path = url.appending(path: "data").path
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  private let root: URL

  deinit { try? FileManager.default.removeItem(at: root) }

  var directory: DataDirectory { DataDirectory(path) }
}
