import Foundation
import InnRegistry
import Testing

/// A change of many pages: SQLite spills what it needs for a savepoint into a file.
@Suite struct SavepointTests {
  @Test(arguments: [100, 1000, 20_000]) func longSavepointsAreKeptAndTakenBack(_ rows: Int) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("innbridge-savepoint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let db = try SQLConnection(
      path: folder.appendingPathComponent("a.sqlite").path,
      mode: .readWrite,
    )
    try db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT NOT NULL)")
    try db.script("BEGIN")
    for _ in 0..<rows {
      try db.run("INSERT INTO t (word) VALUES ($1)", .text(String(repeating: "a", count: 200)))
    }
    try db.script("COMMIT; BEGIN; SAVEPOINT one; UPDATE t SET word = replace(word, 'a', 'b')")
    #expect(try db.count("SELECT count(*) FROM t WHERE word LIKE 'b%'") == rows)
    try db.script("ROLLBACK TO one; RELEASE one")
    #expect(try db.count("SELECT count(*) FROM t WHERE word LIKE 'a%'") == rows)
    try db.script("SAVEPOINT two; UPDATE t SET word = 'c'; RELEASE two; COMMIT")
    #expect(try db.count("SELECT count(*) FROM t WHERE word = 'c'") == rows)
  }
}
