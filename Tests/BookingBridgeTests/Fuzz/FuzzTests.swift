import Dispatch
import InnRegistry
import InnTestSupport
import Synchronization
import Testing

@testable import BookingBridge

/// Whatever a request, its body or a calendar holds: an answer that is no fault of ours (``Fuzz`` says
/// how long).
@Suite(.serialized) struct FuzzTests {
  @Test func requests() throws {
    let asked = try FuzzedAPI()
    let (night, next) = (asked.api.world.tonight, asked.api.world.tonight + 1)
    let seeds = [
      "GET /v1/availability?check_in=\(night)&check_out=\(next)&inns=T01&adults=2 HTTP/1.1\r\n"
        + "Accept-Language: ja, en;q=0.5\r\nIf-None-Match: W/\"a\", \"b\"\r\n\r\n",
      "GET /v1/changes?after=0&limit=10 HTTP/1.1\r\nAccept: text/event-stream;q=0.1\r\n\r\n",
      "GET /v1/inns?limit=5&cursor=543130&area=oma HTTP/1.1\r\nCookie: a=b; c=\"d\"\r\n\r\n",
      "GET /v1/inns/T01/room-types/T01-1/calendar.ics?key=x HTTP/1.1\r\n\r\n",
      "GET /v1/statistics/guest-nights/2026-10/csv HTTP/1.1\r\n\r\n",
      "POST /v1/bookings HTTP/1.1\r\nContent-Type: application/json; charset=utf-8\r\n"
        + "Idempotency-Key: \"a-1\"\r\n\r\n\(FuzzedAPI.booking(night))",
      "POST /v1/bookings/b_x/cancel HTTP/1.1\r\nPrefer: wait=1\r\nIdempotency-Key: c\r\n\r\n{}",
      "DELETE /v1/holds/h_x HTTP/1.1\r\nIf-Match: \"3\"\r\n\r\n",
      "POST /g/x/change HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=%E5&b=+",
    ]
    let fault = Fuzz("requests", seeds).run { try asked.ask($0) }
    #expect(fault == nil)
    #expect(try asked.api.world.registry.checkInvariants() == [])
  }

  @Test func bodies() throws {
    let asked = try FuzzedAPI()
    let night = asked.api.world.tonight
    let stay = "\"check_in\":\"\(night)\",\"check_out\":\"\(night + 1)\""
    // The route first: each of them reads an object of its own.
    let seeds = [
      "/v1/bookings\n\(FuzzedAPI.booking(night))",
      "/v1/bookings\n{\"hold\":\"h_x\",\"guest\":{\"name\":\"A\",\"name_kana\":\"ア\",\"language\":\"ja\"}}",
      "/v1/quotes\n{\"rate_plan\":\"T01-1-room\",\(stay),\"adults\":2,\"child_ages\":[3,7]}",
      "/v1/holds\n{\"rate_plan\":\"T01-1-room\",\(stay),\"rooms\":1,\"adults\":2}",
      "/v1/webhooks\n{\"url\":\"https://example.org/x\",\"topics\":[\"bookings\"]}",
      "/v1/bookings/b_x/amendment\n{\(stay),\"rooms\":2,\"guest\":{\"phone\":\"+886912345678\"}}",
    ]
    let fault = Fuzz("bodies", seeds, words: ["2026-02-30", "T01-1-half", "h_", "b_"]).run {
      let parts = $0.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
      let head = Array("POST ".utf8) + (parts.first ?? []) + Array(" HTTP/1.1\r\n".utf8)
      let fields = Array("Content-Type: application/json\r\n\r\n".utf8)
      try asked.ask(head + fields + (parts.count > 1 ? parts[1] : []))
    }
    #expect(fault == nil)
    #expect(try asked.api.world.registry.checkInvariants() == [])
  }

  @Test func calendars() {
    let seeds = [
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTART;VALUE=DATE:20261203\r\n"
        + "DTEND;VALUE=DATE:20261205\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5\r\nEXDATE:20261210\r\n"
        + "SUMMARY:taken\\, all\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:c\nDTSTART;TZID=Asia/Tokyo:20261203T150000\n"
        + "DURATION:P1DT2H\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270301T000000Z\nSTATUS:CANCELLED\n"
        + "SUMM\n ARY:x\nEND:VEVENT\nBEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\nEND:VCALENDAR\n",
    ]
    let words = [
      "\r\n ", "BYSETPOS=-1", "BYMONTHDAY=31", "INTERVAL=99999", "FREQ=YEARLY", "RECURRENCE-ID:",
      "RDATE;VALUE=PERIOD:", "DURATION:-P1W", "T235960Z", "BEGIN:VALARM",
    ]
    #expect(Fuzz("calendars", seeds, words: words).run { _ = try ICalendarFile($0) } == nil)
  }

