import Foundation
import InnRegistry

/// A date or a time as a calendar writes it.
enum ICalendarTime: Hashable, Sendable {
  case date(CivilDate)
  /// Seconds since midnight, in a named zone; without one it is wherever the reader is, here Tokyo.
  case local(CivilDate, seconds: Int, zone: String?)
  case utc(Timestamp)

  /// Reads `20261224`, `20261224T150000` and `20261224T150000Z`, with hyphens and colons too.
  init?(_ line: ICalendarLine) { self.init(line.value, zone: line.parameters["TZID"]) }

  init?(_ text: String, zone: String?) {
    let plain = text.uppercased().filter { $0 != "-" && $0 != ":" }
    let parts = plain.split(separator: "T", omittingEmptySubsequences: false)
    guard let first = parts.first, first.utf8.count == 8, let day = CivilDate(basic: first) else {
      return nil
    }
    guard parts.count == 2 else {
      guard parts.count == 1 else { return nil }
      self = .date(day)
      return
    }
    let isUTC = parts[1].hasSuffix("Z")
    let clock = Array((isUTC ? parts[1].dropLast() : parts[1]).utf8)
    guard clock.count == 6 || clock.count == 4,
      clock.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let digits = clock.map { Int($0) - 48 }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    let second = digits.count == 6 ? digits[4] * 10 + digits[5] : 0
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    let seconds = hour * 3600 + minute * 60 + min(second, 59)
    if isUTC {
      let midnight = Int64(day.daysSinceEpoch) * 86_400
      self = .utc(Timestamp(milliseconds: (midnight + Int64(seconds)) * 1000))
    } else {
      self = .local(day, seconds: seconds, zone: zone)
    }
  }

  var isDate: Bool { if case .date = self { true } else { false } }

  /// The instant; of a date its midnight in Tokyo.
  ///
  /// - Parameter zones: offsets of the file's own zones, used for names that nobody else knows.
  func instant(_ zones: [String: Int]) -> Timestamp {
    switch self {
    case .date(let day): TokyoTime.instant(day)
    case .utc(let instant): instant
    case .local(let day, let seconds, let zone):
      Timestamp(milliseconds: (Int64(day.daysSinceEpoch) * 86_400 + Int64(seconds)) * 1000)
        - .seconds(ICalendarTime.offset(of: zone, day, seconds, zones))
    }
  }

  /// Seconds east of UTC at a local time.
  private static func offset(
    of zone: String?,
    _ day: CivilDate,
    _ seconds: Int,
    _ zones: [String: Int],
  ) -> Int {
    let tokyo = Int(TokyoTime.offset.milliseconds / 1000)
    guard let zone else { return tokyo }
    // «/citadel.org/20210210_1/Asia/Tokyo»: some put a prefix before the name.
    let words = zone.split(separator: "/")
    for name in [zone, words.suffix(2).joined(separator: "/")] {
      guard let known = TimeZone(identifier: name) else { continue }
      let local = Double(Int64(day.daysSinceEpoch) * 86_400 + Int64(seconds))
      let guess = local - Double(known.secondsFromGMT(for: Date(timeIntervalSince1970: local)))
      return known.secondsFromGMT(for: Date(timeIntervalSince1970: guess))
    }
    return zones[zone] ?? tokyo
  }

  /// Reads an offset such as `+0900` or `-053000`, in seconds.
  static func offset(_ text: String) -> Int? {
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().utf8.map { Int($0) - 48 }
    guard digits.count == 4 || digits.count == 6, digits.allSatisfy({ (0...9).contains($0) }) else {
      return nil
    }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    let seconds = minutes * 60 + (digits.count == 6 ? digits[4] * 10 + digits[5] : 0)
    return sign == "-" ? -seconds : seconds
  }

  /// Longest duration, in seconds: a hundred years; what is longer is a mistake.
  private static let longestDuration = 36_525 * 86_400

  /// Reads a duration such as `P2D`, `PT36H` or `P1W`; nil for a negative, malformed or absurd one.
  static func duration(_ text: String) -> Span? {
    var rest = text.uppercased()[...]
    if rest.first == "+" { rest = rest.dropFirst() }
    guard rest.first == "P" else { return nil }
    var (seconds, number, isTime, hasPart) = (0, "", false, false)
    for character in rest.dropFirst() {
      if character.isASCII, character.isNumber {
        number.append(character)
        continue
      }
      if character == "T", number.isEmpty {
        isTime = true
        continue
      }
      let units: [Character: Int] =
        isTime ? ["H": 3600, "M": 60, "S": 1] : ["W": 604_800, "D": 86_400]
      guard let unit = units[character], number.count <= 5, let count = Int(number) else {
        return nil
      }
      seconds += unit * count
      guard seconds <= longestDuration else { return nil }
      number = ""
      hasPart = true
    }
    return hasPart && number.isEmpty ? .seconds(seconds) : nil
  }
}

extension CivilDate {
  /// Reads `YYYYMMDD`.
  fileprivate init?(basic text: Substring) {
    let digits = Array(text)
    guard digits.count == 8 else { return nil }
    self.init(
      String(digits[0..<4]) + "-" + String(digits[4..<6]) + "-" + String(digits[6..<8])
    )
  }

  /// Written as `YYYYMMDD`.
  var basic: String { description.filter { $0 != "-" } }
}
