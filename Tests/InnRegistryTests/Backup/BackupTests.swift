import Foundation
import InnTestSupport
import Synchronization
import Testing

@testable import InnRegistry

struct BackupTests {
  /// A folder that goes with the test.
  final class Folder {
    let path = FileManager.default.temporaryDirectory.path + "/innbridge-backup-\(UUID())"

    init() throws {
      try FileManager.default.createDirectory(
        atPath: path,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700],
      )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
  }

  private static func booked(_ count: Int) throws -> TestWorld {
    let offer = [Int](repeating: 200, count: 7)
    let world = try TestWorld().populated([Fixtures.entry(rooms: 200, offer: offer)])
    for number in 0..<count { try book(number, in: world.registry, from: world.tonight) }
    return world
  }

  private static func book(_ number: Int, in registry: Registry, from night: CivilDate) throws {
    let request = Fixtures.request(checkIn: night + 1 + number % 40, reference: "b\(number)")
    _ = try registry.writeAndWait { try $0.book(request, channel: Fixtures.channel) }
  }

  // MARK: - Copies

  @Test func aCopyBesideTheWriterIsSound() throws {
    let world = try BackupTests.booked(7)
    let folder = try Folder()
    let file = folder.file("copy.sqlite")
    let facts = try Backup.take(of: world.path, to: file, scratch: folder.path)
    try BackupTests.book(99, in: world.registry, from: world.tonight)
    let report = try Backup.verify(file, scratch: folder.path, now: world.now)
    #expect(report.flaws == [])
    #expect(report.bookings == 7)
    #expect(facts.bytes == BackupDisk.size(file))
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(left == ["copy.sqlite", "copy.sqlite.sha256"], "nothing else is left behind")
  }

