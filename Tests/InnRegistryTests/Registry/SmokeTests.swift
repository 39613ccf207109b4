import InnRegistry
import InnTestSupport
import Testing

@Suite struct SmokeTests {
  @Test func books() throws {
    let world = try TestWorld().populated()
    let booking = try world.book(Fixtures.request(checkIn: world.tonight + 3))
    #expect(booking.state == .confirmed)
    #expect(world.remaining(on: world.tonight + 3) == 2)
  }
}
