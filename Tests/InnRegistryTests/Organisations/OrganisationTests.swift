import InnRegistry
import InnTestSupport
import Testing

@Suite("Organisations")
struct OrganisationTests {
  private static let office = OrganisationID(trusted: "tabi-assist")

  private func world() throws -> TestWorld {
    let world = try TestWorld().populated()
    try world.registry.writeAndWait { transaction in
      try transaction.save(
        Organisation(
          id: OrganisationTests.office,
          name: "練習・旅アシスト",
          municipalities: Set(MunicipalityCode.shimokita.prefix(2)),
          phone: PhoneNumber("+81175000090"),
          dutyPhone: PhoneNumber("+81175000091"),
        ),
        by: .hub,
      )
      for role in StaffRole.allCases {
        try transaction.save(
          StaffMember(
            id: StaffID(trusted: role.rawValue),
            organisation: OrganisationTests.office,
            name: "練習員",
            role: role,
          ),
          by: .hub,
        )
      }
    }
    return world
  }

  /// Rights by role, written out a second time on purpose: changing the table has to hurt.
  private static let rights: [StaffRole: String] = [
    .viewer: "view_listings view_rooms view_statistics view_usage",
    .helper: "edit_listings set_rooms view_listings view_rooms",
    .staff: """
    clear_alarms decide_bookings edit_listings erase_guests import_listings publish_statistics \
    record_consent send_broadcasts set_pins set_rooms view_bookings view_guests view_listings view_log view_rooms \
    view_statistics view_usage
    """,
    .admin: """
    clear_alarms decide_bookings edit_listings erase_guests import_listings manage_channels \
    manage_organisation manage_staff publish_statistics record_consent send_broadcasts set_pins set_retention set_rooms \
    set_taxes view_bookings view_guests view_listings view_log view_rooms view_statistics \
    view_usage
    """,
  ]

  @Test("rights by role", arguments: StaffRole.allCases)
  func rights(role: StaffRole) {
    let words = role.rights.map(\.rawValue).sorted().joined(separator: " ")
    #expect(words == OrganisationTests.rights[role])
  }

  @Test("nobody but staff and admins sees guests")
  func guests() {
    let seeing = StaffRole.allCases.filter { $0.rights.contains(.viewGuests) }
    #expect(seeing == [.staff, .admin])
  }

  @Test("rights end at the municipalities that the organisation serves")
  func municipalities() throws {
    let world = try world()
    let far = InnID(trusted: "T05")
    try world.registry.writeAndWait { transaction in
      var entry = Fixtures.entry(far)
      entry.inn.municipality = MunicipalityCode.shimokita[4]
      try transaction.save(entry, by: .hub)
    }
    let helper = StaffID(trusted: "helper")
    #expect(throws: Never.self) {
      try world.registry.check(.setRooms, of: helper, inn: Fixtures.inn)
    }
    #expect(throws: OfficeRefusal.otherMunicipality) {
      try world.registry.check(.setRooms, of: helper, inn: far)
    }
    #expect(throws: OfficeRefusal.notAllowed(.viewGuests)) {
      try world.registry.check(.viewGuests, of: helper, inn: Fixtures.inn)
    }
    #expect(throws: OfficeRefusal.staffUnknown) {
      try world.registry.check(.viewRooms, of: StaffID(trusted: "nobody"), inn: Fixtures.inn)
    }
    #expect(try world.registry.organisations(serving: far).isEmpty)
    let serving = try world.registry.organisations(serving: Fixtures.inn)
    #expect(serving.map(\.dutyPhone?.e164) == ["+81175000091"])
  }

  @Test("a suspended person may do nothing, and the last admin can't be suspended or demoted")
  func suspension() throws {
    let world = try world()
    let office = OrganisationTests.office
    func save(_ id: String, _ role: StaffRole, suspended: Bool) throws {
      try world.registry.writeAndWait {
        try $0.save(
          StaffMember(
            id: StaffID(trusted: id),
            organisation: office,
            name: "練習員",
            role: role,
            isSuspended: suspended,
          ),
          by: .hub,
        )
      }
    }
    try save("staff", .staff, suspended: true)
    #expect(throws: OfficeRefusal.staffSuspended) {
      try world.registry.check(.viewRooms, of: StaffID(trusted: "staff"))
    }
    #expect(throws: OfficeRefusal.lastAdmin) { try save("admin", .admin, suspended: true) }
    #expect(throws: OfficeRefusal.lastAdmin) { try save("admin", .staff, suspended: false) }
    try save("second", .admin, suspended: false)
    try save("admin", .admin, suspended: true)
    #expect(throws: OfficeRefusal.lastAdmin) { try save("second", .viewer, suspended: false) }
  }

  @Test("a login name stays with its organisation")
  func loginNames() throws {
    let world = try world()
    #expect(throws: OfficeRefusal.staffOfOther(OrganisationTests.office)) {
      try world.registry.writeAndWait {
        let other = OrganisationID(trusted: "other")
        try $0.save(
          Organisation(id: other, name: "練習・別", municipalities: []),
          by: .hub,
        )
        try $0.save(
          StaffMember(
            id: StaffID(trusted: "viewer"),
            organisation: other,
            name: "練習員",
            role: .admin,
          ),
          by: .hub,
        )
      }
    }
    #expect(try world.registry.organisations().map(\.id) == [OrganisationTests.office])
    #expect(throws: OfficeRefusal.organisationUnknown) {
      try world.registry.writeAndWait {
        try $0.save(
          StaffMember(
            id: StaffID(trusted: "x"),
            organisation: OrganisationID(trusted: "none"),
            name: "練習員",
            role: .viewer,
          ),
          by: .hub,
        )
      }
    }
    #expect(throws: OfficeRefusal.malformed(["name"])) {
      try world.registry.writeAndWait {
        try $0.save(
          Organisation(id: OrganisationTests.office, name: "", municipalities: []),
          by: .hub,
        )
      }
    }
  }
}

