import Foundation
import InnRegistry
import Testing

@testable import innctl

/// The office's commands for channels, webhooks and calendars, with and without a hub.
@Suite(.timeLimit(.minutes(2)))
struct DeliveryTests {
  private func run(_ line: String, _ recorder: RecordingConsole, _ data: String) async
    -> innctl.ExitStatus
  {
    await recorder.run(line.split(separator: " ").map(String.init) + ["--data", data])
  }

  private func list(_ name: String, _ recorder: RecordingConsole) throws -> [JSONObject] {
    guard case .object(let object) = try JSONValue(parsing: Array(recorder.output.utf8)),
      case .array(let elements)? = object[name]
    else { throw CommandFailure(.failure, Phrase("no \(name): \(recorder.output)")) }
    return elements.compactMap { if case .object(let one) = $0 { one } else { nil } }
  }

  private func word(_ value: JSONValue?) throws -> String {
    guard case .string(let text)? = value else {
      throw CommandFailure(.failure, Phrase("no text: \(String(describing: value))"))
    }
    return text
  }

  @Test func channelsAreAddedLimitedAndSuspended() async throws {
    try await HubPlace.bothWays { recorder, data, isThroughHub in
      let id = isThroughHub ? "otter" : "crane"
      #expect(await run("channel add \(id) --name Otter --holds 3", recorder, data) == .success)
      #expect(await run("channel add \(id)", recorder, data) == .refused)
      #expect(await run("channel limit none --holds 3", recorder, data) == .notFound)
      #expect(await run("channel limit \(id) --holds many", recorder, data) == .usage)
      let limits =
        "--open-requests 7 --rooms-shown 2 --rooms-a-night 4 --commission 12.5% --registration 3-999"
      #expect(await run("channel limit \(id) --commission 51", recorder, data) == .usage)
      #expect(await run("channel limit \(id) --commission 1.255", recorder, data) == .usage)
      #expect(await run("channel limit \(id) \(limits)", recorder, data) == .success)
      #expect(
        await run("channel limit \(id) --inn T01 --rooms-a-night 2", recorder, data) == .success
      )
      #expect(
        await run("channel limit \(id) --inn T99 --rooms-a-night 2", recorder, data) == .notFound
      )
      #expect(await run("channel suspend \(id)", recorder, data) == .success)
      #expect(await run("channel list --json", recorder, data) == .success)
      let own = try #require(try list("channels", recorder).first { $0["id"] == .string(id) })
      #expect(own["name"] == .string("Otter"))
      #expect(own["suspended"] == .bool(true))
      #expect(own["max_holds"] == .integer(3))
      #expect(own["max_open_requests"] == .integer(7))
      #expect(own["max_rooms_shown"] == .integer(2))
      #expect(own["max_rooms_a_night"] == .integer(4))
      #expect(own["commission_basis_points"] == .integer(1250))
      #expect(own["registration_number"] == .string("3-999"))
      guard case .array(let allotments)? = own["allotments"] else {
        Issue.record("no allotments")
        return
      }
      #expect(allotments.count == 1)

