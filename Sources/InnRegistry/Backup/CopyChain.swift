import Foundation

/// One copy of the database and the write-ahead logs that followed it, in a folder of their own.
///
/// `base.sqlite` may lag behind the first log: logs hold whole pages, so playing one again that the
/// base already knows changes nothing. `0001.wal`, `0002.wal`, … are the logs byte by byte as SQLite
/// wrote them; a line in `0001.times` says which frames were there at which moment. A sealed chain
/// has `base.sqlite.sealed` and `0001.wal.sealed` instead.
struct CopyChain {
  static let prefix = "chain-"
  private static let baseName = "base.sqlite"
  private static let baseInWork = "base.part"
  private static let sealedEnding = ".sealed"

  let folder: String
  /// When it was begun.
  let begun: Timestamp
  let isSealed: Bool

  private var ending: String { isSealed ? CopyChain.sealedEnding : "" }
  var base: String { folder + "/" + CopyChain.baseName + ending }
  var unfinishedBase: String { folder + "/" + CopyChain.baseInWork }
  var isWhole: Bool { FileManager.default.fileExists(atPath: base) }

  func log(_ number: Int) -> String { folder + "/" + padded(number, 4) + ".wal" + ending }
  func times(_ number: Int) -> String { folder + "/" + padded(number, 4) + ".times" }
  /// When the base was whole; earlier moments are another chain's.
  var wholeFile: String { folder + "/whole" }

  /// A new one below a directory.
  init(in directory: String, at now: Timestamp, isSealed: Bool) {
    folder = directory + "/" + CopyChain.prefix + BackupName.stamp(now)
    self.isSealed = isSealed
    begun = now
  }

  init?(folder name: String, in directory: String) {
    guard name.hasPrefix(CopyChain.prefix),
      let begun = BackupName.instant(name.dropFirst(CopyChain.prefix.count))
    else { return nil }
    folder = directory + "/" + name
    self.begun = begun
    isSealed = FileManager.default.fileExists(
      atPath: folder + "/" + CopyChain.baseName + CopyChain.sealedEnding
    )
  }

  /// All of a directory, the oldest first.
  static func all(in directory: String) -> [CopyChain] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.compactMap { CopyChain(folder: $0, in: directory) }
      .sorted { $0.begun < $1.begun }
  }

  // MARK: - Moments

  /// When the base was finished; nil before.
  var wholeAt: Timestamp? { CopyChain.text(wholeFile).flatMap { Timestamp(rfc3339: $0) } }

  /// What of which log was there at a moment.
  struct Mark: Hashable {
    var at: Timestamp
    var frames: Int
  }

  func marks(of number: Int) -> [Mark] {
    let lines = (CopyChain.text(times(number)) ?? "").split(separator: "\n")
    return lines.compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 2, let at = Timestamp(rfc3339: parts[0]), let frames = Int(parts[1])
      else { return nil }
      return Mark(at: at, frames: frames)
    }
  }

  /// Numbers of the logs, in order.
  var logs: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let suffix = ".wal" + ending
    return names.compactMap { $0.hasSuffix(suffix) ? Int($0.dropLast(suffix.count)) : nil }
      .sorted()
  }

  /// The newest moment that can be restored; nil before the base is whole.
  var newest: Timestamp? {
    guard let wholeAt else { return nil }
    return max(wholeAt, logs.flatMap { marks(of: $0) }.map(\.at).max() ?? wholeAt)
  }

  private static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path)
      .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  // MARK: - Restoring

  /// Puts the database together as it was at a moment.
  ///
  /// - Parameters:
  ///   - moment: nil for the newest there is.
  ///   - target: a file that does not exist yet.
  /// - Returns: the moment that was reached: that of the last commit copied until then.
  func restore(to target: String, at moment: Timestamp?, key: SealingKey?) throws -> Timestamp {
    guard var reached = wholeAt else { throw BackupFailure.noChain }
    if isSealed, key == nil { throw BackupFailure.keyNeeded(folder) }
    if isSealed {
      try opened(base, as: target, by: key) { try SealedFile.open($0, into: $1, by: $2) }
    } else {
      try FileManager.default.copyItem(atPath: base, toPath: target)
    }
    var expected = 1
    for number in logs {
      guard number == expected else { throw BackupFailure.gap(log(expected)) }
      expected += 1
      let marks = marks(of: number)
      // A log that another one follows was copied to its end: nothing was committed in this one.
      if marks.isEmpty { continue }
      let used = moment.map { moment in marks.last { $0.at <= moment } } ?? marks.last
      guard let used else { break }
      try apply(number, frames: used.frames, to: target, key: key)
      reached = max(reached, used.at)
      if used != marks.last { break }
    }
    return reached
  }

  /// Lets SQLite play a log as after a power cut, and sees that it took all of it.
  private func apply(_ number: Int, frames: Int, to target: String, key: SealingKey?) throws {
    guard frames > 0 else { return }
    let plain = isSealed ? target + ".log" : log(number)
    defer { if isSealed { unlink(plain) } }
    if isSealed {
      try opened(log(number), as: plain, by: key) { try SealedLog.open($0, into: $1, by: $2) }
    }
    let log = WriteAheadLogFile(path: plain)
    guard let header = log.header() else { throw BackupFailure.gap(self.log(number)) }
    let size = WriteAheadLogFile.offset(
      ofFrame: frames,
      pageBytes: WriteAheadLogFile.pageBytes(of: header),
    )
    let companion = target + "-wal"
    let copy = try BackupDisk.make(companion)
    var offset = 0
    while offset < size {
      let part = log.bytes(at: offset, count: min(1 << 20, size - offset)) ?? []
      guard !part.isEmpty else { throw BackupFailure.gap(self.log(number)) }
      try copy.write(contentsOf: Data(part))
      offset += part.count
    }
    try copy.close()
    let db = try SQLConnection(path: target, mode: .readWrite)
    let played = try db.checkpointed(isWhole: true)
    guard played.inLog == frames else { throw BackupFailure.gap(self.log(number)) }
  }

  private func opened(
    _ file: String,
    as target: String,
    by key: SealingKey?,
    _ open: (FileHandle, FileHandle, SealingKey) throws -> Void,
  ) throws {
    guard let key else { throw BackupFailure.keyNeeded(file) }
    unlink(target)
    let output = try BackupDisk.make(target)
    do {
      try open(BackupDisk.reading(file), output, key)
    } catch SealedFile.Failure.wrongKindOfKey {
      throw BackupFailure.keyNeeded(file)
    } catch is SealedFile.Failure {
      throw BackupFailure.wrongKeyOrChanged(file)
    }
    try output.close()
  }
}
