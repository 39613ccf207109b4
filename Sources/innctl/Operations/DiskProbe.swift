import Foundation
import Glibc
import InnRegistry
import Synchronization

/// Writes a little to the data directory again and again, on a thread of its own: a disk that hangs
/// must not take the hub's other threads with it.
final class DiskProbe: Sendable {
  /// Between two tries, in seconds.
  static let interval = 5.0
  /// A try that takes longer is a fault: bookings wait as long for their answer.
  static let patience = Duration.seconds(15)
  /// More than a file system finds in the last block of a file.
  private static let bytes = 64 * 1024

  struct Reading: Hashable, Sendable {
    /// What the disk said; nil when it took the bytes.
    var error: String?
    var freeBytes: UInt64 = 0
    var totalBytes: UInt64 = 0
  }

  private struct State {
    var reading: Reading?
    var began: ContinuousClock.Instant?
    var isStopping = false
  }

  private let path: String
  private let state = Mutex(State())

  /// - Parameter path: of a file that nobody else uses.
  init(path: String) { self.path = path }

  func start() {
    let thread = Thread { [self] in
      while !state.withLock({ $0.isStopping }) {
        probe()
        Thread.sleep(forTimeInterval: DiskProbe.interval)
      }
    }
    thread.name = "disk-probe"
    thread.start()
  }

  func stop() { state.withLock { $0.isStopping = true } }

  /// The last reading, or that none comes.
  var reading: Reading? {
    state.withLock { state in
      if let began = state.began, ContinuousClock.now - began > DiskProbe.patience {
        var stuck = state.reading ?? Reading()
        stuck.error = "the disk doesn't answer"
        return stuck
      }
      return state.reading
    }
  }

  func probe() {
    state.withLock { $0.began = .now }
    var reading = Reading()
    reading.error = writeOnce()
    var status = statvfs()
    if statvfs(path, &status) == 0 {
      reading.freeBytes = UInt64(status.f_bavail) * UInt64(status.f_frsize)
      reading.totalBytes = UInt64(status.f_blocks) * UInt64(status.f_frsize)
      if reading.error == nil, reading.freeBytes < DiskSpace.needed {
        reading.error = "only \(reading.freeBytes >> 20) MiB are free"
      }
    }
    state.withLock {
      $0.reading = reading
      $0.began = nil
    }
  }

  private func writeOnce() -> String? {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return String(cString: strerror(errno)) }
    defer { close(file) }
    let bytes = [UInt8](repeating: 0x20, count: DiskProbe.bytes)
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      return String(cString: strerror(errno))
    }
    return nil
  }
}

/// How much room a hub needs.
enum DiskSpace {
  /// Less free space than this, in bytes, is worth a word: bookings of years take less.
  static let scarce: UInt64 = 1 << 30
  /// The write-ahead log and a checkpoint need this much, in bytes, to go on at all.
  static let needed: UInt64 = 128 << 20
}
