import InnRegistry
import Testing

/// A stay, a party and a tariff drawn from a seed.
private struct DrawnSale {
  var plan: RatePlan
  var stay: Stay
  var rooms: Int
  var adults: Int
  var children: [Party.Child]
  var taxes: LodgingTaxes
  var roomType = RoomType.training

  init(seed: UInt64, flat: Bool) throws {
    var chance = SplitMix64(seed: seed)
    var table = try Tariff.allCases[Int.random(in: 0..<Tariff.allCases.count, using: &chance)]
      .table()
    let price = Int.random(in: 3000...30_000, using: &chance)
    roomType.capacity = 12
    table.byOccupancy = (1...12).map { guests in
      Yen(flat ? price : price - guests * Int.random(in: 0...100, using: &chance))
    }
    table.singleUseSupplement = nil
    plan = RatePlan.training(prices: table)
    stay = try #require(
      Stay(
        checkIn: CivilDate(daysSinceEpoch: Int32.random(in: 20_500...21_500, using: &chance)),
        nights: Int.random(in: 1...7, using: &chance),
      )
    )
    rooms = Int.random(in: 1...3, using: &chance)
    adults = rooms + Int.random(in: 0...4, using: &chance)
    children = (0..<Int.random(in: 0...3, using: &chance)).map { _ in
      Party.Child(age: Int.random(in: 0...17, using: &chance))
    }
    taxes = try Taxation.allCases[Int.random(in: 0..<Taxation.allCases.count, using: &chance)]
      .taxes()
  }

  func quote(_ stay: Stay? = nil) throws -> Quote {
    let party = try #require(Party(adults: adults, children: children))
    return try Quote.make(
      plan: plan,
      roomType: roomType,
      stay: stay ?? self.stay,
      rooms: rooms,
      party: party,
      taxes: taxes,
    )
  }
}

@Suite("Whatever is quoted")
struct QuotePropertyTests {
  static let seeds: Range<UInt64> = 1..<201

  @Test("lines add up, by night and in all", arguments: seeds)
  func addsUp(seed: UInt64) throws {
    let sale = try DrawnSale(seed: seed, flat: false)
    let quote = try sale.quote()
    let byHand = quote.lines.reduce(0) { $0 + $1.unit.amount * $1.quantity }
    #expect(quote.total == Yen(byHand))
    #expect(quote.nights.map(\.night) == Array(sale.stay.nights))
    #expect(quote.nights.reduce(0) { $0 + $1.total.amount } == byHand)
    #expect(quote.lines.allSatisfy { $0.quantity > 0 && $0.unit >= .zero && $0.night != nil })
    // Equal lines are one line.
    for line in quote.lines {
      let alike = quote.lines.filter { other in
        var same = other
        same.quantity = line.quantity
        return same == line
      }
      #expect(alike.count == 1)
    }
  }

  @Test("a stay costs what its nights cost one by one", arguments: seeds)
  func nightsAreIndependent(seed: UInt64) throws {
    let sale = try DrawnSale(seed: seed, flat: false)
    let whole = try sale.quote()
    var single: [Quote.Line] = []
    for night in sale.stay.nights {
      let one = try #require(Stay(checkIn: night, nights: 1))
      single += try sale.quote(one).lines
    }
    #expect(whole.lines == single)
  }

  @Test("the order of the children changes nothing", arguments: seeds)
  func childrenInAnyOrder(seed: UInt64) throws {
    var sale = try DrawnSale(seed: seed, flat: false)
    let quote = try sale.quote()
    var chance = SplitMix64(seed: seed &* 31)
    for _ in 0..<4 {
      sale.children.shuffle(using: &chance)
      #expect(try sale.quote() == quote)
    }
  }

  /// The price alone: a room's price shared by more guests may fall into a lower tax step.
  @Test("another guest at the same price never makes it cheaper", arguments: seeds)
  func moreGuestsCostMore(seed: UInt64) throws {
    let sale = try DrawnSale(seed: seed, flat: true)
    let quote = try sale.quote()
    var parties = [sale]
    parties[0].adults += 1
    for age in [0, 4, 7, 12, 15] {
      parties.append(sale)
      parties[parties.count - 1].children.append(Party.Child(age: age))
    }
    for party in parties {
      let more = try party.quote()
      #expect(more.price >= quote.price)
      #expect(bathingTax(of: more) >= bathingTax(of: quote))
    }
  }

  private func bathingTax(of quote: Quote) -> Int {
    quote.lines.filter { $0.kind == .bathingTax }.reduce(0) { $0 + $1.amount.amount }
  }

  @Test("every guest is charged once a night", arguments: seeds)
  func everybodyIsCharged(seed: UInt64) throws {
    let sale = try DrawnSale(seed: seed, flat: false)
    guard sale.plan.prices.basis == .perPerson else { return }
    let quote = try sale.quote()
    for night in sale.stay.nights {
      let lines = quote.lines.filter { $0.night == night && !$0.kind.isTax }
      #expect(lines.reduce(0) { $0 + $1.quantity } == sale.adults + sale.children.count)
    }
  }
}
