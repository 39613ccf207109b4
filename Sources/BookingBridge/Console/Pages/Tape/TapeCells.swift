import InnRegistry

/// Writes the cells of a chart: each a link with a mark, a number and a name that says all of it.
///
/// A page has some two thousand of them, so whatever they repeat (dates, numbers, hours of
/// confirmation) is put into words and escaped once.
final class TapeCells {
  private let visit: Visit
  private let maySet: Bool
  private var days: [CivilDate: Day] = [:]
  private var counts: [Count: EscapedText] = [:]
  private var confirmations: [Confirmation: EscapedText] = [:]

  private struct Day {
    /// `2026-12-03`.
    let iso: EscapedText
    /// `12月3日(木)`.
    let words: EscapedText
  }

  private enum Count: Hashable {
    case left(Int)
    case sold(Int)
    case requested(Int)
    case held(Int)

    var words: Words {
      switch self {
      case .left(let rooms): .rooms(rooms)
      case .sold(let rooms): .sold(rooms)
      case .requested(let rooms): .requested(rooms)
      case .held(let rooms): .held(rooms)
      }
    }
  }

  private struct Confirmation: Hashable {
    let source: NightSource
    let at: Timestamp
  }

  /// What the cells of one row have in common.
  private struct Row {
    let number: EscapedText
    let id: EscapedText
    let path: EscapedText
    let name: EscapedText
    let rooms: EscapedText

    init(_ row: TapeRow, number: Int) {
      let room = row.room.roomType
      self.number = EscapedText(String(number))
      id = EscapedText("c-\(room.id)-")
      path = EscapedText(ConsolePath("tape", room.id.rawValue).text + "/")
      name = EscapedText("\(row.listing.inn.name.japanese) \(room.name) ")
      rooms = EscapedText(String(room.rooms))
    }
  }

  init(_ visit: Visit) {
    self.visit = visit
    maySet = visit.can(.setRooms)
  }

  /// The cells of a row, one a night.
  func write(_ row: TapeRow, number: Int, _ html: inout HTMLWriter) {
    let shared = Row(row, number: number)
    for (column, night) in row.nights.enumerated() {
      write(night, column, shared, &html)
    }
  }

  private func write(_ night: TapeNight, _ column: Int, _ row: Row, _ html: inout HTMLWriter) {
    let day = day(night.night)
    html.literal("<td><a class=\"cell ")
    html.literal(TapeCells.kind(night))
    if night.confidence == .stale, !night.isClosed, night.asOf != nil { html.literal(" stale") }
    html.literal("\" id=\"")
    html.append(row.id)
    html.append(day.iso)
    html.literal("\" href=\"")
    html.append(row.path)
    html.append(day.iso)
    html.literal("\" data-row=\"")
    html.append(row.number)
    html.literal("\" data-column=\"")
    html.digits(column)
    if maySet {
      html.literal("\" data-max=\"")
      html.append(row.rooms)
    }
    html.literal("\" aria-label=\"")
    html.append(row.name)
    describe(night, &html)
    html.literal("\">")
    mark(night, &html)
    if let taken = TapeCells.taken(night).first {
      html.literal("<small>")
      html.append(text(taken))
      html.literal("</small>")
    }
    html.literal("</a></td>")
  }

  // MARK: - A glance

  private static func kind(_ night: TapeNight) -> StaticString {
    if night.isClosed || night.restrictions.stopSell { return "closed" }
    guard night.asOf != nil else { return "unknown" }
    return switch night.remaining {
    case 0: "none"
    case 1: "few"
    default: "many"
    }
  }

  /// ○ △ × with the number, as the office reads it at a glance.
  private func mark(_ night: TapeNight, _ html: inout HTMLWriter) {
    if night.isClosed || night.restrictions.stopSell { return html.literal("休") }
    guard night.asOf != nil else { return html.literal("？") }
    switch night.remaining {
    case 0: html.literal("×")
    case 1: html.literal("△1")
    default:
      html.literal("○")
      html.digits(night.remaining)
    }
  }

  private static func taken(_ night: TapeNight) -> [Count] {
    if night.sold == 0, night.requested == 0, night.held == 0 { return [] }
    var all: [Count] = []
    if night.sold > 0 { all.append(.sold(night.sold)) }
    if night.requested > 0 { all.append(.requested(night.requested)) }
    if night.held > 0 { all.append(.held(night.held)) }
    return all
  }

  // MARK: - All of it

  /// Everything about the night in one line.
  func describe(_ night: TapeNight, _ html: inout HTMLWriter) {
    html.append(day(night.night).words)
    html.literal(" ")
    if night.isClosed {
      html.text(.closedNight)
    } else if night.restrictions.stopSell {
      html.text(.stoppedNight)
    } else if night.asOf == nil {
      html.text(.notSaid)
    } else {
      html.append(text(.left(night.remaining)))
    }
    for taken in TapeCells.taken(night) {
      html.literal(" ")
      html.append(text(taken))
    }
    guard let asOf = night.asOf, !night.isClosed else { return }
    html.literal(" ")
    html.append(text(Confirmation(source: night.source, at: asOf)))
    if night.confidence == .stale {
      html.literal(" ")
      html.text(.isStale)
    }
  }

  // MARK: - Words, once each

  private func day(_ night: CivilDate) -> Day {
    if let known = days[night] { return known }
    let day = Day(
      iso: EscapedText(night.description),
      words: EscapedText(TokyoClock.date(night)[visit.language]),
    )
    days[night] = day
    return day
  }

  private func text(_ count: Count) -> EscapedText {
    if let known = counts[count] { return known }
    let text = EscapedText(count.words[visit.language])
    counts[count] = text
    return text
  }

  private func text(_ confirmation: Confirmation) -> EscapedText {
    if let known = confirmations[confirmation] { return known }
    let moment = TokyoClock.moment(confirmation.at, now: visit.now)
    let text = EscapedText(Words.confirmedAt(confirmation.source, moment)[visit.language])
    confirmations[confirmation] = text
    return text
  }
}
