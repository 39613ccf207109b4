import Foundation
import InnRegistry
import InnTestSupport
import Testing

@testable import VoiceIVR

extension TelephoneTests {
  /// Whole calls: SIPp rings the hub over the loopback, the registry is a real one.
  @Suite(.serialized) struct SwitchboardCalls {
    private let world: TestWorld

    init() throws {
      world = try TestWorld().populated()
    }

    private static let speech = Result { try Speech(Speech.Configuration()) }

    private func switchboard(
      _ phone: Telephone,
      office: PhoneNumber? = nil,
      stranger: CallDesk? = nil,
      saved: AsyncStream<Commit>.Continuation? = nil,
      filed: AsyncStream<CallRecord>.Continuation,
    ) throws -> Switchboard {
      let registry = world.registry
      let callBack = try #require(PhoneNumber(Telephone.hubNumber))
      let directory = CallDirectory(
        phone: { number in
          guard number == Fixtures.phone else { return nil }
          return InnPhone(number: number, inn: Fixtures.inn)
        },
        desk: { innPhone, conversation, _ in
          let desk = KeeperDesk(
            registry: registry,
            phone: innPhone,
            call: conversation,
            callBack: callBack,
          )
          return (
            answer: { desk.answer($0) },
            save: { commit in
              let answer = await desk.save(commit)
              saved?.yield(commit)
              return answer
            }
          )
        },
        stranger: { _, _, _ in stranger },
        office: { _ in office },
        file: { filed.yield($0) },
      )
      return Switchboard(
        endpoint: phone.endpoint,
        speech: try SwitchboardCalls.speech.get(),
        directory: directory,
      )
    }

    /// Presses a key about every second, by the hub's own packets, until told to stop.
    private func press(_ event: UInt8, on peer: RTPPeer) -> Task<Void, Never> {
      Task {
        var packets = 0
        for await _ in peer.frames {
          packets += 1
          guard packets.isMultiple(of: 50) else { continue }
          if Task.isCancelled { return }
          peer.press(event, timestamp: UInt32(packets * 160))
        }
      }
    }

    @Test func keeperRingsPressesTwoAndTwoRoomsAreForSale() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let (filed, filing) = AsyncStream<CallRecord>.makeStream()
      let (saved, saving) = AsyncStream<Commit>.makeStream()
      let board = try switchboard(phone, saved: saving, filed: filing)
      let (events, relay) = AsyncStream<SIPEvent>.makeStream()
      let (arrivals, arriving) = AsyncStream<SIPCallToken>.makeStream()
      let diverted = await phone.divert()
      let relaying = Task {
        for await event in diverted {
          if case .incoming(let incoming) = event { arriving.yield(incoming.call) }
          relay.yield(event)
        }
        relay.finish()
      }
      let running = Task { await board.run(events) }
      let sipp = try SIPp(
        Scenario.invite(from: "0175000001", soundPort: peer.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "0175000099",
      )
      let pressing = press(2, on: peer)
      let statement = await saved.first { commit in
        if case .rooms = commit.change { true } else { false }
      }
      pressing.cancel()
      #expect(statement != nil)
      #expect(world.remaining() == 2)
      let call = try #require(await arrivals.first { _ in true })
      await phone.endpoint.hangUp(call)
      let record = try #require(await filed.first { _ in true })
      #expect(record.number == Fixtures.phone)
      #expect(record.inn == Fixtures.inn)
      #expect(record.direction == .inbound)
      #expect(record.transcript.contains { if case .said = $0.what { true } else { false } })
      #expect(await sipp.status() == 0, "\(sipp.errors)")
      await phone.endDiversion()
      _ = await (relaying.value, running.value)
    }

