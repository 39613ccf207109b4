import Foundation
import InnTestSupport
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// The same cases over every gateway: what a keeper writes has the same effect, whatever carries it.
struct GatewayConformanceTests {
  enum Carrier: String, CaseIterable, Sendable {
    case twilio
    case gammu
    case sip
  }

  struct Case: Sendable, CustomStringConvertible {
    var name: String
    var text: String
    /// Rooms for sale tonight afterwards; the inn began with three.
    var remaining: Int

    var description: String { name }
  }

  static let cases = [
    Case(name: "a digit", text: "2", remaining: 2),
    Case(name: "full width", text: "２部屋", remaining: 2),
    Case(name: "kanji", text: "満室です", remaining: 0),
    Case(name: "a line break", text: "今夜\n2部屋", remaining: 2),
    Case(name: "signs of a form", text: "2部屋 & よろしく=+%", remaining: 3),
    Case(name: "a picture", text: "2部屋😀", remaining: 2),
    Case(name: "a long one", text: String(repeating: "お世話になります。", count: 12) + "2部屋", remaining: 2),
    Case(name: "nonsense", text: "ぬぬぬ", remaining: 3),
  ]

  /// Brings a text in as the carrier's own form and reads it back out of it.
  private func read(_ text: String, by carrier: Carrier, id: String) async throws -> InboundMessage
  {
    let from = "+81175000001"
    switch carrier {
    case .twilio:
      let settings = TwilioGateway.Settings(
        name: SMSGatewayName(trusted: "twilio"),
        account: "AC1",
        token: "12345",
        from: nil,
        messageURL: "https://hub.example/sms/twilio/messages",
      )
      return try TwilioWebhook(settings).message(
        TwilioTests.exchange([
          ("AccountSid", "AC1"), ("MessageSid", id), ("From", from), ("Body", text),
        ])
      )
    case .gammu:
      let folder = try GatewayFolder()
      var left = Array(text.utf16)
      var part = 0
      while !left.isEmpty {
        let units = Array(left.prefix(67))
        left.removeFirst(units.count)
        let name = "IN20261201_10000\(id.count % 10)_00_\(from)_0\(part).txt"
        try folder.put(name, String(decoding: units, as: UTF16.self))
        part += 1
      }
      _ = await folder.look(fails: true)
      let messages = await folder.look()
      return try #require(messages.first)
    case .sip:
      let bytes = Array(text.utf8)
      return try #require(
        SIPMessageGateway.inbound(
          SIPTextMessage(from: "0175000001", callID: id, sequence: 1, body: bytes)
        )
      )
    }
  }

  @Test(arguments: Carrier.allCases, cases)
  func theSameWordsHaveTheSameEffect(carrier: Carrier, one: Case) async throws {
    let world = try TestWorld().populated()
    let desk = SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
    let message = try await read(one.text, by: carrier, id: "first")
    #expect(message.text == one.text)
    guard case .taken(let answer?) = try await desk.take(message) else {
      Issue.record("no answer")
      return
    }
    #expect(answer.utf16.count <= SMSLimits.answerUnits)
    #expect(world.remaining() == one.remaining)
    // Delivered twice it acts once.
    #expect(try await desk.take(message) == .duplicate)
  }
}
