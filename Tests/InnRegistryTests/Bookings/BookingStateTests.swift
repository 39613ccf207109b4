import InnRegistry
import Testing

@Suite struct BookingStateTests {
  /// Check-in on 5 December, two nights.
  private static let checkIn = CivilDate(daysSinceEpoch: 20_792)
  private static let deadline = TokyoTime.instant(checkIn - 1, minute: 15 * 60)

  private static let moves: [BookingMove] = [
    .extend(until: deadline + .hours(1)), .request(deadline: deadline), .confirm, .accept,
    .decline(.full), .release, .withdraw, .cancel(by: .guest), .cancel(by: .inn), .expire, .stay,
    .reportNoShow,
  ]

  private static func state(_ name: BookingState.Name) -> BookingState {
    switch name {
    case .held: .held(until: deadline)
    case .requested: .requested(deadline: deadline)
    case .confirmed: .confirmed
    case .stayed: .stayed
    case .noShow: .noShow
    case .cancelled: .cancelled(by: .guest)
    case .released: .released
    case .declined: .declined(.other)
    case .expired: .expired
    case .withdrawn: .withdrawn
    }
  }

  /// Every state and every move, a column a move as listed above, before any deadline and before
  /// check-in.
  ///
  /// `-` is refused as not possible, `early` as too early.
  private static let before = """
    held:      held requested confirmed -         -        released released  -         -         - - -
    requested: -    -         -         confirmed declined -        withdrawn withdrawn -         - - -
    confirmed: -    -         -         -         -        -        -         cancelled cancelled - - early
    stayed:    -    -         -         -         -        -        -         -         -         - - early
    no_show:   -    -         -         -         -        -        -         -         -         - - -
    cancelled: -    -         -         -         -        -        -         -         -         - - -
    released:  -    -         -         -         -        -        -         -         -         - - -
    declined:  -    -         -         -         -        -        -         -         -         - - -
    expired:   -    -         -         -         -        -        -         -         -         - - -
    withdrawn: -    -         -         -         -        -        -         -         -         - - -
    """

  /// The same two days after check-out: `past` is refused with the state that time has brought.
  private static let after = """
    held:      past past      past      -         -        released released  -         -         released - -
    requested: -    -         -         past      declined -        withdrawn withdrawn -         expired  - -
    confirmed: -    -         -         -         -        -        -         past      past      -        stayed no_show
    stayed:    -    -         -         -         -        -        -         -         -         -        -      no_show
    no_show:   -    -         -         -         -        -        -         -         -         -        -      -
    cancelled: -    -         -         -         -        -        -         -         -         -        -      -
    released:  -    -         -         -         -        -        -         -         -         -        -      -
    declined:  -    -         -         -         -        -        -         -         -         -        -      -
    expired:   -    -         -         -         -        -        -         -         -         -        -      -
    withdrawn: -    -         -         -         -        -        -         -         -         -        -      -
    """

  @Test func everyMoveFromEveryStateBeforehand() throws {
    try check(BookingStateTests.before, now: BookingStateTests.deadline - .hours(1))
  }

  @Test func everyMoveFromEveryStateAfterwards() throws {
    let now = TokyoTime.instant(BookingStateTests.checkIn + 4)
    try check(BookingStateTests.after, now: now)
  }

  private func check(_ table: String, now: Timestamp) throws {
    let stay = try #require(Stay(checkIn: BookingStateTests.checkIn, nights: 2))
    let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.map { $0[0].dropLast() } == BookingState.Name.allCases.map { $0.rawValue[...] })
    for row in rows {
      let name = try #require(BookingState.Name(rawValue: String(row[0].dropLast())))
      #expect(row.count == BookingStateTests.moves.count + 1)
      for (move, expected) in zip(BookingStateTests.moves, row.dropFirst()) {
        let from = BookingStateTests.state(name)
        let actual: String
        do {
          actual = try from.after(move, now: now, stay: stay).name.rawValue
        } catch {
          actual = word(for: error, from: name, move)
        }
        #expect(actual == expected, "\(name.rawValue), \(move)")
      }
    }
  }

  private func word(for refusal: BookingRefusal, from: BookingState.Name, _ move: BookingMove)
    -> String
  {
    switch refusal {
    case .notPossible(from): return "-"
    case .notPossible(.released), .notPossible(.expired), .notPossible(.stayed): return "past"
    case .tooEarly: return "early"
    case .tooLate: return "late"
    default: return "\(refusal)"
    }
  }

  // MARK: - Edges

  /// The instant of the deadline belongs to the expiry, not to the answer.
  @Test func theDeadlineItselfIsLate() throws {
    let stay = try #require(Stay(checkIn: BookingStateTests.checkIn, nights: 2))
    let deadline = BookingStateTests.deadline
    let held = BookingState.held(until: deadline)
    let requested = BookingState.requested(deadline: deadline)
    let justBefore = deadline - Span(milliseconds: 1)
    #expect(try held.after(.confirm, now: justBefore, stay: stay) == .confirmed)
    #expect(throws: BookingRefusal.notPossible(.released)) {
      try held.after(.confirm, now: deadline, stay: stay)
    }
    #expect(throws: BookingRefusal.notPossible(.held)) {
      try held.after(.expire, now: justBefore, stay: stay)
    }
    #expect(try held.after(.expire, now: deadline, stay: stay) == .released)
    #expect(try requested.after(.accept, now: justBefore, stay: stay) == .confirmed)
    #expect(throws: BookingRefusal.notPossible(.expired)) {
      try requested.after(.accept, now: deadline, stay: stay)
    }
    #expect(try requested.after(.expire, now: deadline, stay: stay) == .expired)
  }

  /// `stayed` from noon of check-out; until then a booking can be cancelled.
  @Test func noonOfCheckOut() throws {
    let stay = try #require(Stay(checkIn: BookingStateTests.checkIn, nights: 2))
    let noon = TokyoTime.instant(BookingStateTests.checkIn + 2, minute: 12 * 60)
    let before = noon - Span(milliseconds: 1)
    #expect(throws: BookingRefusal.notPossible(.confirmed)) {
      try BookingState.confirmed.after(.stay, now: before, stay: stay)
    }
    #expect(try BookingState.confirmed.after(.stay, now: noon, stay: stay) == .stayed)
    #expect(
      try BookingState.confirmed.after(.cancel(by: .guest), now: before, stay: stay)
        == .cancelled(by: .guest)
    )
    #expect(throws: BookingRefusal.notPossible(.stayed)) {
      try BookingState.confirmed.after(.cancel(by: .inn), now: noon, stay: stay)
    }
  }

  /// A no-show from 15:00 of check-in to the end of the seventh day after it.
  @Test func noShowWindow() throws {
    let stay = try #require(Stay(checkIn: BookingStateTests.checkIn, nights: 2))
    let from = TokyoTime.instant(BookingStateTests.checkIn, minute: 15 * 60)
    let until = TokyoTime.instant(BookingStateTests.checkIn + 8)
    let moment = Span(milliseconds: 1)
    #expect(throws: BookingRefusal.tooEarly) {
      try BookingState.confirmed.after(.reportNoShow, now: from - moment, stay: stay)
    }
    #expect(try BookingState.confirmed.after(.reportNoShow, now: from, stay: stay) == .noShow)
    #expect(
      try BookingState.stayed.after(.reportNoShow, now: until - moment, stay: stay) == .noShow
    )
    #expect(throws: BookingRefusal.tooLate) {
      try BookingState.stayed.after(.reportNoShow, now: until, stay: stay)
    }
  }
}
