import Synchronization

/// What readers see of the committed registry without asking the database.
final class RegistryState: Sendable {
  private let current: Mutex<Catalogue>
  /// The index missed a change because the database could not be read after the commit.
  private let isBehind = Mutex(false)
  private let changeCount = Atomic<UInt64>(0)
  let index: SearchIndex
  /// Tells observers how far the log has grown.
  let feed = ChangeFeed()
  private let log: Log

  /// Reads everything that is listed and every night known.
  init(_ db: SQLConnection, now: Timestamp, log: Log) throws {
    let catalogue = try Catalogue(reading: db)
    current = Mutex(catalogue)
    self.log = log
    let today = TokyoTime.date(at: now)
    index = SearchIndex(slots: try NightTable.slots(of: catalogue, from: today, db), today: today)
  }

  var catalogue: Catalogue { current.withLock { $0 } }

  /// Commits taken over so far that anything read from the registry can depend on.
  var generation: UInt64 { changeCount.load(ordering: .acquiring) }

  /// Takes over what a commit changed, before any caller hears that it is done.
  ///
  /// - Parameter hasNewLines: whether the log grew. All that inns, channels and guests do is told
  ///   there: a commit that adds neither a line nor a change, such as a step of the statistics,
  ///   leaves every answer as it was.
  func apply(
    _ changes: IndexChanges,
    hasNewLines: Bool,
    catalogue: Catalogue,
    now: Timestamp,
    _ db: SQLConnection,
  ) {
    let wasBehind = isBehind.withLock { $0 }
    if !changes.listings.isEmpty || changes.hasCatalogueChanged {
      current.withLock { $0 = catalogue }
    }
    do {
      let today = TokyoTime.date(at: now)
      if wasBehind || (changes.mayMoveWindow && !index.covers(today: today)) {
        index.rebuild(try NightTable.slots(of: catalogue, from: today, db), today: today)
        isBehind.withLock { $0 = false }
      } else if !changes.listings.isEmpty {
        try relist(changes.listings, in: catalogue, db)
      }
    } catch {
      // The commit stands. The search goes on with what it knew, and is laid out anew as soon as
      // the database can be read, after the next commit.
      isBehind.withLock { $0 = true }
      log.error("search index not updated", ["error": "\(error)"])
    }
    index.apply(changes.nights, restrictions: changes.restrictions)
    if hasNewLines || wasBehind || !changes.isEmpty { changeCount.add(1, ordering: .releasing) }
  }

  /// Takes over what other hubs have committed.
  ///
  /// - Parameters:
  ///   - known: the last line of the log that this hub knew.
  ///   - db: in a transaction that sees those commits.
  /// - Throws: ``DatabaseError``; then nothing was taken over.
  func take(
    _ news: SharedCommits.News,
    known: Int64,
    now: Timestamp,
    _ db: SQLConnection,
  ) throws {
    guard news.isTooOld || news.event != known || !news.changes.isEmpty else { return }
    let today = TokyoTime.date(at: now)
    if news.isTooOld {
      let catalogue = try Catalogue(reading: db)
      let slots = try NightTable.slots(of: catalogue, from: today, db)
      current.withLock { $0 = catalogue }
      index.rebuild(slots, today: today)
      changeCount.add(1, ordering: .releasing)
    } else {
      var renewed = catalogue
      try renewed.renew(news.changes, db)
      apply(
        news.changes,
        hasNewLines: news.event != known,
        catalogue: renewed,
        now: now,
        db,
      )
    }
    feed.publish(news.event)
  }

  private func relist(
    _ inns: Set<InnID>,
    in catalogue: Catalogue,
    _ db: SQLConnection,
  ) throws {
    var mustRebuild = false
    for id in inns {
      let slots = catalogue[id].map(NightTable.bareSlots(of:)) ?? []
      if !index.update(slots, ofInn: id) { mustRebuild = true }
    }
    guard mustRebuild else { return }
    // Only the inns that changed are read again; all others keep the nights they have.
    var slots = index.snapshot().filter { !inns.contains($0.inn) }
    for id in inns.sorted() {
      guard let listing = catalogue[id] else { continue }
      slots += try NightTable.slots(of: listing, from: index.windowStart, db)
    }
    index.rebuild(slots, today: index.windowStart + AvailabilityHorizon.nightsBack)
  }
}

extension Catalogue {
  /// Reads again what changed.
  fileprivate mutating func renew(_ changes: IndexChanges, _ db: SQLConnection) throws {
    for id in changes.listings.sorted() { replace(id, with: try InnTable.listing(id, db)) }
    guard changes.hasCatalogueChanged else { return }
    replaceTaxes(try TaxTable.load(db))
    replaceChannels(
      try ChannelTable.all(db),
      keys: try ChannelTable.keys(db),
      allotments: try ChannelTable.allotments(db),
    )
  }

  /// Everything that is listed, as the tables have it.
  init(reading db: SQLConnection) throws {
    self.init()
    var tariffs = SharedTariffs()
    for id in try InnTable.ids(db) {
      replace(id, with: try InnTable.listing(id, sharing: &tariffs, db))
    }
    replaceTaxes(try TaxTable.load(db))
    replaceChannels(
      try ChannelTable.all(db),
      keys: try ChannelTable.keys(db),
      allotments: try ChannelTable.allotments(db),
    )
  }
}
