import InnRegistry

/// What the commands about people of the office ask.
enum UserRequest: Codable, Hashable, Sendable {
  case list
  /// Adds a person; `organisation` nil takes the only one there is.
  case add(UserDraft)
  /// Changes what is given.
  case change(UserDraft)
  /// A new password by chance; sessions end, and a lock.
  case resetPassword(StaffID)
  case unlock(StaffID)
}

/// Nil leaves as it is.
struct UserDraft: Codable, Hashable, Sendable {
  var id: StaffID
  var name: String?
  var organisation: OrganisationID?
  var role: StaffRole?
  var isSuspended: Bool?
}

enum UserReply: Codable, Hashable, Sendable {
  case users([UserRecord])
  /// Told once.
  case password(StaffID, String)
}

struct UserRecord: Codable, Hashable, Sendable {
  var id: StaffID
  var name: String
  var organisation: OrganisationID
  var role: StaffRole
  var isSuspended: Bool
  /// Nil before there is a password.
  var passwordSetAt: Timestamp?
  var lockedUntil: Timestamp?
  var sessions: Int
}

/// Carries them out; part of ``AdminDesk``.
struct UserDesk: Sendable {
  let registry: Registry

  func answer(_ request: UserRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .list:
      return .user(.users(try registry.accounts().map(UserRecord.init)))
    case .add(let draft): return try add(draft, by: actor)
    case .change(let draft):
      var member = try known(draft.id)
      if let name = draft.name { member.name = name }
      if let role = draft.role { member.role = role }
      if let isSuspended = draft.isSuspended { member.isSuspended = isSuspended }
      let saved = member
      try registry.writeAndWait { transaction in
        try transaction.save(saved, by: actor)
        if saved.isSuspended { try transaction.endSessions(of: saved.id, by: actor) }
      }
      return .done
    case .resetPassword(let id):
      _ = try known(id)
      return .user(.password(id, try registry.resetPasswordAndWait(of: id, by: actor)))
    case .unlock(let id):
      try registry.writeAndWait { try $0.unlockLogin(of: id, by: actor) }
      return .done
    }
  }

  private func known(_ id: StaffID) throws -> StaffMember {
    guard let member = try registry.staff().first(where: { $0.id == id }) else {
      throw OfficeRefusal.staffUnknown
    }
    return member
  }

  private func add(_ draft: UserDraft, by actor: Actor) throws -> AdminReply {
    if try registry.staff().contains(where: { $0.id == draft.id }) {
      throw AdminRefusal.registry(
        Phrase(en: "there is a person \(draft.id) already", ja: "\(draft.id) はすでにいます")
      )
    }
    let all = try registry.organisations()
    guard let organisation = draft.organisation ?? (all.count == 1 ? all.first?.id : nil) else {
      throw AdminRefusal.registry(
        Phrase(
          en: "say for which office with --organisation: "
            + all.map(\.id.rawValue).joined(separator: ", "),
          ja: "どの団体か --organisation で指定してください: "
            + all.map(\.id.rawValue).joined(separator: ", "),
        )
      )
    }
    let member = StaffMember(
      id: draft.id,
      organisation: organisation,
      name: draft.name ?? draft.id.rawValue,
      role: draft.role ?? .staff,
    )
    let password = try registry.resetPasswordAndWait(of: member.id, saving: member, by: actor)
    return .user(.password(member.id, password))
  }
}

extension UserRecord {
  init(_ account: StaffAccount) {
    self.init(
      id: account.member.id,
      name: account.member.name,
      organisation: account.member.organisation,
      role: account.member.role,
      isSuspended: account.member.isSuspended,
      passwordSetAt: account.passwordSetAt,
      lockedUntil: account.lockedUntil,
      sessions: account.sessions,
    )
  }
}
