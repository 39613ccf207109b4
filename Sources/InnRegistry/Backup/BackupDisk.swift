import Foundation

/// Files that are there whole or not at all.
package enum BackupDisk {
  /// Gives a finished file its name, and returns when both are on the disk.
  package static func settle(_ part: String, as path: String) throws {
    try synchronize(part)
    guard rename(part, path) == 0 else { throw BackupFailure.unwritable(path) }
    let folder = (path as NSString).deletingLastPathComponent
    try? synchronize(folder.isEmpty ? "." : folder)
  }

  private static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BackupFailure.unwritable(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw BackupFailure.unwritable(path) }
  }

  package static func size(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  /// Makes an empty file that only its owner may read.
  ///
  /// - Throws: ``BackupFailure/exists(_:)`` rather than touch another.
  static func make(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw errno == EEXIST ? BackupFailure.exists(path) : BackupFailure.unwritable(path)
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  static func reading(_ path: String) throws -> FileHandle {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw BackupFailure.unreadable(path)
    }
    return file
  }

  /// Removes a database with what SQLite keeps beside it.
  package static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
  }
}
