import Foundation
import InnRegistry
import InnTestSupport
import Synchronization
import Testing

/// Changes that wait are committed in groups, and none waits for more than a short group.
@Suite struct BatchTests {
  @Test func aLongChangeEndsItsBatch() throws {
    let world = try TestWorld()
    let told = Mutex<[String]>([])
    @Sendable func note(_ word: String) { told.withLock { $0.append(word) } }
    let isBegun = DispatchSemaphore(value: 0)
    let mayGoOn = DispatchSemaphore(value: 0)
    let isDone = DispatchSemaphore(value: 0)
    world.registry.write(
      { _ in
        isBegun.signal()
        mayGoOn.wait()
      },
      finish: { _ in note("first is committed") },
    )
    isBegun.wait()
    // These wait for the first and would be one batch.
    world.registry.write(
      { _ in
        Thread.sleep(forTimeInterval: 0.05)
        note("long one runs")
      },
      finish: { _ in note("long one is committed") },
    )
    world.registry.write(
      { _ in note("next one runs") },
      finish: { _ in
        note("next one is committed")
        isDone.signal()
      },
    )
    mayGoOn.signal()
    isDone.wait()
    #expect(
      told.withLock { $0 } == [
        "first is committed", "long one runs", "long one is committed", "next one runs",
        "next one is committed",
      ]
    )
  }
}
