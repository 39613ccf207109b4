import Dispatch
import Synchronization
import Testing

@testable import VoiceIVR

/// Who goes first; every wait here ends, or the test's time limit does.
@Suite(.timeLimit(.minutes(1))) struct SpeechPoolTests {
  /// Work that goes on until it is let go, and says how it was begun.
  private final class Piece: Sendable {
    private let begun = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)
    private let urgency = Mutex<Bool?>(nil)

    var work: SpeechPool.Work {
      { isUrgent in
        self.urgency.withLock { $0 = isUrgent }
        self.begun.signal()
        self.end.wait()
      }
    }
    var hasBegun: Bool { urgency.withLock { $0 } != nil }

    /// Whether it was urgent when it was begun.
    func wait() -> Bool? {
      begun.wait()
      return urgency.withLock { $0 }
    }
    func finish() { end.signal() }
  }

  private let pieces = (0..<3).map { _ in Piece() }
  private let pool = SpeechPool(patient: 1, limit: 3)

  @Test func oneThreadIsKeptForWhatIsUrgent() {
    #expect(pool.submit(0, isUrgent: false, pieces[0].work))
    #expect(pieces[0].wait() == false)
    #expect(pool.submit(1, isUrgent: false, pieces[1].work))
    #expect(pool.submit(2, isUrgent: true, pieces[2].work))
    #expect(pieces[2].wait() == true)
    pieces[2].finish()
    #expect(!pieces[1].hasBegun)
    pieces[0].finish()
    #expect(pieces[1].wait() == false)
    pieces[1].finish()
    pool.close()
  }

  @Test func whatWaitsCanBeHurriedAndWhatIsUnderWayNot() {
    for number in 0..<2 {
      #expect(pool.submit(UInt64(number), isUrgent: false, pieces[number].work))
    }
    #expect(pieces[0].wait() == false)
    #expect(!pool.hurry(0))
    #expect(pool.hurry(1))
    #expect(pieces[1].wait() == true)
    #expect(pool.hurry(1))
    for piece in pieces { piece.finish() }
    pool.close()
  }

  @Test func whatWaitsIsDoneBeforeTheEnd() {
    for (number, piece) in pieces.enumerated() {
      #expect(pool.submit(UInt64(number), isUrgent: false, piece.work))
    }
    #expect(pieces[0].wait() == false)
    pool.close()
    #expect(!pool.submit(9, isUrgent: true, pieces[0].work))
    for piece in pieces { piece.finish() }
    #expect(pieces[1].wait() == false)
    #expect(pieces[2].wait() == false)
  }

  @Test func noMoreThanTheLimitWait() {
    #expect(pool.submit(0, isUrgent: false, pieces[0].work))
    #expect(pieces[0].wait() == false)
    for number in 1...3 { #expect(pool.submit(UInt64(number), isUrgent: false) { _ in }) }
    #expect(!pool.submit(4, isUrgent: true) { _ in })
    pieces[0].finish()
    pool.close()
  }
}
