import Foundation
import InnRegistry
import Testing

@testable import BookingBridge

/// Calendars as other platforms write them, and what they take.
@Suite struct ICalendarTests {
  private static let first = date("2026-12-01")
  private static let window = first...(first + 395)

  private static func date(_ text: String) -> CivilDate {
    CivilDate(text) ?? CivilDate(daysSinceEpoch: 0)
  }

  private func calendar(_ events: String..., head: String = "") -> [UInt8] {
    let bodies = events.map { "BEGIN:VEVENT\n\($0)\nEND:VEVENT\n" }.joined()
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Other//EN\n\(head)\(bodies)END:VCALENDAR\n"
    return Array(text.replacing("\n", with: "\r\n").utf8)
  }

  private func read(_ bytes: [UInt8]) throws -> ICalendarNights {
    ICalendarNights(
      try ICalendarFile(bytes),
      window: ICalendarTests.window,
      isOwn: { ICalendarWriter.isOwn($0, of: RoomTypeID(trusted: "T01-1")) },
    )
  }

  /// The nights as `12-24` or `12-24…12-26`, in order; of a window from December on.
  private func nights(_ bytes: [UInt8]) throws -> [String] {
    try read(bytes).nights.sorted { $0.lowerBound < $1.lowerBound }.map { range in
      let ends = [range.lowerBound, range.upperBound].map { $0.description.dropFirst(5) }
      return ends[0] == ends[1] ? String(ends[0]) : "\(ends[0])…\(ends[1])"
    }
  }

  // MARK: - Dates and times

  @Test(arguments: [
    // Whole days: the end is not included.
    ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227", ["12-24…12-26"]),
    ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261225", ["12-24"]),
    // Without VALUE=DATE, with hyphens, in small letters.
    ("dtstart:2026-12-24\ndtend:2026-12-26", ["12-24…12-25"]),
    // No end, and an end that is no later than the beginning: one night.
    ("DTSTART;VALUE=DATE:20261224", ["12-24"]),
    ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261224", ["12-24"]),
    ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261220", ["12-24"]),
    ("DTSTART;VALUE=DATE:20261224\nDURATION:P3D", ["12-24…12-26"]),
    ("DTSTART;VALUE=DATE:20261224\nDURATION:P1W", ["12-24…12-30"]),
    // A floating time is Tokyo's: in at 15:00, out at 10:00.
    ("DTSTART:20261224T150000\nDTEND:20261226T100000", ["12-24…12-25"]),
    ("DTSTART:20261224T1500\nDURATION:PT19H", ["12-24"]),
    // Cleaning at noon takes no night.
    ("DTSTART:20261224T110000\nDTEND:20261224T140000", []),
    ("DTSTART:20261224T110000", []),
    // 06:00 UTC is 15:00 in Tokyo; 16:00 UTC is already the next day.
    ("DTSTART:20261224T060000Z\nDTEND:20261225T010000Z", ["12-24"]),
    ("DTSTART:20261224T160000Z\nDTEND:20261226T010000Z", ["12-25"]),
    ("DTSTART;TZID=Asia/Tokyo:20261224T150000\nDTEND;TZID=Asia/Tokyo:20261225T100000", ["12-24"]),
    ("DTSTART;TZID=\"Asia/Tokyo\":20261224T150000\nDTEND:20261225T010000Z", ["12-24"]),
    // 09:00 in New York is 23:00 in Tokyo; with summer time in July 22:00.
    (
      "DTSTART;TZID=America/New_York:20261224T090000\nDTEND;TZID=America/New_York:20261225T090000",
      ["12-24"]
    ),
    (
      "DTSTART;TZID=America/New_York:20270701T103000\nDTEND;TZID=America/New_York:20270702T103000",
      ["07-01"]
    ),
    ("DTSTART;TZID=/vendor.example/20210210_1/Asia/Tokyo:20261224T150000\nDURATION:P1D", ["12-24"]),
    // A zone that nobody knows is taken for Tokyo's.
    ("DTSTART;TZID=Nowhere:20261224T150000\nDURATION:PT20H", ["12-24"]),
    // Before the window, across its beginning, beyond its end.
    ("DTSTART;VALUE=DATE:20261101\nDTEND;VALUE=DATE:20261110", []),
    ("DTSTART;VALUE=DATE:20261128\nDTEND;VALUE=DATE:20261203", ["11-28…12-02"]),
    ("DTSTART;VALUE=DATE:20281224\nDTEND;VALUE=DATE:20281226", []),
    // «Not available» blocks of platforms: what the words are doesn't matter.
    (
      "UID:7f-blocked@platform.example\nDTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270103\n"
        + "SUMMARY:Airbnb (Not available)\nDESCRIPTION:CLOSED - Not available\\, sorry",
      ["12-30…01-02"]
    ),
    // Called off, or only a note.
    ("DTSTART;VALUE=DATE:20261224\nSTATUS:CANCELLED", []),
    ("DTSTART;VALUE=DATE:20261224\nSTATUS:TENTATIVE", ["12-24"]),
    ("DTSTART;VALUE=DATE:20261224\nTRANSP:TRANSPARENT", []),
    ("DTSTART;VALUE=DATE:20261224\nTRANSP:OPAQUE", ["12-24"]),
  ])
  func whatOneEventTakes(_ event: String, _ expected: [String]) throws {
    #expect(try nights(calendar(event)) == expected)
    #expect(try read(calendar(event)).counts.unread == 0)
  }