  @Test func forms() {
    let boundary = "x7MA4YWxk"
    let upload =
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\na,b\r\n"
      + "--\(boundary)\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\ntoken\r\n--\(boundary)--"
    let fault = Fuzz("forms", [upload, "name=a%20b&note=%E3%81%82+x&a=1&a=2"]).run { bytes in
      for type in [
        "multipart/form-data; boundary=\(boundary)", "application/x-www-form-urlencoded",
      ] {
        let request = HTTPRequest(
          method: .post,
          target: try RequestTarget(parsing: Array("/office".utf8), for: .post),
          headers: HTTPHeaders([("Content-Type", type)]),
          body: bytes,
        )
        _ = try? FormBody(request)
      }
    }
    #expect(fault == nil)
  }

  /// Where others want the hub to send.
  @Test func addresses() {
    let seeds = [
      "https://user@example.org:8443/a?b=c", "webcal://calendar.example/x.ics", "https://[::1]/",
      "https://0x7f.1/", "https://127.0.0.1.:443",
    ]
    let fault = Fuzz("addresses", seeds).run {
      let text = String(decoding: $0, as: UTF8.self)
      let kept = try OutgoingAddress.publicInternet.check(text)
      guard (try? OutgoingAddress.publicInternet.check(kept)) == kept else {
        throw Fuzz.Finding("what is kept would not be taken: \(kept)")
      }
    }
    #expect(fault == nil)
  }
}

/// The API, asked with bytes that look like HTTP.
private struct FuzzedAPI {
  let api: APIWorld

  init() throws { api = try APIWorld(scopes: Set(KeyScope.allCases)) }

  static func booking(_ night: CivilDate) -> String {
    "{\"rate_plan\":\"T01-1-room\",\"check_in\":\"\(night)\",\"check_out\":\"\(night + 1)\",\"rooms\":1,"
      + "\"adults\":2,\"guest\":{\"name\":\"Training Guest\",\"language\":\"en\"}}"
  }

  /// What an engine makes of bytes, with the key of a platform; no answer may be a fault of ours.
  func ask(_ bytes: [UInt8]) throws {
    let end = Array("\r\n\r\n".utf8)
    var head = bytes[...]
    var body: ArraySlice<UInt8> = []
    if let split = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) {
      head = bytes[..<split]
      body = bytes[(split + end.count)...]
    }
    let lines = head.split(separator: UInt8(ascii: "\n")).map { $0.filter { $0 != 13 } }
    let start = (lines.first ?? []).split(separator: UInt8(ascii: " "))
    guard start.count > 1,
      let method = HTTPMethod(rawValue: String(decoding: start[0], as: UTF8.self))
    else { return }
    var headers = HTTPHeaders([("Host", "localhost"), ("Authorization", "Bearer \(api.key)")])
    for line in lines.dropFirst() {
      let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
      guard parts.count == 2 else { continue }
      let field = HTTPHeaders.Field(
        name: String(decoding: parts[0], as: UTF8.self),
        value: String(decoding: parts[1].drop { $0 == 32 }, as: UTF8.self),
      )
      if field.isWellFormed { headers.append(field.name, field.value) }
    }
    // Each booking is a booking of its own, unless the bytes say otherwise.
    if headers["Idempotency-Key"] == nil { headers.append("Idempotency-Key", "fuzz") }
    let request = HTTPRequest(
      method: method,
      target: try RequestTarget(parsing: Array(start[1]), for: method),
      headers: headers,
      body: Array(body),
    )
    let response = answer(api.router.respond(to: request))
    if case .stream(let stream) = response.body { stream.finish() }
    guard response.status.rawValue != 500 else { throw Fuzz.Finding("500") }
  }

  private func answer(_ reply: HTTPReply) -> HTTPResponse {
    switch reply {
    case .response(let response): return response
    case .deferred(let deferral):
      let place = Mutex<HTTPResponse?>(nil)
      let isThere = DispatchSemaphore(value: 0)
      let completion = deferral.run { response in
        place.withLock { $0 = response }
        isThere.signal()
      }
      // A long poll waits for what doesn't come.
      if isThere.wait(timeout: .now() + .seconds(1)) == .timedOut {
        completion.abandon(deferral.fallback(.deadline))
      }
      return place.withLock { $0 } ?? HTTPProblem(.internalError).response()
    }
  }
}
