import InnRegistry

/// What stands around every page: head, bar, navigation, messages.
struct ConsoleFrame {
  /// The parts of the console, in the order of the navigation; a new part is a case and a line of
  /// each switch below.
  enum Section: String, CaseIterable {
    case today, bookings, tape, inns, calls, notices, channels, region, people

    var words: Words {
      switch self {
      case .today: .sectionToday
      case .bookings: .sectionBookings
      case .tape: .sectionTape
      case .inns: .sectionInns
      case .calls: .sectionCalls
      case .notices: .sectionNotices
      case .channels: .sectionChannels
      case .region: .sectionRegion
      case .people: .sectionPeople
      }
    }

    var path: ConsolePath { ConsolePath(rawValue) }

    /// What its first page asks; nil for everybody.
    var right: StaffRight? {
      switch self {
      case .today: nil
      case .bookings: .viewBookings
      case .tape: .viewRooms
      case .inns: .viewListings
      case .calls, .notices: .viewGuests
      case .channels: .manageChannels
      case .region: .viewStatistics
      case .people: .viewLog
      }
    }
  }

  let visit: Visit
  let title: Words
  let section: Section?
  /// Wide pages use all the window has: the tape chart.
  var isWide = false

  /// A page with its content.
  func response(
    _ status: HTTPStatus = .ok,
    content: (inout HTMLWriter) throws -> Void,
  ) rethrows -> HTTPResponse {
    var html = HTMLWriter(visit.language, capacity: 64 << 10)
    html.doctype()
    let flash = visit.guise.isLive ? nil : visit.console.flashes.take(visit.session.id)
    try html(.html, .lang(visit.language.rawValue)) { html in
      ConsoleFrame.head(title, &html)
      try html(.body) { html in
        html(.a, .class("skip"), .anchor("content"), words: .skipToContent)
        bar(&html)
        try html(.div, .class("frame")) { html in
          navigation(&html)
          try html(.main, .id("content"), .class(isWide ? "wide" : "")) { html in
            html.flash(flash)
            try content(&html)
          }
        }
      }
    }
    return ConsoleFrame.page(html, status)
  }

  static func page(_ html: HTMLWriter, _ status: HTTPStatus) -> HTTPResponse {
    HTTPResponse(
      status,
      headers: [("Content-Type", "text/html; charset=utf-8")],
      body: .bytes(html.bytes),
    )
  }

  static func head(_ title: Words, _ html: inout HTMLWriter) {
    html(.head) { html in
      html(.meta, .utf8)
      html.void(.meta, Attribute.meta("viewport", "width=device-width, initial-scale=1"))
      html.void(.meta, Attribute.meta("color-scheme", "light"))
      html(.title, title + Words(" – InnBridge"))
      html(.link, .stylesheet, .href(ConsoleAssets.style.path))
      html(.link, .icon, .href(ConsoleAssets.icon.path))
      html(.script, .src(ConsoleAssets.script.path), .defer) { _ in }
    }
  }

  // MARK: - Parts

  private func bar(_ html: inout HTMLWriter) {
    html(.header, .class("bar")) { html in
      html(.a, .class("brand"), .href(ConsolePath("today"))) { html in
        html(.strong, "InnBridge")
        html(.span, visit.organisation.name)
      }
      html(.div, .class("who")) { html in
        html(.a, .href(ConsolePath("account")), text: visit.member.name)
        html(.span, .class("chip"), words: .role(visit.member.role))
        html.button(visit, .languageSwitch, ConsolePath("language"), style: .quiet)
        html.button(visit, .signOut, ConsolePath("logout"), style: .quiet)
      }
    }
  }

  private func navigation(_ html: inout HTMLWriter) {
    html(.nav, .class("sections"), .label(.navigation)) { html in
      html(.ul) { html in
        for section in Section.allCases where section.right.map(visit.can) ?? true {
          html(.li) { html in
            html(
              .a,
              .href(section.path),
              .when(section == self.section, .currentPage),
              words: section.words,
            )
          }
        }
      }
    }
  }

  // MARK: - Headers

  /// Nothing from elsewhere, nothing inline, no frame around it, nothing kept by caches.
  static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    + "img-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    + "frame-ancestors 'none'"

  static func secured(_ response: HTTPResponse) -> HTTPResponse {
    var response = response
    if response.headers["Content-Security-Policy"] == nil {
      response.headers.append("Content-Security-Policy", policy)
    }
    response.headers.set("X-Content-Type-Options", "nosniff")
    if response.headers["X-Frame-Options"] == nil {
      response.headers.append("X-Frame-Options", "DENY")
    }
    response.headers.set("Referrer-Policy", "same-origin")
    response.headers.set("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.set("Cross-Origin-Resource-Policy", "same-origin")
    if response.headers["Cache-Control"] == nil {
      response.headers.append("Cache-Control", "no-store")
    }
    return response
  }
}

extension HTMLWriter {
  mutating func flash(_ flash: Flash?) {
    guard let flash else { return }
    self(
      .div,
      .class(flash.isProblem ? "notice problem" : "notice done"),
      .role(flash.isProblem ? "alert" : "status"),
      words: flash.words,
    )
  }

  enum ButtonStyle: String {
    case primary = "button primary"
    case plain = "button"
    case danger = "button danger"
    case quiet = "button quiet"
  }

  /// A form of one button.
  mutating func button(
    _ visit: Visit,
    _ words: Words,
    _ path: ConsolePath,
    style: ButtonStyle = .plain,
    confirm: Words? = nil,
    back: ConsolePath? = nil,
    fields: [(String, String)] = [],
    label: Words? = nil,
  ) {
    self(.form, .method(.post), .action(path), .class("inline")) { html in
      html.token(visit, back: back)
      for (name, value) in fields { html(.input, .type(.hidden), .name(name), .value(value)) }
      var attributes: [Attribute] = [.submit, .class(style.rawValue)]
      if let confirm { attributes.append(.confirm(confirm)) }
      if let label { attributes.append(.label(label)) }
      html.element(.button, attributes) { $0.text(words) }
    }
  }

  /// What makes a form one of this browser's, and where it goes back to.
  mutating func token(_ visit: Visit, back: ConsolePath? = nil) {
    self(.input, .type(.hidden), .name("form"), .value(visit.guise.formToken))
    if let back { self(.input, .type(.hidden), .name("back"), .value(back.text)) }
  }

  mutating func heading(_ words: Words, _ more: Words? = nil) {
    self(.div, .class("heading")) { html in
      html(.h1, words)
      if let more { html(.p, .class("lead"), words: more) }
    }
  }

  /// A list of names and values.
  mutating func facts(_ facts: [(Words, String)]) {
    self(.dl, .class("facts")) { html in
      for (name, value) in facts where !value.isEmpty {
        html(.div) { html in
          html(.dt, name)
          html(.dd, value)
        }
      }
    }
  }

  mutating func empty(_ words: Words) { self(.p, .class("empty"), words: words) }

  mutating func chip(_ words: Words, _ kind: String = "") {
    self(.span, .class("chip " + kind), words: words)
  }

  mutating func headerRow(_ columns: [Words]) {
    self(.thead) { html in
      html(.tr) { html in
        for column in columns { html(.th, .scope(.col), words: column) }
      }
    }
  }
}
