/// Reads and writes the taxes that municipalities levy on a stay.
enum TaxTable {
  static func load(_ db: SQLConnection) throws -> LodgingTaxTable {
    try SettingTable.value(.lodgingTax, db) ?? LodgingTaxTable()
  }

  static func save(_ table: LodgingTaxTable, _ db: SQLConnection) throws {
    try SettingTable.save(table, as: .lodgingTax, db)
  }
}
