import InnTestSupport
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// Whom the hub rings when: one row, one situation.
///
/// Times are of Tuesday, 1 December 2026, in Tokyo; 24:00 and later are of the next day.
@Suite struct CallPlannerTests {
  private static let today = TokyoTime.date(at: TestWorld.start)

  private static func at(_ text: String) -> Timestamp {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    return TokyoTime.instant(today, minute: parts[0] * 60 + parts[1])
  }

  private static func entry(
    _ kind: OutboxEntry.Kind = .tellRequest,
    since: String = "10:00",
    nextTry: String? = nil,
    deadline: String,
  ) -> RingReason {
    RingReason(
      inn: Fixtures.inn,
      kind: kind,
      createdAt: at(since),
      nextTry: at(nextTry ?? since),
      deadline: at(deadline),
    )
  }

  private static func ring(
    _ started: String,
    _ outcome: Ring.Outcome?,
    _ purpose: Ring.Purpose = .request,
    ended: String? = nil,
  ) -> Ring {
    Ring(
      id: 1,
      inn: Fixtures.inn,
      number: nil,
      purpose: purpose,
      resumes: false,
      startedAt: at(started),
      answeredAt: nil,
      endedAt: outcome == nil ? nil : at(ended ?? started),
      outcome: outcome,
    )
  }

  private static let phone = InnPhone(
    number: PhoneNumber(trusted: "+81175000001"),
    inn: Fixtures.inn,
  )

  /// Rung 08:00–20:30, cooks 16–19, evening call at 19:30 where wanted.
  private static func calling(evening: String? = nil, days: Set<Weekday>? = nil) -> CallingTimes {
    CallingTimes(
      days: days ?? Set(Weekday.allCases),
      kitchenFrom: TimeOfDay(hour: 16),
      kitchenUntil: TimeOfDay(hour: 19),
      eveningCall: evening.flatMap { TimeOfDay($0) },
    )
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var now: String
    var waiting: [RingReason] = []
    var today: [Ring] = []
    var calling = CallPlannerTests.calling()
    var phones = [CallPlannerTests.phone]
    var isInCall = false
    var lastCallEnded: String?
    var hasEvening = true
    var broken: (Ring.Purpose, String)?
    var freeLines = 1
    /// What is expected: a call now, or the time of the next look.
    var rings: Ring.Purpose?
    var resumes = false
    var looksAgain: String?

    var testDescription: String { name }

    var plan: CallPlanner.Plan {
      var inn = CallPlanner.InnSituation(
        inn: Fixtures.inn,
        calling: calling,
        phones: phones,
      )
      inn.waiting = waiting
      inn.today = today
      inn.isInCall = isInCall
      inn.lastCallEnded = lastCallEnded.map { CallPlannerTests.at($0) }
      inn.hasEvening = hasEvening
      inn.brokenOff = broken.map {
        CallPlanner.BrokenTalk(purpose: $0.0, noticedAt: CallPlannerTests.at($0.1))
      }
      return CallPlanner().plan(
        CallPlanner.Situation(
          now: CallPlannerTests.at(now),
          inns: [inn],
          freeLines: freeLines,
        )
      )
    }
  }

  @Test(arguments: rows) func oneInn(_ row: Row) {
    let plan = row.plan
    #expect(plan.calls.map(\.purpose) == [row.rings].compactMap(\.self))
    #expect(plan.calls.allSatisfy { $0.resumes == row.resumes })
    #expect(plan.nextLook == row.looksAgain.map { CallPlannerTests.at($0) })
  }

  private static let office = InnPhone(
    number: PhoneNumber(trusted: "+81175000001"),
    inn: Fixtures.inn,
    kind: .officeOnly,
  )

