import Foundation
import Glibc
import InnRegistry
import Testing

@testable import VoiceIVR

/// Everything that needs the one endpoint of the process runs in here, one test at a time.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum TelephoneTests {
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
        scenario + Scenario.hangUp,
        remote: await phone.remote,
        called: "102"
      )
      let (incoming, events) = await phone.incoming(to: "102")
      await phone.endpoint.answer(incoming.call)
      let (keys, end) = await events.keysToEnd()
      #expect(keys == [.seven, .star, .pound, .two, .star])
      #expect(end == CallEnd(status: 200, isOurs: false, wasAnswered: true))
      #expect(await sipp.status() == 0, "\(sipp.errors)")
    }

    @Test func callerGivesUpBeforeAnAnswer() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let sipp = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: peer.port)
          + """
          <recv response="180"/>
          <send retrans="500"><![CDATA[
          CANCEL sip:[service]@[remote_ip]:[remote_port] SIP/2.0
          Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-3]
          From: <sip:0175000001@[local_ip]>;tag=[pid]t[call_number]
          To: <sip:[service]@[remote_ip]:[remote_port]>
          Call-ID: [call_id]
          CSeq: 1 CANCEL
          Max-Forwards: 70
          Content-Length: 0

          ]]></send>
          <recv response="200"/>
          <recv response="487"/>
          """,
        remote: await phone.remote,
        called: "103",
      )
      let (incoming, events) = await phone.incoming(to: "103")
      await phone.endpoint.ring(incoming.call)
      #expect(
        await events.next()
          == .ended(incoming.call, CallEnd(status: 487, isOurs: false, wasAnswered: false))
      )
      #expect(await phone.endpoint.answer(incoming.call) == false)
      #expect(await phone.endpoint.play(tone, on: incoming.call) == nil)
      sipp.kill()
    }

    @Test func refusedCallHearsTheStatus() async throws {
      let phone = try await Telephone.shared()
      let sipp = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: 4000)
          + "<recv response=\"480\">" + SIPEndpointFixtures.retryAfter(60) + "</recv>"
          + Scenario.request("ACK", sequence: 1),
        remote: await phone.remote,
        called: "104",
      )
      let (incoming, events) = await phone.incoming(to: "104")
      await phone.endpoint.refuse(incoming.call, status: 480, retryAfter: 60)
      #expect(
        await events.next()
          == .ended(incoming.call, CallEnd(status: 480, isOurs: true, wasAnswered: false))
      )
      #expect(await sipp.status() == 0, "\(sipp.errors)")
    }

    @Test func allLinesBusyIs486WithRetryAfterAndPassesAway() async throws {
      let phone = try await Telephone.shared()
      let scenario =
        Scenario.invite(from: "0175000001", soundPort: 4000) + Scenario.answered
        + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub
      var inProgress: [(SIPCallToken, CallEvents, SIPp)] = []
      for _ in 0..<phone.endpoint.configuration.maxCalls {
        let sipp = try SIPp(scenario, remote: await phone.remote, called: "105")
        let (incoming, events) = await phone.incoming(to: "105")
        await phone.endpoint.answer(incoming.call)
        _ = await events.next()
        inProgress.append((incoming.call, events, sipp))
      }
      let refused = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: 4000)
          + "<recv response=\"486\">" + SIPEndpointFixtures.retryAfter(30) + "</recv>"
          + Scenario.request("ACK", sequence: 1),
        remote: await phone.remote,
        called: "106",
      )
      #expect(await refused.status() == 0, "\(refused.errors)")
      await #expect(throws: SIPError.linesBusy) {
        try await phone.endpoint.dial(try #require(PhoneNumber("+81175000001")))
      }
      for (call, events, sipp) in inProgress {
        await phone.endpoint.hangUp(call)
        _ = await events.keysToEnd()
        #expect(await sipp.status() == 0, "\(sipp.errors)")
      }
      #expect(await phone.endpoint.callCount == 0)
    }

    @Test func strangersAreRefusedAlikeForAnyNumber() async throws {
      let phone = try await Telephone.shared()
      for called in ["100", "0175000001"] {
        let sipp = try SIPp(
          Scenario.invite(from: "0175000001", soundPort: 4000) + "<recv response=\"403\"/>"
            + Scenario.request("ACK", sequence: 1),
          remote: await phone.remote,
          called: called,
          address: "127.0.0.2",
        )
        #expect(await sipp.status() == 0, "\(sipp.errors)")
      }
    }

    @Test func optionsAnsweredAndForeignMethodsRefused() async throws {
      let phone = try await Telephone.shared()
      let methods = [("OPTIONS", 200), ("REGISTER", 405), ("SUBSCRIBE", 405), ("REFER", 405)]
      for (method, status) in methods {
        let sipp = try SIPp(
          Scenario.request(method, sequence: 1, headers: "Refer-To: <sip:110@127.0.0.1>")
            .replacing("[peer_tag_param]", with: "")
            + "<recv response=\"\(status)\"/>",
          remote: await phone.remote,
        )
        #expect(await sipp.status() == 0, "\(method): \(sipp.errors)")
      }
    }

    @Test func garbageDoesNoHarm() async throws {
      let phone = try await Telephone.shared()
      let remote = await phone.remote
      var noise = SystemRandomNumberGenerator()
      let whole = Array(
        """
        INVITE sip:100@\(remote) SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\n\
        From: <sip:1@127.0.0.1>;tag=1\r\nTo: <sip:100@127.0.0.1>\r\nCall-ID: g\r\n\
        CSeq: 1 INVITE\r\nContact: <sip:1@127.0.0.1:9>\r\nContent-Length: 9999\r\n\r\nv=0
        """.utf8
      )
      let peer = try RTPPeer()
      defer { peer.close() }
      for round in 0..<600 {
        var packet: [UInt8]
        switch round % 3 {
        case 0: packet = (0..<Int.random(in: 1...1400)).map { _ in noise.next() }
        case 1: packet = Array(whole.prefix(Int.random(in: 1...whole.count)))
        default:
          packet = whole
          for _ in 0..<8 { packet[Int.random(in: 0..<packet.count)] = noise.next() }
        }
        peer.send(raw: packet, to: phone.port)
      }
      let sipp = try SIPp(
        Scenario.request("OPTIONS", sequence: 1).replacing("[peer_tag_param]", with: "")
          + "<recv response=\"200\"/>",
        remote: remote,
      )
      #expect(await sipp.status() == 0, "\(sipp.errors)")
    }

    /// The socket is taken away under PJSIP, as a network card that is restarted does: nothing comes
    /// in any more, and nobody says so.
    @Test func deadSocketIsNoticedAndRebuilt() async throws {
      let phone = try await Telephone.shared()
      // Not the trunk: an OPTIONS that is sent again would be the next test's first call.
      let before = await phone.endpoint.figures().counts.socketsRebuilt
      await phone.endpoint.watch(asksTrunks: false)
      while await phone.endpoint.sockets[0].reach != .up { await Task.yield() }
      try SocketBreaker.breakUDP(port: phone.port)
      for _ in 0...LineHealth.lossesToDeath { await phone.endpoint.watch(asksTrunks: false) }
      #expect(await phone.endpoint.figures().counts.socketsRebuilt == before + 1)
      let sipp = try SIPp(
        Scenario.request("OPTIONS", sequence: 1).replacing("[peer_tag_param]", with: "")
          + "<recv response=\"200\"/>",
        remote: await phone.remote,
      )
      #expect(await sipp.status() == 0, "\(sipp.errors)")
      await phone.endpoint.watch(asksTrunks: false)
      while await phone.endpoint.sockets[0].reach != .up { await Task.yield() }
    }

    @Test func callOverTCP() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let sipp = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: peer.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUp,
        remote: await phone.remote,
        called: "107",
        arguments: ["-t", "t1"],
      )
      let (incoming, events) = await phone.incoming(to: "107")
      await phone.endpoint.answer(incoming.call)
      let (_, end) = await events.keysToEnd()
      #expect(end == CallEnd(status: 200, isOurs: false, wasAnswered: true))
      #expect(await sipp.status() == 0, "\(sipp.errors)")
    }

    @Test func hubRingsAnInnAndSheAnswers() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let inn = try SIPp(
        """
        <recv request="INVITE">
        <action><ereg regexp="sip:0175000001@" search_in="hdr" header="To:" check_it="true"
          assign_to="1"/>
        <ereg regexp="sip:0175000099" search_in="hdr" header="From:" check_it="true"
          assign_to="2"/></action></recv>
        <Reference variables="1,2"/>
        """
          + Scenario.reply("180 Ringing")
          + Scenario.reply("200 OK", soundPort: peer.port)
          + "<recv request=\"ACK\"/>" + Scenario.hangUpByHub,
        port: phone.trunkPort,
      )
      let number = try #require(PhoneNumber("+81175000001"))
      let call = try await phone.endpoint.dial(number)
      let events = await phone.events(of: call)
      #expect(await events.next() == .ringing(call))
      #expect(await events.next() == .answered(call))
      #expect(await phone.endpoint.play(tone, on: call) != nil)
      let loud = await peer.frames.first { $0.contains { abs(Int($0)) > 8000 } }
      #expect(loud != nil)
      // Barge-in: what is stopped has no end.
      await phone.endpoint.stopPlaying(on: call)
      await phone.endpoint.hangUp(call)
      #expect(
        await events.next() == .ended(call, CallEnd(status: 200, isOurs: true, wasAnswered: true))
      )
      #expect(await inn.status() == 0, "\(inn.errors)")
    }

    @Test func hubRingsAnInnAndTheLineIsBusy() async throws {
      let phone = try await Telephone.shared()
      let inn = try SIPp(
        "<recv request=\"INVITE\"/>" + Scenario.reply("486 Busy Here")
          + "<recv request=\"ACK\"/>",
        port: phone.trunkPort,
      )
      let call = try await phone.endpoint.dial(try #require(PhoneNumber("+81175000002")))
      let events = await phone.events(of: call)
      #expect(
        await events.next() == .ended(call, CallEnd(status: 486, isOurs: false, wasAnswered: false))
      )
      #expect(await inn.status() == 0, "\(inn.errors)")
    }

    @Test func voiceIsHeardAndRecorded() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let sipp = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: peer.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "108",
      )
      let (incoming, events) = await phone.incoming(to: "108")
      await phone.endpoint.answer(incoming.call)
      #expect(await events.next() == .answered(incoming.call))
      await phone.endpoint.listenForVoice(true, on: incoming.call)
      await phone.endpoint.record(longest: .seconds(10), on: incoming.call)
      // The hub's packets are the metronome: one of ours for each of theirs.
      var timestamp: UInt32 = 0
      for await _ in peer.frames {
        let start = Int(timestamp) % 8000
        let samples = tone.samples[start..<start + 160]
        peer.send(type: 0, timestamp: timestamp, payload: samples.map(muLaw))
        timestamp += 160
        if timestamp == 8000 { break }
      }
      #expect(await events.next() == .voiceHeard(incoming.call))
      let recording = try #require(await phone.endpoint.endRecording(on: incoming.call))
      #expect(recording.samples.contains { abs(Int($0)) > 8000 })
      #expect(await phone.endpoint.endRecording(on: incoming.call) == nil)
      await phone.endpoint.hangUp(incoming.call)
      #expect(await sipp.status() == 0, "\(sipp.errors)")
    }

    @Test func stopsInOrderAndStartsAgain() async throws {
      for round in 1...3 {
        let phone = try await Telephone.shared()
        let peer = try RTPPeer()
        defer { peer.close() }
        let sipp = try SIPp(
          Scenario.invite(from: "0175000001", soundPort: peer.port) + Scenario.answered
            + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
          remote: await phone.remote,
          called: "109",
        )
        let (incoming, events) = await phone.incoming(to: "109")
        await phone.endpoint.answer(incoming.call)
        #expect(await events.next() == .answered(incoming.call))
        #expect(await phone.endpoint.play(tone, on: incoming.call) != nil)
        await phone.endpoint.stop()
        #expect(
          await events.next()
            == .ended(incoming.call, CallEnd(status: 200, isOurs: true, wasAnswered: true))
        )
        #expect(await sipp.status() == 0, "\(sipp.errors)")
        // Commands after the end do nothing.
        #expect(await phone.endpoint.hangUp(incoming.call) == false)
        await #expect(throws: SIPError.stopped) {
          try await phone.endpoint.dial(try #require(PhoneNumber("+81175000001")))
        }
        await phone.endpoint.stop()
        let again = try await Telephone.startAgain()
        #expect(await again.endpoint.callCount == 0, "round \(round)")
      }
    }

    @Test func secondEndpointIsRefused() async throws {
      _ = try await Telephone.shared()
      var configuration = SIPConfiguration()
      configuration.bindAddress = "127.0.0.1"
      configuration.port = 0
      configuration.soundPorts = 43_000...43_099
      await #expect(throws: SIPError.alreadyRunning) {
        _ = try await SIPEndpoint.start(configuration)
      }
      configuration.soundPorts = 43_000...43_001
      await #expect(throws: SIPError.soundPortsTaken(free: 1, wanted: 2)) {
        _ = try await SIPEndpoint.start(configuration)
      }
    }
  }
}

/// Replaces a socket of this process by one that leads nowhere.
private enum SocketBreaker {
  static func breakUDP(port: UInt16) throws {
    for descriptor in Int32(3)..<4096 {
      var name = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      var kind: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      let isNamed = withUnsafeMutablePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          getsockname(descriptor, $0, &length) == 0
        }
      }
      guard isNamed, name.sin_port == port.bigEndian,
        getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &size) == 0,
        kind == Int32(SOCK_DGRAM.rawValue)
      else { continue }
      let nowhere = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
      try #require(dup2(nowhere, descriptor) == descriptor)
      close(nowhere)
      return
    }
    Issue.record("no socket at port \(port)")
  }
}

private enum SIPEndpointFixtures {
  static func retryAfter(_ seconds: Int) -> String {
    """
    <action><ereg regexp="\(seconds)" search_in="hdr" header="Retry-After:" check_it="true"
      assign_to="1"/><log message="[$1]"/></action>
    """
  }
}
