/// Passwords and sessions of the office's people.
extension Transaction {
  /// Keeps a password's hash; whoever was signed in by the old one is no more.
  ///
  /// - Parameters:
  ///   - mustChange: it was given out by somebody else.
  ///   - kept: the session in which its owner has just changed it.
  package func setPassword(
    hash: String,
    of staff: StaffID,
    mustChange: Bool,
    keeping kept: StaffSessionID? = nil,
    by actor: Actor,
  ) throws {
    guard try OrganisationTable.staff(db).contains(where: { $0.id == staff }) else {
      throw OfficeRefusal.staffUnknown
    }
    let row = LoginTable.Row(
      staff: staff,
      hash: hash,
      mustChange: mustChange,
      changedAt: now,
      tries: PINGuard(),
    )
    try LoginTable.save(row, db)
    try db.run(
      "DELETE FROM staff_session WHERE staff = $1 AND name <> $2",
      .id(staff),
      .text(kept?.rawValue ?? ""),
    )
    try log(.passwordSet, subject: staff.rawValue, by: actor) {
      $0.field("must_change", mustChange)
    }
  }

  /// Counts what a comparison outside this thread found, and opens a session for a right password.
  ///
  /// A right one while a lock set in between holds is not let in, as with ``recordPIN``.
  func signIn(
    isRight: Bool,
    comparedWith seen: LoginTable.Row,
    browser: String,
    secret: String,
  ) throws -> SignIn {
    guard var row = try LoginTable.row(of: seen.staff, db) else { return .wrong }
    if let until = row.tries.lock(at: now) { return .locked(until: until) }
    let member = try OrganisationTable.staff(db).first { $0.id == seen.staff }
    guard let member, !member.isSuspended else { return .wrong }
    guard isRight, row.hash == seen.hash else {
      let until = row.tries.fail(at: now, .login)
      try LoginTable.save(row, db)
      guard let until else { return .wrong }
      try log(.loginLocked, subject: member.id.rawValue, by: .hub) {
        $0.field("lockouts", row.tries.lockouts)
        $0.field("until", until.milliseconds)
      }
      return .locked(until: until)
    }
    if row.tries != PINGuard() {
      row.tries = PINGuard()
      try LoginTable.save(row, db)
    }
    try forgetOldSessions()
    let session = LoginTable.Session(
      id: StaffSessionID(trusted: opaqueName("ses_")),
      staff: member.id,
      createdAt: now,
      seenAt: now,
      expiresAt: now + StaffSessionLimits.longest,
      browser: String(browser.prefix(StaffSessionLimits.browserLength)),
    )
    try LoginTable.insert(session, digest: Secret.sha256(secret), db)
    try log(.signedIn, subject: member.id.rawValue, by: .staff(member.id.rawValue)) {
      $0.field("session", session.id)
    }
    return .welcome(secret: secret, session.id)
  }

  /// Somebody asked for a page.
  func sessionSeen(_ id: StaffSessionID) throws {
    try db.run(
      "UPDATE staff_session SET seen_at = $2 WHERE name = $1 AND seen_at < $2",
      .id(id),
      .instant(now),
    )
  }

  /// Ends a session; nothing happens when it has ended.
  package func endSession(_ id: StaffSessionID, by actor: Actor) throws {
    let staff: StaffID? = try db.row("SELECT staff FROM staff_session WHERE name = $1", .id(id)) {
      $0.id(0)
    }
    guard let staff else { return }
    try db.run("DELETE FROM staff_session WHERE name = $1", .id(id))
    try log(.signedOut, subject: staff.rawValue, by: actor) { $0.field("session", id) }
  }

  /// Ends every session of a person.
  package func endSessions(of staff: StaffID, by actor: Actor) throws {
    for session in try LoginTable.sessions(db) where session.staff == staff {
      try endSession(session.id, by: actor)
    }
  }

  /// Lets a person try again at once.
  package func unlockLogin(of staff: StaffID, by actor: Actor) throws {
    guard var row = try LoginTable.row(of: staff, db) else { throw OfficeRefusal.staffUnknown }
    guard row.tries != PINGuard() else { return }
    row.tries = PINGuard()
    try LoginTable.save(row, db)
    try log(.loginUnlocked, subject: staff.rawValue, by: actor) { _ in }
  }

  private func forgetOldSessions() throws {
    try db.run(
      "DELETE FROM staff_session WHERE expires_at <= $1 OR seen_at <= $2",
      .instant(now),
      .instant(now - StaffSessionLimits.idle),
    )
  }
}