  static let rows: [Row] = [
    Row(name: "nothing waits, no evening call", now: "10:00"),
    Row(
      name: "a request rings at once",
      now: "10:00",
      waiting: [entry(deadline: "34:00")],
      rings: .request,
    ),
    Row(
      name: "news ring at once",
      now: "10:00",
      waiting: [entry(.tellBooking, deadline: "34:00")],
      rings: .news,
    ),
    Row(
      name: "news and a request are one call about the request",
      now: "10:00",
      waiting: [entry(.tellBooking, deadline: "34:00"), entry(deadline: "33:00")],
      rings: .request,
    ),
    Row(
      name: "a request that waits for its retry is carried by a call about news",
      now: "10:00",
      waiting: [
        entry(.tellBooking, deadline: "34:00"), entry(nextTry: "10:05", deadline: "33:00"),
      ],
      rings: .request,
    ),
    Row(
      name: "before the calling hours",
      now: "06:00",
      waiting: [entry(since: "02:00", deadline: "15:00")],
      looksAgain: "08:00",
    ),
    Row(
      name: "S26: calls end before the calling hours do",
      now: "20:26",
      waiting: [entry(since: "20:26", deadline: "44:00")],
      looksAgain: "32:00",
    ),
    Row(
      name: "S26: after the calling hours and due before the next: never rung",
      now: "21:30",
      waiting: [entry(since: "21:30", deadline: "23:00")],
    ),
    Row(
      name: "the last minute before the hours' end",
      now: "20:25",
      waiting: [entry(since: "20:25", deadline: "44:00")],
      rings: .request,
    ),
    Row(
      name: "S10: nothing waits any more, nobody is rung",
      now: "10:10",
      today: [ring("10:00", .cancelled)],
    ),
    Row(
      name: "S10: a ring that was cancelled doesn't hold up the next request",
      now: "10:01",
      waiting: [entry(since: "10:01", deadline: "34:00")],
      today: [ring("10:00", .cancelled)],
      rings: .request,
    ),
    Row(
      name: "a missed call rests ten minutes from its beginning",
      now: "10:05",
      waiting: [entry(nextTry: "10:10", deadline: "34:00")],
      today: [ring("10:00", .noAnswer, ended: "10:01")],
      looksAgain: "10:10",
    ),
    Row(
      name: "after ten minutes it rings again",
      now: "10:10",
      waiting: [entry(nextTry: "10:10", deadline: "34:00")],
      today: [ring("10:00", .noAnswer, ended: "10:01")],
      rings: .request,
    ),
    Row(
      name: "a new request doesn't cut the rest after a missed call",
      now: "10:03",
      waiting: [
        entry(nextTry: "10:10", deadline: "34:00"),
        entry(since: "10:03", deadline: "34:00"),
      ],
      today: [ring("10:00", .busy)],
      looksAgain: "10:10",
    ),
    Row(
      name: "S31: what one call couldn't carry waits for the next",
      now: "10:04",
      waiting: [entry(nextTry: "10:10", deadline: "34:00")],
      today: [ring("10:00", .spoken, ended: "10:04")],
      looksAgain: "10:10",
    ),
    Row(
      name: "the handset comes down before the next call",
      now: "10:05",
      waiting: [entry(since: "10:05", deadline: "34:00")],
      lastCallEnded: "10:04",
      looksAgain: "10:06",
    ),
    Row(
      name: "an inn in a call is left alone",
      now: "10:00",
      waiting: [entry(deadline: "34:00")],
      isInCall: true,
    ),
    Row(
      name: "no line is free",
      now: "10:00",
      waiting: [entry(deadline: "34:00")],
      freeLines: 0,
    ),
    Row(
      name: "S32: rung before she cooks",
      now: "15:50",
      waiting: [entry(since: "15:50", deadline: "18:30")],
      rings: .request,
    ),
    Row(
      name: "S32: in kitchen hours as the last resort",
      now: "16:10",
      waiting: [entry(since: "16:10", deadline: "18:30")],
      rings: .request,
    ),
    Row(
      name: "S32: time enough after she has cooked",
      now: "16:10",
      waiting: [entry(since: "16:10", deadline: "20:00")],
      looksAgain: "19:00",
    ),
    Row(
      name: "S32: a retry that falls into kitchen hours",
      now: "16:05",
      waiting: [entry(nextTry: "16:05", deadline: "18:30")],
      today: [ring("15:55", .noAnswer)],
      rings: .request,
    ),
    Row(
      name: "guests of tonight are told while she cooks for them",
      now: "16:30",
      waiting: [entry(.tellBooking, since: "16:30", deadline: "16:31")],
      rings: .news,
    ),
    Row(
      name: "a minute before its deadline a request is too late",
      now: "14:59",
      waiting: [entry(nextTry: "14:59", deadline: "15:00")],
      rings: .request,
    ),
    Row(
      name: "a request can't be asked about within its last minute",
      now: "10:00",
      waiting: [entry(nextTry: "10:00", deadline: "10:00")],
    ),
    Row(
      name: "evening call at the inn's own time",
      now: "19:30",
      calling: calling(evening: "19:30"),
      rings: .evening,
    ),
    Row(
      name: "before the evening call",
      now: "12:00",
      calling: calling(evening: "19:30"),
      looksAgain: "19:30",
    ),
    Row(
      name: "evening call on the inn's own days: Tuesday isn't one",
      now: "19:30",
      calling: calling(evening: "19:30", days: [.wednesday]),
      looksAgain: "43:30",
    ),
    Row(
      name: "one evening call a day",
      now: "19:40",
      today: [ring("19:30", .spoken, .evening, ended: "19:32")],
      calling: calling(evening: "19:30"),
      looksAgain: "43:30",
    ),
    Row(
      name: "an evening call nobody answered is made again",
      now: "19:40",
      today: [ring("19:30", .noAnswer, .evening)],
      calling: calling(evening: "19:30"),
      rings: .evening,
    ),
    Row(
      name: "three missed evening calls are enough",
      now: "20:10",
      today: [
        ring("19:30", .noAnswer, .evening), ring("19:40", .busy, .evening),
        ring("19:50", .noKeeper, .evening),
      ],
      calling: calling(evening: "19:30"),
      looksAgain: "43:30",
    ),
    Row(
      name: "no evening call where nothing is sold",
      now: "19:30",
      calling: calling(evening: "19:30"),
      hasEvening: false,
    ),
    Row(
      name: "S28: an evening call late in the evening still asks, about tomorrow",
      now: "20:20",
      calling: calling(evening: "20:20"),
      rings: .evening,
    ),
    Row(
      name: "news shortly before the evening call wait for it",
      now: "19:15",
      waiting: [entry(.tellBooking, since: "19:15", deadline: "60:00")],
      calling: calling(evening: "19:30"),
      looksAgain: "19:30",
    ),
    Row(
      name: "a request doesn't wait for the evening call",
      now: "19:15",
      waiting: [entry(since: "19:15", deadline: "40:00")],
      calling: calling(evening: "19:30"),
      rings: .request,
    ),
    Row(
      name: "the evening call carries what waits",
      now: "19:30",
      waiting: [entry(since: "19:15", deadline: "40:00")],
      calling: calling(evening: "19:30"),
      rings: .evening,
    ),
    Row(
      name: "S16: a talk that broke off is resumed at once, the rest after calls notwithstanding",
      now: "10:02",
      waiting: [entry(since: "10:00", deadline: "34:00")],
      today: [ring("10:00", .brokenOff, ended: "10:02")],
      lastCallEnded: "10:02",
      broken: (.request, "10:02"),
      rings: .request,
      resumes: true,
    ),
    Row(
      name: "S15: what she had answered isn't talked about again",
      now: "10:02",
      today: [ring("10:00", .brokenOff, ended: "10:02")],
      broken: (.request, "10:02"),
    ),
    Row(
      name: "S16: after two minutes it is a call like any other",
      now: "10:05",
      waiting: [entry(since: "10:00", deadline: "34:00")],
      today: [ring("10:00", .brokenOff, ended: "10:02")],
      broken: (.request, "10:02"),
      rings: .request,
    ),
    Row(
      name: "calls of a day are capped",
      now: "14:00",
      waiting: [entry(since: "14:00", deadline: "38:00")],
      today: ["8:00", "8:30", "9:00", "9:30", "10:00", "10:30", "11:00", "11:30"].map {
        ring($0, .noAnswer)
      },
      looksAgain: "24:00",
    ),
    Row(
      name: "calls that couldn't be made don't count",
      now: "14:00",
      waiting: [entry(since: "14:00", deadline: "38:00")],
      today: ["8:00", "8:30", "9:00", "9:30", "10:00", "10:30", "11:00", "11:30"].map {
        ring($0, .notMade)
      },
      rings: .request,
    ),
    Row(
      name: "a network that fails is asked again soon",
      now: "10:00",
      waiting: [entry(nextTry: "10:00", deadline: "34:00")],
      today: [ring("9:58", .notMade), ring("9:59", .notMade)],
      rings: .request,
    ),
    Row(
      name: "a telephone for the office's people isn't rung by the hub",
      now: "10:00",
      waiting: [entry(deadline: "34:00")],
      phones: [office],
    ),
  ]

