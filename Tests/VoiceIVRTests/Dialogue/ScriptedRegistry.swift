import InnRegistry

@testable import VoiceIVR

/// A registry that answers as a script says: enough to play a call, no rule of its own.
struct ScriptedRegistry {
  var briefing: KeeperBriefing
  /// Answers for the next call of a kind, taken in order; without one, everything is saved as said.
  var replies: [(verb: String, outcome: Outcome)] = []
  /// What was committed, in order.
  private(set) var commits: [KeeperChange] = []

  enum Outcome {
    case result(CommitResult)
    case finding(RegistryFinding)
    case refusal(CommitRefusal)
  }

  init(briefing: KeeperBriefing) { self.briefing = briefing }

  mutating func answer(_ call: DialoguePlayer.RegistryCall) -> RegistryAnswer {
    switch call {
    case .lookUp(let inquiry):
      switch reply(to: inquiry.question.verb) {
      case .finding(let finding): return .found(inquiry.id, finding)
      case .refusal(let refusal): return .refused(inquiry.id, refusal)
      case .result, nil: return .found(inquiry.id, usual(inquiry.question))
      }
    case .commit(let commit):
      commits.append(commit.change)
      switch reply(to: commit.change.verb) {
      case .result(let result): return .saved(commit.id, result)
      case .refusal(let refusal): return .refused(commit.id, refusal)
      case .finding, nil: return .saved(commit.id, usual(commit.change))
      }
    }
  }

  private mutating func reply(to verb: String) -> Outcome? {
    guard let index = replies.firstIndex(where: { $0.verb == verb }) else { return nil }
    return replies.remove(at: index).outcome
  }

  private func usual(_ question: RegistryQuestion) -> RegistryFinding {
    switch question {
    case .briefing, .briefingOf: return .briefing(briefing)
    case .nights(let nights):
      var night = briefing.night
      if night.nights != nights { night.sold = [] }
      night.nights = nights
      return .nights(night)
    case .bookings: return .bookings(briefing.night.sold)
    case .monthFigures:
      return .month(
        MonthFigures(
          month: 12,
          bookings: 8,
          guestNights: 24,
          sales: Yen(288_000),
          use: (try? Announcement.check("佐井村、バスの時刻の見直し。冬も一本増えました。")) ?? [],
        )
      )
    case .identify: return .identified(.wrong)
    }
  }

  private func usual(_ change: KeeperChange) -> CommitResult {
    switch change {
    case .rooms(_, let statements): .rooms(RoomsOutcome(remaining: statements))
    case .close: .closed(inside: [])
    case .heard, .answer, .takeBack, .settle, .declineReason, .giveBack, .vouchWeek, .reopen,
      .shortfallAnswer, .guestsOutside, .receipt, .callWanted, .unrepeated, .repeated:
      .done
    }
  }
}

extension RegistryQuestion {
  /// Its name in a script.
  var verb: String {
    switch self {
    case .briefing: "briefing"
    case .briefingOf: "briefing_of"
    case .nights: "nights"
    case .bookings: "bookings"
    case .monthFigures: "month"
    case .identify: "identify"
    }
  }
}

extension KeeperChange {
  /// Its name in a script.
  var verb: String {
    switch self {
    case .heard: "heard"
    case .rooms: "rooms"
    case .answer: "answer"
    case .takeBack: "take_back"
    case .settle: "settle"
    case .declineReason: "reason"
    case .giveBack: "give_back"
    case .vouchWeek: "vouch"
    case .close: "close"
    case .reopen: "reopen"
    case .shortfallAnswer: "shortfall"
    case .guestsOutside: "guests"
    case .receipt: "receipt"
    case .callWanted: "call_wanted"
    case .unrepeated: "unrepeated"
    case .repeated: "repeated"
    }
  }
}
