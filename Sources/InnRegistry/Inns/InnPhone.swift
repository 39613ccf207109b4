/// A telephone of an inn and what whoever answers it may do.
package struct InnPhone: Hashable, Codable, Sendable {
  package var number: PhoneNumber
  package var inn: InnID
  package var kind: Kind
  package var rights: Rights
  /// Order in which the hub rings an inn's phones; the lowest first.
  package var rank: Int

  package init(
    number: PhoneNumber,
    inn: InnID,
    kind: Kind = .landline,
    rights: Rights = .all,
    rank: Int = 0,
  ) {
    self.number = number
    self.inn = inn
    self.kind = kind
    self.rights = rights
    self.rank = rank
  }

  /// Whether the hub may write to it.
  package var takesMessages: Bool { kind == .mobile && number.takesMessages }

  package enum Kind: String, CaseIterable, Codable, Sendable {
    case landline
    /// A mobile telephone that takes SMS.
    case mobile
    /// Sends no keys: asked one yes or no at a time, by voice.
    case rotary
    /// Rung by people of the office only, never by the hub.
    case officeOnly = "office_only"
  }

  /// What a caller from this number may do.
  package struct Rights: OptionSet, Hashable, Codable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let setRooms = Rights(rawValue: 1)
    package static let answerRequests = Rights(rawValue: 2)
    package static let hearGuestNames = Rights(rawValue: 4)
    package static let all: Rights = [.setRooms, .answerRequests, .hearGuestNames]
  }
}
