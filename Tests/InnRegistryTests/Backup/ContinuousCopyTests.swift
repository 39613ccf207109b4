import Foundation
import InnTestSupport
import Synchronization
import Testing

@testable import InnRegistry

struct ContinuousCopyTests {
  /// A clock that goes on by a second whenever somebody looks at it: each moment is another one.
  private static func tickingClock() -> WallClock {
    let time = Mutex(TestWorld.start)
    return WallClock {
      time.withLock {
        $0 = $0 + .seconds(1)
        return $0
      }
    }
  }

  /// A registry that is copied, and what was booked when.
  final class World {
    let folder: BackupTests.Folder
    let clock = ContinuousCopyTests.tickingClock()
    let watch: LogWatch
    let registry: Registry
    let copy: ContinuousCopy
    var copies: String { folder.file("copies") }
    var path: String { folder.file("registry.sqlite") }

    init(sealedBy key: SealingKey? = nil) throws {
      folder = try BackupTests.Folder()
      watch = LogWatch(path: folder.file("registry.sqlite"))
      registry = try Registry(
        path: folder.file("registry.sqlite"),
        clock: clock,
        isGrouping: false,
        logWatch: watch,
      )
      try FileManager.default.createDirectory(
        atPath: folder.file("copies"),
        withIntermediateDirectories: false,
      )
      let offer = [Int](repeating: 250, count: 7)
      try registry.writeAndWait { transaction in
        try transaction.save(Channel(id: Fixtures.channel, name: "Otter Travel"), by: .hub)
        try transaction.save(Fixtures.entry(rooms: 250, offer: offer), by: .hub)
      }
      copy = ContinuousCopy(
        of: folder.file("registry.sqlite"),
        watch: watch,
        to: folder.file("copies"),
        keeping: .days(7),
        sealedBy: key,
        clock: clock,
        log: .silent,
      )
    }

    deinit {
      copy.stop()
      registry.stop()
    }

    func book(_ numbers: Range<Int>) throws {
      let night = TokyoTime.tonight(at: TestWorld.start)
      for number in numbers {
        let request = Fixtures.request(checkIn: night + 2 + number % 60, reference: "c\(number)")
        _ = try registry.writeAndWait { try $0.book(request, channel: Fixtures.channel) }
      }
    }

    /// What was there at a moment, from the copies alone.
    func bookings(at moment: Timestamp?, key: SealingKey? = nil) throws -> Int {
      let target = folder.file("restored-\(UUID()).sqlite")
      let restored = try Backup.restore(
        continuous: copies,
        to: target,
        at: moment,
        key: key,
        now: TestWorld.start,
      )
      #expect(restored.report.flaws == [])
      return restored.report.bookings
    }
  }

