package import InnRegistry

/// Turns what the registry refuses into problems a platform's program can act on.
package enum RefusalTranslation {
  static let middleware = Middleware { context, next in
    try HTTPReply.transforming(
      { if case .failure(let error) = $0 { $0 = .failure(translated(error)) } },
      of: { try next(context) },
    )
  }

  private static func translated(_ error: any Error) -> any Error {
    switch error {
    case let refusal as BookingRefusal: problem(for: refusal)
    case let refusal as DeliveryRefusal: problem(for: refusal)
    case let refusal as IdempotencyRefusal:
      switch refusal {
      case .otherRequest: HTTPProblem(.idempotencyKeyReused)
      }
    case let unavailable as RegistryUnavailable:
      switch unavailable {
      case .overloaded:
        HTTPProblem(.overloaded, headers: [("Retry-After", "1")])
      case .stopping: HTTPProblem(.shuttingDown, headers: [("Retry-After", "5")])
      }
    default: error
    }
  }

  private static func problem(for refusal: DeliveryRefusal) -> HTTPProblem {
    switch refusal {
    case .webhookUnknown, .deliveryUnknown, .roomTypeUnknown, .calendarUnknown:
      HTTPProblem(.notFound)
    case .channelUnknown: HTTPProblem(.unauthenticated)
    case .tooMany(let limit): HTTPProblem(.conflict, detail: "at most \(limit) of them")
    case .exists: HTTPProblem(.conflict, detail: "there is one with this URL already")
    case .disabled: HTTPProblem(.conflict, detail: "it is disabled; enable it first")
    }
  }

  /// The problem for a refusal; the one place where both vocabularies meet.
  package static func problem(for refusal: BookingRefusal) -> HTTPProblem {
    switch refusal {
    case .innUnknown, .bookingUnknown, .keyUnknown: HTTPProblem(.notFound)
    case .roomTypeUnknown: field("/room_type", "is not a room type that you can see")
    case .ratePlanUnknown: field("/rate_plan", "is not a rate plan that you can book")
    case .channelUnknown: HTTPProblem(.unauthenticated)
    case .channelSuspended: HTTPProblem(.channelSuspended)
    case .soldOut(let night):
      about(.noLongerAvailable, night, "fewer rooms are left on \(night) than you asked for")
    case .noLongerAvailable:
      HTTPProblem(.noLongerAvailable, detail: "the inn has fewer rooms now than were held")
    case .closed(let night): about(.innClosed, night, "the inn is closed on \(night)")
    case .quote(let refusal): problem(for: refusal)
    case .innUnreachableInTime:
      HTTPProblem(
        .innUnreachableInTime,
        detail: "the inn can't be telephoned before the request would run out",
      )
    case .innPaused:
      HTTPProblem(.innPaused, detail: "the inn has not answered lately; its sales rest")
    case .capReached(let cap, let night):
      about(.capReached, night, "the inn takes no more \(cap.rawValue) on \(night)")
    case .allotmentReached(let night):
      about(.allotmentReached, night, "you have sold and held as many rooms on \(night) as you may")
    case .outsideHorizon, .nightPast:
      HTTPProblem(
        .outsideHorizon,
        detail:
          "nights can be sold from tonight to \(AvailabilityHorizon.nightsAhead) nights ahead",
      )
    case .tooManyOpenRequests(let limit):
      HTTPProblem(
        .tooManyOpenRequests,
        detail: "at most \(limit) of your requests may wait for one inn",
      )
    case .tooManyHolds(let limit):
      HTTPProblem(.tooManyHolds, detail: "at most \(limit) of your holds may live at once")
    case .notPossible(let state):
      HTTPProblem(
        .wrongState,
        detail: "the booking is \(state.rawValue)",
        extensions: [.init("state", .string(state.rawValue))],
      )
    case .changedMeanwhile(let revision):
      HTTPProblem(
        .preconditionFailed,
        detail: "the booking has revision \(revision) now",
        extensions: [.init("revision", .integer(revision))],
      )
    case .amendmentOpen:
      HTTPProblem(.wrongState, detail: "an amendment already waits for the inn's answer")
    case .tooEarly: HTTPProblem(.wrongState, detail: "it is too early for this")
    case .tooLate: HTTPProblem(.wrongState, detail: "it is too late for this")
    case .channelReferenceTaken(let booking):
      HTTPProblem(
        .channelReferenceTaken,
        detail: "your reference belongs to booking \(booking)",
        extensions: [.init("booking", .string(booking.rawValue))],
      )
    case .tooManyRooms(let building):
      field("/rooms", "the inn has \(building) rooms of this type")
    case .notAllowed: HTTPProblem(.insufficientScope)
    case .restrictionsOutOfOrder: field("/max_stay", "must not be less than min_stay")
    }
  }

  private static func problem(for refusal: QuoteRefusal) -> HTTPProblem {
    HTTPProblem(
      .notOffered,
      detail: refusal.sentence,
      extensions: [.init("reason", .string(refusal.code.rawValue))],
    )
  }

  private static func about(
    _ code: HTTPProblemCode,
    _ night: CivilDate,
    _ detail: String,
  ) -> HTTPProblem {
    HTTPProblem(code, detail: detail, extensions: [.init("night", .string(night.description))])
  }

  private static func field(_ pointer: String, _ detail: String) -> HTTPProblem {
    HTTPProblem(
      .invalidFields,
      errors: [
        .init(
          place: .body(JSONPointer.root.member(String(pointer.dropFirst()))),
          fault: .notAllowed,
          detail: detail,
        )
      ],
    )
  }
}

extension QuoteRefusal {
  /// What is wrong, in a sentence for a platform's engineer.
  var sentence: String {
    switch self {
    case .planOfOtherRoomType: "the plan belongs to another room type"
    case .tooManyRooms(let rooms, let available):
      "\(rooms) rooms were asked for, the inn has \(available)"
    case .roomWithoutAdult(let rooms, let adults):
      "\(adults) adults can't take \(rooms) rooms: each needs one"
    case .tooManyGuests(let guests, let places): "\(guests) guests, \(places) places"
    case .childNotAccepted(let age, _): "a child of \(age) is not taken under this plan"
    case .childServiceNotOffered(let child, _):
      "what is asked for a child of \(child.age) is not offered"
    case .noPriceForOccupancy(let occupancy, _): "there is no price for \(occupancy) in a room"
    case .minStay(let nights, let required): "\(nights) nights, at least \(required) are sold"
    case .maxStay(let nights, let allowed): "\(nights) nights, at most \(allowed) are sold"
    case .closedToArrival(let date): "no arrival on \(date)"
    case .closedToDeparture(let date): "no departure on \(date)"
    case .stopSell(let night): "not sold on \(night)"
    case .notOffered(let night): "the plan is not offered on \(night)"
    case .pastCutoff(let deadline): "the plan could be booked until \(deadline)"
    }
  }
}
