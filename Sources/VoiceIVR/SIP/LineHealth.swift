/// Whether a trunk, or a socket of the hub's own, is there: what its answers to OPTIONS and
/// REGISTER say.
package struct LineHealth: Hashable, Sendable {
  /// OPTIONS in a row without an answer, each sent several times, until something is taken for
  /// dead: 3 of 7 s are less than the 30 s of voice.md.
  package static let lossesToDeath = 3

  package enum Reach: String, Codable, CaseIterable, Sendable {
    /// Nothing was ever heard: a gateway that doesn't answer OPTIONS may take calls all the same.
    case unknown
    case up
    case down
  }

  package enum Registration: Hashable, Sendable {
    /// The trunk knows the hub by its address.
    case notWanted
    case trying
    case registered
    /// The trunk said no: SIP status; 408 when it said nothing.
    case refused(status: Int)
  }

  package private(set) var reach = Reach.unknown
  package var registration: Registration
  private var losses = 0

  package init(registers: Bool = false) { registration = registers ? .trying : .notWanted }

  /// Calls can be made through it.
  package var isUsable: Bool {
    guard reach != .down else { return false }
    switch registration {
    case .notWanted, .registered: return true
    case .trying, .refused: return false
    }
  }

  /// An answer came, whatever it says.
  ///
  /// - Returns: whether that is news.
  package mutating func answered() -> Bool {
    let isNews = reach == .down
    reach = .up
    losses = 0
    return isNews
  }

  /// No answer came in time.
  ///
  /// - Returns: whether it is taken for dead from now on.
  package mutating func lost() -> Bool {
    losses += 1
    guard losses >= LineHealth.lossesToDeath, reach == .up else { return false }
    reach = .down
    return true
  }
}
