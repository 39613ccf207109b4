import InnRegistry

/// The editor's fields as texts, and back to a listing.
///
/// What the form doesn't show (children's classes, photos, weekday surcharges, texts in languages
/// that no notice is written in) stays as it was.
struct InnForm {
  /// The listing that is edited; nil for a new inn.
  let stored: InnEntry?

  /// Lines for telephones, rooms and plans beyond those that there are.
  static let spareLines = 1

  // MARK: - Texts of stored values

  static func offer(_ rooms: [Int]?) -> String {
    (rooms ?? []).map(String.init).joined(separator: " ")
  }

  static func prices(_ table: PriceTable) -> String {
    table.byOccupancy.map { $0.map { String($0.amount) } ?? "-" }.joined(separator: " ")
  }

  static func seasons(_ seasons: [PriceTable.Season]) -> String {
    seasons.map { season in
      let (from, through) =
        switch season.nights {
        case .dates(let from, let through): (from.description, through.description)
        case .yearly(let from, let through): (from.description, through.description)
        }
      let change =
        switch season.change {
        case .yen(let yen): (yen < 0 ? "" : "+") + String(yen)
        case .percent(let percent): (percent < 0 ? "" : "+") + String(percent) + "%"
        }
      let name = season.name.replacing(" ", with: "_")
      return "\(name) \(from) \(through) \(change)"
    }.joined(separator: "\n")
  }

  static func cancellation(_ policy: CancellationPolicy) -> String {
    policy.steps.map { "\($0.daysBefore):\($0.percent)" }.joined(separator: " ")
  }

  // MARK: - Values of texts

  static func offer(_ text: String) -> [Int]? {
    let numbers = text.split { " ,、　".contains($0) }.map { Int($0) }
    guard numbers.count == Weekday.allCases.count else { return nil }
    let rooms = numbers.compactMap(\.self)
    return rooms.count == numbers.count && rooms.allSatisfy { $0 >= 0 } ? rooms : nil
  }

  static func prices(_ text: String) -> [Yen?]? {
    let parts = text.split { " 、　\n".contains($0) }.map { $0.replacing(",", with: "") }
    guard !parts.isEmpty else { return nil }
    var prices: [Yen?] = []
    for part in parts {
      if part == "-" {
        prices.append(nil)
      } else if let yen = Int(part), yen >= 0 {
        prices.append(Yen(yen))
      } else {
        return nil
      }
    }
    return prices
  }

  /// Nil with the number of the first line that can't be read.
  static func seasons(_ text: String) -> Result<[PriceTable.Season], BadLine> {
    var seasons: [PriceTable.Season] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let parts = line.split { " 　".contains($0) }.map(String.init)
      if parts.isEmpty { continue }
      guard parts.count == 4, let nights = span(parts[1], parts[2]), let change = change(parts[3])
      else { return .failure(BadLine(number: index + 1)) }
      let name = parts[0].replacing("_", with: " ")
      seasons.append(PriceTable.Season(name: name, nights: nights, change: change))
    }
    return .success(seasons)
  }

  struct BadLine: Error {
    var number: Int
  }

  private static func span(_ from: String, _ through: String) -> NightSpan? {
    if let first = CivilDate(from), let last = CivilDate(through) {
      return .dates(from: first, through: last)
    }
    if let first = MonthDay(from), let last = MonthDay(through) {
      return .yearly(from: first, through: last)
    }
    return nil
  }

  private static func change(_ text: String) -> PriceTable.Change? {
    let plain = text.hasPrefix("+") ? String(text.dropFirst()) : text
    if plain.hasSuffix("%") { return Int(plain.dropLast()).map { .percent($0) } }
    return Int(plain).map { .yen($0) }
  }

  static func cancellation(_ text: String) -> [CancellationPolicy.Step]? {
    let parts = text.split { " 、　\n".contains($0) }
    let steps = parts.compactMap { part -> CancellationPolicy.Step? in
      let halves = part.split(separator: ":")
      guard halves.count == 2, let days = Int(halves[0]), let percent = Int(halves[1]) else {
        return nil
      }
      return CancellationPolicy.Step(daysBefore: days, percent: percent)
    }
    return steps.count == parts.count ? steps : nil
  }
}
