package import InnRegistry

/// Writes a room type's taken nights as iCalendar (RFC 5545).
package enum ICalendarWriter {
  /// Bytes of a line without its end: longer ones are folded.
  static let lineLength = 75
  private static let domain = "@innbridge"

  /// - Parameters:
  ///   - name: as the other platform shows it.
  ///   - now: stands for runs of which it is not known when they were said.
  package static func calendar(
    of roomType: RoomTypeID,
    name: String,
    _ taken: [TakenNights],
    now: Timestamp,
  ) -> [UInt8] {
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//InnBridge//Taken nights//EN",
      "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:" + escaped(name),
      "X-WR-TIMEZONE:Asia/Tokyo",
    ]
    for run in taken {
      lines += [
        "BEGIN:VEVENT",
        // By its first night: a stay that grows longer keeps its name.
        "UID:\(prefix(roomType))\(run.nights.lowerBound.basic)\(domain)",
        "DTSTAMP:"
          + stamp(run.asOf.milliseconds > 0 ? run.asOf : TokyoTime.instant(TokyoTime.date(at: now))),
        "DTSTART;VALUE=DATE:" + run.nights.lowerBound.basic,
        "DTEND;VALUE=DATE:" + (run.nights.upperBound + 1).basic,
        "SUMMARY:Not available",
        "TRANSP:OPAQUE",
        "END:VEVENT",
      ]
    }
    lines.append("END:VCALENDAR")
    return lines.flatMap(folded)
  }

  /// Whether an event is one of a room type's own, come back from another platform.
  static func isOwn(_ uid: String, of roomType: RoomTypeID) -> Bool {
    uid.hasPrefix(prefix(roomType)) && uid.hasSuffix(domain)
  }

  private static func prefix(_ roomType: RoomTypeID) -> String { roomType.rawValue + "-" }

  static func stamp(_ instant: Timestamp) -> String {
    instant.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// Text values: backslash, comma, semicolon and line breaks are escaped.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ",", ";": escaped += "\\" + String(scalar)
      case "\n": escaped += "\\n"
      case "\r": break
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A line and its end, cut between characters into pieces of at most 75 bytes.
  static func folded(_ line: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var length = 0
    for scalar in line.unicodeScalars {
      let encoded = Array(String(scalar).utf8)
      if length + encoded.count > lineLength {
        bytes += Array("\r\n ".utf8)
        length = 1
      }
      bytes += encoded
      length += encoded.count
    }
    return bytes + Array("\r\n".utf8)
  }
}
