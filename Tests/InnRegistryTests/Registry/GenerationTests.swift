import InnRegistry
import InnTestSupport
import Testing

/// What was computed from the registry holds as long as its generation.
struct GenerationTests {
  @Test func isAnotherAfterWhateverIsToldInTheLog() throws {
    let world = try TestWorld().populated()
    let registry = world.registry
    var known: Set<UInt64> = [registry.generation]
    let request = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 1)
    )
    #expect(known.insert(registry.generation).inserted)
    // The room stays taken: only who waits for whom has changed.
    try registry.writeAndWait { _ = try $0.accept(request.id, by: .hub) }
    #expect(known.insert(registry.generation).inserted)
    try registry.writeAndWait { _ = try $0.cancel(request.id, channel: Fixtures.channel) }
    #expect(known.insert(registry.generation).inserted)
    let crane = Channel(id: ChannelID(trusted: "crane"), name: "Crane Tours")
    try registry.writeAndWait { try $0.save(crane, by: .hub) }
    #expect(known.insert(registry.generation).inserted)
  }

  @Test func staysWhereNothingIsTold() async throws {
    let world = try TestWorld().populated()
    let registry = world.registry
    _ = try world.book(Fixtures.request(checkIn: world.tonight + 1))
    let known = registry.generation
    #expect(try registry.flowPosition() < registry.lastSequence())
    while try await registry.followLog() {}
    #expect(try registry.flowPosition() == registry.lastSequence())
    #expect(registry.generation == known)
    // Every second the hub looks for what is due.
    #expect(try await registry.runDue() == 0)
    #expect(registry.generation == known)
    #expect(throws: BookingRefusal.self) {
      try world.book(Fixtures.request(checkIn: world.tonight + 1, rooms: 9))
    }
    #expect(registry.generation == known)
  }
}