  // MARK: - Several inns

  private func inn(_ name: String, deadline: String, number: String) -> CallPlanner.InnSituation {
    let id = InnID(trusted: name)
    var inn = CallPlanner.InnSituation(
      inn: id,
      calling: CallingTimes(),
      phones: [InnPhone(number: PhoneNumber(trusted: number), inn: id)],
    )
    inn.waiting = [CallPlannerTests.entry(deadline: deadline)]
    return inn
  }

  @Test func nearestDeadlineFirstAndAReservedLineStaysFree() {
    let situation = CallPlanner.Situation(
      now: CallPlannerTests.at("10:00"),
      inns: [
        inn("T01", deadline: "15:00", number: "+81175000001"),
        inn("T02", deadline: "12:00", number: "+81175000002"),
        inn("T03", deadline: "13:00", number: "+81175000003"),
      ],
      freeLines: 2,
    )
    let plan = CallPlanner().plan(situation)
    #expect(plan.calls.map(\.inn.rawValue) == ["T02", "T03"])
    #expect(plan.waitingForLine.map(\.inn.rawValue) == ["T01"])
  }

  @Test func oneTelephoneOfTwoInnsRingsOnce() {
    let situation = CallPlanner.Situation(
      now: CallPlannerTests.at("10:00"),
      inns: [
        inn("T01", deadline: "15:00", number: "+81175000001"),
        inn("T02", deadline: "12:00", number: "+81175000001"),
      ],
      freeLines: 5,
    )
    #expect(CallPlanner().plan(situation).calls.map(\.inn.rawValue) == ["T02"])
  }

