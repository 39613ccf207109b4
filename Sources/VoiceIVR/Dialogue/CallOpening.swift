/// How a conversation with a keeper came about.
package enum CallOpening: Hashable, Codable, Sendable {
  /// She rang the hub.
  case inbound
  /// The hub rang her; `resumed` after a call that broke through no fault of hers (S16).
  case outbound(CallReason, resumed: Bool)

  /// The hub rings only to tell something, which may be gone by the time she answers.
  var isOnlyNews: Bool {
    switch self {
    case .inbound, .outbound(.evening, _): false
    case .outbound(.request, _), .outbound(.news, _), .outbound(.broadcast, _),
      .outbound(.office, _), .outbound(.repetition, _):
      true
    }
  }

  /// The hub rings to repeat what she keyed.
  var isRepetition: Bool {
    if case .outbound(.repetition, _) = self { true } else { false }
  }

  var isEvening: Bool {
    if case .outbound(.evening, _) = self { true } else { false }
  }
}

/// Why the hub rings: said in its first sentence.
package enum CallReason: String, CaseIterable, Codable, Sendable {
  /// A request waits for an answer, perhaps beside other things.
  case request
  /// Bookings, changes or cancellations to be heard.
  case news
  /// A text of the office to be heard, perhaps beside bookings.
  case broadcast
  /// The evening call: how many rooms are free tonight.
  case evening
  /// What she keyed a minute ago is repeated: her call ended before that.
  case repetition
  /// The office, or whoever is on duty for it, is told what can't wait.
  case office
}
