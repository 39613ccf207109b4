/// When a request to a keeper runs out, and whether she can be asked before it does.
package enum RequestDeadline {
  /// The longest a guest waits for an answer.
  package static let longest = Span.hours(24)
  /// A call and everything said in it, at most.
  static let callTime = Span.minutes(5)
  /// Between an unanswered call and the next.
  package static let retryAfter = Span.minutes(10)
  /// Calling windows looked at: the deadline is at most a day away, so two days cover it.
  private static let daysAhead = 2

  /// The deadline of a request made now: a day, but never past the plan's cutoff.
  package static func of(cutoff: Timestamp, now: Timestamp) -> Timestamp {
    min(now + longest, cutoff)
  }

  /// Whether one call and one retry fit the inn's calling hours between now and the deadline.
  package static func isReachable(
    _ times: CallingTimes,
    from now: Timestamp,
    until deadline: Timestamp,
  ) -> Bool {
    let today = TokyoTime.date(at: now)
    var calls = 0
    var earliest = now
    for day in 0...daysAhead {
      let date = today + day
      guard times.days.contains(date.weekday) else { continue }
      let open = TokyoTime.instant(date, minute: times.from.minutes)
      let close = min(TokyoTime.instant(date, minute: times.until.minutes), deadline)
      var start = max(open, earliest)
      while start + callTime <= close {
        calls += 1
        if calls == 2 { return true }
        start = start + retryAfter
      }
      earliest = max(earliest, start)
    }
    return false
  }
}