  @Test(arguments: [
    "SUMMARY:no beginning", "DTSTART:20261324", "DTSTART:20261224T250000", "DTSTART:soon",
    "DTSTART:20261224\nDTEND:later", "DTSTART:20261224\nDURATION:-P1D",
    "DTSTART:20261224\nDURATION:P1", "DTSTART:20261224\nDURATION:P99999W",
    "DTSTART:20261224\nRDATE:20261226", "DTSTART:20261224T2400", "DTSTART:99999999",
  ])
  func whatCannotBeUnderstoodIsCounted(_ event: String) throws {
    let known = "DTSTART;VALUE=DATE:20261210"
    let read = try read(calendar(event, known))
    #expect(read.counts.unread == 1)
    #expect(read.nights == [ICalendarTests.date("2026-12-10")...ICalendarTests.date("2026-12-10")])
  }

  @Test func theFilesOwnZonesAreUsed() throws {
    let zone = """
      BEGIN:VTIMEZONE
      TZID:Custom
      BEGIN:DAYLIGHT
      DTSTART:19700101T000000
      TZOFFSETFROM:-0500
      TZOFFSETTO:-0400
      END:DAYLIGHT
      BEGIN:STANDARD
      DTSTART:19700101T000000
      TZOFFSETFROM:-0400
      TZOFFSETTO:-0500
      END:STANDARD
      END:VTIMEZONE

      """
    let event = "DTSTART;TZID=Custom:20261224T120000\nDTEND;TZID=Custom:20261225T120000"
    // Noon there is two in the morning of the next day here.
    #expect(try nights(calendar(event, head: zone)) == ["12-25"])
  }

  // MARK: - Versions

