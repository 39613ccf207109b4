/// What the hubs of one server tell each other: a row for each commit, written with it.
///
/// The row does three things: it puts the commits of all hubs in one order, it says what the other
/// hubs' memories have to learn, and it proves to a hub that lost its connection in the middle of a
/// COMMIT whether it is done. An SQLite file has one hub and no such rows.
struct SharedCommits {
  /// Rows kept: a hub that was away for longer lays its memory out anew.
  static let kept: Int64 = 4096
  /// Commits between two clearings of old rows.
  private static let clearingPace: Int64 = 256
  /// Changes of a commit that are told one by one; after an import of a whole prefecture the other
  /// hubs had better read everything.
  static let mostLines = 20_000

  /// This hub's name while it runs.
  let hub: String
  /// A commit and what tells it from another of the same number.
  private struct Mark: Hashable {
    var number: Int64 = 0
    var hub = ""
    var event: Int64 = 0
    var at: Int64 = 0
  }

  /// The newest commit that this hub's memory knows.
  private var newest: Mark
  /// This hub's own, until its COMMIT is done.
  private var written = Mark()
  /// Commits that this hub knew are gone: a standby that lagged has stepped in, or an older copy.
  private(set) var hasLost = false

  var number: Int64 { newest.number }

  /// - Parameter db: what is read from it afterwards is as new as the number or newer, and learning
  ///   a commit twice does no harm.
  init(hub: String, _ db: SQLConnection) throws {
    self.hub = hub
    newest = try SharedCommits.newest(db)
  }

  private static func newest(_ db: SQLConnection) throws -> Mark {
    try db.row(
      "SELECT number, hub, event, committed_at FROM hub_commit ORDER BY number DESC LIMIT 1"
    ) { mark($0) } ?? Mark()
  }

  private static func mark(_ row: SQLRow) -> Mark {
    Mark(number: row.integer(0), hub: row.text(1), event: row.integer(2), at: row.integer(3))
  }

  /// What others have committed and this hub has not learnt.
  struct News {
    var changes = IndexChanges()
    /// Too much has happened to be told.
    var isTooOld = false
    /// The newest line of the log.
    var event: Int64 = 0
  }

  /// Reads what is new, nil for nothing.
  ///
  /// - Parameter db: in a transaction, so that it is one moment.
  mutating func news(_ db: SQLConnection) throws -> News? {
    let rows = try db.rows(
      """
      SELECT number, hub, event, committed_at, CASE WHEN number > $1 THEN changes ELSE '' END
      FROM hub_commit WHERE number >= $1 ORDER BY number
      """,
      .integer(number),
    ) { (mark: SharedCommits.mark($0), changes: $0.text(4)) }
    // What this hub knows last is still there: otherwise it, and maybe more, was lost.
    let oldest = rows.first?.mark
    // A later one is the first that is left: this hub was away while rows were cleared.
    let isAhead = oldest.map { $0.number > number } ?? false
    guard (oldest ?? Mark()) == newest || isAhead else {
      newest = try SharedCommits.newest(db)
      hasLost = true
      let event = Int64(try db.count("SELECT coalesce(max(sequence), 0) FROM event"))
      return News(isTooOld: true, event: event)
    }
    let told = rows.filter { $0.mark.number > number }
    guard let first = told.first, let last = told.last else { return nil }
    var news = News(event: last.mark.event)
    news.isTooOld = first.mark.number != number + 1
    for row in told {
      guard let changes = IndexChanges(told: row.changes) else {
        news.isTooOld = true
        break
      }
      news.changes.append(changes)
    }
    newest = last.mark
    return news
  }

  /// Numbers of the log are given again, for other changes: whoever follows it must notice.
  mutating func beginFeedIfLost(_ db: SQLConnection, _ random: RandomSource) throws {
    guard hasLost else { return }
    try SettingTable.save(random.opaqueName(prefix: ""), as: .feedEpoch, db)
  }