@Suite("Consent")
struct ConsentTests {
  /// A real inn, as far as the registry knows; the name says that it is none.
  private func world() throws -> TestWorld {
    var entry = Fixtures.entry()
    entry.inn.isTraining = false
    return try TestWorld().populated([entry])
  }

  private func record(_ isGiven: Bool, _ world: TestWorld) throws {
    try world.registry.writeAndWait {
      try $0.record(
        .sale,
        given: isGiven,
        by: .paper,
        note: "練習の書類",
        of: Fixtures.inn,
        actor: .staff("mina"),
      )
    }
  }

  private func found(_ world: TestWorld) throws -> Int {
    let stay = try #require(Stay(checkIn: world.tonight + 3, nights: 1))
    return world.registry.index.search(SearchIndex.Query(stay: stay)).count
  }

  @Test("without consent to sale an inn is neither found nor sold")
  func sale() throws {
    let world = try world()
    let request = Fixtures.request(checkIn: world.tonight + 3)
    #expect(try found(world) == 0)
    #expect(throws: BookingRefusal.ratePlanUnknown) { try world.book(request) }
    try record(true, world)
    #expect(try found(world) == 1)
    let booking = try world.book(request)
    try record(false, world)
    #expect(try found(world) == 0)
    #expect(throws: BookingRefusal.ratePlanUnknown) { try world.book(request) }
    // What was sold stands.
    #expect(try world.booking(booking.id).state == .confirmed)
  }

  @Test("the index knows of consent after a restart, too")
  func restart() throws {
    let world = try world()
    try record(true, world)
    let again = try Registry(path: world.path, clock: WallClock { TestWorld.start })
    defer { again.stop() }
    #expect(again.catalogue[Fixtures.inn]?.isOnSale == true)
    let stay = try #require(Stay(checkIn: world.tonight + 3, nights: 1))
    #expect(again.index.search(SearchIndex.Query(stay: stay)).count == 1)
  }

  @Test("every word is kept, the last one of a purpose holds")
  func history() throws {
    let world = try world()
    try record(true, world)
    try record(false, world)
    try world.registry.writeAndWait {
      try $0.record(
        .emergency,
        given: true,
        by: .phone,
        of: Fixtures.inn,
        actor: .staff("mina"),
      )
    }
    let records = try world.registry.consents(of: Fixtures.inn)
    #expect(records.map(\.isGiven) == [true, false, true])
    #expect(records.map(\.purpose) == [.sale, .sale, .emergency])
    #expect(records[0].recordedBy == .staff("mina") && records[0].note == "練習の書類")
    #expect(world.registry.catalogue[Fixtures.inn]?.consents == [.emergency])
  }
}

