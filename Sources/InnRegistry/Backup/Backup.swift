import Foundation

/// Copies of the whole registry: taken beside a running hub, verified, put back.
package enum Backup {
  /// What a copy holds.
  package struct Facts: Hashable, Sendable {
    package var path: String
    package var bytes: Int
    package var isSealed: Bool
    /// Of the file as it lies there, in hexadecimal; nil for a sealed one, which carries its own
    /// proof.
    package var checksum: String?
  }

  /// Ending of the file beside a backup that `sha256sum --check` reads.
  package static let checksumEnding = ".sha256"

  // MARK: - Taking

  /// Copies one committed moment into a new file, whether a hub runs or not.
  ///
  /// - Parameters:
  ///   - registry: the registry's file.
  ///   - target: must not exist; appears when it is whole.
  ///   - scratch: a folder on the registry's own disk: what is to be sealed lies nowhere else
  ///     unsealed.
  /// - Throws: ``BackupFailure``.
  package static func take(
    of registry: String,
    to target: String,
    scratch: String,
    key: SealingKey? = nil,
    random: RandomSource = .system,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in },
  ) throws(BackupFailure) -> Facts {
    try rethrowing { () throws in
      let files = FileManager.default
      guard files.fileExists(atPath: registry) else { throw BackupFailure.noRegistry(registry) }
      guard !files.fileExists(atPath: target) else { throw BackupFailure.exists(target) }
      let part = target + ".part"
      let plain = key == nil ? part : scratch + "/backup.part"
      BackupDisk.remove(part)
      BackupDisk.remove(plain)
      defer {
        BackupDisk.remove(part)
        BackupDisk.remove(plain)
      }
      try BackupDisk.make(plain).close()
      let source = try SQLConnection(path: registry, mode: .readOnly)
      try source.copyAll(to: plain, progress: progress)
      // A copy that can't be read back is none.
      let copy = try SQLConnection(path: plain, mode: .readOnly)
      let faults: [String] = try copy.rows("PRAGMA quick_check(10)") { $0.text(0) }
      guard faults == ["ok"] else { throw BackupFailure.unsound(faults) }
      var checksum: String?
      if let key {
        let output = try BackupDisk.make(part)
        try SealedFile.seal(BackupDisk.reading(plain), into: output, by: key, random: random)
        try output.close()
      } else {
        let sum = try Secret.sha256(of: BackupDisk.reading(part))
        try writeChecksum(sum, of: target)
        checksum = sum
      }
      try BackupDisk.settle(part, as: target)
      return Facts(
        path: target,
        bytes: BackupDisk.size(target),
        isSealed: key != nil,
        checksum: checksum,
      )
    }
  }

  private static func writeChecksum(_ sum: String, of target: String) throws {
    let path = target + checksumEnding
    unlink(path + ".part")
    let file = try BackupDisk.make(path + ".part")
    let name = (target as NSString).lastPathComponent
    try file.write(contentsOf: Data("\(sum)  \(name)\n".utf8))
    try file.close()
    try BackupDisk.settle(path + ".part", as: path)
  }

  /// Removes the oldest backups of a directory that were named by ``BackupName``.
  ///
  /// - Returns: how many went.
  package static func prune(_ directory: String, keeping count: Int) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let ours = names.compactMap { name in BackupName.instant(ofFile: name).map { (name, $0) } }
      .sorted { $0.1 < $1.1 }
    let surplus = ours.dropLast(count)
    for (name, _) in surplus {
      unlink(directory + "/" + name)
      unlink(directory + "/" + name + checksumEnding)
    }
    return surplus.count
  }

  // MARK: - Putting back

  /// Verifies a backup and puts it where there is no registry.
  ///
  /// - Parameter registry: must not exist.
  /// - Returns: what was found in it.
  /// - Throws: ``BackupFailure``; then nothing is there.
  package static func restore(
    _ file: String,
    to registry: String,
    key: SealingKey? = nil,
    now: Timestamp,
  ) throws(BackupFailure) -> BackupReport {
    try restoring(to: registry) { part in
      try checkSum(of: file)
      try copyOpened(file, to: part, key: key)
      return try BackupReport.sound(of: part, now: now)
    }
  }

  /// The same from a continuous copy.
  ///
  /// - Parameter moment: nil for the newest.
  package static func restore(
    continuous directory: String,
    to registry: String,
    at moment: Timestamp?,
    key: SealingKey? = nil,
    now: Timestamp,
  ) throws(BackupFailure) -> (reached: Timestamp, report: BackupReport) {
    try restoring(to: registry) { part in
      let chains = CopyChain.all(in: directory).filter { chain in
        guard let wholeAt = chain.wholeAt else { return false }
        return moment.map { wholeAt <= $0 } ?? true
      }
      guard let chain = chains.last else { throw BackupFailure.noChain }
      let reached = try chain.restore(to: part, at: moment, key: key)
      return (reached, try BackupReport.sound(of: part, now: now))
    }
  }

  private static func restoring<Result>(
    to registry: String,
    _ body: (_ part: String) throws -> Result,
  ) throws(BackupFailure) -> Result {
    try rethrowing { () throws in
      for suffix in ["", "-wal", "-shm"]
      where FileManager.default.fileExists(atPath: registry + suffix) {
        throw BackupFailure.exists(registry + suffix)
      }
      let part = registry + ".restoring"
      BackupDisk.remove(part)
      defer { BackupDisk.remove(part) }
      let result = try body(part)
      try beginFeed(in: part)
      try BackupDisk.settle(part, as: registry)
      return result
    }
  }

  /// Numbers of the log will be given again: whoever followed it must notice.
  private static func beginFeed(in registry: String) throws {
    let db = try SQLConnection(path: registry, mode: .readWrite)
    let epoch = RandomSource.system.opaqueName(prefix: "")
    try SettingTable.save(epoch, as: .feedEpoch, db)
    try db.checkpointed(isWhole: true)
  }

  // MARK: - Reading

  /// Looks at everything that can be wrong with a backup, and changes nothing.
  ///
  /// - Parameter scratch: a folder in which a sealed one is opened for as long as it takes.
  package static func verify(
    _ file: String,
    key: SealingKey? = nil,
    scratch: String,
    now: Timestamp,
  ) throws(BackupFailure) -> BackupReport {
    try rethrowing { () throws in
      guard FileManager.default.isReadableFile(atPath: file) else {
        throw BackupFailure.unreadable(file)
      }
      try checkSum(of: file)
      guard SealedFile.isSealed(file) else { return try BackupReport(of: file, now: now) }
      let plain = scratch + "/verify-\(getpid()).part"
      BackupDisk.remove(plain)
      defer { BackupDisk.remove(plain) }
      try copyOpened(file, to: plain, key: key)
      return try BackupReport(of: plain, now: now)
    }
  }

  private static func copyOpened(_ file: String, to target: String, key: SealingKey?) throws {
    let source = try BackupDisk.reading(file)
    let output = try BackupDisk.make(target)
    if SealedFile.isSealed(file) {
      guard let key else { throw BackupFailure.keyNeeded(file) }
      do {
        try SealedFile.open(source, into: output, by: key)
      } catch SealedFile.Failure.wrongKindOfKey {
        throw BackupFailure.keyNeeded(file)
      } catch SealedFile.Failure.wrongKeyOrChanged {
        throw BackupFailure.wrongKeyOrChanged(file)
      }
    } else {
      while let part = try source.read(upToCount: 1 << 20), !part.isEmpty {
        try output.write(contentsOf: part)
      }
    }
    try output.close()
  }

  /// Compares a file with the checksum beside it, where there is one.
  private static func checkSum(of file: String) throws {
    guard let line = FileManager.default.contents(atPath: file + checksumEnding) else { return }
    let told = String(decoding: line.prefix(64), as: UTF8.self)
    guard try Secret.sha256(of: BackupDisk.reading(file)) == told else {
      throw BackupFailure.checksum(file)
    }
  }

  private static func rethrowing<Result>(_ body: () throws -> Result) throws(BackupFailure)
    -> Result
  {
    do {
      return try body()
    } catch let failure as BackupFailure {
      throw failure
    } catch let error as DatabaseError {
      throw .database(error)
    } catch {
      throw .other("\(error)")
    }
  }
}