  @Test func changedDatesUnderOneNameMove() throws {
    let old = "UID:a@x\nSEQUENCE:0\nDTSTAMP:20261101T000000Z\nDTSTART:20261224\nDTEND:20261226"
    let new = "UID:a@x\nSEQUENCE:1\nDTSTAMP:20261101T000000Z\nDTSTART:20261228\nDTEND:20261229"
    #expect(try nights(calendar(old)) == ["12-24…12-25"])
    #expect(try nights(calendar(new)) == ["12-28"])
    // Both in one file: the newer one counts, wherever it stands.
    #expect(try nights(calendar(old, new)) == ["12-28"])
    #expect(try nights(calendar(new, old)) == ["12-28"])
    let written = "UID:a@x\nDTSTAMP:20261105T000000Z\nDTSTART:20261230"
    let before = "UID:a@x\nDTSTAMP:20261104T000000Z\nDTSTART:20261231"
    #expect(try nights(calendar(written, before)) == ["12-30"])
    // Nothing tells them apart: the last one.
    #expect(
      try nights(calendar("UID:a@x\nDTSTART:20261230", "UID:a@x\nDTSTART:20261231")) == ["12-31"]
    )
    #expect(
      try nights(calendar(old, "UID:a@x\nSEQUENCE:2\nSTATUS:CANCELLED\nDTSTART:20261224")) == []
    )
  }

  @Test func eventsWithoutANameAllCount() throws {
    #expect(
      try nights(calendar("DTSTART:20261224", "DTSTART:20261226", "UID:\nDTSTART:20261228"))
        == ["12-24", "12-26", "12-28"]
    )
  }

  @Test func aCancellationTakesNothing() throws {
    #expect(try nights(calendar("DTSTART:20261224", head: "METHOD:CANCEL\n")) == [])
    #expect(try nights(calendar("DTSTART:20261224", head: "METHOD:PUBLISH\n")) == ["12-24"])
  }

  @Test func ourOwnCalendarReadBackTakesNothing() throws {
    let taken = [
      TakenNights(
        nights: ICalendarTests.date("2026-12-24")...ICalendarTests.date("2026-12-25"),
        asOf: Timestamp(milliseconds: 0),
      )
    ]
    let room = RoomTypeID(trusted: "T01-1")
    let now = TokyoTime.instant(ICalendarTests.first)
    let own = ICalendarWriter.calendar(of: room, name: "Own", taken, now: now)
    #expect(try read(own).nights == [])
    let other = ICalendarWriter.calendar(
      of: RoomTypeID(trusted: "T01-2"),
      name: "O",
      taken,
      now: now
    )
    #expect(try nights(other) == ["12-24…12-25"])
  }

  // MARK: - Series

  @Test(arguments: [
    ("RRULE:FREQ=DAILY;COUNT=3", ["12-24", "12-25", "12-26"]),
    ("RRULE:FREQ=DAILY;INTERVAL=10;COUNT=3", ["12-24", "01-03", "01-13"]),
    ("RRULE:FREQ=WEEKLY;UNTIL=20270107", ["12-24", "12-31", "01-07"]),
    ("RRULE:FREQ=WEEKLY;UNTIL=20270106T150000Z", ["12-24", "12-31", "01-07"]),
    // 24 December 2026 is a Thursday.
    ("RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4", ["12-24", "12-29", "12-31", "01-05"]),
    ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=2", ["12-27", "01-10"]),
    ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU;COUNT=2", ["01-03", "01-17"]),
    ("RRULE:FREQ=MONTHLY;COUNT=3", ["12-24", "01-24", "02-24"]),
    ("RRULE:FREQ=YEARLY", ["12-24", "12-24"]),
    ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE;VALUE=DATE:20261225,20261226", ["12-24", "12-27"]),
  ])
  func seriesThatAreFollowed(_ rule: String, _ expected: [String]) throws {
    let event = "UID:s@x\nDTSTART;VALUE=DATE:20261224\n\(rule)"
    #expect(try nights(calendar(event)) == expected)
    #expect(try read(calendar(event)).counts.unread == 0)
  }

  @Test(arguments: [
    "RRULE:FREQ=MONTHLY;BYDAY=2TU", "RRULE:FREQ=HOURLY", "RRULE:FREQ=DAILY;BYSETPOS=1",
    "RRULE:nonsense", "RRULE:FREQ=WEEKLY;BYDAY=2MO", "RRULE:FREQ=DAILY;INTERVAL=0",
    "RRULE:FREQ=DAILY;COUNT=-1",
  ])
  func ofOtherSeriesTheFirstIsTakenAndTheOfficeTold(_ rule: String) throws {
    let event = "DTSTART;VALUE=DATE:20261224\n\(rule)"
    #expect(try nights(calendar(event)) == ["12-24"])
    #expect(try read(calendar(event)).counts.unread == 1)
  }

  @Test func oneOfASeriesMovesOrGoes() throws {
    let series = "UID:s@x\nDTSTART;VALUE=DATE:20261224\nRRULE:FREQ=WEEKLY;COUNT=3"
    let moved = "UID:s@x\nRECURRENCE-ID;VALUE=DATE:20261231\nDTSTART;VALUE=DATE:20270102"
    let gone =
      "UID:s@x\nRECURRENCE-ID;VALUE=DATE:20270107\nDTSTART;VALUE=DATE:20270107\nSTATUS:CANCELLED"
    #expect(try nights(calendar(series, moved, gone)) == ["12-24", "01-02"])
    #expect(try nights(calendar(gone, moved, series)) == ["12-24", "01-02"])
  }

  @Test func theThirtyFirstComesWhereItIs() throws {
    let event = "DTSTART;VALUE=DATE:20261231\nRRULE:FREQ=MONTHLY;COUNT=3"
    #expect(try nights(calendar(event)) == ["12-31", "01-31", "03-31"])
  }

  @Test func aSeriesOfLongAgoReachesTheWindow() throws {
    let daily = "DTSTART;VALUE=DATE:19700101\nRRULE:FREQ=DAILY"
    #expect(try nights(calendar(daily)).count == 396)
    let leap = "DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY"
    #expect(try nights(calendar(leap)) == [])
  }

  /// Twenty thousand events that each go back for ever must not keep the hub busy for ever.
  @Test func seriesHaveABudget() throws {
    let event = "DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY"
    let many = Array(repeating: event, count: 2000)
    let text = many.map { "BEGIN:VEVENT\n\($0)\nEND:VEVENT\n" }.joined()
    let read = try read(Array("BEGIN:VCALENDAR\n\(text)END:VCALENDAR\n".utf8))
    #expect(read.counts.unread == 2000)
    #expect(read.nights.isEmpty)
  }

  // MARK: - Files

  @Test func linesAreUnfoldedWhateverTheirEnds() throws {
    let folded =
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DA\r\n TE:2026\r\n\t1224\r\n"
      + "SUMMARY:予約\r\nEND:VEVENT\r\nEND:VCALENDAR"
    for text in [folded, folded.replacing("\r\n", with: "\n"), "\u{FEFF}" + folded] {
      #expect(try nights(Array(text.utf8)) == ["12-24"])
    }
    // A character cut in two by a fold that counts bytes.
    var bytes = Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:".utf8)
    bytes += [0xE4, 0xBA] + Array("\r\n ".utf8) + [0x88]
    bytes += Array("\r\nDTSTART:20261224\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
    #expect(try nights(bytes) == ["12-24"])
  }

  @Test func alarmsInsideEventsAndOtherPartsDontDisturb() throws {
    let event =
      "DTSTART:20261224\nBEGIN:VALARM\nTRIGGER:-PT15M\nDTSTART:20261201\nEND:VALARM\nX-A:1"
    let note = "BEGIN:VJOURNAL\nDTSTART:20261210\nEND:VJOURNAL\n"
    #expect(try nights(calendar(event, head: note)) == ["12-24"])
  }

  @Test(arguments: [
    ("", ICalendarFile.Fault.notACalendar),
    ("<html><body>Please log in</body></html>", .notACalendar),
    ("{\"error\":\"gone\"}", .notACalendar),
    ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224\n", .brokenOff),
    ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224\nEND:VEVENT\n", .brokenOff),
    ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", .brokenOff),
    (
      "BEGIN:VCALENDAR\nX:" + String(repeating: "a", count: 70_000) + "\nEND:VCALENDAR",
      .lineTooLong
    ),
  ])
  func whatSaysNothing(_ text: String, _ fault: ICalendarFile.Fault) {
    #expect(throws: fault) { try ICalendarFile(Array(text.utf8)) }
  }

  @Test func tooManyEventsSayNothing() {
    let event = "BEGIN:VEVENT\nDTSTART:20261224\nEND:VEVENT\n"
    let text = String(repeating: event, count: ICalendarFile.maxEvents + 1)
    #expect(throws: ICalendarFile.Fault.tooManyEvents) {
      try ICalendarFile(Array("BEGIN:VCALENDAR\n\(text)END:VCALENDAR\n".utf8))
    }
  }

  /// A megabyte of anything: a fault or a calendar, never a crash.
  ///
  /// Ten of them never come this far; that is tested end to end.
  @Test(arguments: 1...4) func junkIsRefused(_ kind: Int) {
    var random = SystemRandomNumberGenerator()
    let size = 1024 * 1024
    let bytes: [UInt8]
    switch kind {
    case 1: bytes = [UInt8](repeating: 0, count: size)
    case 2:
      var words: [UInt8] = []
      words.reserveCapacity(size)
      while words.count < size {
        withUnsafeBytes(of: random.next()) { words.append(contentsOf: $0) }
      }
      bytes = words
    case 3:
      bytes =
        Array("BEGIN:VCALENDAR\n".utf8)
        + Array(repeatElement(Array("BEGIN:VEVENT\n".utf8), count: size / 13).joined())
    default:
      bytes =
        Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224\n".utf8)
        + Array(repeatElement(Array(" 1\n".utf8), count: size / 3).joined())
    }
    #expect(throws: ICalendarFile.Fault.self) { try ICalendarFile(bytes) }
  }

  /// Calendars broken at every place: never a crash, and never fewer nights than their whole.
  @Test func everyBeginningOfAFileIsBrokenOff() throws {
    let whole = calendar(
      "UID:a\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261226",
      "UID:b\nDTSTART;TZID=Asia/Tokyo:20270101T150000\nDURATION:P1DT2H\nRRULE:FREQ=DAILY;COUNT=2",
    )
    let end = whole.count - 2
    for length in 0..<(end - 1) {
      #expect(throws: ICalendarFile.Fault.self, "\(length)") {
        try ICalendarFile(Array(whole.prefix(length)))
      }
    }
    #expect(try nights(Array(whole.prefix(end))) == ["12-24…12-25", "01-01", "01-02"])
  }

  @Test func changedBytesNeverCrash() throws {
    let whole = calendar(
      "UID:a\nSEQUENCE:2\nDTSTAMP:20261101T000000Z\nDTSTART;VALUE=DATE:20261224\nDURATION:P2D",
      "UID:b\nDTSTART;TZID=Asia/Tokyo:20270101T150000\nRRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301",
      "UID:b\nRECURRENCE-ID:20270104T150000\nDTSTART:20270105T150000Z\nEXDATE:20270111T150000",
    )
    var seed = UInt64(7)
    for _ in 0..<1000 {
      var bytes = whole
      for _ in 0..<3 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(seed >> 33) % bytes.count] = UInt8(truncatingIfNeeded: seed >> 20)
      }
      _ = try? read(bytes)
    }
  }

  // MARK: - Writing

  @Test func whatIsWrittenIsAsTheStandardHasIt() throws {
    let asOf = try #require(Timestamp(rfc3339: "2026-11-30T02:03:04Z"))
    let bytes = ICalendarWriter.calendar(
      of: RoomTypeID(trusted: "T01-1"),
      name: "みなと荘, Sea; view\\",
      [
        TakenNights(
          nights: ICalendarTests.date("2026-12-24")...ICalendarTests.date("2026-12-25"),
          asOf: asOf,
        ),
        TakenNights(
          nights: ICalendarTests.date("2026-12-31")...ICalendarTests.date("2026-12-31"),
          asOf: Timestamp(milliseconds: 0),
        ),
      ],
      now: try #require(Timestamp(rfc3339: "2026-12-01T05:06:07Z")),
    )
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//InnBridge//Taken nights//EN
        CALSCALE:GREGORIAN
        METHOD:PUBLISH
        X-WR-CALNAME:みなと荘\\, Sea\\; view\\\\
        X-WR-TIMEZONE:Asia/Tokyo
        BEGIN:VEVENT
        UID:T01-1-20261224@innbridge
        DTSTAMP:20261130T020304Z
        DTSTART;VALUE=DATE:20261224
        DTEND;VALUE=DATE:20261226
        SUMMARY:Not available
        TRANSP:OPAQUE
        END:VEVENT
        BEGIN:VEVENT
        UID:T01-1-20261231@innbridge
        DTSTAMP:20261130T150000Z
        DTSTART;VALUE=DATE:20261231
        DTEND;VALUE=DATE:20270101
        SUMMARY:Not available
        TRANSP:OPAQUE
        END:VEVENT
        END:VCALENDAR

        """.replacing("\n", with: "\r\n")
    )
  }

  @Test func linesAreFoldedBetweenCharacters() throws {
    let line = "X-WR-CALNAME:" + String(repeating: "宿", count: 60)
    let folded = ICalendarWriter.folded(line)
    let lines = folded.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    #expect(lines.count == 3)
    for part in lines {
      #expect(part.count <= ICalendarWriter.lineLength + 1)
      #expect(String(validating: part, as: UTF8.self) != nil)
    }
    #expect(try ICalendarLine.unfolded(folded) == [Array(line.utf8)])
  }
}
