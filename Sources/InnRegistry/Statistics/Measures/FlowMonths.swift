extension CivilMonth {
  /// The first of the month.
  package var first: CivilDate {
    CivilDate(year: year, month: month, day: 1) ?? CivilDate(daysSinceEpoch: 0)
  }

  package var nights: Range<CivilDate> { first..<(self + 1).first }

  package static func + (month: CivilMonth, count: Int) -> CivilMonth {
    CivilMonth(index: month.index + count)
  }
}

extension CivilMonth: Strideable {
  package func distance(to other: CivilMonth) -> Int { other.index - index }
  package func advanced(by count: Int) -> CivilMonth { self + count }
}

/// A month, a quarter of the calendar year, or a year: `2026-08`, `2026-Q3`, `2026`.
package struct FlowPeriod: Hashable, Comparable, Sendable {
  package enum Length: String, CaseIterable, Codable, Sendable {
    case month
    case quarter
    case year
  }

  package let length: Length
  package let start: CivilMonth

  package init(_ month: CivilMonth) {
    length = .month
    start = month
  }

  /// The quarter or year in which a month lies.
  package init(_ length: Length, around month: CivilMonth) {
    self.length = length
    switch length {
    case .month: start = month
    case .quarter: start = CivilMonth(index: month.index / 3 * 3)
    case .year: start = CivilMonth(index: month.index / 12 * 12)
    }
  }

  /// Reads exactly one of the three forms; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    if let month = CivilMonth(text) {
      self.init(month)
    } else if text.utf8.count == 7, text.dropFirst(4).hasPrefix("-Q"),
      let quarter = Int(text.suffix(1)), (1...4).contains(quarter),
      let month = CivilMonth(text.prefix(4) + "-" + padded(quarter * 3 - 2, 2))
    {
      self.init(.quarter, around: month)
    } else if text.utf8.count == 4, let month = CivilMonth(text + "-01") {
      self.init(.year, around: month)
    } else {
      return nil
    }
  }

  package var months: Range<CivilMonth> {
    start..<(start + (length == .month ? 1 : length == .quarter ? 3 : 12))
  }
  package var nights: Range<CivilDate> { months.lowerBound.first..<months.upperBound.first }

  /// The months of a quarter, the quarters of a year.
  package var parts: [FlowPeriod] {
    switch length {
    case .month: []
    case .quarter: months.map { FlowPeriod($0) }
    case .year: stride(from: 0, to: 12, by: 3).map { FlowPeriod(.quarter, around: start + $0) }
    }
  }

  /// Periods of a list that make this one up, quarters before their months; none where some are
  /// missing.
  func parts(among periods: [FlowPeriod]) -> [FlowPeriod] {
    let found = parts.map { part in
      if periods.contains(part) { return [part] }
      return part.parts.allSatisfy(periods.contains) ? part.parts : []
    }
    return found.contains([]) ? [] : found.flatMap { $0 }
  }

  /// The calendar year in which it lies.
  package var year: FlowPeriod { FlowPeriod(.year, around: start) }

  /// Whether two periods have nights in common.
  package func overlaps(_ other: FlowPeriod) -> Bool { months.overlaps(other.months) }

  package static func < (left: FlowPeriod, right: FlowPeriod) -> Bool {
    (left.start, left.months.count) < (right.start, right.months.count)
  }
}

extension FlowPeriod: CustomStringConvertible {
  package var description: String {
    switch length {
    case .month: start.description
    case .quarter: "\(padded(start.year, 4))-Q\(start.month / 3 + 1)"
    case .year: padded(start.year, 4)
    }
  }
}

/// Real inns or fictional ones: never both in one figure.
package enum FlowScope: String, CaseIterable, Codable, Sendable {
  case real
  case training
}

extension FlowPeriod: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let period = FlowPeriod(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no period: \(text)")
    }
    self = period
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension CivilMonth: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let month = CivilMonth(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no month: \(text)")
    }
    self = month
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
