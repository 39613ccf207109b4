/// Reads and writes the taxes that municipalities levy on a stay.
enum TaxTable {
  static func load(_ db: SQLiteConnection) throws -> LodgingTaxTable {
    try SettingTable.value(.lodgingTax, db) ?? LodgingTaxTable()
  }

  static func save(_ table: LodgingTaxTable, _ db: SQLiteConnection) throws {
    try SettingTable.save(table, as: .lodgingTax, db)
  }
}
