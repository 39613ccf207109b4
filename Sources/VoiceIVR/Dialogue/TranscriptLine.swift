import InnRegistry

/// One line of what happened in a call.
package enum TranscriptLine: Hashable, Codable, Sendable {
  case connected
  /// Said to its end.
  case said(Phrase)
  /// Begun and stopped.
  case cutOff(Phrase)
  case listening(Listening)
  case key(Key, during: PromptKey?, isHidden: Bool)
  case voice
  case silence
  case asked(Inquiry)
  case saved(Commit, RegistryAnswer)
  case news(DialogueNews, during: PromptKey?)
  case recording(Recording)
  case recorded(seconds: Int)
  case transferring
  case office(OfficeLine)
  case timeUp
  case keeperHungUp(during: PromptKey?)
  case hubHungUp(CallOutcome)
}

extension TranscriptLine: CustomStringConvertible {
  /// A line for people: who, then what.
  ///
  /// Guests' names are in it.
  package var description: String {
    switch self {
    case .connected: "───  connected"
    case .said(let phrase): "hub  " + phrase.text.written
    case .cutOff(let phrase): "hub  " + phrase.text.written + " ✂"
    case .listening(let listening):
      listening.forVoice
        ? "···  \(listening.time.seconds) s, for a voice" : "···  \(listening.time.seconds) s"
    case .key(let key, let during, let isHidden):
      "key  " + (isHidden && key.digit != nil ? "•" : key.rawValue) + at(during)
    case .voice: "voice"
    case .silence: "───  silence"
    case .asked(let inquiry): "ask  " + inquiry.question.description
    case .saved(let commit, let answer):
      "save " + commit.change.description + " → " + answer.outcomeDescription
    case .news(let news, let during): "news " + news.description + at(during)
    case .recording(let recording):
      "rec  \(recording.purpose.rawValue), up to \(recording.longest.seconds) s"
    case .recorded(let seconds): "───  \(seconds) s recorded"
    case .transferring: "───  ringing the office"
    case .office(let line): "───  office \(line.rawValue)"
    case .timeUp: "───  time is up"
    case .keeperHungUp(let during): "───  keeper hangs up" + at(during)
    case .hubHungUp(let outcome): "───  hub hangs up: \(outcome.rawValue)"
    }
  }

  private func at(_ prompt: PromptKey?) -> String {
    prompt.map { " (during \($0.rawValue))" } ?? ""
  }
}

extension Span {
  /// Whole seconds.
  fileprivate var seconds: Int64 { milliseconds / 1000 }
}

extension RegistryQuestion: CustomStringConvertible {
  package var description: String {
    switch self {
    case .briefing: "briefing"
    case .briefingOf(let inn): "briefing of \(inn)"
    case .nights(let nights): "nights \(nights)"
    case .bookings(let nights): "bookings \(nights)"
    case .monthFigures: "figures of the month"
    case .identify(let number, let pin): "inn \(number), PIN \(pin)"
    }
  }
}

extension NightSpan: CustomStringConvertible {
  package var description: String { count == 1 ? "\(first)" : "\(first)…\(last)" }
}

extension BookingReading: CustomStringConvertible {
  package var description: String { "\(booking).\(revision)" }
}

extension DialogueNews: CustomStringConvertible {
  package var description: String {
    switch self {
    case .withdrawn(let booking): "\(booking) withdrawn"
    case .decided(let booking, let answer): "\(booking) decided: \(answer.rawValue)"
    case .expired(let booking): "\(booking) expired"
    }
  }
}

extension KeeperChange: CustomStringConvertible {
  package var description: String {
    switch self {
    case .heard(let readings):
      "heard " + readings.map(\.description).joined(separator: ", ")
    case .rooms(let nights, let statements):
      "rooms \(nights): "
        + statements.map { "\($0.roomType) \($0.rooms)" }.joined(separator: ", ")
    case .answer(let reading, let answer, let means):
      "\(answer.rawValue) \(reading) by \(means.rawValue), pending"
    case .takeBack(let booking): "take back \(booking)"
    case .settle(let booking): "settle \(booking)"
    case .declineReason(let booking, let reason): "reason \(booking): \(reason.rawValue)"
    case .giveBack(let booking): "give back \(booking)"
    case .vouchWeek: "vouch for the week"
    case .close(let nights): "close \(nights)"
    case .reopen(let nights): "reopen \(nights)"
    case .shortfallAnswer(let night, let canHonour):
      "shortfall \(night): " + (canHonour ? "can take them" : "can't take them")
    case .guestsOutside(let night, let guests, let fromAbroad):
      "guests \(night): \(guests), \(fromAbroad) from abroad"
    case .receipt(let broadcast): "receipt \(broadcast)"
    case .callWanted(.unansweredByVoice(let booking)):
      "call wanted: no answer by voice" + (booking.map { " to \($0)" } ?? "")
    case .callWanted(.shortfall(let night)): "call wanted: shortfall \(night)"
    case .callWanted(.uncorrected(let night)): "call wanted: number of \(night) called wrong"
    case .callWanted(.notMeant(let word)): "call wanted: not meant: \(word.text)"
    case .callWanted(.unrepeated(let word)): "call wanted: not repeated: \(word.text)"
    case .callWanted(.asked): "call wanted: asked for"
    case .callWanted(.nobodyReached): "call wanted: reached nobody"
    case .unrepeated(let words):
      "to be repeated: " + words.map(\.text).joined(separator: "; ")
    case .repeated(let id): "repeated \(id)"
    }
  }
}

extension RegistryAnswer {
  /// What came of it, without its id.
  package var outcomeDescription: String {
    switch self {
    case .found: "found"
    case .saved(_, .done): "saved"
    case .saved(_, .rooms(let outcome)):
      "saved, remaining " + outcome.remaining.map { "\($0.rooms)" }.joined(separator: ", ")
        + (outcome.shortfall > 0 ? ", short of \(outcome.shortfall)" : "")
    case .saved(_, .closed(let inside)): "saved, \(inside.count) bookings inside"
    case .refused(_, let refusal): "refused: \(refusal)"
    }
  }
}

extension CommitRefusal: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAllowed: "not allowed"
    case .nightClosed: "night closed"
    case .nightPast: "night past"
    case .tooManyRooms: "too many rooms"
    case .decided(.accept): "already accepted"
    case .decided(.decline): "already declined"
    case .withdrawn: "withdrawn"
    case .expired: "expired"
    case .noLongerFits: "no longer fits"
    case .outdated: "outdated"
    case .unavailable: "unavailable"
    }
  }
}