      #expect(await run("channel resume \(id)", recorder, data) == .success)
      #expect(await run("channel limit \(id) --rooms-a-night none", recorder, data) == .success)
      #expect(
        await run("channel limit \(id) --inn T01 --rooms-a-night none", recorder, data) == .success
      )
      #expect(await run("channel list --json", recorder, data) == .success)
      let after = try #require(try list("channels", recorder).first { $0["id"] == .string(id) })
      #expect(after["suspended"] == .bool(false))
      #expect(after["max_rooms_a_night"] == .null)
      #expect(after["allotments"] == .array([]))
      #expect(await run("channel list", recorder, data) == .success)
      #expect(recorder.output.contains(id))
    }
  }

  @Test func webhooksAreAddedRotatedAndRemoved() async throws {
    try await HubPlace.bothWays { recorder, data, isThroughHub in
      let channel = isThroughHub ? "otter" : "crane"
      #expect(await run("channel add \(channel)", recorder, data) == .success)
      let url = "https://\(channel).example/hook"
      let add = "webhook add --channel \(channel) --url \(url) --topics bookings,nights"
      #expect(await run(add, recorder, data) == .success)
      #expect(recorder.output.hasPrefix("whsec_"))
      let secret = recorder.output
      #expect(await run(add, recorder, data) == .refused)
      #expect(
        await run("webhook add --channel none --url \(url)", recorder, data) == .notFound
      )
      for wrong in ["http://a.example/", "https://127.0.0.1/", "https://u:p@a.example/", "a b"] {
        let line = ["webhook", "add", "--channel", channel, "--url", wrong, "--data", data]
        #expect(await recorder.run(line) == .usage, "\(wrong)")
      }
      #expect(await run("webhook list --channel \(channel) --json", recorder, data) == .success)
      let own = try #require(try list("webhooks", recorder).first)
      let id = try word(own["id"])
      #expect(own["url"] == .string(url))
      #expect(own["enabled"] == .bool(true))
      #expect(own["topics"] == .array([.string("bookings"), .string("nights")]))
      #expect(!recorder.output.contains("whsec_"))

      #expect(await run("webhook rotate \(id)", recorder, data) == .success)
      #expect(recorder.output.hasPrefix("whsec_"))
      #expect(recorder.output != secret)
      #expect(await run("webhook test \(id)", recorder, data) == .success)
      #expect(
        await run("webhook deliveries \(id) --state waiting --json", recorder, data) == .success
      )
      let delivery = try #require(try list("deliveries", recorder).first)
      #expect(delivery["type"] == .string("webhook.test"))
      let message = try word(delivery["message"])
      #expect(await run("webhook redeliver \(id) --message \(message)", recorder, data) == .success)
      #expect(
        await run("webhook redeliver \(id) --failed-since 2026-12-01", recorder, data) == .success
      )
      #expect(await run("webhook redeliver \(id)", recorder, data) == .usage)
      #expect(await run("webhook redeliver \(id) --message msg_none", recorder, data) == .notFound)
      #expect(await run("webhook enable \(id)", recorder, data) == .success)
      #expect(await run("webhook deliveries \(id)", recorder, data) == .success)
      #expect(recorder.output.contains(message))
      #expect(await run("webhook remove \(id)", recorder, data) == .success)
      #expect(await run("webhook remove \(id)", recorder, data) == .notFound)
      #expect(await run("webhook deliveries \(id)", recorder, data) == .notFound)
    }
  }

  @Test func calendarsAreReadAndShared() async throws {
    try await HubPlace.bothWays { recorder, data, isThroughHub in
      let room = isThroughHub ? "T01-1" : "T02-1"
      let add = "ical add \(room) --url webcal://other.example/\(room).ics"
      #expect(await run(add, recorder, data) == .success)
      #expect(await run(add, recorder, data) == .refused)
      #expect(
        await run("ical add T99-1 --url https://other.example/", recorder, data) == .notFound
      )
      #expect(await run("ical add \(room) --url http://other.example/", recorder, data) == .usage)
      #expect(await run("ical list --json", recorder, data) == .success)
      let own = try #require(
        try list("calendars", recorder).first { $0["room_type"] == .string(room) }
      )
      let id = try word(own["id"])
      #expect(own["url"] == .string("https://other.example/\(room).ics"))
      #expect(await run("ical poll \(id)", recorder, data) == .success)
      #expect(await run("ical list", recorder, data) == .success)
      #expect(recorder.output.contains(id))
      #expect(await run("ical remove \(id)", recorder, data) == .success)
      #expect(await run("ical poll \(id)", recorder, data) == .notFound)

      #expect(await run("ical share \(room)", recorder, data) == .success)
      let inn = room.prefix(3)
      #expect(
        recorder.output.hasPrefix("/v1/inns/\(inn)/room-types/\(room)/calendar.ics?token=ics_")
      )
      #expect(await run("ical unshare \(room)", recorder, data) == .success)
      #expect(await run("ical share T99-1", recorder, data) == .notFound)
    }
  }
}