  /// Writes this hub's own row as the last thing before COMMIT.
  ///
  /// - Parameter isNews: the others are woken; otherwise they find it when they look.
  /// - Returns: its number, to be handed to ``committed(_:)`` after COMMIT.
  mutating func write(
    _ changes: IndexChanges,
    event: Int64,
    at now: Timestamp,
    isNews: Bool,
    _ db: SQLConnection,
  ) throws -> Int64 {
    let next = number + 1
    if next % SharedCommits.clearingPace == 0 {
      try db.run("DELETE FROM hub_commit WHERE number <= $1", .integer(next - SharedCommits.kept))
    }
    try db.run(
      """
      INSERT INTO hub_commit (number, hub, committed_at, event, changes)
      VALUES ($1, $2, $3, $4, $5)
      """,
      .integer(next),
      .text(hub),
      .instant(now),
      .integer(event),
      .text(changes.told),
    )
    if isNews { try db.tellOthers(hub) }
    written = Mark(number: next, hub: hub, event: event, at: now.milliseconds)
    return next
  }

  /// What was written last is done.
  mutating func committed() {
    newest = written
    hasLost = false
  }

  /// Whether a COMMIT whose answer was lost is done; its row is written again, so that committing
  /// that waits for the standby, which the lost one may not have done.
  ///
  /// - Parameter db: inside ``SQLConnection/beginWriting()``: then whoever was committing has ended.
  func confirm(_ number: Int64, _ db: SQLConnection) throws -> Bool {
    try db.run(
      "UPDATE hub_commit SET event = event WHERE number = $1 AND hub = $2",
      .integer(number),
      .text(hub),
    ) > 0
  }
}

// MARK: - As text

/// A line a change, words by spaces: `n` a night, `r` restrictions, `i` an inn's listing, `c` taxes,
/// channels or keys, `*` everything.
extension IndexChanges {
  var told: String {
    guard nights.count + restrictions.count + listings.count <= SharedCommits.mostLines else {
      return "*"
    }
    var lines: [String] = []
    lines.reserveCapacity(nights.count + restrictions.count + listings.count + 1)
    if hasCatalogueChanged { lines.append("c") }
    for inn in listings.sorted() { lines.append("i \(inn.rawValue)") }
    for night in nights {
      let inventory = night.inventory
      lines.append(
        "n \(night.room) \(night.night.daysSinceEpoch) \(inventory.stated) \(inventory.uncounted) "
          + "\(inventory.asOf.milliseconds) \(inventory.source.rawValue)"
      )
    }
    for change in restrictions {
      var line = "r \(change.room) \(change.night.daysSinceEpoch)"
      if let rules = change.restrictions {
        line += " \(rules.minStay ?? 0) \(rules.maxStay ?? 0) \(rules.closedToArrival ? 1 : 0)"
        line += " \(rules.closedToDeparture ? 1 : 0) \(rules.stopSell ? 1 : 0)"
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  /// Nil when everything has to be read, or the text is of a newer program.
  init?(told text: String) {
    self.init()
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Int64($0) }
      switch words.first {
      case "c": hasCatalogueChanged = true
      case "i": listings.formUnion(words.dropFirst().map { InnID(trusted: String($0)) })
      case "n":
        guard words.count == 7, numbers.count == 5,
          let source = NightSource(rawValue: String(words[6]))
        else { return nil }
        nights.append(
          NightChange(
            room: numbers[0],
            night: CivilDate(daysSinceEpoch: Int32(truncatingIfNeeded: numbers[1])),
            inventory: NightInventory(
              stated: Int(numbers[2]),
              uncounted: Int(numbers[3]),
              asOf: Timestamp(milliseconds: numbers[4]),
              source: source,
            ),
          )
        )
      case "r":
        guard numbers.count == words.count - 1, numbers.count == 2 || numbers.count == 7 else {
          return nil
        }
        restrictions.append(RestrictionChange(told: numbers))
      default: return nil
      }
    }
  }
}

extension RestrictionChange {
  fileprivate init(told numbers: [Int64]) {
    room = numbers[0]
    night = CivilDate(daysSinceEpoch: Int32(truncatingIfNeeded: numbers[1]))
    guard numbers.count == 7 else { return }
    restrictions = NightRestrictions(
      minStay: numbers[2] > 0 ? Int(numbers[2]) : nil,
      maxStay: numbers[3] > 0 ? Int(numbers[3]) : nil,
      closedToArrival: numbers[4] != 0,
      closedToDeparture: numbers[5] != 0,
      stopSell: numbers[6] != 0,
    )
  }
}
