import InnRegistry

/// The body of `PATCH /v1/bookings/{booking}` (RFC 7396): what is left out stays.
struct AmendmentPatch: Sendable {
  var ratePlan: RatePlanID?
  var checkIn: CivilDate?
  var checkOut: CivilDate?
  var rooms: Int?
  var adults: Int?
  var children: [Party.Child]?
  var arrival: FieldChange<TimeOfDay>

  @Sendable static func read(_ body: inout JSONObjectReader) -> AmendmentPatch? {
    AmendmentPatch(
      ratePlan: body.optional("rate_plan", .identifier() as TextFormat<RatePlanID>),
      checkIn: body.optional("check_in", .date),
      checkOut: body.optional("check_out", .date),
      rooms: body.optional("rooms", .integer(1...RoomType.maxRooms)),
      adults: body.optional("adults", .integer(1...Party.maxPersons)),
      children: body.optional(
        "children",
        .array(of: .object(Party.Child.read), count: 0...Party.maxPersons),
      ),
      arrival: body.change("arrival", .timeOfDay),
    )
  }

  /// What the booking would be with the patch.
  ///
  /// - Throws: ``HTTPProblem`` when the parts don't go together.
  func applied(to booking: Booking) throws(HTTPProblem) -> AmendmentRequest {
    guard
      let stay = Stay(
        checkIn: checkIn ?? booking.stay.checkIn,
        checkOut: checkOut ?? booking.stay.checkOut,
      )
    else { throw AmendmentPatch.problem("check_out", Stay.lengthDetail) }
    let party = Party(
      adults: adults ?? booking.party.adults,
      children: children ?? booking.party.children,
      isSchoolTrip: booking.party.isSchoolTrip,
    )
    guard let party else { throw AmendmentPatch.problem("children", Party.sizeDetail) }
    let time: TimeOfDay? =
      switch arrival {
      case .unchanged: booking.arrival
      case .cleared: nil
      case .set(let time): time
      }
    return AmendmentRequest(
      ratePlan: ratePlan ?? booking.ratePlan,
      stay: stay,
      rooms: rooms ?? booking.rooms,
      party: party,
      arrival: time,
    )
  }

  private static func problem(_ name: String, _ detail: String) -> HTTPProblem {
    HTTPProblem(
      .invalidFields,
      errors: [
        .init(place: .body(JSONPointer.root.member(name)), fault: .outOfRange, detail: detail)
      ],
    )
  }
}

extension AmendmentRequest {
  /// The booking as it stands.
  init(_ booking: Booking) {
    self.init(
      ratePlan: booking.ratePlan,
      stay: booking.stay,
      rooms: booking.rooms,
      party: booking.party,
      arrival: booking.arrival,
    )
  }
}
