package import InnRegistry

/// A change to be saved, with a name by which its answer is recognised.
package struct Commit: Hashable, Codable, Sendable {
  package var id: InquiryID
  package var change: KeeperChange

  package init(id: InquiryID, change: KeeperChange) {
    self.id = id
    self.change = change
  }
}

/// What a keeper did on the telephone.
package enum KeeperChange: Hashable, Codable, Sendable {
  /// She heard these readings to their end; from now on her numbers count them.
  case heard([BookingReading])
  /// Her statement: so many rooms are free on each of the nights, besides what she has heard. One
  /// room type, or all of them at once for «満室»; saved together or not at all.
  case rooms(NightSpan, [RoomStatement])
  /// Her answer to a request. Saved at once but *pending*: no notice leaves and the booking keeps
  /// its state until ``settle(_:)``, a restart of the hub, or the call's end without one. A second
  /// one for the same booking replaces the first.
  case answer(BookingReading, RequestAnswer, by: AnswerMeans)
  /// `*` within the read-back: the pending answer is forgotten.
  case takeBack(BookingID)
  /// The pending answer becomes final: the transition happens, with its notices.
  case settle(BookingID)
  /// Why she declined, told after the answer was settled.
  case declineReason(BookingID, DeclineReason)
  /// Rooms of a cancelled booking that she had counted are for sale again.
  case giveBack(BookingID)
  /// The coming week stands as it is.
  case vouchWeek
  case close(NightSpan)
  case reopen(NightSpan)
  /// Whether she can take the guests that are too many on a night.
  case shortfallAnswer(CivilDate, canHonour: Bool)
  /// Guests last night that the hub knows nothing of, and how many of them came from abroad.
  case guestsOutside(night: CivilDate, guests: Int, fromAbroad: Int)
  /// She heard a broadcast to its end and said so.
  case receipt(BroadcastID)
  /// A person is to ring the inn.
  case callWanted(CallWanted)
  /// The call ended before the hub had repeated these: she is rung back.
  case unrepeated([KeeperWord])
  /// It was repeated to her, in this call: she let it stand, or corrects it now.
  case repeated(Int64)
}

/// So many rooms of a kind.
package struct RoomStatement: Hashable, Codable, Sendable {
  package var roomType: RoomTypeID
  package var rooms: Int

  package init(roomType: RoomTypeID, rooms: Int) {
    self.roomType = roomType
    self.rooms = rooms
  }
}

package enum RequestAnswer: String, CaseIterable, Codable, Sendable {
  case accept
  case decline
}

/// How she answered; a voice on a telephone without keys is worth a second look by the office.
package enum AnswerMeans: String, CaseIterable, Codable, Sendable {
  case key
  case voice
}

/// Why the office is to ring an inn.
package enum CallWanted: Hashable, Codable, Sendable {
  /// Telephone without keys: the question was not answered by voice (S44).
  case unansweredByVoice(BookingID?)
  /// She said that she can't take the guests that are too many.
  case shortfall(CivilDate)
  /// She called a night's number of rooms or guests wrong and gave no other before the call ended.
  case uncorrected(CivilDate)
  /// Something that she keyed is not what she meant, and only a person can put it right.
  case notMeant(KeeperWord)
  /// A call to repeat something ended before its own correction was repeated.
  case unrepeated(KeeperWord)
  /// She asked for it in a message.
  case asked
  /// She asked for a person on the telephone; nobody could come, and she left no message.
  case nobodyReached
}

// MARK: - What came of it

package enum CommitResult: Hashable, Codable, Sendable {
  /// Done; nothing follows from it that she must be told.
  case done
  /// What holds after a statement.
  case rooms(RoomsOutcome)
  /// A closure stands; these bookings inside it stand, too (S22).
  case closed(inside: [BookingNotice])
}

/// What holds after a statement about rooms.
package struct RoomsOutcome: Hashable, Codable, Sendable {
  /// What the hub now sells of each room type stated, the least of the nights; in the statement's
  /// order.
  package var remaining: [RoomStatement]
  /// Rooms sold beyond her number, on the worst night; with it that night.
  package var shortfall: Int
  package var shortfallNight: CivilDate?
  /// Live on these nights and not counted, because it came after the briefing: read to her now.
  package var unheard: [WaitingItem]

  package init(
    remaining: [RoomStatement],
    shortfall: Int = 0,
    shortfallNight: CivilDate? = nil,
    unheard: [WaitingItem] = [],
  ) {
    self.remaining = remaining
    self.shortfall = shortfall
    self.shortfallNight = shortfallNight
    self.unheard = unheard
  }
}

/// Why something can't be saved or answered; each can be spoken.
package enum CommitRefusal: Hashable, Codable, Sendable {
  /// This telephone may not do that.
  case notAllowed
  /// The night lies in a closure: reopen first (S23).
  case nightClosed
  /// The night is over.
  case nightPast
  /// More rooms than the building has.
  case tooManyRooms
  /// Somebody else answered first (S12).
  case decided(RequestAnswer)
  case withdrawn
  case expired
  /// The rooms are gone, so the request can't be accepted.
  case noLongerFits
  /// The booking or its revision is not what was read.
  case outdated
  /// The registry can't be reached or its disk is full: nothing was saved.
  case unavailable
}