@Suite("Usage")
struct UsageTests {
  @Test(
    "calls out cost by started units, calls in nothing",
    arguments: [
      (Usage.call(seconds: 0, direction: .outbound, kind: .landline), 0),
      (.call(seconds: 1, direction: .outbound, kind: .landline), 800),
      (.call(seconds: 180, direction: .outbound, kind: .rotary), 800),
      (.call(seconds: 181, direction: .outbound, kind: .landline), 1600),
      (.call(seconds: 61, direction: .outbound, kind: .mobile), 3200),
      (.call(seconds: 3600, direction: .inbound, kind: .mobile), 0),
      (.sms(parts: 3), 3000),
    ]
  )
  func costs(usage: Usage, cost: Int) {
    #expect(UsageTariff.usual.cost(of: usage) == cost)
  }

  @Test("usage adds up by inn, month in Tokyo, and municipality")
  func sums() throws {
    var real = Fixtures.entry(InnID(trusted: "T02"))
    real.inn.isTraining = false
    let world = try TestWorld().populated([Fixtures.entry(), real])
    let call = Usage.call(seconds: 70, direction: .outbound, kind: .mobile)
    try world.registry.writeAndWait {
      try $0.meter(call, inn: Fixtures.inn)
      try $0.meter(call, inn: InnID(trusted: "T02"))
      try $0.meter(.sms(parts: 1), inn: InnID(trusted: "T02"))
    }
    // 2026-12-31 16:00 UTC is January in Tokyo.
    world.move(to: TokyoTime.instant(TestWorld.newYear, minute: 60))
    try world.registry.writeAndWait { try $0.meter(call, inn: InnID(trusted: "T02")) }
    let december = try #require(CivilMonth("2026-12"))
    let january = try #require(CivilMonth("2027-01"))
    let second = try world.registry.usage(
      months: december...january,
      inn: InnID(trusted: "T02"),
    )
    #expect(
      second.map(\.sum) == [
        UsageSum(month: december, calls: 1, callSeconds: 70, sms: 1, cost: 4200),
        UsageSum(month: january, calls: 1, callSeconds: 70, sms: 0, cost: 3200),
      ]
    )
    #expect(second[0].sum.estimatedYen == Yen(42))
    let shared = try world.registry.usageByMunicipality(months: december...december)
    #expect(shared.map(\.municipality.code) == ["022080"])
    // The training inn is nobody's to pay.
    #expect(shared.map(\.sum.calls) == [1])
    #expect(
      try world.registry.usage(months: december...december).map(\.inn.rawValue) == [
        "T01", "T02",
      ]
    )
  }

  @Test("a finished call is metered for its inn; a stranger's is nobody's")
  func filedCalls() throws {
    let world = try TestWorld().populated()
    func file(_ id: String, _ inn: InnID?, _ direction: FiledCall.Direction) throws {
      let call = FiledCall(
        id: ConversationID(trusted: id),
        inn: inn,
        number: "+81175000001",
        direction: direction,
        purpose: "request",
        startedAt: world.now,
        endedAt: world.now + .seconds(200),
        outcome: "answered",
        transcript: [],
      )
      try world.registry.writeAndWait { try $0.file(call) }
    }
    try file("call_1", Fixtures.inn, .outbound)
    try file("call_2", Fixtures.inn, .inbound)
    try file("call_3", nil, .inbound)
    let december = try #require(CivilMonth("2026-12"))
    let usage = try world.registry.usage(months: december...december)
    let expected = UsageSum(month: december, calls: 2, callSeconds: 400, cost: 1600)
    #expect(usage.map(\.sum) == [expected])
  }

  @Test("a new tariff holds from now on")
  func tariff() throws {
    let world = try TestWorld().populated()
    let december = try #require(CivilMonth("2026-12"))
    var dearer = UsageTariff.usual
    dearer.smsPartCost = 1550
    let tariff = dearer
    try world.registry.writeAndWait {
      try $0.meter(.sms(parts: 1), inn: Fixtures.inn)
      try $0.setTariff(tariff, by: .staff("mina"))
      try $0.meter(.sms(parts: 1), inn: Fixtures.inn)
    }
    let sum = try #require(try world.registry.usage(months: december...december).first?.sum)
    #expect(sum.cost == 2550)
    #expect(sum.estimatedYen == Yen(26))
    #expect(try world.registry.usageTariff() == tariff)
    dearer.mobileUnitSeconds = 0
    let broken = dearer
    #expect(throws: OfficeRefusal.malformed(["tariff"])) {
      try world.registry.writeAndWait { try $0.setTariff(broken, by: .hub) }
    }
  }
}

extension TestWorld {
  /// 2027-01-01.
  fileprivate static let newYear = CivilDate(daysSinceEpoch: 20_819)
}
