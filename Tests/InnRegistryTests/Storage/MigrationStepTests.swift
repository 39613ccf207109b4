import Foundation
import InnTestSupport
import Testing

@testable import InnRegistry

/// A second step of the schema, made up: there is none yet, and the day there is one is no day to find
/// out whether it works.
struct MigrationStepTests {
  private static let second = Migrations.Step(
    version: 2,
    name: "made up",
    sql: """
      ALTER TABLE channel ADD COLUMN made_up TEXT NOT NULL DEFAULT 'x';
      CREATE TABLE made_up (id TEXT PRIMARY KEY);
      """,
  )

  private static func version(_ db: SQLConnection) throws -> Int {
    try db.count("SELECT max(version) FROM schema_version")
  }

  @Test func aSecondStepRunsOverWhatIsThere() throws {
    let folder = try BackupTests.Folder()
    let path = folder.file("registry.sqlite")
    let registry = try Registry(path: path)
    try registry.writeAndWait { transaction in
      try transaction.save(Channel(id: Fixtures.channel, name: "Otter Travel"), by: .hub)
      try transaction.save(Fixtures.entry(rooms: 5, offer: [2, 2, 2, 2, 2, 2, 2]), by: .hub)
    }
    registry.stop()
    let db = try SQLConnection(path: path, mode: .readWrite)
    try Migrations.apply([MigrationStepTests.second], to: db, now: TestWorld.start)
    #expect(try MigrationStepTests.version(db) == 2)
    let kept: [String] = try db.rows("SELECT name || made_up FROM channel") { $0.text(0) }
    #expect(kept == ["Otter Travelx"])
    // This program knows one step: a file of a newer one is refused, and not touched.
    #expect(throws: DatabaseError.self) { try Migrations.run(on: db, now: TestWorld.start) }
    #expect(throws: DatabaseError.self) { try Registry(path: path) }
    #expect(try Migrations.plan(for: path).steps.isEmpty)
    #expect(try Migrations.plan(for: path).current == 2)
    #expect(try MigrationStepTests.version(db) == 2)
  }

  @Test func aStepThatFailsLeavesNothingBehind() throws {
    let folder = try BackupTests.Folder()
    let path = folder.file("registry.sqlite")
    try Registry(path: path).stop()
    let db = try SQLConnection(path: path, mode: .readWrite)
    let broken = Migrations.Step(
      version: 3,
      name: "broken",
      sql: "CREATE TABLE half (id TEXT PRIMARY KEY); INSERT INTO nowhere VALUES (1);",
    )
    // The one before it stays, it does not.
    #expect(throws: DatabaseError.self) {
      try Migrations.apply([MigrationStepTests.second, broken], to: db, now: TestWorld.start)
    }
    #expect(try MigrationStepTests.version(db) == 2)
    let half = try db.count("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")
    #expect(half == 0)
    // Mended, it goes on where it stood.
    let mended = Migrations.Step(version: 3, name: "mended", sql: "CREATE TABLE half (id TEXT)")
    try Migrations.apply([mended], to: db, now: TestWorld.start)
    #expect(try MigrationStepTests.version(db) == 3)
  }
}