  @Test func theNextTryTakesTheNextTelephone() {
    var second = CallPlannerTests.phone
    second.number = PhoneNumber(trusted: "+81175000051")
    let row = Row(
      name: "",
      now: "10:10",
      waiting: [CallPlannerTests.entry(nextTry: "10:10", deadline: "34:00")],
      today: [CallPlannerTests.ring("10:00", .noAnswer)],
      phones: [CallPlannerTests.phone, second],
    )
    #expect(row.plan.calls.map(\.phone.number.e164) == ["+81175000051"])
  }

  /// The planner against a day of missed calls: never outside the hours, never two within ten
  /// minutes, never more than the cap, and it always ends.
  @Test func aDayOfMissedCallsKeepsEveryRule() {
    let planner = CallPlanner()
    var inn = CallPlanner.InnSituation(
      inn: Fixtures.inn,
      calling: CallPlannerTests.calling(evening: "19:30"),
      phones: [CallPlannerTests.phone],
    )
    inn.waiting = [CallPlannerTests.entry(since: "00:00", deadline: "23:00")]
    var now = CallPlannerTests.at("00:00")
    let end = CallPlannerTests.at("24:00")
    var rings: [Timestamp] = []
    while now < end {
      let plan = planner.plan(.init(now: now, inns: [inn], freeLines: 1))
      if let call = plan.calls.first {
        rings.append(now)
        inn.today.append(
          Ring(
            id: Int64(rings.count),
            inn: inn.inn,
            number: nil,
            purpose: call.purpose,
            resumes: false,
            startedAt: now,
            answeredAt: nil,
            endedAt: now + .seconds(40),
            outcome: .noAnswer,
          )
        )
      }
      now = now + .minutes(1)
    }
    #expect(rings.count == planner.rules.callsADay)
    #expect(zip(rings, rings.dropFirst()).allSatisfy { $1 - $0 >= .minutes(10) })
    for ring in rings {
      let minute = TokyoTime.minuteOfDay(at: ring)
      #expect((8 * 60..<16 * 60).contains(minute) || (19 * 60...20 * 60 + 25).contains(minute))
    }
  }
}
