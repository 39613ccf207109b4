import InnRegistry

/// What a channel has to look at again, drawn from one line of the log.
enum FeedChange: Hashable, Sendable {
  /// Rooms or restrictions of these nights; both ends included.
  case nights(InnID, RoomTypeID?, ClosedRange<CivilDate>)
  /// What is listed of an inn: names, plans, whether it sells at all.
  case inn(InnID)
  /// One of the channel's own bookings.
  case booking(BookingID)
}

/// Turns the log, which tells everything to the hub, into what one channel may know.
struct ChangeTranslation {
  let channel: Channel
  let catalogue: Catalogue

  /// What the event changed for the channel; empty for what is none of its business.
  func changes(in event: LogEvent) -> [FeedChange] {
    switch event.kind {
    case .roomsStated, .roomsReturned, .restrictionsSet:
      return nights(event, RoomTypeID(trusted: event.subject), member("night", in: event))
    case .nightsVouched:
      return nights(
        event,
        RoomTypeID(trusted: event.subject),
        member("first_night", in: event),
        member("last_night", in: event),
      )
    case .closureAdded, .closureLifted:
      var room: RoomTypeID?
      if case .string(let name)? = member("room_type", in: event) {
        room = RoomTypeID(trusted: name)
      }
      return nights(
        event,
        room,
        member("first_night", in: event),
        member("last_night", in: event),
      )
    case .innSaved, .innPaused, .innResumed, .offerSet, .consentRecorded:
      return event.inn.flatMap(seen).map { [.inn($0)] } ?? []
    case .allotmentSet:
      guard event.channel == channel.id else { return [] }
      return event.inn.flatMap(seen).map { [.inn($0)] } ?? []
    case .bookingHeld, .holdExtended, .bookingRequested, .bookingConfirmed, .bookingStayed,
      .bookingNoShow, .bookingCancelled, .bookingReleased, .bookingDeclined, .bookingExpired,
      .bookingWithdrawn, .amendmentProposed, .amendmentDeclined, .bookingAmended:
      let own: [FeedChange] =
        event.channel == channel.id ? [.booking(BookingID(trusted: event.subject))] : []
      return own + takenNights(event)
    case .bookingHeard, .guestErased, .channelSaved, .keyCreated, .keyRevoked, .officeSaved,
      .staffSaved, .passwordSet, .signedIn, .signedOut, .loginLocked, .loginUnlocked, .callWanted,
      .innSpokenWith, .alarmCleared, .taxesSet, .retentionSet, .importApplied, .pinSet, .pinLocked,
      .pinUnlocked,
      .callEnded, .shortfallAnswered, .guestsOutsideReported, .repetitionWanted, .repetitionHeard,
      .broadcastSent, .broadcastHeard,
      .broadcastStopped, .messageLeft, .messageDone, .smsReceived, .smsSent, .webhookSaved,
      .webhookRemoved, .calendarSaved, .calendarRemoved, .noticesSet, .wishReceived, .wishDone,
      .emergencySent, .demandRefused, .statisticsSimulated, .statisticsPublished,
      .statisticsExported, .statisticsUsed, .reportWanted, .reportSent:
      return []
    }
  }

  /// The inn, if the channel may see it now.
  private func seen(_ inn: InnID) -> InnID? {
    catalogue[inn].flatMap { channel.sees($0) ? inn : nil }
  }

  private func nights(
    _ event: LogEvent,
    _ roomType: RoomTypeID?,
    _ first: JSONValue?,
    _ last: JSONValue? = nil,
  ) -> [FeedChange] {
    guard let inn = event.inn.flatMap(seen), let from = first?.date,
      let through = (last ?? first)?.date, from <= through
    else { return [] }
    return [.nights(inn, roomType, from...through)]
  }

  /// The nights of which a booking took rooms.
  private func takenNights(_ event: LogEvent) -> [FeedChange] {
    guard let inn = event.inn.flatMap(seen),
      case .string(let name) = member("room_type", in: event),
      case .array(let nights) = member("nights", in: event)
    else { return [] }
    let dates = nights.compactMap { night -> CivilDate? in
      if case .object(let object) = night { object["night"]?.date } else { nil }
    }
    guard let first = dates.min(), let last = dates.max() else { return [] }
    return [.nights(inn, RoomTypeID(trusted: name), first...last)]
  }

  private func member(_ name: String, in event: LogEvent) -> JSONValue? {
    guard case .object(let object)? = try? JSONValue(parsing: Array(event.body.utf8)) else {
      return nil
    }
    return object[name]
  }
}

extension JSONValue {
  fileprivate var date: CivilDate? {
    if case .string(let text) = self { CivilDate(text) } else { nil }
  }
}
