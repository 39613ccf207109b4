/// Reads and writes the taxes that municipalities levy on a stay.
enum TaxTable {
  static func load(_ db: SQLiteConnection) throws -> LodgingTaxTable {
    let text = try db.row("SELECT value FROM setting WHERE name = 'lodging_tax'") { $0.text(0) }
    return try text.map { try StoredJSON.decode(LodgingTaxTable.self, $0) } ?? LodgingTaxTable()
  }

  static func save(_ table: LodgingTaxTable, _ db: SQLiteConnection) throws {
    try db.run(
      """
      INSERT INTO setting (name, value) VALUES ('lodging_tax', $1)
      ON CONFLICT (name) DO UPDATE SET value = $1
      """,
      .text(try StoredJSON.encode(table)),
    )
  }
}
