import Foundation
import Glibc
import InnRegistry
import Testing

@testable import VoiceIVR

/// Everything that needs the one endpoint of the process runs in here, one test at a time.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct TelephoneTests {
  @Suite(.serialized)
  struct Endpoint {
    /// A second of 400 Hz, loud.
    private var tone: SpeechAudio {
      SpeechAudio((0..<8000).map { Int16(12_000 * sin(Double($0) * 2 * .pi * 400 / 8000)) })
    }

    @Test func callIsAnsweredHearsTheToneAndHangsUp() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let sipp = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: peer.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "100",
      )
      let (incoming, events) = await phone.incoming(to: "100")
      #expect(incoming.caller == "0175000001")
      #expect(incoming.source == "127.0.0.1")
      #expect(incoming.isTrusted)
      await phone.endpoint.ring(incoming.call)
      await phone.endpoint.answer(incoming.call)
      #expect(await events.next() == .answered(incoming.call))
      let playback = try #require(
        await phone.endpoint.play(tone, on: incoming.call, leadIn: Span(milliseconds: 200))
      )
      #expect(await events.next() == .played(incoming.call, playback))
      await phone.endpoint.hangUp(incoming.call)
      #expect(
        await events.next()
          == .ended(incoming.call, CallEnd(status: 200, isOurs: true, wasAnswered: true))
      )
      #expect(await sipp.status() == 0, "\(sipp.errors)")
      peer.close()
      var loud = 0
      for await frame in peer.frames where frame.contains(where: { abs(Int($0)) > 8000 }) {
        loud += 1
      }
      // A second is 50 packets; the end may fall into the packet that wasn't sent any more.
      #expect((48...51).contains(loud))
    }

    @Test func keysByTelephoneEventCountOnce() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let sipp = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: peer.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "101",
      )
      let (incoming, events) = await phone.incoming(to: "101")
      await phone.endpoint.answer(incoming.call)
      #expect(await events.next() == .answered(incoming.call))
      // The hub's first packet tells where its ear is.
      _ = await peer.frames.first { _ in true }
      peer.press(3, timestamp: 1000)
      peer.press(3, timestamp: 9000)
      peer.press(10, timestamp: 17_000, packets: 200)  // held for four seconds
      peer.sendKey(11, timestamp: 60_000, duration: 480)  // first packets and marker lost
      peer.sendKey(11, timestamp: 60_000, duration: 160)  // overtaken on the way
      peer.sendKey(11, timestamp: 60_000, duration: 640, isEnd: true)
      peer.press(0, timestamp: 80_000)
      let keys = await events.upTo { $0 == .key(incoming.call, .zero, .event) }
      #expect(
        keys == [Key.three, .three, .star, .pound, .zero].map { .key(incoming.call, $0, .event) }
      )
      await phone.endpoint.hangUp(incoming.call)
      #expect(await sipp.status() == 0, "\(sipp.errors)")
    }

    @Test func keysByInfoInBothBodies() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      var scenario =
        Scenario.invite(from: "0175000001", soundPort: peer.port) + Scenario.answered
        + Scenario.request("ACK", sequence: 1)
      let bodies = [
        ("dtmf-relay", "Signal=7\nDuration=160", 200), ("dtmf-relay", "Signal= *", 200),
        ("dtmf-relay", "Signal=11\nDuration=250", 200), ("dtmf", "2", 200), ("dtmf", "10", 200),
        ("dtmf", "hello", 400), ("text", "1", 415),
      ]
      for (index, body) in bodies.enumerated() {
        scenario += Scenario.request(
          "INFO",
          sequence: 2 + index,
          headers: "Content-Type: application/\(body.0)",
          body: body.1,
        )
        scenario += "<recv response=\"\(body.2)\"/>"
      }
      let sipp = try SIPp(
        scenario + Scenario.hangUp, remote: await phone.remote, called: "102")
      let (incoming, events) = await phone.incoming(to: "102")
      await phone.endpoint.answer(incoming.call)
      let (keys, end) = await events.keysToEnd()
      #expect(keys == [.seven, .star, .pound, .two, .star])
      #expect(end == CallEnd(status: 200, isOurs: false, wasAnswered: true))
      #expect(await sipp.status() == 0, "\(sipp.errors)")
    }
  }
}
