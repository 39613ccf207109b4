import Testing

@testable import VoiceIVR

@Suite struct KeyFilterTests {
  private func packet(
    _ key: Key,
    _ timestamp: UInt32,
    _ duration: UInt32,
    isEnd: Bool = false,
  ) -> KeyPacket {
    KeyPacket(key: key, timestamp: timestamp, duration: duration, isEnd: isEnd)
  }

  private func count(_ packets: [KeyPacket]) -> [Key] {
    var filter = KeyFilter()
    return packets.enumerated().filter { filter.accepts($1, at: Int64($0) * 20) }.map(\.1.key)
  }

  @Test func oneEventIsOnePressWhateverIsLost() {
    let whole = (1...10).map { packet(.five, 700, UInt32($0) * 20, isEnd: $0 > 7) }
    for from in 0..<10 { #expect(count(Array(whole[from...])) == [.five]) }
    #expect(count(whole.reversed()) == [.five])
  }

  @Test func sameKeyTwiceIsTwo() {
    #expect(
      count([
        packet(.one, 0, 20), packet(.one, 0, 40, isEnd: true), packet(.one, 200, 20),
        packet(.one, 200, 40, isEnd: true),
      ]) == [.one, .one]
    )
    // All end packets of the first press were lost; fingers are slower than networks.
    #expect(count([packet(.one, 0, 40), packet(.one, 200, 20)]) == [.one, .one])
  }

  @Test func heldKeyThatGoesOnUnderANewTimestampIsOne() {
    // RFC 4733, section 2.5.1.3: a segment is at most 0xFFFF samples long.
    #expect(count([packet(.star, 0, 8180), packet(.star, 8191, 20, isEnd: true)]) == [.star])
    // A gateway that moves the timestamp with every packet.
    #expect(count((0..<50).map { packet(.two, $0 * 20, $0 * 20 + 20) }) == [.two])
  }

  @Test func timestampsWrapAround() {
    let end: UInt32 = 0x1FFF_FFFF
    #expect(count([packet(.two, end - 10, 40), packet(.two, 20, 20)]) == [.two])
    #expect(
      count([packet(.two, end - 10, 40, isEnd: true), packet(.two, 500, 20)]) == [.two, .two]
    )
  }

  @Test func latePacketOfAnEarlierKeyIsNoNewKey() {
    #expect(
      count([packet(.one, 0, 20), packet(.two, 300, 20), packet(.one, 0, 60, isEnd: true)])
        == [.one, .two]
    )
  }

  @Test func gatewayThatTellsBothWaysIsHeardOnce() {
    var filter = KeyFilter()
    let press1 = filter.accepts(packet(.three, 100, 20), at: 0)
    #expect(press1)
    let press2 = filter.accepts(info: .three, at: 400)
    #expect(!press2)
    let press3 = filter.accepts(packet(.three, 9000, 20), at: 1200)
    #expect(press3)
    let press4 = filter.accepts(info: .three, at: 1600)
    #expect(!press4)
  }

  @Test func infoFirstThenEventsIsHeardOnce() {
    var filter = KeyFilter()
    let press5 = filter.accepts(info: .three, at: 0)
    #expect(press5)
    let press6 = filter.accepts(packet(.three, 100, 20), at: 30)
    #expect(!press6)
    let press7 = filter.accepts(info: .four, at: 1000)
    #expect(!press7)
    let press8 = filter.accepts(packet(.four, 9000, 20), at: 1030)
    #expect(press8)
  }

  @Test func soundAloneIsBelievedAndWordsBeatIt() {
    var filter = KeyFilter()
    let first = filter.accepts(tone: .one, at: 0)
    filter.toneEnded(at: 100)
    let second = filter.accepts(tone: .one, at: 300)
    #expect(first && second)
    // The same press told by RTP, a little later than its sound.
    let told = filter.accepts(packet(.one, 100, 20), at: 340)
    #expect(!told)
    let next = filter.accepts(packet(.two, 9000, 20), at: 2000)
    let echo = filter.accepts(tone: .two, at: 2030)
    #expect(next)
    #expect(!echo)
  }

  @Test func soundAndInfoOfAKeyHeldForLongAreOne() {
    var filter = KeyFilter()
    let sound = filter.accepts(tone: .five, at: 0)
    filter.toneEnded(at: 6000)
    let info = filter.accepts(info: .five, at: 6100)
    #expect(sound)
    #expect(!info)
  }

  @Test func infoAloneIsBelieved() {
    var filter = KeyFilter()
    let press9 = filter.accepts(info: .one, at: 0)
    #expect(press9)
    let press10 = filter.accepts(info: .one, at: 300)
    #expect(press10)
  }

  @Test(arguments: [
    ("Signal=5\r\nDuration=160\r\n", true, "5"), ("signal = #\nDuration=1", true, "#"),
    ("Signal=10\r\nDuration=250", true, "*"), ("Duration=250\r\nSignal=11", true, "#"),
    ("Signal=1", true, "1"), ("Signal=A\r\n", true, "A"), ("Signal=d", true, "D"),
    ("7", false, "7"), (" * \r\n", false, "*"), ("11", false, "#"), ("Signal=8", false, "8"),
  ])
  func keysInInfoBodies(body: String, isRelay: Bool, key: String) {
    #expect(InfoKey.read(body, isRelay: isRelay) == Character(key))
  }

  @Test(arguments: [
    ("", true), ("5", true), ("Signal=", true), ("Signal=55", true), ("Signal=16", true),
    ("Signal=x", true), ("Tone=5", true), ("", false), ("hello", false), ("12345", false),
    (String(repeating: " ", count: 300) + "5", false),
  ])
  func whatIsNoKey(body: String, isRelay: Bool) {
    #expect(InfoKey.read(body, isRelay: isRelay) == nil)
  }
}
