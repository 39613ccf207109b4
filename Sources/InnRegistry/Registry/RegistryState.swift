import Synchronization

/// What readers see of the committed registry without asking the database.
final class RegistryState: Sendable {
  private let current: Mutex<Catalogue>
  let index: SearchIndex
  private let log: Log

  /// Reads everything that is listed and every night known.
  init(_ db: SQLiteConnection, now: Timestamp, log: Log) throws {
    var catalogue = Catalogue()
    for id in try InnTable.ids(db) {
      catalogue.replace(id, with: try InnTable.listing(id, db))
    }
    catalogue.replaceTaxes(try TaxTable.load(db))
    current = Mutex(catalogue)
    self.log = log
    let today = TokyoTime.date(at: now)
    index = SearchIndex(slots: try NightTable.slots(of: catalogue, from: today, db), today: today)
  }

  var catalogue: Catalogue { current.withLock { $0 } }

  /// The catalogue as a change in the same batch must see it: with the listings that changes
  /// before it in the batch have touched.
  func catalogue(after changes: IndexChanges, _ db: SQLiteConnection) throws -> Catalogue {
    var catalogue = current.withLock { $0 }
    for id in changes.listings { catalogue.replace(id, with: try InnTable.listing(id, db)) }
    if changes.taxes { catalogue.replaceTaxes(try TaxTable.load(db)) }
    return catalogue
  }

  /// Takes over what a commit changed, before any caller hears that it is done.
  func apply(_ changes: IndexChanges, _ db: SQLiteConnection) {
    guard !changes.isEmpty else { return }
    do {
      if !changes.listings.isEmpty || changes.taxes {
        let catalogue = try catalogue(after: changes, db)
        current.withLock { $0 = catalogue }
        try relist(changes.listings, in: catalogue, db)
      }
      index.apply(changes.nights, restrictions: changes.restrictions)
    } catch {
      // The commit stands. A listing that can't be read back is a damaged file; the search goes
      // on with what it knew, and the log says so.
      log.error("search index not updated", ["error": "\(error)"])
    }
  }

  /// Moves the index's window of nights when the days have moved on.
  func moveWindow(now: Timestamp, _ db: SQLiteConnection) throws {
    let today = TokyoTime.date(at: now)
    guard !index.covers(today: today) else { return }
    index.rebuild(try NightTable.slots(of: catalogue, from: today, db), today: today)
  }

  private func relist(
    _ inns: Set<InnID>,
    in catalogue: Catalogue,
    _ db: SQLiteConnection,
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
