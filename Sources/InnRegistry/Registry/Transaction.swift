/// One change of the registry, inside the writer's thread and a savepoint of its own.
///
/// Rules of the domain are extensions of this type, one file a subject. Nothing here may block,
/// wait or leave the process.
package final class Transaction {
  let db: SQLConnection
  package let now: Timestamp
  /// What is listed, with this transaction's own changes.
  package private(set) var catalogue: Catalogue
  private let random: RandomSource
  /// The name of the hub that runs it.
  let hub: String
  private var counters: Counters
  /// What the search index has to learn once this is committed.
  private(set) var changes = IndexChanges()

  init(
    db: SQLConnection,
    now: Timestamp,
    catalogue: Catalogue,
    random: RandomSource,
    counters: Counters,
    hub: String = "",
  ) {
    self.hub = hub
    self.db = db
    self.now = now
    self.catalogue = catalogue
    self.random = random
    self.counters = counters
  }

  /// The last numbers given out, carried from one transaction to the next.
  var lastNumbers: Counters { counters }

  /// The number of the newest line of the log.
  package var lastSequence: Int64 { counters.event }

  func opaqueName(_ prefix: String) -> String { random.opaqueName(prefix: prefix) }
  /// An opaque name that sorts by the time it was made.
  func timedName(_ prefix: String) -> String { random.opaqueName(prefix: prefix, at: now) }
  func randomBits() -> UInt64 { random.next() }

  /// Runs a part of the change that may fail by itself: if it throws, all that it did is undone, and
  /// the rest of the change can go on.
  ///
  /// An operation of the domain that throws leaves behind what it wrote until then; whoever catches
  /// its error inside a change must run it here.
  @discardableResult
  package func attempt<Value>(_ body: () throws -> Value) throws -> Value {
    let before = (counters, changes, catalogue)
    try db.run("SAVEPOINT part")
    do {
      let value = try body()
      try db.run("RELEASE part")
      return value
    } catch {
      // A database that can't go back ends the whole change: see RegistryWriter.
      try db.run("ROLLBACK TO part")
      try db.run("RELEASE part")
      (counters, changes, catalogue) = before
      throw error
    }
  }

  // MARK: - The log

  /// Appends to the log; `body` writes the members of the event's JSON object.
  @discardableResult
  func log(
    _ kind: LogEvent.Kind,
    subject: String,
    inn: InnID? = nil,
    channel: ChannelID? = nil,
    by actor: Actor,
    body: (inout JSONWriter) throws -> Void,
  ) throws -> Int64 {
    counters.event += 1
    var json = JSONWriter(capacity: Transaction.usualLogBytes)
    try json.object(body)
    try db.run(
      """
      INSERT INTO event (sequence, at, actor, inn, channel, kind, subject, body)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      .integer(counters.event),
      .instant(now),
      .text(actor.text),
      .optional(inn) { .id($0) },
      .optional(channel) { .id($0) },
      .text(kind.rawValue),
      .text(subject),
      .utf8(json.bytes),
    )
    return counters.event
  }

  /// What the log says of a booking with its quote, so that the text grows without being moved.
  private static var usualLogBytes: Int { 1536 }

  func nextOutboxNumber() -> Int64 {
    counters.outbox += 1
    return counters.outbox
  }

  func nextRingNumber() -> Int64 {
    counters.ring += 1
    return counters.ring
  }

  func nextAlarmNumber() -> Int64 {
    counters.alarm += 1
    return counters.alarm
  }

  // MARK: - What the index must learn

  func touch(_ night: NightChange) { changes.nights.append(night) }

  /// The listing of an inn changed: it is read again, for the rest of this change and, once
  /// committed, for everybody.
  func touchListing(_ inn: InnID) throws {
    catalogue.replace(inn, with: try InnTable.listing(inn, db))
    changes.listings.insert(inn)
  }

  func touch(_ restrictions: RestrictionChange) { changes.restrictions.append(restrictions) }

  /// The index's window of nights follows the calendar.
  func moveWindow() { changes.mayMoveWindow = true }

  func touchTaxes() throws {
    catalogue.replaceTaxes(try TaxTable.load(db))
    changes.hasCatalogueChanged = true
  }

  func touchChannels() throws {
    catalogue.replaceChannels(
      try ChannelTable.all(db),
      keys: try ChannelTable.keys(db),
      allotments: try ChannelTable.allotments(db),
    )
    changes.hasCatalogueChanged = true
  }
}

/// Last numbers of the tables whose keys the program gives out itself, so that the same SQL serves
/// both engines and the log has no gaps.
struct Counters: Hashable, Sendable {
  var event: Int64 = 0
  var outbox: Int64 = 0
  var alarm: Int64 = 0
  var ring: Int64 = 0

  static func load(_ db: SQLConnection) throws -> Counters {
    Counters(
      event: Int64(try db.count("SELECT coalesce(max(sequence), 0) FROM event")),
      outbox: Int64(try db.count("SELECT coalesce(max(id), 0) FROM outbox")),
      alarm: Int64(try db.count("SELECT coalesce(max(id), 0) FROM alarm")),
      ring: Int64(try db.count("SELECT coalesce(max(id), 0) FROM ring")),
    )
  }
}

/// One night's inventory after a change.
struct NightChange: Hashable, Sendable {
  var room: Int64
  var night: CivilDate
  var inventory: NightInventory
}

/// What a committed batch changed outside the database.
struct IndexChanges: Sendable {
  var nights: [NightChange] = []
  var restrictions: [RestrictionChange] = []
  var listings: Set<InnID> = []
  /// The day may have changed since the index was laid out.
  var mayMoveWindow = false
  /// Taxes or channels changed.
  var hasCatalogueChanged = false

  /// Whether nobody's memory has to learn anything.
  var isEmpty: Bool {
    nights.isEmpty && restrictions.isEmpty && listings.isEmpty && !mayMoveWindow
      && !hasCatalogueChanged
  }

  mutating func append(_ other: IndexChanges) {
    nights.append(contentsOf: other.nights)
    restrictions.append(contentsOf: other.restrictions)
    listings.formUnion(other.listings)
    mayMoveWindow = mayMoveWindow || other.mayMoveWindow
    hasCatalogueChanged = hasCatalogueChanged || other.hasCatalogueChanged
  }
}

/// One night's restrictions after a change; nil when there are none any more.
struct RestrictionChange: Hashable, Sendable {
  var room: Int64
  var night: CivilDate
  var restrictions: NightRestrictions?
}
