import InnRegistry

/// Tells open pages that something changed, by server-sent events: a page then asks for itself anew.
///
/// One task watches for all streams, and only while there are any; no stream holds a thread. An
/// event names nothing: what changed, each page reads with the rights of its own session.
final class LiveFeed: Sendable {
  /// Pages that listen at once; what is more is told to come back, and reads by reloading.
  static let maxStreams = 200
  /// Between two looks at what is not in the log: alarms and calls.
  static let tick = Span.seconds(2)
  /// The least time between two events: a burst of changes is one.
  static let pause = Span(milliseconds: 400)
  /// Lines of the log looked at in one look; with more, everybody is told.
  private static let eventsAtOnce = 200

  private struct Listener {
    let stream: ResponseStream
    let municipalities: Set<MunicipalityCode>
  }

  private struct State {
    var listeners: [Int: Listener] = [:]
    var lastName = 0
    var isWatching = false
  }

  private let registry: Registry
  private let state = Lock(State())

  init(registry: Registry) { self.registry = registry }

  var count: Int { state.withLock { $0.listeners.count } }

  /// A stream for a page of this office; nil when too many listen.
  func open(for organisation: Organisation) -> ResponseStream? {
    let stream = ResponseStream.events()
    let (name, mustWatch) = state.withLock { state -> (Int?, Bool) in
      guard state.listeners.count < LiveFeed.maxStreams else { return (nil, false) }
      state.lastName += 1
      state.listeners[state.lastName] = Listener(
        stream: stream,
        municipalities: organisation.municipalities,
      )
      defer { state.isWatching = true }
      return (state.lastName, !state.isWatching)
    }
    guard let name else { return nil }
    stream.onEnd { [weak self] _ in
      self?.state.withLock { _ = $0.listeners.removeValue(forKey: name) }
    }
    if mustWatch { Task { await self.watch() } }
    // At once, so that a page that was asleep catches up.
    stream.send(Array("retry: 3000\nevent: hello\ndata: 1\n\n".utf8))
    return stream
  }

  // MARK: - Watching

  private func watch() async {
    var known = try? registry.officeMark()
    let (wakes, waker) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let changes = registry.changes()
    let observing = Task { for await _ in changes { waker.yield() } }
    let ticking = Task {
      while !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(LiveFeed.tick.milliseconds))
        waker.yield()
      }
    }
    defer {
      observing.cancel()
      ticking.cancel()
    }
    for await _ in wakes {
      if isIdle() { return }
      guard let mark = try? registry.officeMark() else { continue }
      if mark != known {
        tell(from: known, to: mark)
        known = mark
        try? await Task.sleep(for: .milliseconds(LiveFeed.pause.milliseconds))
      }
    }
  }

  /// Whether nobody listens any more; then nobody watches either.
  private func isIdle() -> Bool {
    state.withLock { state in
      guard state.listeners.isEmpty else { return false }
      state.isWatching = false
      return true
    }
  }

  private func tell(from before: OfficeMark?, to mark: OfficeMark) {
    let listeners = state.withLock { Array($0.listeners.values) }
    let touched = municipalities(from: before, to: mark)
    let bytes = Array("event: change\ndata: \(mark.sequence)\n\n".utf8)
    for listener in listeners {
      if let touched, touched.isDisjoint(with: listener.municipalities) { continue }
      listener.stream.send(bytes)
    }
  }

  /// Where something changed; nil for everywhere.
  private func municipalities(from before: OfficeMark?, to mark: OfficeMark)
    -> Set<MunicipalityCode>?
  {
    guard let before, before.others == mark.others,
      let events = try? registry.events(after: before.sequence, limit: LiveFeed.eventsAtOnce),
      events.count < LiveFeed.eventsAtOnce
    else { return nil }
    let catalogue = registry.catalogue
    var found: Set<MunicipalityCode> = []
    for event in events {
      guard let inn = event.inn, let listing = catalogue[inn] else { return nil }
      found.insert(listing.inn.municipality)
    }
    return found
  }
}
