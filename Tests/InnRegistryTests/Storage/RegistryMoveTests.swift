import Foundation
import InnTestSupport
import Testing

@testable import InnRegistry

/// A whole registry from a server to a file and to another server.
@Suite(.enabled(if: TestDatabase.isServer, "needs both engines"))
struct RegistryMoveTests {
  private struct Injected: Error {}

  /// Empty schemas and files that go with the test.
  private final class Places {
    let folder: BackupTests.Folder
    private var schemas: [String] = []

    init() throws { folder = try BackupTests.Folder() }

    deinit { for schema in schemas { TestDatabase.drop(schema) } }

    func file(_ name: String = "registry.sqlite") -> RegistryPlace { .file(folder.file(name)) }

    func server() throws -> RegistryPlace {
      let made = try #require(try TestDatabase.newSchema())
      schemas.append(made)
      return .server(made)
    }
  }

  /// A day's life, and a row in every table that it leaves empty; stopped.
  private func rich() throws -> TestWorld {
    let world = try TestWorld().populated()
    let changes = FaultOperation.all.filter {
      !["accept the change", "two days"].contains($0.name)
    }
    for change in changes where change.name != "a change to run out" {
      try world.registry.writeAndWait { try change.run($0, world) }
    }
    world.registry.stop()
    let db = try SQLConnection(path: world.path, mode: .readWrite)
    for table in try TableLayout.ours(now: world.now) where try db.rowCount(table) == 0 {
      try MoveRows.fill(table.name, db)
    }
    return world
  }

  private func move(_ source: RegistryPlace, _ target: RegistryPlace) -> RegistryMove {
    RegistryMove(from: source, to: target, now: TestWorld.start)
  }

  @Test(.timeLimit(.minutes(2))) func everythingGoesThereAndBack() throws {
    let world = try rich()
    let places = try Places()
    let there = try move(.server(world.path), places.file()).run()
    let target = try places.server()
    let plan = try move(places.file(), target).plan()
    let back = try move(places.file(), target).run()
    #expect(there.tables == back.tables, "rows and digests alike on three databases")
    #expect(plan.tables.map(\.rows) == back.tables.map(\.rows))
    let names = Set(try TableLayout.ours(now: world.now).map(\.name))
    #expect(Set(back.tables.map(\.name)) == names.subtracting(RegistryMove.left))
    // A table that comes with a later schema belongs into MoveRows.
    #expect(back.tables.filter { $0.rows == 0 }.map(\.name) == [])
    // Looked at with other eyes than those that compared.
    for path in [places.file().path, target.path] {
      let db = try SQLConnection(path: path, mode: .readOnly)
      let text: String? = try db.row("SELECT text FROM guest_wish WHERE id = 1") { $0.text(0) }
      #expect(text == MoveRows.oddText)
      let sound: [UInt8]? = try db.row("SELECT sound FROM message") { $0.blob(0) }
      #expect(sound == MoveRows.everyByte)
      let extremes: [Int64] = try db.rows("SELECT value FROM flow_cell ORDER BY value") {
        $0.integer(0)
      }
      #expect(extremes.first == .min)
      #expect(extremes.last == .max)
    }
    try goesOn(target.path, world)
  }

  /// A hub opens it, finds everything sound, and goes on where the other stopped.
  private func goesOn(_ path: String, _ world: TestWorld) throws {
    let registry = try Registry(path: path, clock: world.registry.clock)
    defer { registry.stop() }
    #expect(try registry.checkInvariants() == [])
    #expect(try registry.compareLogWithTables() == [])
    let last = try registry.read { try $0.count("SELECT max(sequence) FROM event") }
    let request = Fixtures.request(checkIn: world.tonight + 20, reference: "after the move")
    let booking = try registry.writeAndWait { try $0.book(request, channel: Fixtures.channel) }
    _ = try registry.writeAndWait { try $0.cancel(booking.id, channel: Fixtures.channel) }
    let news = try registry.events(after: Int64(last), limit: 10).map(\.sequence)
    #expect(news.count >= 2)
    #expect(news == (1...Int64(news.count)).map { Int64(last) + $0 })
    #expect(try registry.compareLogWithTables() == [])
  }

  /// Whatever happens to a row on its way is found, and nothing is left of it.
  @Test(.timeLimit(.minutes(2))) func damageIsFound() throws {
    let world = try rich()
    let places = try Places()
    _ = try move(.server(world.path), places.file()).run()
    let target = try places.server()
    let damages: [(table: String, sql: String)] = [
      ("guest_wish", "UPDATE guest_wish SET text = text || ' '"),
      ("message", "DELETE FROM message"),
      ("flow_cell", "UPDATE flow_cell SET value = 9223372036854775806 WHERE value > 4000000000"),
      ("notice_off", "INSERT INTO notice_off (subject) VALUES ('channel:x')"),
      ("setting", "UPDATE setting SET value = value || ' '"),
      ("call", "UPDATE call SET inn = '' WHERE inn IS NULL"),
    ]
    for damage in damages {
      var work = move(places.file(), target)
      work.beforeChecks = { try $0.script(damage.sql) }
      do {
        _ = try work.run()
        Issue.record("\(damage.sql) was not found")
      } catch RegistryMove.Failure.differs(let tables) {
        #expect(tables.count == 1 && tables[0].hasPrefix(damage.table + ":"), "\(tables)")
      }
    }
    // And what breaks off can be run again.
    var work = move(places.file(), target)
    work.beforeChecks = { _ in throw Injected() }
    #expect(throws: RegistryMove.Failure.self) { try work.run() }
    work.beforeChecks = { db in
      try db.script("SELECT pg_terminate_backend(pg_backend_pid())")
    }
    #expect(throws: RegistryMove.Failure.self) { try work.run() }
    let all = try move(places.file(), target).run()
    #expect(all.rows > 0)
    do {
      _ = try move(places.file(), target).run()
      Issue.record("it is not empty any more")
    } catch RegistryMove.Failure.notEmpty(_, let tables) {
      #expect(tables.count == all.tables.count)
    }
  }

