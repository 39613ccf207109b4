import InnRegistry

/// The tape chart: rooms left by inn and night.
extension OfficeConsole {
  func addTape(to routes: inout ConsoleRoutes) {
    routes.page("/tape", "officeTape", .viewRooms) { visit in
      try TapePage(visit: visit).response()
    }
    routes.page("/tape/{room_type}/{night}", "officeNight", .viewRooms) { visit in
      try NightPage(visit).response()
    }
    addNightActions(to: &routes)
  }
}

struct TapePage {
  let visit: Visit

  /// Inns on a page: the more nights the fewer, so that a page has some two thousand cells at most.
  private var innsAPage: Int {
    switch days {
    case ...14: 50
    case ...30: 30
    default: 15
    }
  }
  static let dayChoices = [7, 14, 30, 60]

  private var first: CivilDate {
    let wanted = visit.guise.query("from", .date) ?? visit.tonight
    let latest = visit.tonight + AvailabilityHorizon.nightsAhead - days + 1
    return min(max(wanted, visit.tonight - AvailabilityHorizon.nightsBack), latest)
  }
  private var days: Int {
    visit.guise.query("days", .whole(1...60)) ?? 14
  }
  private var number: Int { visit.guise.query("page", .whole(1...1000)) ?? 1 }
  private var isList: Bool { visit.guise.query("view") == "list" }
  private var area: AreaID? { visit.guise.query("area", .identifier()) }
  private var inn: InnID? { visit.guise.query("inn", .identifier()) }

  func response() throws -> HTTPResponse {
    let all = visit.listings
    let areas = Set(all.map(\.inn.area)).sorted()
    let chosen = all.filter {
      (area == nil || $0.inn.area == area) && (inn == nil || $0.inn.id == inn)
    }
    let start = min((number - 1) * innsAPage, max(0, chosen.count - 1))
    let shown = Array(chosen.dropFirst(start).prefix(innsAPage))
    let nights = first..<(first + days)
    let rows = try visit.registry.tape(
      of: shown.flatMap { $0.rooms.map(\.roomType.id) },
      nights: nights,
    )
    var frame = ConsoleFrame(visit: visit, title: .sectionTape, section: .tape)
    frame.isWide = true
    return frame.response { html in
      html.heading(.sectionTape, .tapeLead)
      filter(areas, &html)
      legend(&html)
      html(.div, .id("tape"), .liveRegion) { html in
        guard !rows.isEmpty else { return html.empty(.noInns) }
        if isList { list(rows, &html) } else { chart(rows, nights, &html) }
      }
      html(.p, .id("tape-status"), .class("hint"), .role("status")) { _ in }
      pager(start, shown.count, of: chosen.count, &html)
      html(.dialog, .id("night"), .label(.roomsLeftNow)) { html in
        html(.div, .id("night-part")) { _ in }
        html(.form, .method(.dialog)) { html in
          html(.button, .submit, .class("button quiet"), words: .close)
        }
      }
    }
  }

  // MARK: - Around the chart

  private func path(page: Int? = nil, view: String? = nil, from: CivilDate? = nil) -> ConsolePath {
    ConsolePath(
      "tape",
      query: [
        ("from", (from ?? first).description), ("days", String(days)),
        ("area", area?.rawValue), ("inn", inn?.rawValue),
        ("view", view ?? (isList ? "list" : nil)), ("page", page.map(String.init)),
      ],
    )
  }

  private func filter(_ areas: [AreaID], _ html: inout HTMLWriter) {
    html(.form, .method(.get), .action(ConsolePath("tape")), .class("filter panel")) { html in
      html.field(.firstNight, "from", .date, value: first.description)
      html.choice(
        .daysShown,
        "days",
        TapePage.dayChoices.map { (String($0), .days($0)) },
        value: String(days),
      )
      html.choice(
        .area,
        "area",
        [("", .all)] + areas.map { ($0.rawValue, Words($0.rawValue)) },
        value: area?.rawValue ?? "",
      )
      html.choice(.inn, "inn", InnChoice.all(visit), value: inn?.rawValue ?? "")
      html(.button, .submit, .class("button"), words: .show)
      html(
        .a,
        .class("button quiet"),
        .href(path(view: isList ? "chart" : "list")),
        words: isList ? .chartView : .listView,
      )
    }
  }

  private func legend(_ html: inout HTMLWriter) {
    html(.p, .class("legend")) { html in
      let all: [Words] = [
        .legendMany, .legendFew, .legendNone, .legendClosed, .legendUnknown, .legendStale,
      ]
      for words in all { html(.span, words) }
    }
  }

  private func pager(_ start: Int, _ shown: Int, of all: Int, _ html: inout HTMLWriter) {
    html(.nav, .class("pager"), .label(.page)) { html in
      html(.a, .class("button"), .href(path(from: first - days)), words: .previousDays)
      html(.a, .class("button"), .href(path(from: first + days)), words: .nextDays)
      guard all > innsAPage else { return }
      html(.span, .innsShown(start + 1, start + shown, of: all))
      if start > 0 {
        html(.a, .class("button"), .href(path(page: number - 1)), words: .previousInns)
      }
      if start + shown < all {
        html(.a, .class("button"), .href(path(page: number + 1)), words: .nextInns)
      }
    }
  }

  // MARK: - The chart

  private func chart(_ rows: [TapeRow], _ nights: Range<CivilDate>, _ html: inout HTMLWriter) {
    html(.div, .class("tape-box"), .tabindex(0), .role("region"), .label(.tapeCaption)) { html in
      html(.table, .class("tape"), .data(.tape, visit.guise.formToken)) { html in
        html(.thead) { html in
          html(.tr) { html in
            html(.th, .scope(.col), words: .inn)
            for night in nights { head(night, &html) }
          }
        }
        html(.tbody) { html in
          let cells = TapeCells(visit)
          for (number, row) in rows.enumerated() {
            html(.tr) { html in
              html(.th, .scope(.row)) { html in
                html.text(row.listing.inn.name.japanese)
                html(.small, row.room.roomType.name)
              }
              cells.write(row, number: number, &html)
            }
          }
        }
      }
    }
  }

  private func head(_ night: CivilDate, _ html: inout HTMLWriter) {
    let isHoliday = NationalHolidays.contains(night)
    let kind =
      night.weekday == .sunday || isHoliday
      ? "sunday" : night.weekday == .saturday ? "saturday" : ""
    html(.th, .scope(.col), .class(night == visit.tonight ? kind + " today" : kind)) { html in
      html.text("\(night.month)/\(night.day)")
      html(.br)
      html.text(TokyoClock.weekday(night.weekday))
    }
  }

  private func list(_ rows: [TapeRow], _ html: inout HTMLWriter) {
    let cells = TapeCells(visit)
    for row in rows {
      html(.section, .class("panel")) { html in
        html(.h2, "\(row.listing.inn.name.japanese) \(row.room.roomType.name)")
        html(.ul, .class("rows")) { html in
          for night in row.nights {
            html(.li) { html in
              let path = ConsolePath("tape", row.room.roomType.id.rawValue, night.night.description)
              html(.a, .href(path), words: TokyoClock.date(night.night))
              html(.span) { html in cells.describe(night, &html) }
            }
          }
        }
      }
    }
  }
}
