/// PINs: hashed and compared on a thread of their own, counted and locked in a transaction.
extension Registry {
  /// Gives an inn a PIN, and a number where it has none yet; ends a lock.
  ///
  /// - Throws: ``PINRefusal``, ``RegistryUnavailable``, ``DatabaseError``.
  @discardableResult
  package func setPIN(_ pin: InnPIN, of inn: InnID, by actor: Actor) async throws -> InnNumber {
    guard let listing = catalogue[inn] else { throw PINRefusal.innUnknown }
    if pin.isGuessable(phones: listing.phones) { throw PINRefusal.guessable }
    let random = random
    let hash = try await hashing.run { Secret.hash(pin.keyed, random: random) }
    return try await write { try $0.setPIN(hash: hash, of: inn, by: actor) }
  }

  /// The same on the calling thread, which waits as long as a hash takes; for the command line.
  package func setPINAndWait(_ pin: InnPIN, of inn: InnID, by actor: Actor) throws -> InnNumber {
    guard let listing = catalogue[inn] else { throw PINRefusal.innUnknown }
    if pin.isGuessable(phones: listing.phones) { throw PINRefusal.guessable }
    let hash = Secret.hash(pin.keyed, random: random)
    return try writeAndWait { try $0.setPIN(hash: hash, of: inn, by: actor) }
  }

  /// A PIN for the inn that is hard to guess, not stored yet.
  package func drawPIN(for inn: InnID) -> InnPIN {
    InnPIN.draw(random, phones: catalogue[inn]?.phones ?? [])
  }

  /// Looks at a number and PIN that an unknown caller keyed; wrong ones count over all calls.
  ///
  /// Takes the same time whether the inn exists, has a PIN, is locked, or the PIN is wrong.
  package func checkPIN(_ keyed: String, number: InnNumber) async throws -> PINCheck {
    try await check(keyed, try read { try PINTable.row(number: number, $0) })
  }

  /// Looks at a PIN for an inn that is known otherwise, as when its number comes from a line that
  /// can't be trusted.
  package func checkPIN(_ keyed: String, of inn: InnID) async throws -> PINCheck {
    try await check(keyed, try read { try PINTable.row(of: inn, $0) })
  }

  /// The number under which an inn is known on the keypad; nil before it has a PIN.
  package func number(of inn: InnID) throws -> InnNumber? {
    try read { try PINTable.row(of: inn, $0)?.number }
  }

  private func check(_ keyed: String, _ row: PINTable.Row?) async throws -> PINCheck {
    let hash = row?.hash ?? Registry.hashOfNothing
    let isRight = try await hashing.run { Secret.verify(keyed, hash: hash) }
    guard let row else {
      try await write { try $0.recordDecoy() }
      return .wrong
    }
    return try await write { try $0.recordPIN(isRight: isRight, comparedWith: row) }
  }

  /// A hash that no PIN has, compared with where there is none, so that the answer takes its time.
  static let hashOfNothing =
    "scrypt$\(Secret.scryptCost)$" + String(repeating: "00", count: 16) + "$"
    + String(repeating: "0", count: 64)
}

extension Transaction {
  /// Changes something that nobody reads, where a known name would have its failure counted: the
  /// answer waits for the disk as long.
  func recordDecoy() throws { try SettingTable.save(now, as: .decoy, db) }

  func setPIN(hash: String, of inn: InnID, by actor: Actor) throws -> InnNumber {
    guard catalogue[inn] != nil else { throw PINRefusal.innUnknown }
    let known = try PINTable.row(of: inn, db)?.number
    guard let number = try known ?? PINTable.freeNumber(db) else { throw PINRefusal.noNumberLeft }
    let row = PINTable.Row(inn: inn, number: number, hash: hash, tries: PINGuard())
    try PINTable.save(row, db)
    try clear(.pinLocked, inn: inn)
    try log(.pinSet, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("number", number.value)
    }
    return number
  }

  /// Counts what a comparison outside this thread found.
  ///
  /// A right PIN keyed while a lock set in between holds is not let in: else many tries at once
  /// would pass beside the limit.
  func recordPIN(isRight: Bool, comparedWith seen: PINTable.Row) throws -> PINCheck {
    guard var row = try PINTable.row(of: seen.inn, db) else { return .wrong }
    if let until = row.tries.lock(at: now) { return .locked(until: until) }
    if isRight, row.hash == seen.hash {
      if row.tries != PINGuard() {
        row.tries = PINGuard()
        try PINTable.save(row, db)
        try clear(.pinLocked, inn: row.inn)
      }
      return .right(row.inn)
    }
    let lockedUntil = row.tries.fail(at: now)
    try PINTable.save(row, db)
    guard let lockedUntil else { return .wrong }
    try raise(.pinLocked, inn: row.inn, detail: "")
    try log(.pinLocked, subject: row.inn.rawValue, inn: row.inn, by: .hub) {
      $0.field("lockouts", row.tries.lockouts)
      $0.field("until", lockedUntil.milliseconds)
    }
    return .locked(until: lockedUntil)
  }

  /// The office lets an inn try again at once.
  package func unlockPIN(of inn: InnID, by actor: Actor) throws {
    guard var row = try PINTable.row(of: inn, db) else { throw PINRefusal.innUnknown }
    guard row.tries != PINGuard() else { return }
    row.tries = PINGuard()
    try PINTable.save(row, db)
    try clear(.pinLocked, inn: inn)
    try log(.pinUnlocked, subject: inn.rawValue, inn: inn, by: actor) { _ in }
  }
}
