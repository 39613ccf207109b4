import InnRegistry

/// Calls, messages left, and messages by SMS.
extension OfficeConsole {
  func addCalls(to routes: inout ConsoleRoutes) {
    routes.page("/calls", "officeCalls", .viewGuests) { visit in
      try CallListPage(visit: visit).response()
    }
    routes.page("/calls/{call}", "officeCall", .viewGuests) { visit in
      let id: ConversationID = try visit.guise.context.identifier("call")
      guard let call = try registry.call(id), call.inn.map(visit.sees) ?? true else {
        throw ConsoleProblem.notFound
      }
      return CallPage(visit: visit, call: call).response()
    }
    routes.page("/messages/{message}/sound", "officeSound", .viewGuests) { visit in
      let message = try visit.message()
      guard let sound = try registry.sound(of: message.id) else { throw ConsoleProblem.notFound }
      return HTTPResponse(.ok, headers: [("Content-Type", "audio/wav")], body: .bytes(sound))
    }
    routes.action("/messages/{message}/done", "officeFinishMessage", .clearAlarms) { visit in
      let message = try visit.message()
      let actor = visit.actor
      let path = ConsolePath("calls", query: [("show", "messages")])
      return try await visit.acting(back: path, .markedDone) {
        _ = try await visit.change(.clearAlarms, at: message.inn) {
          try $0.finishMessage(message.id, by: actor)
        }
      }
    }
  }
}

extension Visit {
  fileprivate func message() throws -> VoiceMessage {
    let id: VoiceMessageID = try guise.context.identifier("message")
    guard let message = try registry.message(id), message.inn.map(sees) ?? true else {
      throw ConsoleProblem.notFound
    }
    return message
  }
}

struct CallListPage {
  let visit: Visit

  private enum Part: String, CaseIterable {
    case calls, messages, sms, plan

    var words: Words {
      switch self {
      case .calls: .callLog
      case .messages: .voiceMessages
      case .sms: Words("SMS")
      case .plan: .callPlan
      }
    }
  }

  private static let length = 100
  private var part: Part { visit.guise.query("show").flatMap(Part.init) ?? .calls }
  private var inn: InnID? { visit.guise.query("inn", .identifier()) }
  private var here: ConsolePath {
    ConsolePath("calls", query: [("show", part.rawValue), ("inn", inn?.rawValue)])
  }

  private func name(_ inn: InnID?) -> String {
    inn.flatMap { visit.registry.catalogue[$0]?.inn.name.japanese } ?? "–"
  }

  private func isOurs(_ inn: InnID?) -> Bool { inn.map(visit.sees) ?? true }

  func response() throws -> HTTPResponse {
    try ConsoleFrame(visit: visit, title: .sectionCalls, section: .calls).response { html in
      html.heading(.sectionCalls)
      html(.nav, .class("actions"), .label(.sectionCalls)) { html in
        for part in Part.allCases {
          html(
            .a,
            .class(part == self.part ? "button primary" : "button"),
            .href(ConsolePath("calls", query: [("show", part.rawValue)])),
            .when(part == self.part, .currentPage),
            words: part.words,
          )
        }
      }
      filter(&html)
      try html(.section, .class("panel"), .id("calls"), .liveRegion, .label(part.words)) { html in
        switch part {
        case .calls: try calls(&html)
        case .messages: try messages(&html)
        case .sms: try sms(&html)
        case .plan: try plan(&html)
        }
      }
    }
  }

  private func filter(_ html: inout HTMLWriter) {
    html(.form, .method(.get), .action(ConsolePath("calls")), .class("filter")) { html in
      html(.input, .type(.hidden), .name("show"), .value(part.rawValue))
      html.choice(.inn, "inn", InnChoice.all(visit), value: inn?.rawValue ?? "")
      html(.button, .submit, .class("button"), words: .show)
    }
    if let inn, visit.sees(inn), visit.can(.setRooms) {
      html.button(visit, .ringNow, ConsolePath("inns", inn.rawValue, "ring"), back: here)
    }
  }

  private func calls(_ html: inout HTMLWriter) throws {
    let calls = try visit.registry.calls(inn: inn, limit: CallListPage.length)
      .filter { isOurs($0.inn) }
    guard !calls.isEmpty else { return html.empty(.noCalls) }
    html(.ul, .class("rows")) { html in
      for call in calls {
        html(.li) { html in
          html(.div, .class("what")) { html in
            html(.a, .href(ConsolePath("calls", call.id.rawValue)), text: name(call.inn))
            html(.span, .class("meta")) { html in
              html.moment(call.startedAt, now: visit.now)
              html(.span, .callWith(call.direction))
              html(.span, .seconds((call.endedAt - call.startedAt).milliseconds / 1000))
              html(.span, .outcome(call.outcome))
            }
          }
        }
      }
    }
  }

