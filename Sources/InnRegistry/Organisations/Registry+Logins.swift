/// Signing in: passwords are hashed and compared on a thread of their own, counted in a transaction.
extension Registry {
  /// Looks at a name and a password.
  ///
  /// Takes the same time whether the name exists, is locked or suspended, or the password is wrong.
  ///
  /// - Throws: ``RegistryUnavailable``, ``DatabaseError``.
  package func signIn(
    _ name: String,
    password: String,
    browser: String = "",
  ) async throws -> SignIn {
    let row = try StaffID(name).flatMap { id in try read { try LoginTable.row(of: id, $0) } }
    let hash = row?.hash ?? Registry.hashOfNothing
    let candidate = String(password.prefix(StaffPassword.lengths.upperBound + 1))
    let isRight = try await hashing.run { Secret.verify(candidate, hash: hash) }
    guard let row else {
      try await write { try $0.recordDecoy() }
      return .wrong
    }
    let secret = random.opaqueName(prefix: "") + random.opaqueName(prefix: "")
    return try await write {
      try $0.signIn(isRight: isRight, comparedWith: row, browser: browser, secret: secret)
    }
  }

  /// Who a session's secret belongs to; nil when it opens nothing any more.
  package func session(secret: String) throws -> StaffSession? {
    let now = clock.now()
    let digest = Secret.sha256(secret)
    return try read { db in
      guard let session = try LoginTable.session(digest: digest, db), session.isOpen(at: now),
        let member = try OrganisationTable.staff(db).first(where: { $0.id == session.staff }),
        !member.isSuspended,
        let organisation = try OrganisationTable.all(db).first(where: {
          $0.id == member.organisation
        })
      else { return nil }
      return StaffSession(
        session,
        member,
        organisation,
        mustChange: try LoginTable.row(of: member.id, db)?.mustChange ?? false,
      )
    }
  }

  /// Notes that a session is in use, at most once in ``StaffSessionLimits/seenStep``.
  package func noteUse(of session: StaffSession) {
    guard clock.now() - session.seenAt >= StaffSessionLimits.seenStep else { return }
    // Nobody waits for it: a session whose last use was not noted ends a little earlier.
    write({ try $0.sessionSeen(session.id) }, finish: { _ in })
  }

  /// Open sessions of an organisation's people, the last used first.
  package func sessions(of organisation: OrganisationID) throws -> [StaffSession] {
    let now = clock.now()
    return try read { db in
      let members = try OrganisationTable.staff(db).filter { $0.organisation == organisation }
      guard let own = try OrganisationTable.all(db).first(where: { $0.id == organisation }) else {
        return []
      }
      return try LoginTable.sessions(db).compactMap { session in
        guard session.isOpen(at: now), let member = members.first(where: { $0.id == session.staff })
        else { return nil }
        return StaffSession(session, member, own, mustChange: false)
      }
    }
  }

  /// Everybody, or the people of one organisation, with how they sign in.
  package func accounts(of organisation: OrganisationID? = nil) throws -> [StaffAccount] {
    let now = clock.now()
    return try read { db in
      let logins = Dictionary(
        uniqueKeysWithValues: try LoginTable.all(db).map { ($0.staff, $0) }
      )
      let sessions = try LoginTable.sessions(db).filter { $0.isOpen(at: now) }
      return try OrganisationTable.staff(db).filter {
        organisation == nil || $0.organisation == organisation
      }.map { member in
        StaffAccount(
          member: member,
          passwordSetAt: logins[member.id]?.changedAt,
          mustChangePassword: logins[member.id]?.mustChange ?? false,
          lockedUntil: logins[member.id]?.tries.lock(at: now),
          sessions: sessions.count { $0.staff == member.id },
        )
      }
    }
  }

  // MARK: - Passwords

  /// Gives a person a password by chance, to be changed when it is first used.
  ///
  /// - Returns: the password, which is told once.
  package func resetPassword(of staff: StaffID, by actor: Actor) async throws -> String {
    let password = StaffPassword.draw(random)
    let hash = try await hashed(password)
    try await write { try $0.setPassword(hash: hash, of: staff, mustChange: true, by: actor) }
    return password
  }

  /// The same on the calling thread, and the person with it where she is new; for the command line.
  package func resetPasswordAndWait(
    of staff: StaffID,
    saving member: StaffMember? = nil,
    by actor: Actor,
  ) throws -> String {
    let password = StaffPassword.draw(random)
    let hash = Secret.hash(password, random: random)
    try writeAndWait { transaction in
      if let member { try transaction.save(member, by: actor) }
      try transaction.setPassword(hash: hash, of: staff, mustChange: true, by: actor)
    }
    return password
  }

  /// A person changes her own password; her other sessions end.
  ///
  /// - Throws: ``StaffPassword/Flaw``; a wrong present password counts as a failed try to sign in.
  package func changePassword(
    of session: StaffSession,
    from present: String,
    to new: String,
  ) async throws {
    let staff = session.member.id
    try StaffPassword.check(new, of: staff)
    guard let row = try read({ try LoginTable.row(of: staff, $0) }) else {
      throw OfficeRefusal.staffUnknown
    }
    let candidate = String(present.prefix(StaffPassword.lengths.upperBound + 1))
    let isRight = try await hashing.run { Secret.verify(candidate, hash: row.hash) }
    guard isRight, row.tries.lock(at: clock.now()) == nil else {
      try await write { try $0.countWrongPassword(of: staff) }
      throw StaffPassword.Flaw.presentIsWrong
    }
    let hash = try await hashed(new)
    try await write {
      try $0.setPassword(
        hash: hash,
        of: staff,
        mustChange: false,
        keeping: session.id,
        by: .staff(staff.rawValue),
      )
    }
  }

  private func hashed(_ password: String) async throws -> String {
    let random = random
    return try await hashing.run { Secret.hash(password, random: random) }
  }
}

extension Transaction {
  /// Somebody who is signed in guesses at the password of whoever left the screen open.
  fileprivate func countWrongPassword(of staff: StaffID) throws {
    guard var row = try LoginTable.row(of: staff, db), row.tries.lock(at: now) == nil else {
      return
    }
    let until = row.tries.fail(at: now, .login)
    try LoginTable.save(row, db)
    if until != nil { try endSessions(of: staff, by: .hub) }
  }
}

extension StaffSession {
  fileprivate init(
    _ session: LoginTable.Session,
    _ member: StaffMember,
    _ organisation: Organisation,
    mustChange: Bool,
  ) {
    self.init(
      id: session.id,
      member: member,
      organisation: organisation,
      createdAt: session.createdAt,
      seenAt: session.seenAt,
      expiresAt: session.expiresAt,
      browser: session.browser,
      mustChangePassword: mustChange,
    )
  }
}
