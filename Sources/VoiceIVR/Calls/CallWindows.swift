package import InnRegistry

/// When an inn may be rung, by its own calling times.
package struct CallWindows: Hashable, Sendable {
  package let times: CallingTimes
  /// A call and everything said in it, at most: calls end before the inn's day does.
  package static let callTime = Span.minutes(5)
  /// Days looked at: an inn that is rung on one weekday only has its next within a week.
  private static let daysAhead = 7

  package init(_ times: CallingTimes) { self.times = times }

  /// The first instant from `earliest` on at which a call may begin; nil when there is none within
  /// a week.
  ///
  /// - Parameter isLastResort: the hours in which the keeper cooks count, too.
  package func next(from earliest: Timestamp, isLastResort: Bool = false) -> Timestamp? {
    let today = TokyoTime.date(at: earliest)
    for day in 0...CallWindows.daysAhead {
      for window in windows(on: today + day, isLastResort: isLastResort) {
        let start = max(window.lowerBound, earliest)
        if start <= window.upperBound { return start }
      }
    }
    return nil
  }

  /// Instants of a day at which a call may begin, in order.
  private func windows(on date: CivilDate, isLastResort: Bool) -> [ClosedRange<Timestamp>] {
    guard times.days.contains(date.weekday) else { return [] }
    let open = TokyoTime.instant(date, minute: times.from.minutes)
    let close = TokyoTime.instant(date, minute: times.until.minutes) - CallWindows.callTime
    guard open <= close else { return [] }
    guard !isLastResort, let from = times.kitchenFrom, let until = times.kitchenUntil,
      from < until
    else { return [open...close] }
    let kitchen = TokyoTime.instant(date, minute: from.minutes)
    let kitchenEnd = TokyoTime.instant(date, minute: until.minutes)
    var windows: [ClosedRange<Timestamp>] = []
    // A call that begins right before she cooks is still hers to end.
    let lastBefore = min(close, kitchen - Span(milliseconds: 1))
    if open <= lastBefore { windows.append(open...lastBefore) }
    if max(open, kitchenEnd) <= close { windows.append(max(open, kitchenEnd)...close) }
    return windows
  }

  /// From when to when the evening call of a date may begin; nil where the inn wants none that day.
  package func evening(on date: CivilDate, for time: Span) -> ClosedRange<Timestamp>? {
    guard let evening = times.eveningCall, times.days.contains(date.weekday) else { return nil }
    let begin = TokyoTime.instant(date, minute: max(evening, times.from).minutes)
    let close = TokyoTime.instant(date, minute: times.until.minutes) - CallWindows.callTime
    let end = min(begin + time, close)
    return begin <= end ? begin...end : nil
  }
}
