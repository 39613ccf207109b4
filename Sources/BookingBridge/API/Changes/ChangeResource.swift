import InnRegistry

/// The ordered feed of what changed, for consumers that keep a copy.
extension PlatformAPI {
  /// Seconds that a long poll may wait: proxies cut silent requests after 30 to 60.
  static let maxWaitSeconds = 30
  static let changesPerPage = 100
  static let maxChangesPerPage = 500
  /// Lines of the log looked through for one page: a channel of few inns gets on even where nearly
  /// nothing is for it.
  static let maxEventsPerPage = 5000

  func addChanges(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/changes",
      operation: "listChanges",
      access: .channel(.read),
      document: ChangeDocuments.list,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let query = try context.request.readQuery(ChangeQuery.read)
      let epoch = try registry.feedEpoch()
      guard let cursor = query.cursor else {
        // A new consumer: from here on nothing is missed, so now is the time for its snapshot.
        return .response(ChangePage(epoch: epoch, last: try registry.lastSequence()).response)
      }
      guard cursor.epoch == epoch else {
        throw HTTPProblem(
          .gone,
          detail: "the hub was restored to an earlier moment: ask without a cursor, then compare "
            + "what you have with what the hub has",
        )
      }
      guard cursor.sequence <= (try registry.lastSequence()) else {
        throw HTTPProblem(
          .invalidQuery,
          errors: [
            .init(
              place: .query("cursor"),
              fault: .outOfRange,
              detail: "must be a cursor from an earlier page of this hub",
            )
          ],
        )
      }
      let page = try changePage(after: cursor, query, caller)
      guard page.changes.isEmpty, query.wait > 0 else { return .response(page.response) }
      return waiting(for: query, after: FeedPosition(epoch: epoch, sequence: page.last), caller)
    }
  }

  /// An answer as soon as there is something to tell, an empty one when the wait is over.
  private func waiting(
    for query: ChangeQuery,
    after position: FeedPosition,
    _ caller: ChannelCaller,
  ) -> HTTPReply {
    // Observed before the log is read again, so that nothing comes in between.
    let wakings = registry.changes()
    let nothing = ChangePage(epoch: position.epoch, last: position.sequence).response
    return .deferred(
      HTTPDeferral(
        deadline: .seconds(query.wait),
        fallback: { _ in .success(nothing) },
      ) { completion in
        let task = Task {
          var position = position
          do {
            var page = try changePage(after: position, query, caller)
            var wakings = wakings.makeAsyncIterator()
            while page.changes.isEmpty {
              position.sequence = page.last
              guard await wakings.next() != nil else { break }
              page = try changePage(after: position, query, caller)
            }
            completion.succeed(page.response)
          } catch {
            completion.fail(error)
          }
        }
        completion.onAbandoned { task.cancel() }
      }
    )
  }

  private func changePage(
    after position: FeedPosition,
    _ query: ChangeQuery,
    _ caller: ChannelCaller,
  ) throws -> ChangePage {
    let catalogue = registry.catalogue
    guard let channel = catalogue.channels[caller.channel] else {
      throw HTTPProblem(.unauthenticated)
    }
    let translation = ChangeTranslation(channel: channel, catalogue: catalogue)
    var page = ChangePage(epoch: position.epoch, last: position.sequence)
    var looked = 0
    while looked < PlatformAPI.maxEventsPerPage {
      let events = try registry.events(after: page.last, limit: 500)
      for event in events {
        for change in translation.changes(in: event) {
          if let written = try written(change, event, channel, caller) {
            page.changes.append(written)
          }
        }
        page.last = event.sequence
        if page.changes.count >= query.limit {
          page.isComplete = event.sequence == (events.last?.sequence ?? 0) && events.count < 500
          return page
        }
      }
      looked += events.count
      if events.count < 500 { return page }
    }
    page.isComplete = false
    return page
  }

  /// A change with what holds now; nil for a booking that is gone.
  private func written(
    _ change: FeedChange,
    _ event: LogEvent,
    _ channel: Channel,
    _ caller: ChannelCaller,
  ) throws -> [UInt8]? {
    var json = JSONWriter(capacity: 256)
    switch change {
    case .booking(let id):
      guard caller.scopes.contains(.book), let own = try registry.booking(id, of: channel.id) else {
        return nil
      }
      json.object {
        $0.field("type", "booking")
        $0.field("at", event.at)
        $0.field("booking", id)
        $0.field("state", own.booking.state.name)
        $0.field("revision", own.booking.revision)
      }
    case .inn(let inn):
      json.object {
        $0.field("type", "inn")
        $0.field("at", event.at)
        $0.field("inn", inn)
      }
    case .nights(let inn, let roomType, let nights):
      json.object {
        $0.field("type", "nights")
        $0.field("at", event.at)
        $0.field("inn", inn)
        $0.field("room_type", roomType)
        $0.field("night", nights.lowerBound)
        $0.field("last_night", nights.upperBound)
      }
    }
    return json.bytes
  }
}

/// What `GET /v1/changes` asks for.
struct ChangeQuery: Sendable {
  var cursor: FeedPosition?
  var wait: Int
  var limit: Int

  @Sendable static func read(_ query: inout QueryReader) -> ChangeQuery? {
    ChangeQuery(
      cursor: query.optional("cursor", .feedPosition),
      wait: query.optional("wait", .wholeNumber(0...PlatformAPI.maxWaitSeconds), default: 0),
      limit: query.optional(
        "limit",
        .wholeNumber(1...PlatformAPI.maxChangesPerPage),
        default: PlatformAPI.changesPerPage,
      ),
    )
  }
}

/// A place in the feed.
struct FeedPosition: Hashable, Sendable {
  /// ``Registry/feedEpoch()``.
  var epoch: String
  var sequence: Int64
}

/// A part of the feed.
struct ChangePage: Sendable {
  let epoch: String
  /// The last line of the log that was looked at.
  var last: Int64
  /// Each as JSON.
  var changes: [[UInt8]] = []
  /// Nothing more was there when the page was made.
  var isComplete = true

  init(epoch: String, last: Int64) {
    self.epoch = epoch
    self.last = last
  }

  /// The place after a line of the log, as consumers keep it.
  static func cursor(_ epoch: String, _ sequence: Int64) -> String {
    Secret.hex(Array("\(epoch)seq\(sequence)".utf8))
  }

  var response: HTTPResponse {
    .json(capacity: 256 + changes.reduce(0) { $0 + $1.count + 1 }) { json in
      json.object {
        $0.array("changes") { list in for change in changes { list.raw(change) } }
        $0.field("cursor", ChangePage.cursor(epoch, last))
        $0.field("more", !isComplete)
      }
    }
  }
}

extension TextFormat where Value == FeedPosition {
  /// A place in the feed, as an earlier page gave it.
  static var feedPosition: Self {
    TextFormat<String>.cursor.map { (text) throws(TextFault) in
      guard let mark = text.ranges(of: "seq").last, let sequence = Int64(text[mark.upperBound...]),
        sequence >= 0
      else { throw TextFault(.wrongFormat, "must be a cursor from an earlier page") }
      return FeedPosition(epoch: String(text[..<mark.lowerBound]), sequence: sequence)
    }
  }
}