  @Test(.timeLimit(.minutes(5))) func whatIsNotSoundStaysWhereItIs() throws {
    let world = try TestWorld().populated()
    try world.state(2, on: world.tonight + 2)
    world.registry.stop()
    let places = try Places()
    _ = try move(.server(world.path), places.file()).run()
    let target = try places.server()
    func spoilt(_ sql: String, _ name: String) throws -> RegistryMove {
      let path = places.folder.file(name)
      try FileManager.default.copyItem(atPath: places.file().path, toPath: path)
      try SQLConnection(path: path, mode: .readWrite).script(sql)
      return move(.file(path), target)
    }
    do {
      _ = try spoilt("UPDATE night SET stated = 3, remaining = 3 WHERE source = 'phone'", "a").run()
      Issue.record("the log says otherwise")
    } catch RegistryMove.Failure.unsound(let flaws) {
      #expect(flaws.count == 1, "\(flaws)")
    }
    #expect(throws: RegistryMove.Failure.unstorable(table: "inn", column: "name")) {
      try spoilt("UPDATE inn SET name = 'a' || char(0) || 'b'", "b").run()
    }
    #expect(throws: RegistryMove.Failure.unstorable(table: "night", column: "as_of")) {
      try spoilt("UPDATE night SET as_of = 'noon'", "c").run()
    }
    let version = try spoilt("UPDATE schema_version SET version = 2", "d")
    #expect(throws: RegistryMove.Failure.schema(places.folder.file("d"), found: 2, known: 1)) {
      try version.plan()
    }
    do {
      _ = try spoilt("ALTER TABLE inn ADD COLUMN pool TEXT", "e").run()
      Issue.record("there is no such column")
    } catch RegistryMove.Failure.layout(let flaws) {
      #expect(flaws.count == 1)
    }
    // None of them left anything.
    #expect(try move(places.file(), target).run().rows > 0)
  }

  @Test(.timeLimit(.minutes(5))) func nothingIsTakenFromARunningHubOrOverwritten() async throws {
    let world = try TestWorld().populated()
    let places = try Places()
    try await until { world.registry.holds(.scheduler) }
    #expect(throws: RegistryMove.Failure.inUse(DatabaseAddress.shown(world.path), hubs: 1)) {
      try move(.server(world.path), places.file()).run()
    }
    #expect(throws: RegistryMove.Failure.sameEngine) {
      try move(places.file(), places.file("other")).run()
    }
    world.registry.stop()
    _ = try move(.server(world.path), places.file()).run()
    #expect(throws: RegistryMove.Failure.exists(places.file().path)) {
      try move(.server(world.path), places.file()).run()
    }
    #expect(throws: RegistryMove.Failure.noRegistry(places.folder.file("none"))) {
      try move(places.file("none"), .server(world.path)).run()
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: places.folder.path)
    #expect(left == ["registry.sqlite"])
  }
}

/// Rows as text, as the server writes them.
struct CopyLineTests {
  @Test func everyRowReadsBack() throws {
    let columns: [TableLayout.Column] = [
      .init(name: "a", kind: .integer), .init(name: "b", kind: .text),
      .init(name: "c", kind: .bytes), .init(name: "d", kind: .text),
    ]
    var dice = SplitMix64(seed: 11)
    for _ in 0..<2000 {
      let number = Int64(bitPattern: dice.next())
      // Mostly what has to be written otherwise.
      let text = (0..<Int(dice.next() % 12)).map { _ in
        dice.next().isMultiple(of: 2)
          ? [8, 9, 10, 11, 12, 13, 92, 78][Int(dice.next() % 8)] : UInt8(dice.next() % 127 + 1)
      }
      let blob = (0..<Int(dice.next() % 9)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
      var line = CopyLine()
      line.append(number)
      text.withUnsafeBytes { line.append(text: $0) }
      blob.withUnsafeBytes { line.append(blob: $0) }
      line.appendNull()
      let read = line.bytes.withUnsafeBytes { CopyLine.values($0, of: columns) }
      #expect(read == [.integer(number), .utf8(text), .blob(blob), .null])
    }
  }

  @Test func whatNoServerWritesIsNoRow() {
    let text = TableLayout.Column(name: "a", kind: .text)
    let number = TableLayout.Column(name: "a", kind: .integer)
    let bytes = TableLayout.Column(name: "a", kind: .bytes)
    let cases: [(String, [TableLayout.Column])] = [
      ("a\tb", [text]), ("a", [text, text]), ("a\\", [text]), ("\\q", [text]), ("", [number]),
      ("1x", [number]), ("6162", [bytes]), ("\\\\x616", [bytes]), ("\\\\x6G", [bytes]),
    ]
    for (line, columns) in cases {
      let values = Array(line.utf8).withUnsafeBytes { CopyLine.values($0, of: columns) }
      #expect(values == nil, "\(line)")
    }
  }

  @Test func aDigestKnowsNoOrderButEveryRow() {
    func digest(_ rows: [String]) -> RowDigest {
      var digest = RowDigest()
      for row in rows { Array(row.utf8).withUnsafeBytes { digest.add($0) } }
      return digest
    }
    #expect(digest(["a", "b", "c"]) == digest(["c", "a", "b"]))
    #expect(digest(["a", "b"]) != digest(["a", "c"]))
    #expect(digest(["a", "a"]) != digest(["b", "b"]))
    #expect(digest(["a", "a"]) != digest(["a"]))
    #expect(digest(["a"]).text.count == 64)
  }
}
