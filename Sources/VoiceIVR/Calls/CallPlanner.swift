package import InnRegistry

/// Decides which inns the hub rings now, and why: a value, without a clock, a line or a database.
///
/// The rules are those of the ladder: one call carries everything that waits for an inn; a missed
/// call is made again ten minutes later, twice; never past a deadline, outside the inn's calling
/// hours, in its kitchen hours unless nothing else is left, to an inn that is in a call already, or
/// about something that was answered.
package struct CallPlanner: Hashable, Sendable {
  package var rules: Rules

  package struct Rules: Hashable, Sendable {
    /// Calls by the hub to one inn in one day, evening calls and missed ones included: more is
    /// harassment of somebody who cooks for a living.
    package var callsADay = 8
    /// After a call with an inn, whoever rang: the handset must come down first.
    package var restAfterCall = Span.minutes(2)
    /// After a call that ended before what was keyed had been repeated: the handset has come down,
    /// and she still knows what she pressed.
    package var repeatAfter = Span.minutes(1)
    /// The last moment at which a request can be asked about before its deadline: ring, greeting
    /// and question take most of a minute.
    package var answerTime = Span.minutes(1)
    /// News that would be told so shortly before the evening call wait for it.
    package var evenings = Span.minutes(20)
    /// How late an evening call may begin.
    package var eveningLasts = Span.minutes(90)
    /// A talk that broke off with the hub is resumed within this time or not at all (S16).
    package var resumeWithin = Span.minutes(2)
    package var ladder = RingLadder()

    package init() {}
  }

  package init(rules: Rules = Rules()) { self.rules = rules }

  /// Everything that is known at one moment.
  package struct Situation: Hashable, Sendable {
    package var now: Timestamp
    package var inns: [InnSituation]
    /// Lines that calls by the hub may take now: those reserved for keepers are left out.
    package var freeLines: Int

    package init(now: Timestamp, inns: [InnSituation], freeLines: Int) {
      self.now = now
      self.inns = inns
      self.freeLines = freeLines
    }
  }

  /// One inn that something waits for or that has an evening call.
  package struct InnSituation: Hashable, Sendable {
    package var inn: InnID
    package var calling: CallingTimes
    /// In the order in which the hub rings them.
    package var phones: [InnPhone]
    package var waiting: [RingReason] = []
    /// Rings since the day began in Tokyo, oldest first.
    package var today: [Ring] = []
    /// A person of the office wants it rung now.
    package var isWanted = false
    /// The telephone she had in her hand when she keyed what is to be repeated.
    package var repeatTo: PhoneNumber?
    /// In a call or being rung, by whomever.
    package var isInCall = false
    /// When the last call with the inn ended, whoever rang; nil when there was none lately.
    package var lastCallEnded: Timestamp?
    /// Whether it wants to be asked about its rooms: it sells, and isn't shut tonight and tomorrow.
    package var hasEvening = true
    /// A talk of the hub's last run that broke off in the middle, and when the hub came back.
    package var brokenOff: BrokenTalk?

    package init(inn: InnID, calling: CallingTimes, phones: [InnPhone]) {
      self.inn = inn
      self.calling = calling
      self.phones = phones
    }
  }

  package struct BrokenTalk: Hashable, Sendable {
    package var purpose: Ring.Purpose
    package var noticedAt: Timestamp

    package init(purpose: Ring.Purpose, noticedAt: Timestamp) {
      self.purpose = purpose
      self.noticedAt = noticedAt
    }
  }

  /// One call to be made.
  package struct Call: Hashable, Sendable {
    package var inn: InnID
    package var phone: InnPhone
    package var purpose: Ring.Purpose
    package var resumes: Bool
    /// The nearest deadline of what it carries; nil for a mere evening call.
    package var deadline: Timestamp?
  }

  package struct Plan: Hashable, Sendable {
    /// To be made now, the most urgent first; no more than there are free lines.
    package var calls: [Call] = []
    /// Due now, but no line is free.
    package var waitingForLine: [Call] = []
    /// When something falls due by itself; nil when nothing does.
    package var nextLook: Timestamp?
  }

  package func plan(_ situation: Situation) -> Plan {
    var plan = Plan()
    var due: [Call] = []
    for inn in situation.inns where !inn.isInCall {
      switch decide(inn, now: situation.now) {
      case .ring(let call): due.append(call)
      case .wait(let until): plan.nextLook = min(plan.nextLook ?? until, until)
      case nil: break
      }
    }
    due.sort { isMoreUrgent($0, $1) }
    // One telephone may serve several inns: it rings for one of them at a time.
    var busy = Set(
      situation.inns.filter(\.isInCall).flatMap { $0.phones.map(\.number) }
    )
    for call in due where busy.insert(call.phone.number).inserted {
      if plan.calls.count < situation.freeLines {
        plan.calls.append(call)
      } else {
        plan.waitingForLine.append(call)
      }
    }
    return plan
  }

  private func isMoreUrgent(_ one: Call, _ other: Call) -> Bool {
    if one.resumes != other.resumes { return one.resumes }
    switch (one.deadline, other.deadline) {
    case (let first?, let second?) where first != second: return first < second
    case (_?, nil): return true
    case (nil, _?): return false
    case (_, _): return one.inn < other.inn
    }
  }
}
