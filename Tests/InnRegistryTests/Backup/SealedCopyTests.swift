import Foundation
import InnTestSupport
import Testing

@testable import InnRegistry

/// Continuous copies that nobody reads without their key.
struct SealedCopyTests {
  private static let key = SealingKey.bytes([UInt8](0..<32))
  private static let other = SealingKey.bytes([UInt8](repeating: 7, count: 32))

  /// Opens what lies in a file; nil where it can't be opened.
  private static func opened(_ path: String, by key: SealingKey) throws -> [UInt8] {
    let plain = path + ".plain"
    unlink(plain)
    let output = try BackupDisk.make(plain)
    try SealedLog.open(BackupDisk.reading(path), into: output, by: key)
    try output.close()
    return Array(FileManager.default.contents(atPath: plain) ?? Data())
  }

  @Test func aLogCanBeOpenedAsFarAsItHasGrown() throws {
    let folder = try BackupTests.Folder()
    let path = folder.file("log")
    let file = try BackupDisk.make(path)
    let log = try SealedLog(file, by: SealedCopyTests.key, random: .system)
    var whole: [UInt8] = []
    for size in [1, 4096, 0, 100_000, 17] {
      let piece = [UInt8](repeating: UInt8(size % 251), count: size)
      try log.append(piece)
      whole += piece
      #expect(try SealedCopyTests.opened(path, by: SealedCopyTests.key) == whole)
    }
    let sealed = Array(try #require(FileManager.default.contents(atPath: path)))
    // Cut off in the middle of the last piece: what came before it can be had.
    try Data(sealed.dropLast(5)).write(to: URL(fileURLWithPath: path))
    let cut = try SealedCopyTests.opened(path, by: SealedCopyTests.key)
    #expect(cut == Array(whole.dropLast(17)))
    // Changed, or opened by another key: nothing.
    for place in [45, 60, 3000, sealed.count - 1] {
      var changed = sealed
      changed[place] ^= 1
      try Data(changed).write(to: URL(fileURLWithPath: path))
      #expect(throws: SealedFile.Failure.self) {
        try SealedCopyTests.opened(path, by: SealedCopyTests.key)
      }
    }
    try Data(sealed).write(to: URL(fileURLWithPath: path))
    #expect(throws: SealedFile.Failure.wrongKeyOrChanged) {
      try SealedCopyTests.opened(path, by: SealedCopyTests.other)
    }
    #expect(throws: SealedFile.Failure.wrongKindOfKey) {
      try SealedCopyTests.opened(path, by: .passphrase("twelve letters and more"))
    }
  }

  @Test func everyMomentOfASealedChain() throws {
    let world = try ContinuousCopyTests.World(sealedBy: SealedCopyTests.key)
    var moments: [(Timestamp, Int)] = []
    world.copy.catchUp()
    for count in [2, 5, 9] {
      try world.book((moments.last?.1 ?? 0)..<count)
      world.copy.catchUp()
      moments.append((world.clock.now(), count))
    }
    #expect(world.copy.state.failure == nil)
    for (moment, count) in moments {
      #expect(try world.bookings(at: moment, key: SealedCopyTests.key) == count)
    }
    // Nothing of it lies there open, and nothing is left beside the registry.
    for chain in CopyChain.all(in: world.copies) {
      #expect(chain.isSealed)
      for name in try FileManager.default.contentsOfDirectory(atPath: chain.folder) {
        let bytes = FileManager.default.contents(atPath: chain.folder + "/" + name) ?? Data()
        #expect(bytes.range(of: Data("SQLite format".utf8)) == nil, "\(name)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: world.path + ".copying"))
    #expect(throws: BackupFailure.self) { try world.bookings(at: nil) }
    #expect(throws: BackupFailure.self) {
      try world.bookings(at: nil, key: SealedCopyTests.other)
    }
  }

  /// Numbers of the log are given again after a restore: each begins another feed.
  @Test func aRestoreBeginsAnotherFeed() throws {
    let world = try TestWorld().populated([Fixtures.entry(rooms: 5, offer: [2, 2, 2, 2, 2, 2, 2])])
    let folder = try BackupTests.Folder()
    #expect(try world.registry.feedEpoch() == "")
    _ = try Backup.take(of: world.path, to: folder.file("copy"), scratch: folder.path)
    var epochs: Set<String> = [""]
    for number in 0..<2 {
      let target = folder.file("restored-\(number)")
      _ = try Backup.restore(folder.file("copy"), to: target, now: world.now)
      #expect(!FileManager.default.fileExists(atPath: target + "-wal"))
      let registry = try Registry(path: target)
      epochs.insert(try registry.feedEpoch())
      registry.stop()
    }
    #expect(epochs.count == 3)
  }
}