  @Test func everyMomentCanBeHadAgain() throws {
    let world = try World()
    var moments: [(Timestamp, Int)] = []
    var count = 0
    // The first look copies the whole.
    world.copy.catchUp()
    for size in [1, 3, 20, 1, 7] {
      try world.book(count..<(count + size))
      count += size
      world.copy.catchUp()
      moments.append((world.clock.now(), count))
    }
    for (moment, count) in moments { #expect(try world.bookings(at: moment) == count) }
    #expect(try world.bookings(at: nil) == count)
    #expect(world.copy.state.failure == nil)
  }

  /// SQLite begins its log anew after each checkpoint that reached its end.
  @Test func logsThatBeginAnewAreFollowed() throws {
    let world = try World()
    let other = try SQLConnection(path: world.path, mode: .readWrite)
    world.copy.catchUp()
    var generations: Set<LogGeneration> = []
    var moments: [(Timestamp, Int)] = []
    for round in 0..<8 {
      try world.book((round * 10)..<(round * 10 + 10))
      if let generation = world.watch.position.generation { generations.insert(generation) }
      world.copy.catchUp()
      moments.append((world.clock.now(), round * 10 + 10))
      if round % 2 == 1 { try other.checkpointed() }
    }
    #expect(generations.count > 2, "the log never began anew: the test shows nothing")
    for (moment, count) in moments { #expect(try world.bookings(at: moment) == count) }
    #expect(try world.bookings(at: nil) == 80)
    #expect(world.copy.state.failure == nil)
    #expect(world.copy.state.breaks == 0)
  }

  /// The log was quicker than the copy: what is missing is never passed over in silence.
  @Test func aLogThatIsGoneEndsItsChain() throws {
    let world = try World()
    let other = try SQLConnection(path: world.path, mode: .readWrite)
    world.copy.catchUp()
    for round in 0..<12 {
      try world.book((round * 5)..<(round * 5 + 5))
      try other.checkpointed()
    }
    world.copy.catchUp()
    world.copy.catchUp()
    #expect(try world.bookings(at: nil) == 60)
    #expect(world.copy.state.failure == nil)
  }

  @Test func aSecondHubBeginsAChainOfItsOwn() throws {
    let world = try World()
    world.copy.catchUp()
    try world.book(0..<4)
    world.copy.stop()
    let first = world.clock.now()
    try world.book(4..<9)
    let again = ContinuousCopy(
      of: world.path,
      watch: world.watch,
      to: world.copies,
      keeping: .days(7),
      clock: world.clock,
      log: .silent,
    )
    again.catchUp()
    again.stop()
    #expect(CopyChain.all(in: world.copies).count == 2)
    #expect(try world.bookings(at: first) == 4)
    #expect(try world.bookings(at: nil) == 9)
  }

  /// A hub that was killed leaves a log, and the next one's first change may come to nothing.
  @Test func aChangeThatCameToNothingHidesNoLog() throws {
    let world = try World()
    try world.book(0..<4)
    let folder = try BackupTests.Folder()
    let path = folder.file("registry.sqlite")
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: world.path + suffix, toPath: path + suffix)
    }
    let watch = LogWatch(path: path)
    let registry = try Registry(
      path: path,
      clock: world.clock,
      isGrouping: false,
      logWatch: watch,
    )
    defer { registry.stop() }
    let found = watch.position.frames
    #expect(found > 0, "there was no log: the test shows nothing")
    #expect(throws: BackupFailure.noChain) {
      try registry.writeAndWait { _ in throw BackupFailure.noChain }
    }
    #expect(watch.position.frames == found)
    let copy = ContinuousCopy(
      of: path,
      watch: watch,
      to: world.copies,
      keeping: .days(7),
      clock: world.clock,
      log: .silent,
    )
    copy.catchUp()
    let request = Fixtures.request(
      checkIn: TokyoTime.tonight(at: TestWorld.start) + 2,
      reference: "after"
    )
    _ = try registry.writeAndWait { try $0.book(request, channel: Fixtures.channel) }
    copy.stop()
    #expect(try world.bookings(at: nil) == 5)
  }

  /// Nothing was committed while a log was the newest: those that follow it are played all the same.
  @Test func aLogWithoutACommitEndsNoChain() throws {
    let world = try World()
    world.copy.catchUp()
    try world.book(0..<5)
    world.copy.stop()
    let chain = try #require(CopyChain.all(in: world.copies).last)
    let number = try #require(chain.logs.last)
    for name in [chain.log, chain.times] {
      try FileManager.default.moveItem(atPath: name(number), toPath: name(number + 1))
      try Data().write(to: URL(filePath: name(number)))
    }
    #expect(try world.bookings(at: nil) == 5)
  }

  @Test func aPlaceThatIsGoneIsTold() throws {
    let world = try World()
    world.copy.catchUp()
    try FileManager.default.removeItem(atPath: world.copies)
    try world.book(0..<1)
    // An open file may still take the end of a log; a chain of its own can't be begun.
    let lost = ContinuousCopy(
      of: world.path,
      watch: world.watch,
      to: world.copies,
      keeping: .days(7),
      clock: world.clock,
      log: .silent,
    )
    lost.catchUp()
    #expect(lost.state.failure != nil)
    // And the registry goes on.
    try world.book(1..<3)
    lost.stop()
    #expect(throws: BackupFailure.noChain) { try world.bookings(at: nil) }
  }

  @Test func aCutLogIsToldAndNotTaken() throws {
    let world = try World()
    world.copy.catchUp()
    try world.book(0..<5)
    world.copy.stop()
    let chain = try #require(CopyChain.all(in: world.copies).last)
    let number = try #require(chain.logs.last)
    let bytes = try Data(contentsOf: URL(filePath: chain.log(number)))
    try bytes.prefix(bytes.count - 5000).write(to: URL(filePath: chain.log(number)))
    #expect(throws: BackupFailure.self) { try world.bookings(at: nil) }
    var changed = bytes
    changed[bytes.count - 3000] ^= 1
    try changed.write(to: URL(filePath: chain.log(number)))
    #expect(throws: BackupFailure.self) { try world.bookings(at: nil) }
  }

  @Test func namesSortByTime() throws {
    let stamp = BackupName.stamp(TestWorld.start)
    #expect(BackupName.instant(stamp) == TestWorld.start)
    #expect(BackupName.instant(stamp.dropLast()) == nil)
    #expect(BackupName.instant("20261231T250000.000Z") == nil)
    #expect(BackupName.stamp(TestWorld.start + .days(1)) > stamp)
  }
}
