import Foundation

/// A folder for the databases of one measurement, gone with its owner.
final class Scratch {
  let directory: URL

  /// - Parameter parent: where to make it; nil for the system's temporary folder. Its file system
  ///   is what gets measured.
  init(in parent: String? = nil) throws {
    let base = parent.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
    directory = base.appendingPathComponent("innbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// A copy of a closed database under a new name.
  func copy(_ path: String, as name: String) throws -> String {
    let target = self.path(name)
    try FileManager.default.copyItem(atPath: path, toPath: target)
    return target
  }

  /// Deletes a database with its log, so that writing it back doesn't disturb what follows.
  func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}