  private func messages(_ html: inout HTMLWriter) throws {
    let messages = try visit.registry.messages(limit: CallListPage.length)
      .filter { isOurs($0.inn) && (inn == nil || $0.inn == inn) }
    guard !messages.isEmpty else { return html.empty(.noMessages) }
    html(.ul, .class("rows")) { html in
      for message in messages {
        html(.li) { html in
          html(.div, .class("what")) { html in
            html(.span, name(message.inn))
            html(.span, .class("meta")) { html in
              html.moment(message.recordedAt, now: visit.now)
              html(.a, .telephone(message.number), text: message.number)
              html(.span, .seconds(Int64(message.seconds)))
              if message.wantsCallBack { html.chip(.alarm(.callWanted), "warn") }
              if let by = message.doneBy { html.chip(.doneBy(by), "ok") }
            }
            if message.hasSound {
              html(
                .audio,
                .controls,
                .preloadNothing,
                .src(ConsolePath("messages", message.id.rawValue, "sound")),
                .label(.voiceMessages + Words(" " + name(message.inn))),
              ) { _ in }
            }
          }
          html(.div, .class("acts")) { html in
            if message.doneAt == nil, visit.can(.clearAlarms) {
              html.button(
                visit,
                .markDone,
                ConsolePath("messages", message.id.rawValue, "done"),
                back: here,
              )
            }
          }
        }
      }
    }
  }

  private func sms(_ html: inout HTMLWriter) throws {
    let messages = try visit.registry.shortMessages(inn: inn, limit: CallListPage.length)
      .filter { isOurs($0.inn) }
    guard !messages.isEmpty else { return html.empty(.noMessages) }
    html(.ul, .class("rows")) { html in
      for message in messages {
        html(.li) { html in
          html(.div, .class("what")) { html in
            html(.span) { html in
              html.text(.direction(message.direction))
              html.text(" \(name(message.inn)) \(message.number)")
            }
            html(.p, message.text)
            html(.span, .class("meta")) { html in
              html.moment(message.sentAt, now: visit.now)
              html.chip(
                .state(message.state),
                message.state == .failed ? "bad" : message.state == .proposed ? "warn" : "",
              )
              if let error = message.error { html(.span, error) }
            }
          }
        }
      }
    }
  }

  /// What waits to be told, when it is tried next, and what was tried today.
  private func plan(_ html: inout HTMLWriter) throws {
    let waiting = try visit.registry.waitingToBeTold().filter { entry in
      isOurs(entry.inn) && (inn == nil || entry.inn == inn)
    }
    html(.h2, .waitsToBeTold)
    if waiting.isEmpty { html.empty(.nothingWaits) }
    html(.ul, .class("rows")) { html in
      for entry in waiting.prefix(CallListPage.length) {
        html(.li) { html in
          html(.div, .class("what")) { html in
            html(.span, name(entry.inn))
            html(.span, .class("meta")) { html in
              html(.span, .delivery(entry.kind))
              html(.span, .nextTry(TokyoClock.moment(entry.nextTry, now: visit.now)))
              html(.span, .answerBy(TokyoClock.moment(entry.deadline, now: visit.now)))
              html(.span, .tries(entry.attempts))
            }
          }
          html(.div, .class("acts")) { html in
            if let inn = entry.inn {
              html.button(
                visit,
                .ringNowShort,
                ConsolePath("inns", inn.rawValue, "ring"),
                back: here,
                label: .ringNow + Words(" " + name(inn)),
              )
            }
          }
        }
      }
    }
    let today = try visit.registry.ringOutlook().today
    html(.h2, .rungToday)
    html(.ul, .class("rows")) { html in
      for ring in today.reversed().prefix(CallListPage.length)
      where isOurs(ring.inn) && (inn == nil || ring.inn == inn) {
        html(.li) { html in
          html(.div, .class("what")) { html in
            html(.span, name(ring.inn))
            html(.span, .class("meta")) { html in
              html.moment(ring.startedAt, now: visit.now)
              html(.span, .purpose(ring.purpose))
              html(.span, ring.outcome.map { .ring($0) } ?? .ringing)
            }
          }
        }
      }
    }
  }
}

/// One call, word for word.
struct CallPage {
  let visit: Visit
  let call: FiledCall

  func response() -> HTTPResponse {
    let inn = call.inn.flatMap { visit.registry.catalogue[$0]?.inn }
    let title = Words.callWith(call.direction)
    return ConsoleFrame(visit: visit, title: title, section: .calls).response { html in
      html.heading(title, Words(inn?.name.japanese ?? call.number))
      html(.section, .class("panel"), .label(title)) { html in
        html.facts([
          (.time, TokyoClock.moment(call.startedAt, now: visit.now)[visit.language]),
          (
            .duration,
            Words.seconds((call.endedAt - call.startedAt).milliseconds / 1000)[visit.language]
          ),
          (.phoneNumber, call.number),
          (.state, Words.outcome(call.outcome)[visit.language]),
        ])
        if call.transcript.isEmpty {
          html.empty(.transcriptErased)
        } else {
          html(.pre, .lang("ja"), text: call.transcript.joined(separator: "\n"))
        }
        if let inn, visit.can(.setRooms) {
          html(.div, .class("actions")) { html in
            html.button(
              visit,
              .ringNow,
              ConsolePath("inns", inn.id.rawValue, "ring"),
              back: ConsolePath("calls", call.id.rawValue),
            )
          }
        }
      }
    }
  }
}
