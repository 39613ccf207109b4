import InnRegistry

/// Everything that happened around a booking, in one line of time.
struct BookingTimeline {
  let page: BookingPage
  let notices: [NoticeDelivery]

  private enum Kind: String {
    case plain = ""
    case good
    case bad
    case call
  }

  private struct Entry {
    var at: Timestamp
    var kind: Kind
    var write: (inout HTMLWriter) -> Void
  }

  func write(_ html: inout HTMLWriter) {
    let entries = (log + calls + rings + messages + told + deliveries).sorted { $0.at < $1.at }
    html(.section, .class("panel"), .labelledBy("timeline")) { html in
      html(.h2, .id("timeline"), words: .timeline)
      html(.ol, .class("timeline")) { html in
        for entry in entries {
          html(.li, .class(entry.kind.rawValue)) { html in
            html.moment(entry.at, now: page.visit.now)
            html(.div, .class("body")) { html in entry.write(&html) }
          }
        }
      }
    }
  }

  private var log: [Entry] {
    page.history.events.map { event in
      let (words, kind) = BookingTimeline.words(event.kind)
      return Entry(at: event.at, kind: kind) { html in
        html(.strong, words)
        html(.span, .class("hint"), words: .who(event.actor))
      }
    }
  }

  private static func words(_ kind: LogEvent.Kind) -> (Words, Kind) {
    switch kind {
    case .bookingHeld, .holdExtended: (.state(.held), .plain)
    case .bookingRequested: (.state(.requested), .plain)
    case .bookingConfirmed: (.state(.confirmed), .good)
    case .bookingStayed: (.state(.stayed), .good)
    case .bookingNoShow: (.state(.noShow), .bad)
    case .bookingCancelled: (.state(.cancelled), .bad)
    case .bookingReleased: (.state(.released), .plain)
    case .bookingDeclined: (.state(.declined), .bad)
    case .bookingExpired: (.state(.expired), .bad)
    case .bookingWithdrawn: (.state(.withdrawn), .bad)
    case .amendmentProposed: (.isAmendment, .plain)
    case .amendmentDeclined: (.amendmentDeclined, .bad)
    case .bookingAmended: (.wasAmended, .good)
    case .bookingHeard: (.wasHeard, .good)
    case .guestErased: (.guestErased, .plain)
    default: (Words(kind.rawValue), .plain)
    }
  }

  private var calls: [Entry] {
    page.history.calls.map { call in
      Entry(at: call.startedAt, kind: .call) { html in
        html(.strong, .callWith(call.direction))
        html(.span, .class("hint"), words: .outcome(call.outcome))
        guard page.visit.can(.viewGuests), !call.transcript.isEmpty else { return }
        html(.details) { html in
          html(.summary, .transcript)
          html(.pre, call.transcript.joined(separator: "\n"))
        }
      }
    }
  }

  /// Those that led to a talk are told by the talk.
  private var rings: [Entry] {
    page.history.rings.filter { $0.outcome != .spoken && $0.answeredAt == nil }.map { ring in
      Entry(at: ring.startedAt, kind: .call) { html in
        html(.strong, .hubRang)
        html(.span, .class("hint"), words: ring.outcome.map { .ring($0) } ?? .ringing)
      }
    }
  }

  private var messages: [Entry] {
    page.history.messages.map { message in
      Entry(at: message.sentAt, kind: .plain) { html in
        html(.strong, .smsTo(message.number, message.state))
        if page.visit.can(.viewGuests), !message.text.isEmpty { html(.p, message.text) }
      }
    }
  }

  /// What the guest was told, or could not be.
  private var told: [Entry] {
    notices.map { notice in
      let kind: Kind =
        switch notice.state {
        case .failed: .bad
        case .delivered: .good
        case .waiting, .sent, .dropped: .plain
        }
      return Entry(at: notice.endedAt ?? notice.createdAt, kind: kind) { html in
        html(.strong, .noticeSent(notice.kind, notice.way))
        html(.span, .class("hint"), words: .notice(notice.state))
        if let error = notice.error { html(.span, .class("hint"), text: error) }
      }
    }
  }

  /// What has left is told by the call or message; what waits or failed is told here.
  private var deliveries: [Entry] {
    page.history.deliveries.compactMap { delivery in
      switch delivery.state {
      case .delivered, .dropped: return nil
      case .waiting:
        return Entry(at: delivery.entry.nextTry, kind: .plain) { html in
          html(.strong, .willTell(delivery.entry.kind))
          html(.span, .class("hint"), words: .tries(delivery.entry.attempts))
        }
      case .failed:
        return Entry(at: delivery.entry.nextTry, kind: .bad) { html in
          html(.strong, .notTold(delivery.entry.kind))
          if let error = delivery.lastError { html(.span, .class("hint"), text: error) }
        }
      }
    }
  }
}
