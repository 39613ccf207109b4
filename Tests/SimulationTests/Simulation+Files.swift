import InnRegistry
import InnTestSupport

/// Files of nights, and guests' data that go after their time.
extension Simulation {
  /// Somebody at the office imports a sheet of nights; what keepers closed stays closed.
  func officeImports() async throws {
    guard let inn = pick(Simulation.inns), let room = pick(inn.rooms) else { return }
    var lines = ["inn,room_type,night,rooms,stop_sell,min_stay,closed"]
    let first = world.tonight + roll(0...3)
    for night in 0..<roll(1...5) {
      let rooms = chance(60) ? "\(roll(0...room.roomType.rooms))" : ""
      let stops = chance(30) ? (chance(50) ? "true" : "false") : ""
      let least = chance(20) ? "\(roll(0...2))" : ""
      let closed = chance(30) ? (chance(50) ? "true" : "false") : ""
      lines.append(
        "\(inn.inn.id),\(room.roomType.id),\(first + night),\(rooms),\(stops),\(least),\(closed)"
      )
    }
    let plan = NightImport.read(csv: Array(lines.joined(separator: "\n").utf8))
    let shut = closuresByKeepers()
    try await carryOut("the office imports \(lines.count - 1) nights", makesShortfalls: true) {
      do {
        _ = try $0.apply(plan, by: .staff("practice"))
      } catch is ListingRefusal {
        throw BookingRefusal.notAllowed
      }
    }
    for (inn, night) in shut
    where world.registry.catalogue[inn]?.closure(on: night) == nil {
      problems.append("an import opened \(night) of \(inn), which its keeper had closed")
    }
  }

  private func closuresByKeepers() -> [(InnID, CivilDate)] {
    Simulation.inns.flatMap { entry -> [(InnID, CivilDate)] in
      let closures = world.registry.catalogue[entry.inn.id]?.closures ?? []
      return closures.filter { $0.source == .phone || $0.source == .sms }
        .flatMap { closure in
          (0...(closure.lastNight - closure.firstNight)).map {
            (entry.inn.id, closure.firstNight + $0)
          }
        }
    }
  }

  /// Guests of stays that are over are erased; whoever is still expected keeps a name.
  func retentionRuns() async throws {
    let cutoff = world.tonight
    let limit = roll(1...10)
    try await carryOut("guests who left before \(cutoff) are erased") {
      _ = try $0.eraseGuests(departedBefore: cutoff, limit: limit, by: .hub)
    }
    let nameless = try world.registry.read {
      try $0.count(
        """
        SELECT count(*) FROM booking b LEFT JOIN booking_guest g ON g.booking = b.id
        WHERE g.booking IS NULL AND b.state IN ('held', 'requested', 'confirmed')
        """
      )
    }
    if nameless > 0 { problems.append("\(nameless) expected guests were erased") }
  }

  /// The office limits what a channel may take; what stands beyond it stands.
  func officeLimits() async throws {
    guard let channel = pick(Simulation.channels), let inn = pick(Simulation.inns) else { return }
    let allotment = ChannelAllotment(
      channel: channel.id,
      inn: inn.inn.id,
      roomType: chance(50) ? pick(inn.rooms)?.roomType.id : nil,
      rooms: roll(0...4),
    )
    let isLifted = chance(60)
    try await carryOut("\(channel.id) may take \(isLifted ? "any" : "\(allotment.rooms)")") {
      if isLifted {
        try $0.lift(allotment, by: .staff("practice"))
      } else {
        try $0.set(allotment, by: .staff("practice"))
      }
    }
  }
}
