import BookingBridge
import Testing

@Suite("A new connection's thread")
struct PlacementTests {
  private func threads(_ states: (processor: Int32, connections: Int)...) -> [Placement.Thread] {
    states.map { Placement.Thread(processor: $0.processor, connections: $0.connections) }
  }

  @Test func isTheOneOnTheProcessorItCameInOn() {
    let two = threads((1, 5), (0, 3))
    #expect(Placement.thread(near: 1, of: two) == 0)
    #expect(Placement.thread(near: 0, of: two) == 1)
    #expect(Placement.thread(near: 7, of: threads((7, 4), (7, 2))) == 1)
  }

  @Test func isTheLeastBusyWhereNoneIsNear() {
    let three = threads((0, 4), (1, 2), (-1, 3))
    #expect(Placement.thread(near: -1, of: three) == 1)
    #expect(Placement.thread(near: 6, of: three) == 1)
  }

  /// All from one processor: no thread is left without work.
  @Test func hasOnlySoManyMoreThanAnother() {
    var three = threads((0, 0), (1, 0), (2, 0))
    for _ in 0..<300 {
      three[Placement.thread(near: 1, of: three)].connections += 1
      let counts = three.map(\.connections)
      #expect(counts.max()! - counts.min()! <= Placement.slack + 1)
    }
    #expect(three[1].connections > three[0].connections)
  }
}
