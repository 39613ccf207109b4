import InnRegistry

/// An event: when, and whether it takes the room.
struct ICalendarEvent: Hashable, Sendable {
  var uid: String?
  /// The one of a series that it replaces.
  var replaces: ICalendarTime?
  var start: ICalendarTime
  private var end: ICalendarTime?
  private var duration: Span?
  var rule: String?
  /// Of a series, the ones that don't happen.
  var exceptions: [ICalendarTime] = []
  /// Called off, or only a note that leaves the room free.
  var takesNothing = false
  /// Which of several versions of one event is the newest: by `SEQUENCE`, by when it was written,
  /// by its place in the file.
  var version: Version

  struct Version: Hashable, Comparable, Sendable {
    var sequence: Int
    var written: Timestamp
    var number: Int

    static func < (left: Version, right: Version) -> Bool {
      (left.sequence, left.written, left.number) < (right.sequence, right.written, right.number)
    }
  }

  /// Nil when it can't be told when it is.
  init?(_ lines: [ICalendarLine], number: Int) {
    var start: ICalendarTime?
    version = Version(sequence: 0, written: Timestamp(milliseconds: 0), number: number)
    for line in lines {
      switch line.name {
      case "UID": uid = line.value
      case "DTSTART": start = ICalendarTime(line)
      case "DTEND":
        guard let time = ICalendarTime(line) else { return nil }
        end = time
      case "DURATION":
        guard let time = ICalendarTime.duration(line.value) else { return nil }
        duration = time
      case "RECURRENCE-ID":
        // «This and all that follow» changes what can't be enumerated here.
        guard let time = ICalendarTime(line), line.parameters["RANGE"] == nil else { return nil }
        replaces = time
      case "RRULE":
        guard rule == nil else { return nil }
        rule = line.value
      case "RDATE", "EXRULE": return nil
      case "EXDATE":
        for text in line.value.split(separator: ",") {
          guard let time = ICalendarTime(String(text), zone: line.parameters["TZID"]) else {
            return nil
          }
          exceptions.append(time)
        }
      case "STATUS": if line.value.uppercased() == "CANCELLED" { takesNothing = true }
      case "TRANSP": if line.value.uppercased() == "TRANSPARENT" { takesNothing = true }
      case "SEQUENCE": version.sequence = Int(line.value) ?? 0
      case "DTSTAMP", "LAST-MODIFIED":
        if let time = ICalendarTime(line) {
          version.written = max(version.written, time.instant([:]))
        }
      default: break
      }
    }
    guard let start else { return nil }
    self.start = start
  }

  /// The nights that it takes; nil for none.
  ///
  /// A night is taken whose date's last minute lies in the event: a stay from 15:00 to 10:00 takes
  /// its nights, a cleaning at noon takes none. The end of whole days is not included; an end that
  /// is no later than its beginning, which some write for one day, means one night.
  func nights(_ zones: [String: Int]) -> ClosedRange<CivilDate>? {
    if case .date(let first) = start {
      let last: CivilDate
      switch (end, duration) {
      case (.date(let day), _): last = day - 1
      case (.some(let time), _): last = TokyoTime.date(at: time.instant(zones)) - 1
      case (nil, .some(let time)):
        last = first + (Int(clamping: time.milliseconds / 86_400_000) - 1)
      case (nil, nil): last = first
      }
      return first...max(first, last)
    }
    let from = start.instant(zones)
    let until = end?.instant(zones) ?? duration.map { from + $0 } ?? from
    let first = TokyoTime.date(at: from)
    // The date before the one on which it ends has its last minute inside.
    let last = TokyoTime.date(at: until) - 1
    return first <= last ? first...last : nil
  }
}

/// The nights that a calendar takes.
struct ICalendarNights: Hashable, Sendable {
  var nights: [ClosedRange<CivilDate>] = []
  var counts = CalendarFeed.Counts()

  /// - Parameters:
  ///   - window: what lies outside is left out.
  ///   - isOwn: whether an event's name is one that the hub gave: our own calendar read back.
  init(
    _ file: ICalendarFile,
    window: ClosedRange<CivilDate>,
    isOwn: (String) -> Bool,
  ) {
    counts.unread = file.unread
    guard !file.isCancellation else { return }
    let events = ICalendarNights.newest(file.events).filter { !isOwn($0.uid ?? "") }
    counts.events = events.count
    var budget = ICalendarRule.maxRepetitions
    var replaced: [String: Set<CivilDate>] = [:]
    for event in events {
      guard let uid = event.uid, let time = event.replaces else { continue }
      replaced[uid, default: []].insert(TokyoTime.date(at: time.instant(file.zones)))
    }
    for event in events where !event.takesNothing {
      guard let first = event.nights(file.zones) else { continue }
      guard let text = event.rule, event.replaces == nil else {
        if first.overlaps(window) { nights.append(first) }
        continue
      }
      let days = ICalendarRule(text, file.zones)?
        .days(from: first.lowerBound, through: window.upperBound, budget: &budget)
      guard let days else {
        // The first of the series is sure; the rest can't be known.
        counts.unread += 1
        if first.overlaps(window) { nights.append(first) }
        continue
      }
      let skipped = Set(event.exceptions.map { TokyoTime.date(at: $0.instant(file.zones)) })
        .union(event.uid.flatMap { replaced[$0] } ?? [])
      let length = first.upperBound - first.lowerBound
      for day in days where !skipped.contains(day) {
        let range = day...(day + length)
        if range.overlaps(window) { nights.append(range) }
      }
    }
  }

  /// Of several versions of one event only the newest: calendars that move an event sometimes keep
  /// the old one beside it.
  private static func newest(_ events: [ICalendarEvent]) -> [ICalendarEvent] {
    struct Name: Hashable {
      var uid: String
      var replaces: ICalendarTime?
    }
    var newest: [Name: ICalendarEvent] = [:]
    var nameless: [ICalendarEvent] = []
    for event in events {
      guard let uid = event.uid, !uid.isEmpty else {
        nameless.append(event)
        continue
      }
      let name = Name(uid: uid, replaces: event.replaces)
      if let known = newest[name], event.version < known.version { continue }
      newest[name] = event
    }
    return (Array(newest.values) + nameless).sorted { $0.version.number < $1.version.number }
  }
}
