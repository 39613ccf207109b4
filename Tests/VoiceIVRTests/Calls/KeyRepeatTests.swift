import InnRegistry
import Synchronization
import Testing

@testable import VoiceIVR

@Suite(.timeLimit(.minutes(1))) struct KeyRepeatTests {
  @Test func sameKeySoonCountsOnce() {
    var repeats = KeyRepeat()
    let presses: [(key: Key, at: Int64, isRepeat: Bool)] = [
      (.one, 0, false), (.one, 250, true), (.one, 400, true), (.one, 701, false),
      (.two, 702, false), (.one, 703, false), (.star, 800, false), (.star, 1100, true),
    ]
    for press in presses {
      let isRepeat = repeats.isRepeat(press.key, at: Timestamp(milliseconds: press.at))
      #expect(isRepeat == press.isRepeat, "\(press)")
    }
  }

  /// A call hears a doubled key once; later the same key is another press.
  @Test(arguments: [(gap: Int64(200), heard: 1), (gap: 600, heard: 2)])
  func callHearsADoubledKeyOnce(gap: Int64, heard: Int) async throws {
    var briefing = GoldenScript.emptyBriefing
    briefing.night.roomTypes = [
      RoomTypeBriefing(
        id: RoomTypeID(trusted: "T01-1"),
        name: "和室",
        kana: "ワシツ",
        rooms: 12,
        remaining: 3,
      )
    ]
    let call = TestCall([], registry: ScriptedRegistry(briefing: briefing), endsSounds: false)
    let now = Mutex<Int64>(0)
    var surroundings = call.surroundings()
    surroundings.clock = WallClock { Timestamp(milliseconds: now.withLock { $0 }) }
    surroundings.sleep = { _ in try? await Task.sleep(for: .seconds(3600)) }
    let session = call.makeSession(surroundings: surroundings)
    async let record = session.run()
    while call.played.count < 3 { await Task.yield() }
    // The greeting is over: two digits are wanted, and keys count.
    call.finish(1)
    call.receive(.key(TestCall.line, .one, .event))
    while call.stops == 0 { await Task.yield() }
    now.withLock { $0 = gap }
    call.receive(.key(TestCall.line, .one, .event))
    call.receive(.ended(TestCall.line, CallEnd(status: 200, isOurs: false, wasAnswered: true)))
    let keys = await record.transcript.count { line in
      if case .key = line.what { true } else { false }
    }
    #expect(keys == heard)
  }
}
