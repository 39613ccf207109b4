import InnRegistry

/// The fields of a stay: dates, rooms, party, plan; of a new booking and of a changed one.
struct StayFields {
  let visit: Visit
  var form = FormState.empty

  /// What the fields show before anybody has changed them.
  struct Values {
    var plan = ""
    var checkIn = ""
    var checkOut = ""
    var rooms = "1"
    var adults = "2"
    var childAges = ""
    var arrival = ""
  }

  /// What was filled in, checked.
  struct Filled {
    var plan: RatePlanID
    var stay: Stay
    var rooms: Int
    var party: Party
    var arrival: TimeOfDay?
  }

  func write(_ values: Values, plans: [RatePlan], _ html: inout HTMLWriter) {
    html.field(.checkIn, "check_in", .date, value: values.checkIn, in: form, isRequired: true)
    html.field(.checkOut, "check_out", .date, value: values.checkOut, in: form, isRequired: true)
    html.field(
      .roomCount,
      "rooms",
      .number,
      value: values.rooms,
      in: form,
      isRequired: true,
      .min("1"),
    )
    html.field(
      .adults,
      "adults",
      .number,
      value: values.adults,
      in: form,
      isRequired: true,
      .min("1"),
    )
    html.field(.childAges, "child_ages", value: values.childAges, in: form, hint: .childAgesHint)
    html.field(.arrivalTime, "arrival", .time, value: values.arrival, in: form)
    if !plans.isEmpty {
      html.choice(
        .plan,
        "plan",
        plans.map { ($0.id.rawValue, Words(ja: $0.name, en: $0.nameEnglish)) },
        value: values.plan,
        in: form,
        isRequired: true,
      )
    }
  }

  static func read(_ reader: inout FormReader) -> Filled? {
    let plan: RatePlanID? = reader.required("plan", .identifier())
    let stay = stay(&reader)
    let rooms = reader.required("rooms", .whole(1...RoomType.maxRooms))
    let party = party(&reader)
    let arrival = reader.optional("arrival", .time)
    guard reader.errors.isEmpty, let plan, let stay, let rooms, let party else { return nil }
    return Filled(plan: plan, stay: stay, rooms: rooms, party: party, arrival: arrival)
  }

  static func stay(_ reader: inout FormReader) -> Stay? {
    guard let checkIn = reader.required("check_in", .date),
      let checkOut = reader.required("check_out", .date)
    else { return nil }
    let stay = Stay(checkIn: checkIn, checkOut: checkOut)
    if stay == nil { reader.refuse("check_out", .wrongStay) }
    return stay
  }

  static func party(_ reader: inout FormReader) -> Party? {
    guard let adults = reader.required("adults", .whole(1...Party.maxPersons)) else { return nil }
    let text = reader.body["child_ages"] ?? ""
    let parts = text.split { ",、，・ 　".contains($0) }
    let ages = parts.compactMap { Int($0) }
    let party = Party(adults: adults, childAges: ages)
    guard ages.count == parts.count, let party else {
      reader.refuse("child_ages", .wrongParty)
      return nil
    }
    return party
  }
}

extension StayFields.Values {
  init(_ booking: Booking) {
    plan = booking.ratePlan.rawValue
    checkIn = booking.stay.checkIn.description
    checkOut = booking.stay.checkOut.description
    rooms = String(booking.rooms)
    adults = String(booking.party.adults)
    childAges = booking.party.childAges.map(String.init).joined(separator: ", ")
    arrival = booking.arrival?.description ?? ""
  }
}
