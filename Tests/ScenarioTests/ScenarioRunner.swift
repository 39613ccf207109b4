import InnRegistry
import InnTestSupport
import Testing

/// Plays the steps of a scenario over the real registry. One line a step:
///
/// ```
/// at 2026-12-01 17:00 | wait 10m | run due | crash | restart | settle after restart | new call
/// book A PLAN NIGHT [xNIGHTS] [rooms=1] [adults=2] [children=9,4]
/// hold A … for 10m | confirm A
/// mother says 3 NIGHT [of T01-2] | mother hears A | mother accepts A | mother declines A [full]
/// refused CODE: step | key K BODY: book … | replay of A: key …
/// remaining NIGHT is 2 | A is confirmed | waiting is request A, confirmed B | alarm KIND is open
/// ```
///
/// NIGHT is `tonight`, `tonight+3` or a date. Who acts: `mother` (landline), `daughter` (mobile),
/// `mother-sms`, `office`, `guest` and `otter` (the platform).
final class ScenarioRunner {
  struct Misread: Error {
    var step: String
  }

  let world: TestWorld
  var bookings: [String: BookingID] = [:]
  var call = 1
  /// The PIN that the inn has in this scenario.
  var pin = ""
  var lastOutcome: Transaction.StatementOutcome?
  var lastInside: [BookingID] = []
  var lastKept: [CivilDate] = []
  /// Messages so far, and what was answered to the last one.
  var written = 0
  var lastAnswer: String?
  /// The call in progress, or the last one.
  var talk: Talk?
  let line = ScenarioLine()

  init(_ scenario: Scenario) throws {
    world = try TestWorld()
    let entry = try scenario.entry()
    try world.populated([entry])
    let taxes = try Scenario.taxes(entry.inn)
    try world.registry.writeAndWait { try $0.setTaxes(taxes) }
  }

  func play(_ step: String) async throws {
    do {
      if try await prefixed(step) { return }
      var words = Words(step)
      if try await passTime(&words) { return }
      if try await sell(&words) { return }
      if try await message(&words) { return }
      if try await telephone(&words) { return }
      if try await act(&words) { return }
      if try expect(&words) { return }
    } catch let misread as Misread where misread.step.isEmpty {
      throw Misread(step: step)
    }
    throw Misread(step: step)
  }

  // MARK: - Refusals and keys

  private func prefixed(_ step: String) async throws -> Bool {
    guard let colon = step.firstIndex(of: ":"), step[..<colon].split(separator: " ").count <= 3,
      !step[..<colon].contains("-")
    else { return false }
    let head = step[..<colon].split(separator: " ").map(String.init)
    let rest = step[step.index(after: colon)...].drop { $0 == " " }
    switch head.first {
    case "refused" where head.count == 2:
      do {
        try await play(String(rest))
        Issue.record("not refused: \(step)")
      } catch let refusal as BookingRefusal {
        #expect(refusal.code == head[1], "\(step)")
      }
    case "key" where head.count == 3:
      _ = try once(head[1], head[2], String(rest))
    case "otherRequest":
      let inner = try keyed(String(rest))
      #expect(throws: IdempotencyRefusal.otherRequest) { _ = try once(inner.0, inner.1, inner.2) }
    case "replay" where head.count == 3:
      let inner = try keyed(String(rest))
      let (reply, isReplay) = try once(inner.0, inner.1, inner.2)
      #expect(isReplay)
      #expect(reply.location == bookings[head[2]]?.rawValue)
    default: return false
    }
    return true
  }

  private func keyed(_ step: String) throws -> (String, String, String) {
    let parts = step.split(separator: ":", maxSplits: 1).map(String.init)
    let head = parts[0].split(separator: " ").map(String.init)
    guard parts.count == 2, head.count == 3 else { throw Misread(step: step) }
    return (head[1], head[2], parts[1])
  }

  private func once(_ key: String, _ body: String, _ step: String) throws -> (StoredReply, Bool) {
    var words = Words(step)
    guard words.take() == "book", let name = words.take() else { throw Misread(step: step) }
    let request = try self.request(&words)
    let result = try world.registry.writeAndWait { transaction in
      try transaction.once(key: key, channel: Fixtures.channel, digest: body) {
        let booking = try transaction.book(request, channel: Fixtures.channel)
        return StoredReply(status: 201, body: "{}", location: booking.id.rawValue)
      }
    }
    bookings[name] = result.0.location.map { BookingID(trusted: $0) }
    return (result.0, result.isReplay)
  }

  // MARK: - Time

  private func passTime(_ words: inout Words) async throws -> Bool {
    switch words.text {
    case "run due": try await world.registry.runDue()
    case "crash": try world.crash()
    case "restart": try world.restart()
    case "settle after restart": try await world.registry.settleAfterRestart()
    case "new call": call += 1
    case _ where words.peek == "at":
      _ = words.take()
      guard let date = words.take().flatMap({ CivilDate($0) }),
        let time = words.take().flatMap({ TimeOfDay($0) })
      else { throw Misread(step: "") }
      world.move(to: TokyoTime.instant(date, minute: time.minutes))
    case _ where words.peek == "wait":
      _ = words.take()
      world.advance(by: try words.span())
    default: return false
    }
    return true
  }

