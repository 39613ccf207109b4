/// The table of lodging taxes, one for the whole hub.
extension Transaction {
  /// Replaces the table; bookings keep the taxes they were quoted with.
  ///
  /// - Throws: ``ListingRefusal/taxFlaws(_:)``.
  package func setTaxes(_ table: LodgingTaxTable, by actor: Actor = .hub) throws {
    let flaws = table.flaws
    guard flaws.isEmpty else { throw ListingRefusal.taxFlaws(flaws) }
    try TaxTable.save(table, db)
    try touchTaxes()
    try log(.taxesSet, subject: SettingTable.Name.lodgingTax.rawValue, by: actor) {
      $0.field("bathing", table.bathing.count)
      $0.field("accommodation", table.accommodation.count)
      $0.array("unconfirmed") { array in
        for municipality in table.unconfirmedMunicipalities { array.string(municipality.code) }
      }
    }
  }
}

extension LodgingTaxTable {
  /// Largest file of taxes, in bytes: the entries of every municipality in Japan, twice.
  package static let maxFileBytes = 2 << 20

  /// Reads the table from the JSON that ``json`` writes.
  ///
  /// - Throws: `DecodingError`, which names the member that is wrong.
  package init(json bytes: [UInt8]) throws {
    guard bytes.count <= LodgingTaxTable.maxFileBytes else { throw JSONTooLarge() }
    self = try StoredJSON.read(LodgingTaxTable.self, bytes)
  }

  /// The table as people edit it.
  package var json: [UInt8] { get throws { try StoredJSON.pretty(self) } }

  /// The file is larger than ``maxFileBytes``.
  package struct JSONTooLarge: Error {}
}
