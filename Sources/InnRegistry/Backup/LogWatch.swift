import Foundation
import Synchronization

/// Which write-ahead log it is: SQLite begins it anew with other salts once all of it is in the
/// database.
package struct LogGeneration: Hashable, Sendable {
  let salts: UInt64
}

/// How far the write-ahead log has grown, as the writer knows it; read by a ``ContinuousCopy``.
///
/// What lies before the last commit never changes until the log begins anew, so it can be read
/// beside the writer.
package final class LogWatch: Sendable {
  struct Position: Sendable {
    /// Nil while the log is empty.
    var generation: LogGeneration?
    /// Committed frames in it.
    var frames = 0
    /// How far the generation before had grown when it ended.
    var previous: (generation: LogGeneration?, frames: Int)?
  }

  private let file: WriteAheadLogFile
  private let state = Mutex(Position())
  private let catchUpAction = Mutex<(@Sendable () -> Void)?>(nil)

  /// - Parameter path: of the database.
  package init(path: String) { file = WriteAheadLogFile(path: path + "-wal") }

  var position: Position { state.withLock { $0 } }

  /// The log as it is found when the registry is opened.
  func begin(framesInLog: Int) {
    let generation = framesInLog > 0 ? file.generation() : nil
    state.withLock { $0 = Position(generation: generation, frames: framesInLog) }
  }

  /// After a commit, on the writer's thread.
  ///
  /// - Parameter framesInLog: 0 before the writer's first commit that wrote anything: what was found
  ///   at the opening still stands then.
  func committed(framesInLog: Int) {
    guard framesInLog > 0, let generation = file.generation() else { return }
    state.withLock { state in
      if state.generation != generation {
        state.previous = (state.generation, state.frames)
        state.generation = generation
      }
      state.frames = framesInLog
    }
  }

  /// Says what is done before the log may begin anew.
  func whenEnding(_ action: (@Sendable () -> Void)?) { catchUpAction.withLock { $0 = action } }

  /// Lets a continuous copy read what it has not, for a limited time.
  func catchUp() { catchUpAction.withLock { $0 }?() }
}

/// The file of a write-ahead log (SQLite, «The SQLite Database File Format», 4.1): a header of 32
/// bytes, then frames of a header of 24 bytes and one page each.
final class WriteAheadLogFile: Sendable {
  static let headerBytes = 32
  private static let frameHeaderBytes = 24

  private let path: String
  /// Opened with the first look: there is no log before the first commit, and it stays the same file
  /// for as long as the registry is open.
  private let descriptor = Mutex<Int32>(-1)

  init(path: String) { self.path = path }

  deinit { descriptor.withLock { if $0 >= 0 { close($0) } } }

  /// The bytes of the header; nil without a log.
  func header() -> [UInt8]? {
    let header = bytes(at: 0, count: WriteAheadLogFile.headerBytes)
    return header?.count == WriteAheadLogFile.headerBytes ? header : nil
  }

  func generation() -> LogGeneration? { header().flatMap(WriteAheadLogFile.generation(of:)) }

  static func generation(of header: [UInt8]) -> LogGeneration? {
    guard header.count >= 24 else { return nil }
    let salts = header[16..<24].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return salts == 0 ? nil : LogGeneration(salts: salts)
  }

  static func pageBytes(of header: [UInt8]) -> Int {
    header.count < 12 ? 0 : header[8..<12].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Where a frame begins, counted from 0.
  static func offset(ofFrame frame: Int, pageBytes: Int) -> Int {
    headerBytes + frame * (frameHeaderBytes + pageBytes)
  }

  /// As many bytes as there are, `count` at most; nil when the file can't be read.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    let file = descriptor.withLock { file in
      if file < 0 { file = open(path, O_RDONLY | O_CLOEXEC) }
      return file
    }
    guard file >= 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes {
        pread(file, $0.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { return nil }
      if read == 0 { break }
      filled += read
    }
    bytes.removeLast(count - filled)
    return bytes
  }
}