  @Test func nothingIsOverwritten() throws {
    let world = try BackupTests.booked(1)
    let folder = try Folder()
    let file = folder.file("copy.sqlite")
    _ = try Backup.take(of: world.path, to: file, scratch: folder.path)
    #expect(throws: BackupFailure.exists(file)) {
      try Backup.take(of: world.path, to: file, scratch: folder.path)
    }
    #expect(throws: BackupFailure.exists(world.path)) {
      try Backup.restore(file, to: world.path, now: world.now)
    }
    let missing = folder.file("none.sqlite")
    #expect(throws: BackupFailure.noRegistry(missing)) {
      try Backup.take(of: missing, to: folder.file("x"), scratch: folder.path)
    }
  }

  @Test func aRestoredRegistryGoesOn() throws {
    let world = try BackupTests.booked(5)
    let folder = try Folder()
    let file = folder.file("copy.sqlite")
    _ = try Backup.take(of: world.path, to: file, scratch: folder.path)
    let restored = folder.file("registry.sqlite")
    let report = try Backup.restore(file, to: restored, now: world.now)
    #expect(report.bookings == 5)
    let registry = try Registry(path: restored, clock: world.registry.clock)
    defer { registry.stop() }
    try BackupTests.book(50, in: registry, from: world.tonight)
    #expect(try registry.checkInvariants() == [])
    #expect(try registry.compareLogWithTables() == [])
  }

  @Test func aChangedFileIsToldByItsChecksum() throws {
    let world = try BackupTests.booked(3)
    let folder = try Folder()
    let file = folder.file("copy.sqlite")
    _ = try Backup.take(of: world.path, to: file, scratch: folder.path)
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: file))
    #expect(throws: BackupFailure.checksum(file)) {
      try Backup.verify(file, scratch: folder.path, now: world.now)
    }
    #expect(throws: BackupFailure.checksum(file)) {
      try Backup.restore(file, to: folder.file("registry.sqlite"), now: world.now)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("registry.sqlite")))
  }

  /// Somebody changed a number and made a new checksum: the log knows better.
  @Test func tablesThatTheLogDoesNotExplainAreTold() throws {
    let world = try BackupTests.booked(3)
    let folder = try Folder()
    let file = folder.file("copy.sqlite")
    _ = try Backup.take(of: world.path, to: file, scratch: folder.path)
    do {
      let db = try SQLConnection(path: file, mode: .readWrite)
      try db.run("UPDATE night SET stated = stated + 1, remaining = remaining + 1")
    }
    unlink(file + Backup.checksumEnding)
    let report = try Backup.verify(file, scratch: folder.path, now: world.now)
    #expect(report.flaws.contains { $0.contains("the log and the tables differ: night") })
    #expect(throws: BackupFailure.self) {
      try Backup.restore(file, to: folder.file("registry.sqlite"), now: world.now)
    }
  }

  @Test func brokenPagesAreTold() throws {
    let world = try BackupTests.booked(40)
    let folder = try Folder()
    let file = folder.file("copy.sqlite")
    _ = try Backup.take(of: world.path, to: file, scratch: folder.path)
    unlink(file + Backup.checksumEnding)
    var bytes = try Data(contentsOf: URL(filePath: file))
    for page in stride(from: 4096 * 2, to: bytes.count - 4096, by: 4096 * 3) {
      for offset in 0..<200 { bytes[page + offset] = 0xA5 }
    }
    try bytes.write(to: URL(filePath: file))
    let flaws: [String]
    do throws(BackupFailure) {
      flaws = try Backup.verify(file, scratch: folder.path, now: world.now).flaws
    } catch {
      flaws = ["\(error)"]
    }
    #expect(!flaws.isEmpty)
  }

  @Test func oldOnesGoByTheirNames() throws {
    let folder = try Folder()
    var names: [String] = []
    for day in 0..<5 {
      let name = BackupName.file(at: TestWorld.start + .days(day), isSealed: day % 2 == 1)
      names.append(name)
      for ending in ["", Backup.checksumEnding] {
        try Data().write(to: URL(filePath: folder.file(name + ending)))
      }
    }
    try Data().write(to: URL(filePath: folder.file("of-somebody-else.sqlite")))
    #expect(Backup.prune(folder.path, keeping: 2) == 3)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let expected = names.suffix(2).flatMap { [$0, $0 + Backup.checksumEnding] }
    #expect(Set(left) == Set(expected + ["of-somebody-else.sqlite"]))
  }

  // MARK: - Seals

  static let sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]

  @Test(arguments: sizes) func whatIsSealedComesBack(size: Int) throws {
    let folder = try Folder()
    var random = SplitMix64(seed: UInt64(size))
    let plain = Data((0..<size).map { _ in UInt8.random(in: 0...255, using: &random) })
    let key = SealingKey.bytes([UInt8](repeating: 7, count: 32))
    let sealed = try BackupTests.sealed(plain, key, folder)
    #expect(try BackupTests.opened(sealed, key, folder) == plain)
    let other = SealingKey.bytes([UInt8](repeating: 8, count: 32))
    #expect(throws: SealedFile.Failure.wrongKeyOrChanged) {
      try BackupTests.opened(sealed, other, folder)
    }
    #expect(throws: SealedFile.Failure.wrongKindOfKey) {
      try BackupTests.opened(sealed, .passphrase("seven dwarfs and more"), folder)
    }
    if size > 1000 { #expect(sealed.range(of: plain.prefix(64)) == nil) }
  }

  @Test func noByteOfASealedFileCanBeChangedMovedOrCut() throws {
    let folder = try Folder()
    let plain = Data((0..<150_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
    let key = SealingKey.bytes([UInt8](repeating: 7, count: 32))
    let sealed = try BackupTests.sealed(plain, key, folder)
    var random = SplitMix64(seed: 4)
    let places =
      Array(0..<60) + (0..<60).map { _ in Int.random(in: 0..<sealed.count, using: &random) }
    for place in places {
      var changed = sealed
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(throws: SealedFile.Failure.self, "byte \(place)") {
        try BackupTests.opened(changed, key, folder)
      }
    }
    let header = 41
    let chunk = 65_536 + 16
    for count in [0, 10, header, header + chunk, header + 2 * chunk, sealed.count - 1] {
      #expect(throws: SealedFile.Failure.self, "cut to \(count)") {
        try BackupTests.opened(sealed.prefix(count), key, folder)
      }
    }
    let swapped =
      sealed.prefix(header) + sealed.dropFirst(header + chunk).prefix(chunk)
      + sealed.dropFirst(header).prefix(chunk) + sealed.dropFirst(header + 2 * chunk)
    #expect(throws: SealedFile.Failure.self) { try BackupTests.opened(swapped, key, folder) }
    #expect(throws: SealedFile.Failure.self) {
      try BackupTests.opened(sealed + sealed.suffix(100), key, folder)
    }
  }

  @Test func aPassphraseOpensWhatItSealed() throws {
    let folder = try Folder()
    let key = SealingKey.passphrase("a passphrase of some length")
    let sealed = try BackupTests.sealed(Data("kept".utf8), key, folder)
    #expect(try BackupTests.opened(sealed, key, folder) == Data("kept".utf8))
    #expect(throws: SealedFile.Failure.wrongKeyOrChanged) {
      try BackupTests.opened(sealed, .passphrase("another one of such length"), folder)
    }
  }

  private static func sealed(_ plain: Data, _ key: SealingKey, _ folder: Folder) throws -> Data {
    let source = folder.file("plain-\(UUID())")
    try plain.write(to: URL(filePath: source))
    let target = folder.file("sealed-\(UUID())")
    let output = try BackupDisk.make(target)
    try SealedFile.seal(BackupDisk.reading(source), into: output, by: key, random: .seeded(3))
    #expect(SealedFile.isSealed(target))
    return try Data(contentsOf: URL(filePath: target))
  }

  private static func opened(_ sealed: Data, _ key: SealingKey, _ folder: Folder) throws -> Data {
    let source = folder.file("sealed-\(UUID())")
    try sealed.write(to: URL(filePath: source))
    let target = folder.file("opened-\(UUID())")
    let output = try BackupDisk.make(target)
    try SealedFile.open(BackupDisk.reading(source), into: output, by: key)
    return try Data(contentsOf: URL(filePath: target))
  }
}
