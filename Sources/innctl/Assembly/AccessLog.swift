import BookingBridge
import Foundation
import InnRegistry
import Synchronization

/// `access.log` of the data directory: a JSON object for each HTTP request, nothing personal.
///
/// Lines are gathered and written once a second, so that no request waits for the disk. A full file
/// is put aside as `access.log.1`, and the one before it goes.
final class AccessLog: Sendable {
  /// Size at which a file is put aside, in bytes: some 300 000 requests.
  static let maxFileBytes = 64 << 20
  /// Bytes that may wait to be written; past it lines are left out, and counted.
  static let maxWaitingBytes = 8 << 20
  /// Room made for the lines of a second: some hundred requests.
  static let usualBytes = 32 << 10
  /// Room made for a line; the usual ones have some 200 bytes.
  static let lineBytes = 256
  /// Between two writes.
  static let interval = Span.seconds(1)

  private struct State {
    /// Lines that wait to be written.
    var waiting = AccessLog.noLines(room: AccessLog.usualBytes)
    var dropped = 0
    /// Answers since the start, at the first digit of their status.
    var answered = [Int](repeating: 0, count: 10)
  }

  /// Answers by the first digit of their status, since the start; only those there were.
  var counts: [Int: Int] {
    state.withLock { state in
      Dictionary(uniqueKeysWithValues: state.answered.enumerated().filter { $0.element > 0 })
    }
  }

  private let path: String
  private let state = Mutex(State())
  /// No line is put together that would be left out; changes under the lock.
  private let isFull = Atomic(false)
  private let log: Log

  init(path: String, log: Log) {
    self.path = path
    self.log = log
  }

  private static func noLines(room: Int) -> [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity(max(room, usualBytes))
    return lines
  }

  func add(_ record: AccessRecord) {
    // Before the lock is taken: every thread that serves passes here.
    let line = isFull.load(ordering: .relaxed) ? nil : AccessLog.line(of: record)
    state.withLock { state in
      state.answered[record.status.rawValue / 100] += 1
      guard let line, state.waiting.count < AccessLog.maxWaitingBytes else {
        state.dropped += 1
        isFull.store(true, ordering: .relaxed)
        return
      }
      state.waiting.append(contentsOf: line)
    }
  }

  private static func line(of record: AccessRecord) -> [UInt8] {
    var line = JSONWriter(capacity: lineBytes)
    record.write(to: &line)
    line.endLine()
    return line.bytes
  }

  /// Writes once an interval until the task is cancelled, and a last time then.
  func run() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(AccessLog.interval.milliseconds))
      flush()
    }
  }

  func flush() {
    let (bytes, dropped) = state.withLock { state in
      defer {
        // As many will come again: lines that are moved to a larger place hold everybody up.
        state.waiting = AccessLog.noLines(room: state.waiting.count)
        state.dropped = 0
        isFull.store(false, ordering: .relaxed)
      }
      return (state.waiting, state.dropped)
    }
    if dropped > 0 { log.warning("access log overrun", ["lines": String(dropped)]) }
    guard !bytes.isEmpty else { return }
    do {
      try append(bytes)
    } catch {
      // The hub serves on; what is missing in the log is told once a second.
      log.error("access log not written", ["error": "\(error)"])
    }
  }

  private func append(_ bytes: [UInt8]) throws {
    let files = FileManager.default
    let size = (try? files.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    if size + bytes.count > AccessLog.maxFileBytes, size > 0 {
      try? files.removeItem(atPath: path + ".1")
      try files.moveItem(atPath: path, toPath: path + ".1")
    }
    if !files.fileExists(atPath: path) {
      _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: bytes)
  }
}
