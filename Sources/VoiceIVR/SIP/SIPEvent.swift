/// A call, for as long as the process lives; never used again, unlike PJSIP's call numbers.
package struct SIPCallToken: Hashable, Sendable, CustomStringConvertible {
  package let number: UInt64

  package var description: String { "call \(number)" }
}

/// One thing played in a call; names only grow.
package struct PlaybackToken: Hashable, Sendable {
  package let number: UInt64
}

/// A call that arrives, before anything was answered.
package struct IncomingCall: Hashable, Sendable {
  package let call: SIPCallToken
  /// The caller's number as the network wrote it: `0175000001`, `+81175000001`; `anonymous` when
  /// it is withheld.
  ///
  /// From P-Asserted-Identity where the network sends it, else from From.
  package let caller: String
  package let callerHost: String
  /// User part of the address that was called.
  package let called: String
  /// Numeric address the INVITE came from.
  package let source: String
  /// The source's word about the caller's number identifies a keeper.
  package let isTrusted: Bool
}

/// How a call ended.
package struct CallEnd: Hashable, Sendable {
  /// SIP status: 200 for a call that was hung up after it was answered, 486 busy, 487 cancelled.
  package let status: Int
  /// The hub hung up, not the other side.
  package let isOurs: Bool
  package let wasAnswered: Bool
}

/// What happens on the telephone: copied from PJSIP's threads, in the order of each call.
package enum SIPEvent: Hashable, Sendable {
  case incoming(IncomingCall)
  /// A call the hub makes: the other telephone rings.
  case ringing(SIPCallToken)
  /// Both ends can hear each other.
  case answered(SIPCallToken)
  case key(SIPCallToken, Key, KeySource)
  /// A playback reached its end; none comes for what was stopped.
  case played(SIPCallToken, PlaybackToken)
  case voiceHeard(SIPCallToken)
  /// A fax machine is on the line.
  case fax(SIPCallToken)
  /// Last event of every call.
  case ended(SIPCallToken, CallEnd)

  package var call: SIPCallToken {
    switch self {
    case .incoming(let incoming): incoming.call
    case .ringing(let call), .answered(let call), .voiceHeard(let call), .fax(let call): call
    case .key(let call, _, _), .played(let call, _), .ended(let call, _): call
    }
  }
}
