import InnRegistry
import InnTestSupport
import Testing

@Suite("The table of taxes")
struct TaxSettingTests {
  @Test("the table for Shimokita is stored, logged as unconfirmed, and used in quotes")
  func shimokita() throws {
    var entry = Fixtures.entry()
    entry.inn.profile.features = [.onsen]
    let world = try TestWorld().populated([entry])
    let wanted = Fixtures.request(checkIn: world.tonight + 3).wanted
    let before = try world.registry.quote(wanted, channel: Fixtures.channel)
    try world.registry.writeAndWait {
      try $0.setTaxes(.shimokitaToBeConfirmed, by: .staff("mina"))
    }
    let after = try world.registry.quote(wanted, channel: Fixtures.channel)
    #expect(after.quote.total == before.quote.total + Yen(300))
    #expect(world.registry.catalogue.taxes == .shimokitaToBeConfirmed)
    let event = try #require(try world.registry.events(after: 0, limit: 100).last)
    #expect(event.kind == .taxesSet && event.actor == .staff("mina"))
    #expect(event.body.contains("022080"))
  }

  @Test("a table with flaws is refused and the old one stays")
  func flaws() throws {
    let world = try TestWorld().populated()
    try world.registry.writeAndWait { try $0.setTaxes(.shimokitaToBeConfirmed) }
    var table = LodgingTaxTable.shimokitaToBeConfirmed
    table.bathing[0].amount = Yen(-150)
    let wrong = table
    let municipality = table.bathing[0].municipality
    #expect(
      throws: ListingRefusal.taxFlaws([.amountOutOfRange(municipality, Yen(-150))])
    ) {
      try world.registry.writeAndWait { try $0.setTaxes(wrong) }
    }
    #expect(world.registry.catalogue.taxes == .shimokitaToBeConfirmed)
  }

  @Test("the table is read from the file it is written to")
  func file() throws {
    let table = LodgingTaxTable.shimokitaToBeConfirmed
    #expect(try LodgingTaxTable(json: try table.json) == table)
    #expect(throws: (any Error).self) { try LodgingTaxTable(json: Array("{\"bathing\":".utf8)) }
    #expect(throws: LodgingTaxTable.JSONTooLarge.self) {
      try LodgingTaxTable(json: [UInt8](repeating: 32, count: LodgingTaxTable.maxFileBytes + 1))
    }
  }
}
