import Foundation
import Synchronization

/// Copies every commit to a second place within a second, so that any moment of the last days can be
/// had again.
///
/// Chains of a copy and its logs lie there (``CopyChain``). The hub never waits for the second place
/// longer than ``patience``: when the log began anew before all of it was copied, the chain ends and
/// another one begins with a fresh copy of the whole; nothing is ever missing inside a chain.
package final class ContinuousCopy: Sendable {
  /// Between two looks: at most so much is lost with the first disk.
  static let interval = 1.0
  /// How long the registry waits for the second place before the log begins anew, in seconds.
  static let patience = 2.0
  /// After this a fresh copy begins a new chain, so that a restore plays one day of logs at most.
  static let chainAge = Span.hours(24)
  /// Bytes of logs after which a new chain begins; and never fewer than the copy itself has.
  static let chainBytes = 256 << 20
  /// Chains that are kept, however young: each has a whole copy of the database.
  static let mostChains = 40
  /// After a failure, until the next try.
  static let rest = Span.seconds(30)
  /// Bytes read at a time.
  private static let pieceBytes = 4 << 20

  /// How it stands.
  package struct State: Hashable, Sendable {
    /// The last moment at which everything committed was copied.
    package var copiedAt: Timestamp?
    /// What keeps it from going on; nil while all is well.
    package var failure: String?
    package var chains = 0
    /// Chains that ended because the log was quicker.
    package var breaks = 0
  }

  private let registryPath: String
  private let directory: String
  private let key: SealingKey?
  private let random: RandomSource
  private let kept: Span
  private let watch: LogWatch
  private let clock: WallClock
  private let log: Log
  private let shared = Mutex(State())
  private let flow = Flow()

  /// Wakes and ends the thread.
  ///
  /// `@unchecked Sendable`: `condition` guards the fields.
  private final class Flow: @unchecked Sendable {
    let condition = NSCondition()
    var wishes = 0
    var served = 0
    var isStopping = false
    var hasEnded = false
  }

  /// A chain that is being written.
  private final class Writing {
    let chain: CopyChain
    var number = 0
    var generation: LogGeneration?
    var frames = 0
    var bytes = 0
    var baseBytes = 0
    var output: FileHandle?
    /// Over ``output``; nil where nothing is sealed.
    var sealed: SealedLog?
    var times: FileHandle?

    init(_ chain: CopyChain) { self.chain = chain }
  }

  /// Begins to copy.
  ///
  /// - Parameters:
  ///   - directory: exists, on another disk than the registry.
  ///   - kept: chains that ended longer ago are removed.
  ///   - key: seals the copies; nil leaves them open.
  package init(
    of registryPath: String,
    watch: LogWatch,
    to directory: String,
    keeping kept: Span,
    sealedBy key: SealingKey? = nil,
    random: RandomSource = .system,
    clock: WallClock,
    log: Log,
  ) {
    self.registryPath = registryPath
    self.directory = directory
    self.kept = kept
    self.key = key
    self.random = random
    self.watch = watch
    self.clock = clock
    self.log = log
    let thread = Thread { [self] in loop() }
    thread.name = "continuous-copy"
    thread.start()
    watch.whenEnding { [weak self] in self?.catchUp() }
  }

  package var state: State { shared.withLock { $0 } }

  /// Copies what is there and ends.
  package func stop() {
    watch.whenEnding(nil)
    flow.condition.lock()
    flow.isStopping = true
    flow.condition.broadcast()
    let limit = Date(timeIntervalSinceNow: ContinuousCopy.patience * 5)
    while !flow.hasEnded, flow.condition.wait(until: limit) {}
    flow.condition.unlock()
  }

  /// Waits until everything committed before is copied, no longer than ``patience``; not at all while
  /// copying fails.
  package func catchUp() {
    guard shared.withLock({ $0.failure == nil }) else { return }
    flow.condition.lock()
    defer { flow.condition.unlock() }
    flow.wishes += 1
    let wish = flow.wishes
    flow.condition.broadcast()
    let limit = Date(timeIntervalSinceNow: ContinuousCopy.patience)
    while flow.served < wish, !flow.hasEnded, flow.condition.wait(until: limit) {}
  }

  // MARK: - The thread

  private func loop() {
    var current: Writing?
    var restUntil: Timestamp?
    while true {
      flow.condition.lock()
      if flow.wishes == flow.served, !flow.isStopping {
        _ = flow.condition.wait(until: Date(timeIntervalSinceNow: ContinuousCopy.interval))
      }
      let wishes = flow.wishes
      let isStopping = flow.isStopping
      flow.condition.unlock()
      let now = clock.now()
      // A clock that was put back must not keep it from its work.
      if let until = restUntil, until - now > ContinuousCopy.rest { restUntil = nil }
      if isStopping || restUntil.map({ now >= $0 }) ?? true {
        do {
          try step(&current, now, mayBegin: !isStopping)
          if shared.withLock({ $0.failure }) != nil { log.info("continuous copy goes on") }
          restUntil = nil
          shared.withLock {
            $0.failure = nil
            $0.copiedAt = now
            $0.chains = CopyChain.all(in: directory).count
          }
        } catch {
          current = nil
          restUntil = now + ContinuousCopy.rest
          let text = "\(error)"
          if shared.withLock({ $0.failure }) == nil {
            log.error("continuous copy fails", ["error": text])
          }
          shared.withLock { $0.failure = text }
        }
      }
      flow.condition.lock()
      flow.served = wishes
      if isStopping { flow.hasEnded = true }
      flow.condition.broadcast()
      flow.condition.unlock()
      if isStopping { return }
    }
  }

  private func step(_ current: inout Writing?, _ now: Timestamp, mayBegin: Bool) throws {
    if let writing = current, try append(to: writing, now) == false {
      log.warning("continuous copy begins anew", ["chain": writing.chain.folder])
      shared.withLock { $0.breaks += 1 }
      current = nil
    }
    guard mayBegin, current.map({ isOld($0, now) }) ?? true else { return }
    let next = Writing(CopyChain(in: directory, at: now, isSealed: key != nil))
    try FileManager.default.createDirectory(
      atPath: next.chain.folder,
      withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700],
    )
    // The log first: what is committed while the whole is copied must be in it.
    guard try append(to: next, now) else { throw BackupFailure.gap(next.chain.log(1)) }
    try copyBase(of: next)
    // Both grew meanwhile; from here on the new one reaches as far as the old one did.
    let old = current
    if let old { _ = try append(to: old, clock.now()) }
    current = next
    guard try append(to: next, clock.now()) else { throw BackupFailure.gap(next.chain.log(1)) }
    try write(clock.now().description + "\n", to: next.chain.wholeFile)
    removeOld(now, except: next.chain)
  }

  private func isOld(_ writing: Writing, _ now: Timestamp) -> Bool {
    let age = now - writing.chain.begun
    return age >= ContinuousCopy.chainAge || age < .seconds(0)
      || writing.bytes > max(ContinuousCopy.chainBytes, writing.baseBytes)
  }

  private func copyBase(of writing: Writing) throws {
    let part = writing.chain.unfinishedBase
    // What is sealed lies nowhere else unsealed but beside the registry itself.
    let plain = key == nil ? part : registryPath + ".copying"
    BackupDisk.remove(plain)
    defer { if key != nil { BackupDisk.remove(plain) } }
    do {
      try createPrivate(plain)
      try SQLConnection(path: registryPath, mode: .readOnly).copyAll(to: plain, isAlone: false)
    } catch let error as DatabaseError {
      throw BackupFailure.database(error)
    }
    if let key {
      let output = try newFile(part)
      try SealedFile.seal(BackupDisk.reading(plain), into: output, by: key, random: random)
      try output.close()
    }
    try BackupDisk.settle(part, as: writing.chain.base)
    writing.baseBytes = BackupDisk.size(writing.chain.base)
  }

  private func removeOld(_ now: Timestamp, except current: CopyChain) {
    let others = CopyChain.all(in: directory).filter { $0.folder != current.folder }
    let surplus = Set(others.dropLast(ContinuousCopy.mostChains - 1).map(\.folder))
    for chain in others {
      let ended = chain.newest ?? chain.begun
      // A half base of a hub that was killed is of no use.
      let isUseless = !chain.isWhole
      guard isUseless || surplus.contains(chain.folder) || now - ended > kept else { continue }
      try? FileManager.default.removeItem(atPath: chain.folder)
    }
  }

  // MARK: - Copying

  /// Copies what was committed since the last time.
  ///
  /// - Returns: false when some of it is gone: then the chain has ended.
  private func append(to writing: Writing, _ now: Timestamp) throws -> Bool {
    let position = watch.position
    guard let generation = position.generation else { return true }
    if writing.generation != generation {
      if writing.number > 0, let previous = position.previous {
        // The rest of the log before can't be read any more.
        guard previous.generation == writing.generation, previous.frames == writing.frames else {
          return false
        }
      }
      try beginLog(of: writing, generation)
    }
    guard position.frames > writing.frames else { return true }
    guard let header = file.header(), WriteAheadLogFile.generation(of: header) == generation else {
      // It begins anew at this moment; the next look knows how far it had come.
      return true
    }
    let page = WriteAheadLogFile.pageBytes(of: header)
    var offset =
      writing.frames == 0 ? 0 : WriteAheadLogFile.offset(ofFrame: writing.frames, pageBytes: page)
    let end = WriteAheadLogFile.offset(ofFrame: position.frames, pageBytes: page)
    let start = offset
    while offset < end {
      let part = file.bytes(at: offset, count: min(ContinuousCopy.pieceBytes, end - offset)) ?? []
      guard !part.isEmpty else { throw BackupFailure.unreadable(registryPath + "-wal") }
      if let sealed = writing.sealed {
        try sealed.append(part)
      } else {
        try writing.output?.write(contentsOf: Data(part))
      }
      offset += part.count
    }
    // The header is written first when a log begins anew: if it is still the same, so were the
    // frames.
    guard file.generation() == generation else { return false }
    try writing.output?.synchronize()
    let mark = "\(now) \(position.frames)\n"
    try writing.times?.write(contentsOf: Data(mark.utf8))
    try writing.times?.synchronize()
    writing.frames = position.frames
    writing.bytes += end - start
    return true
  }

  private var file: WriteAheadLogFile { WriteAheadLogFile(path: registryPath + "-wal") }

  private func beginLog(of writing: Writing, _ generation: LogGeneration) throws {
    try? writing.output?.close()
    try? writing.times?.close()
    writing.number += 1
    writing.generation = generation
    writing.frames = 0
    let output = try newFile(writing.chain.log(writing.number))
    writing.output = output
    writing.sealed = try key.map { try SealedLog(output, by: $0, random: random) }
    writing.times = try newFile(writing.chain.times(writing.number))
  }

  private func createPrivate(_ path: String) throws {
    let isMade = FileManager.default.createFile(
      atPath: path,
      contents: nil,
      attributes: [.posixPermissions: 0o600],
    )
    guard isMade else { throw BackupFailure.unwritable(path) }
  }

  private func newFile(_ path: String) throws -> FileHandle {
    try createPrivate(path)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw BackupFailure.unwritable(path)
    }
    return file
  }

  private func write(_ text: String, to path: String) throws {
    let part = path + ".part"
    let file = try newFile(part)
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
    try BackupDisk.settle(part, as: path)
  }
}