    @Test func unknownCallerHearsASentenceAndTheLineEnds() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let (_, filing) = AsyncStream<CallRecord>.makeStream()
      let board = try switchboard(phone, filed: filing)
      let diverted = await phone.divert()
      let running = Task { await board.run(diverted) }
      let sipp = try SIPp(
        Scenario.invite(from: "anonymous", soundPort: peer.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "0175000099",
      )
      #expect(await sipp.status() == 0, "\(sipp.errors)")
      peer.close()
      var loud = 0
      for await frame in peer.frames where frame.contains(where: { abs(Int($0)) > 3000 }) {
        loud += 1
      }
      #expect(loud > 100)
      await phone.endDiversion()
      await running.value
    }

    @Test func keeperIsJoinedWithTheOffice() async throws {
      let phone = try await Telephone.shared()
      let keeper = try RTPPeer()
      let office = try RTPPeer()
      defer {
        keeper.close()
        office.close()
      }
      let (filed, filing) = AsyncStream<CallRecord>.makeStream()
      let board = try switchboard(
        phone,
        office: PhoneNumber("+811750000999"),
        filed: filing,
      )
      let diverted = await phone.divert()
      let running = Task { await board.run(diverted) }
      let officeSIPp = try SIPp(
        "<recv request=\"INVITE\"/>" + Scenario.reply("180 Ringing")
          + Scenario.reply("200 OK", soundPort: office.port) + "<recv request=\"ACK\"/>"
          + Scenario.hangUpByHub,
        port: phone.trunkPort,
      )
      // She presses #, is joined, says something, and hangs up when the office has heard it: SIPp
      // waits for the packet that the test sends then.
      let keeperSIPp = try SIPp(
        Scenario.invite(from: "+81175000001", soundPort: keeper.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "0175000099",
      )
      let pressing = press(11, on: keeper)
      _ = await office.frames.first { _ in true }
      pressing.cancel()
      await pressing.value
      // The keeper's voice reaches the office; its packets are the metronome.
      var timestamp: UInt32 = 0
      var heard = false
      for await frame in office.frames {
        if frame.contains(where: { abs(Int($0)) > 8000 }) {
          heard = true
          break
        }
        keeper.send(
          type: 0,
          timestamp: 1_000_000 + timestamp,
          payload: (0..<160).map { muLaw($0 % 20 < 10 ? 12_000 : -12_000) },
        )
        timestamp += 160
        if timestamp > 160 * 1000 { break }
      }
      #expect(heard)
      await phone.hangUpAll()
      let record = try #require(await filed.first { _ in true })
      #expect(record.outcome == .transferred)
      #expect(await keeperSIPp.status() == 0, "\(keeperSIPp.errors)")
      #expect(await officeSIPp.status() == 0, "\(officeSIPp.errors)")
      await phone.endDiversion()
      await running.value
    }

    /// An office that is busy takes nobody's line away: she is told, and may leave a message.
    @Test func unansweredOfficeLeavesTheKeeperHerLine() async throws {
      let phone = try await Telephone.shared()
      let keeper = try RTPPeer()
      defer { keeper.close() }
      let (filed, filing) = AsyncStream<CallRecord>.makeStream()
      let board = try switchboard(phone, office: PhoneNumber("+811750000999"), filed: filing)
      let diverted = await phone.divert()
      let running = Task { await board.run(diverted) }
      let office = try SIPp(
        "<recv request=\"INVITE\"/>" + Scenario.reply("486 Busy Here")
          + "<recv request=\"ACK\"/>",
        port: phone.trunkPort,
      )
      let keeperSIPp = try SIPp(
        Scenario.invite(from: "+81175000001", soundPort: keeper.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "0175000099",
      )
      // Her telephone's packets are the clock: # after a second; twelve seconds later she has been
      // told and is being asked for a message. A line that the hub had taken from her would have
      // filed its record long before.
      let listening = Task {
        var packets = 0
        for await _ in keeper.frames {
          packets += 1
          if packets == 50 { keeper.press(11, timestamp: 8000) }
          if packets == 650 { break }
        }
        if !Task.isCancelled { await phone.hangUpAll() }
      }
      let record = try #require(await filed.first { _ in true })
      listening.cancel()
      #expect(await office.status() == 0, "\(office.errors)")
      #expect(record.transcript.map(\.what).contains(.office(.unanswered)))
      let lines = record.transcript.map(\.what.description).joined(separator: "\n")
      #expect(record.transcript.contains { $0.what.tells(.officeUnanswered) }, "\(lines)")
      #expect(await keeperSIPp.status() == 0, "\(keeperSIPp.errors)")
      await phone.endDiversion()
      await running.value
    }

    @Test func ringingABusyOrSilentInn() async throws {
      let phone = try await Telephone.shared()
      let (_, filing) = AsyncStream<CallRecord>.makeStream()
      let board = try switchboard(phone, filed: filing)
      let diverted = await phone.divert()
      let running = Task { await board.run(diverted) }
      let inn = InnPhone(number: try #require(Fixtures.phone), inn: Fixtures.inn)
      let call = OutboundCall(phone: inn, reason: .news)
      let busy = try SIPp(
        "<recv request=\"INVITE\"/>" + Scenario.reply("486 Busy Here")
          + "<recv request=\"ACK\"/>",
        port: phone.trunkPort,
      )
      let first = await board.ring(call, for: .seconds(20))
      #expect({ if case .busy = first { true } else { false } }(), "\(first)")
      #expect(await busy.status() == 0, "\(busy.errors)")
      let silent = try SIPp(
        "<recv request=\"INVITE\"/>" + Scenario.reply("180 Ringing")
          + "<recv request=\"CANCEL\"/>" + Scenario.reply("200 OK"),
        port: phone.trunkPort,
      )
      let second = await board.ring(call, for: .seconds(1))
      #expect({ if case .noAnswer = second { true } else { false } }(), "\(second)")
      silent.kill()
      await phone.endDiversion()
      await running.value
    }

    @Test func strangerIsAskedForTheInnAndItsPIN() async throws {
      let phone = try await Telephone.shared()
      let peer = try RTPPeer()
      defer { peer.close() }
      let (filed, filing) = AsyncStream<CallRecord>.makeStream()
      let (asked, asking) = AsyncStream<Inquiry>.makeStream()
      let desk: CallDesk = (
        answer: {
          asking.yield($0)
          return .found($0.id, .identified(.lockedOut))
        },
        save: { .refused($0.id, .notAllowed) }
      )
      let board = try switchboard(phone, stranger: desk, filed: filing)
      let diverted = await phone.divert()
      let running = Task { await board.run(diverted) }
      let sipp = try SIPp(
        Scenario.invite(from: "anonymous", soundPort: peer.port) + Scenario.answered
          + Scenario.request("ACK", sequence: 1) + Scenario.hangUpByHub,
        remote: await phone.remote,
        called: "0175000099",
      )
      let pressing = press(7, on: peer)
      let inquiry = try #require(await asked.first { _ in true })
      pressing.cancel()
      guard case .identify(let inn, let pin) = inquiry.question else {
        Issue.record("asked \(inquiry.question)")
        return
      }
      #expect(inn == "7777")
      #expect(pin.digits == "7777")
      await phone.hangUpAll()
      let record = try #require(await filed.first { _ in true })
      #expect(record.inn == nil)
      #expect(record.number == nil)
      // The PIN is not in the transcript.
      let text = record.filed.transcript.joined(separator: "\n")
      #expect(!text.contains("PIN 7"))
      #expect(text.contains("•"))
      #expect(await sipp.status() == 0, "\(sipp.errors)")
      await phone.endDiversion()
      await running.value
    }
  }
}

extension TranscriptLine {
  /// The sentence was said, or she hung up while it was.
  fileprivate func tells(_ prompt: PromptKey) -> Bool {
    switch self {
    case .said(let phrase): phrase.prompt == prompt
    case .keeperHungUp(let during): during == prompt
    default: false
    }
  }
}
