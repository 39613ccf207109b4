import Foundation
package import InnRegistry

/// Reads the calendars of other platforms, each at its time, and closes what is taken there.
package struct CalendarPoller: Sendable {
  /// Between two looks at what is due.
  static let tick = Span.seconds(2)
  /// Calendars read at once.
  static let atOnce = 4
  /// Redirections followed, each judged as a new address.
  static let maxRedirections = 3
  /// Bytes of a calendar: twenty thousand events are about four million.
  package static let maxBytes = 4 * 1024 * 1024

  private let registry: Registry
  private let addresses: OutgoingAddress
  private let send: WebhookWorker.Send
  private let log: Log

  package init(
    registry: Registry,
    addresses: OutgoingAddress,
    log: Log = .silent,
    send: @escaping WebhookWorker.Send,
  ) {
    self.registry = registry
    self.addresses = addresses
    self.log = log
    self.send = send
  }

  /// Limits of a client for calendars.
  package static var limits: HTTPClient.Limits {
    var limits = HTTPClient.Limits()
    limits.total = .seconds(30)
    limits.responseBytes = maxBytes
    limits.atOnce = atOnce
    return limits
  }

  /// Works until it is cancelled.
  package func run() async {
    while !Task.isCancelled {
      do {
        if registry.holds(.calendars) { try await runOnce() }
      } catch {
        log.error("calendars wait", ["error": "\(error)"])
      }
      try? await Task.sleep(for: .milliseconds(CalendarPoller.tick.milliseconds))
    }
  }

  /// Reads what is due, at most ``atOnce`` calendars.
  package func runOnce() async throws {
    let due = try registry.dueCalendars(at: registry.clock.now()).prefix(CalendarPoller.atOnce)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for feed in due {
        group.addTask {
          let reading = await read(feed)
          if Task.isCancelled { return }
          try await registry.write { try $0.note(reading, of: feed.id) }
          if case .failed(let error, _) = reading {
            log.warning("calendar not read", ["calendar": feed.id.rawValue, "error": error])
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func read(_ feed: CalendarFeed) async -> CalendarReading {
    var headers = [HTTPField("Accept", "text/calendar, */*;q=0.1")]
    if let etag = feed.validators.etag { headers.append(HTTPField("If-None-Match", etag)) }
    if let date = feed.validators.lastModified {
      headers.append(HTTPField("If-Modified-Since", date))
    }
    var url = feed.url
    for _ in 0...CalendarPoller.maxRedirections {
      do throws(HTTPFailure) {
        let answer = try await send(HTTPExchange(method: "GET", url: url, headers: headers))
        switch answer.status {
        case 200: return read(answer, of: feed)
        case 304: return .unchanged
        case 301, 302, 303, 307, 308:
          guard let next = answer.header("Location").flatMap({ target($0, from: url) }) else {
            return .failed("bad_redirection", retryAfter: nil)
          }
          url = next
        default: return .failed("http_\(answer.status)", retryAfter: answer.retryAfter)
        }
      } catch {
        return .failed(error.kind.rawValue, retryAfter: nil)
      }
    }
    return .failed("too_many_redirections", retryAfter: nil)
  }

  /// Where a redirection leads, if the hub may go there.
  private func target(_ location: String, from url: String) -> String? {
    guard !location.isEmpty, let base = URL(string: url),
      let target = URL(string: location, relativeTo: base)
    else { return nil }
    return try? addresses.check(target.absoluteString)
  }

  private func read(_ answer: HTTPAnswer, of feed: CalendarFeed) -> CalendarReading {
    let file: ICalendarFile
    do throws(ICalendarFile.Fault) {
      file = try ICalendarFile(answer.body)
    } catch {
      return .failed(error.rawValue, retryAfter: nil)
    }
    let tonight = TokyoTime.tonight(at: registry.clock.now())
    let read = ICalendarNights(
      file,
      window: tonight...(tonight + AvailabilityHorizon.nightsAhead),
      isOwn: { ICalendarWriter.isOwn($0, of: feed.roomType) },
    )
    return .read(
      read.nights,
      read.counts,
      CalendarFeed.Validators(
        etag: answer.header("ETag").flatMap(sendable),
        lastModified: answer.header("Last-Modified").flatMap(sendable),
      ),
    )
  }

  /// A validator that may be sent back: short, and without anything that is no text.
  private func sendable(_ text: String) -> String? {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    return isPlain && (1...512).contains(text.utf8.count) ? text : nil
  }
}
