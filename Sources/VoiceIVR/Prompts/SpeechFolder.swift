import Glibc
package import InnRegistry

/// The folder in which spoken sentences are kept, seen from outside of ``Speech``.
///
/// Sentences hold guests' names, so they go like the guests themselves: whatever nobody has needed
/// for the retention time is removed. Files remember their last use (``SpeechStore`` touches them);
/// a sentence that is needed again is made again.
package struct SpeechFolder: Sendable {
  let path: String

  package init(_ path: String) { self.path = path }

  /// How exactly a file's last use is known: it is touched at most so often.
  static let precision = Span.hours(24)

  /// Removes sentences that were not used for so long, by the clock of the file system.
  ///
  /// - Returns: how many were removed or, dry, would be.
  package func forget(unusedFor age: Span, isDryRun: Bool) -> Int {
    let oldest = Int(time(nil)) - Int(age.milliseconds / 1000)
    var count = 0
    for file in files() where file.changed < oldest {
      if isDryRun || unlink(path + "/" + file.name) == 0 { count += 1 }
    }
    return count
  }

  struct File {
    var name: String
    /// In bytes.
    var size: Int
    /// Seconds since 1970 of the last use.
    var changed: Int
  }

  func files() -> [File] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var found: [File] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name.hasSuffix(".wav") || name.hasSuffix(".new"), stat(path + "/" + name, &status) == 0
      else { continue }
      found.append(
        File(name: name, size: Int(status.st_size), changed: Int(status.st_mtim.tv_sec))
      )
    }
    return found
  }
}
