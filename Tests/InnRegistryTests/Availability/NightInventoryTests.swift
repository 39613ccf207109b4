import InnRegistry
import InnTestSupport
import Testing

@Suite struct NightInventoryTests {
  private let then = Timestamp(milliseconds: 1)

  private func night(_ stated: Int, _ uncounted: Int, _ source: NightSource = .phone)
    -> NightInventory
  {
    NightInventory(stated: stated, uncounted: uncounted, asOf: then, source: source)
  }

  @Test(arguments: [(3, 0, 3, 0), (3, 2, 1, 0), (3, 3, 0, 0), (0, 2, 0, 2), (1, 4, 0, 3)])
  func balance(_ stated: Int, _ uncounted: Int, _ remaining: Int, _ shortfall: Int) {
    let inventory = night(stated, uncounted)
    #expect(inventory.remaining == remaining)
    #expect(inventory.shortfall == shortfall)
  }

  @Test func takesOnlyWhatRemains() {
    var inventory = night(3, 1)
    let took = [inventory.take(3), inventory.take(2), inventory.take(1)]
    #expect(took == [false, true, false])
    #expect(inventory == night(3, 3))
  }

  @Test func aStatementReplacesEverything() {
    var inventory = night(3, 2)
    let now = Timestamp(milliseconds: 9)
    inventory.state(1, uncounted: 2, at: now, source: .sms)
    #expect(inventory == NightInventory(stated: 1, uncounted: 2, asOf: now, source: .sms))
    #expect(inventory.shortfall == 1)
  }

  @Test func vouchingChangesNoNumber() {
    var inventory = night(3, 2, .standing)
    inventory.vouch(at: Timestamp(milliseconds: 9), source: .phone)
    #expect((inventory.stated, inventory.uncounted) == (3, 2))
    #expect(inventory.asOf == Timestamp(milliseconds: 9))
    #expect(inventory.source == .phone)
  }

  @Test func countedRoomsComeBackAsPartOfTheStatement() {
    var inventory = night(2, 1)
    inventory.giveBack(1, counted: true)
    #expect((inventory.stated, inventory.uncounted, inventory.remaining) == (3, 1, 2))
    inventory.giveBack(1, counted: false)
    #expect((inventory.stated, inventory.uncounted, inventory.remaining) == (3, 0, 3))
  }

  /// stated, uncounted, rooms → remaining, shortfall, withheld.
  @Test(arguments: [
    (3, 1, 1, 2, 0, 1), (3, 3, 2, 0, 0, 2), (0, 2, 1, 0, 1, 0), (0, 1, 1, 0, 0, 0),
    (1, 3, 3, 0, 0, 1),
  ])
  func absorbedRoomsAreNeverSold(
    _ stated: Int,
    _ uncounted: Int,
    _ rooms: Int,
    _ remaining: Int,
    _ shortfall: Int,
    _ withheld: Int,
  ) {
    var inventory = night(stated, uncounted)
    let absorbed = inventory.absorb(rooms, source: .phone)
    #expect(absorbed == withheld)
    #expect((inventory.remaining, inventory.shortfall) == (remaining, shortfall))
    // Given back later, the night is as if they had come back at once.
    inventory.giveBack(withheld, counted: true)
    var released = night(stated, uncounted)
    released.giveBack(rooms, counted: false)
    #expect(inventory.remaining == released.remaining)
    #expect(inventory.shortfall == released.shortfall)
  }

  @Test func onlyUnspokenNightsFollowTheOffer() {
    var spoken = night(3, 1, .phone)
    spoken.follow(offer: 0)
    #expect(spoken.stated == 3)
    var unspoken = night(3, 2, .standing)
    unspoken.follow(offer: 0)
    #expect((unspoken.stated, unspoken.remaining, unspoken.shortfall) == (2, 0, 0))
    unspoken.giveBack(1, counted: false)
    unspoken.follow(offer: 0)
    #expect((unspoken.stated, unspoken.remaining) == (1, 0))
    unspoken.follow(offer: 4)
    #expect((unspoken.stated, unspoken.remaining) == (4, 3))
  }

  /// Whatever happens in whatever order, both sides of the equation hold and only statements make a
  /// shortfall.
  @Test(arguments: 1...UInt64(20))
  func anyOrder(_ seed: UInt64) {
    var dice = SplitMix64(seed: seed)
    var inventory = night(3, 0)
    for _ in 0..<200 {
      let before = inventory
      let rooms = Int.random(in: 0...3, using: &dice)
      switch Int.random(in: 0...4, using: &dice) {
      case 0: _ = inventory.take(rooms)
      case 1: inventory.giveBack(min(rooms, inventory.uncounted), counted: false)
      case 2: _ = inventory.absorb(min(rooms, inventory.uncounted), source: .office)
      case 3:
        inventory.state(rooms, uncounted: inventory.uncounted, at: then, source: .phone)
        continue
      default: inventory.giveBack(rooms, counted: true)
      }
      #expect(inventory.shortfall <= before.shortfall)
      #expect(inventory.stated >= 0 && inventory.uncounted >= 0)
      #expect(inventory.remaining - inventory.shortfall == inventory.stated - inventory.uncounted)
    }
  }
}
