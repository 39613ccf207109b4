extension Registry {
  /// Compares the file of a registry with the rules, whether a hub runs on it or not.
  ///
  /// Opens the file to read only, and looks at one committed moment. The search index is the running
  /// hub's own and is not looked at.
  ///
  /// - Returns: what is wrong, as ``checkInvariants(isDue:)`` tells it.
  package static func violations(inFile path: String, now: Timestamp) throws -> [Violation] {
    let db = try SQLConnection(path: path, mode: .readOnly)
    try db.run("BEGIN")
    defer { _ = try? db.run("COMMIT") }
    return try violations(in: db, now: now)
  }

  /// The same in an open transaction.
  static func violations(in db: SQLConnection, now: Timestamp) throws -> [Violation] {
    let check = InvariantCheck(db: db, now: now)
    let catalogue = try Catalogue(reading: db)
    return try check.nights() + check.occupancy() + check.log() + check.waiting() + check.outbox()
      + check.bookings(catalogue)
  }
}