  // MARK: - Sales

  private func sell(_ words: inout Words) async throws -> Bool {
    if words.text.hasPrefix("50 at once book ") {
      words = Words(String(words.text.dropFirst("50 at once book ".count)))
      try await rush(try words.night(world.tonight))
      return true
    }
    switch words.peek {
    case "book":
      _ = words.take()
      guard let name = words.take() else { throw Misread(step: "") }
      bookings[name] = try world.book(try request(&words)).id
    case "hold":
      _ = words.take()
      guard let name = words.take() else { throw Misread(step: "") }
      let request = try request(&words)
      guard words.take() == "for" else { throw Misread(step: "") }
      let time = try words.span()
      bookings[name] =
        try world.registry.writeAndWait {
          try $0.hold(request, channel: Fixtures.channel, for: time)
        }.id
    case "confirm":
      _ = words.take()
      let id = try booking(words.take())
      _ = try world.registry.writeAndWait { try $0.confirmHold(id, channel: Fixtures.channel) }
    case "settle":
      _ = words.take()
      let id = try booking(words.take())
      _ = try world.registry.writeAndWait { try $0.settleAnswer(id) }
    default: return false
    }
    return true
  }

  /// Fifty platforms want the same room in the same moment.
  private func rush(_ night: CivilDate) async throws {
    let registry = world.registry
    let winners = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<50 {
        group.addTask {
          let sold = try? await registry.write {
            try $0.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
          }
          return sold != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
  }

  func request(_ words: inout Words) throws -> BookingRequest {
    guard let plan = words.take() else { throw Misread(step: "") }
    let checkIn = try words.night(world.tonight)
    var nights = 1
    if let word = words.peek, word.hasPrefix("x"), let count = Int(word.dropFirst()) {
      nights = count
      _ = words.take()
    }
    var (rooms, adults, children) = (1, 2, [Int]())
    while let word = words.peek, let equals = word.firstIndex(of: "=") {
      _ = words.take()
      let value = word[word.index(after: equals)...]
      switch word[..<equals] {
      case "rooms": rooms = Int(value) ?? 0
      case "adults": adults = Int(value) ?? 0
      case "children": children = value.split(separator: ",").compactMap { Int($0) }
      default: throw Misread(step: "")
      }
    }
    var request = Fixtures.request(
      RatePlanID(trusted: "T01-1-\(plan)"),
      checkIn: checkIn,
      nights: nights,
      rooms: rooms,
      adults: adults,
    )
    request.party = try #require(Party(adults: adults, childAges: children))
    return request
  }

  func booking(_ name: String?) throws -> BookingID {
    guard let name, let id = bookings[name] else { throw Misread(step: "") }
    return id
  }
}

/// The words of a step, taken one by one.
struct Words {
  private var words: [String]

  init(_ step: String) { words = step.split(separator: " ").map(String.init) }

  var text: String { words.joined(separator: " ") }
  var peek: String? { words.first }
  var isEmpty: Bool { words.isEmpty }

  mutating func take() -> String? { words.isEmpty ? nil : words.removeFirst() }

  /// Takes the given words if they come next.
  mutating func take(_ expected: String) -> Bool {
    let wanted = expected.split(separator: " ").map(String.init)
    guard words.starts(with: wanted) else { return false }
    words.removeFirst(wanted.count)
    return true
  }

  mutating func number() throws -> Int {
    guard let number = take().flatMap({ Int($0) }) else { throw ScenarioRunner.Misread(step: "") }
    return number
  }

  mutating func night(_ tonight: CivilDate) throws -> CivilDate {
    guard let word = take() else { throw ScenarioRunner.Misread(step: "") }
    if word == "tonight" { return tonight }
    if word.hasPrefix("tonight+"), let days = Int(word.dropFirst(8)) { return tonight + days }
    guard let date = CivilDate(word) else { throw ScenarioRunner.Misread(step: "") }
    return date
  }

  mutating func nights() throws -> (CivilDate, CivilDate) {
    let parts = (take() ?? "").split(separator: ".").map(String.init)
    guard parts.count == 2, let first = CivilDate(parts[0]), let last = CivilDate(parts[1]) else {
      throw ScenarioRunner.Misread(step: "")
    }
    return (first, last)
  }

  mutating func span() throws -> Span {
    guard let word = take(), let unit = word.last, let count = Int(word.dropLast()) else {
      throw ScenarioRunner.Misread(step: "")
    }
    switch unit {
    case "s": return .seconds(count)
    case "m": return .minutes(count)
    case "h": return .hours(count)
    case "d": return .hours(24 * count)
    default: throw ScenarioRunner.Misread(step: "")
    }
  }
}

extension BookingRefusal {
  /// The case's name; of a quote's refusal, that refusal's.
  var code: String {
    if case .quote(let refusal) = self { return String("\(refusal)".prefix { $0 != "(" }) }
    return String("\(self)".prefix { $0 != "(" })
  }
}
