import InnRegistry
import InnTestSupport
import Testing

@Suite("Rules of a listing")
struct InnFlawTests {
  private func kinds(_ change: (inout InnEntry) -> Void) -> [InnFlaw.Kind] {
    var entry = Fixtures.entry()
    change(&entry)
    return entry.flaws.map(\.kind)
  }

  @Test("the fixtures have no flaw")
  func clean() {
    #expect(Fixtures.entry().flaws.isEmpty)
    #expect(Fixtures.entry(roomTypes: 2).flaws.isEmpty)
  }

  @Test("names are there, kana is katakana, romaji is Latin")
  func names() {
    #expect(kinds { $0.inn.name.japanese = "" } == [.text(.name)])
    #expect(kinds { $0.inn.name.japanese = " 浜荘" } == [.text(.name)])
    #expect(kinds { $0.inn.name.japanese = "浜\u{202E}荘" } == [.text(.name)])
    #expect(kinds { $0.inn.name.kana = "はまそう" } == [.notKatakana(.nameKana)])
    #expect(kinds { $0.inn.name.kana = "ハマソウ2" } == [])
    #expect(kinds { $0.inn.name.romaji = "浜荘" } == [.notLatin(.nameRomaji)])
    #expect(kinds { $0.inn.name.romaji = "Hamasō" } == [])
    #expect(kinds { $0.rooms[0].roomType.kana = "和室" } == [.notKatakana(.nameKana)])
    #expect(kinds { $0.rooms[0].plans[0].name = "" } == [.text(.name)])
    #expect(kinds { $0.inn.area = AreaID(trusted: "Ohata") } == [.area])
  }

  @Test("telephones: one to ring, each once, of this inn")
  func phones() throws {
    let other = try #require(PhoneNumber("+81175000002"))
    #expect(kinds { $0.phones = [] } == [.noPhone])
    #expect(kinds { $0.phones[0].kind = .officeOnly } == [.noPhone])
    #expect(kinds { $0.phones.append($0.phones[0]) } == [.phoneTwice])
    #expect(
      kinds { $0.phones.append(InnPhone(number: other, inn: InnID(trusted: "T99"), rank: 1)) }
        == [.belongsElsewhere]
    )
    #expect(
      kinds { $0.phones[0].rights = InnPhone.Rights(rawValue: 8) } == [.outOfRange(.rights, 0...7)]
    )
  }

  @Test("times go forward and come in pairs")
  func times() {
    let six = TimeOfDay(hour: 6)
    let nine = TimeOfDay(hour: 9)
    #expect(kinds { $0.inn.calling.until = six ?? .midnight } == [.timesReversed(.callingHours)])
    #expect(kinds { $0.inn.calling.days = [] } == [.noCallingDays])
    #expect(kinds { $0.inn.calling.kitchenFrom = nine } == [.timesIncomplete(.kitchenHours)])
    #expect(
      kinds {
        $0.inn.calling.kitchenFrom = nine
        $0.inn.calling.kitchenUntil = six
      } == [.timesReversed(.kitchenHours)]
    )
    #expect(kinds { $0.inn.calling.eveningCall = six } == [.eveningCallOutsideHours])
    #expect(
      kinds {
        $0.inn.profile.checkInFrom = nine
        $0.inn.profile.checkInUntil = six
      } == [.timesReversed(.checkIn)]
    )
  }

  @Test("photos are https addresses of hosts")
  func photos() {
    func flaws(_ url: String) -> [InnFlaw.Kind] {
      kinds { $0.inn.profile.photos = [Photo(url: url, caption: "部屋")] }
    }
    #expect(flaws("https://example.org/a.jpg") == [])
    for url in [
      "http://example.org/a.jpg", "https://", "https://localhost/a", "https://example.org/a b",
      "https://user@example.org/a", "https://example..org/", "javascript:alert(1)",
      "https://例え.jp/a",
    ] {
      #expect(flaws(url) == [.photoAddress(url)])
    }
    #expect(
      kinds { $0.inn.profile.photos = [Photo(url: "https://example.org/a", caption: "")] }
        == [.text(.photos)]
    )
  }

  @Test("language tags have the shape of BCP 47, each once")
  func languages() {
    func flaws(_ tags: [String]) -> [InnFlaw.Kind] { kinds { $0.inn.profile.languages = tags } }
    #expect(flaws(["ja", "en-GB", "zh-Hant-TW", "ain"]) == [])
    for tag in ["", "j", "Japanese", "ja_JP", "ja-", "-ja", "ja-abcdefghi", "日本語"] {
      #expect(flaws([tag]) == [.language(tag)])
    }
    #expect(flaws(["ja", "JA"]) == [.twice(.languages)])
    #expect(
      kinds {
        $0.inn.profile.access = [
          LocalizedText(language: "ja", text: "バス"), LocalizedText(language: "ja", text: "車"),
        ]
      } == [.twice(.access)]
    )
  }

  @Test("what can be sold keeps within the licence")
  func licence() {
    // Five rooms for four each.
    #expect(kinds { $0.inn.profile.capacity = 20 } == [])
    #expect(
      kinds { $0.inn.profile.capacity = 19 } == [.roomsAboveLicence(places: 20, licensed: 19)]
    )
    #expect(
      kinds {
        $0.inn.profile.capacity = 12
        $0.inn.caps.persons = 12
      } == []
    )
    #expect(
      kinds {
        $0.inn.profile.capacity = 12
        $0.inn.caps.persons = 13
      } == [.capAboveLicence(cap: 13, licensed: 12)]
    )
    #expect(
      kinds {
        $0.inn.profile.capacity = 3
        $0.inn.caps.persons = 3
      } == [.roomAboveLicence(capacity: 4, licensed: 3)]
    )
    #expect(kinds { $0.inn.caps.dinners = -1 } == [.outOfRange(.capDinners, 0...Listing.maxCap)])
  }

  @Test("rooms, offers and plans")
  func rooms() {
    #expect(kinds { $0.rooms = [] } == [.noRoomType])
    #expect(kinds { $0.rooms[0].roomType.rooms = 0 }.contains(.outOfRange(.rooms, 1...250)))
    #expect(kinds { $0.rooms[0].roomType.capacity = 51 } == [.outOfRange(.capacity, 1...50)])
    #expect(kinds { $0.rooms[0].offer = [1, 1] } == [.offerNotAWeek(count: 2)])
    #expect(
      kinds { $0.rooms[0].offer = [0, 0, 0, 0, 0, 0, 6] } == [.offerAboveRooms(offer: 6, rooms: 5)]
    )
    #expect(
      kinds { $0.rooms[0].offer = [0, 0, 0, 0, 0, 0, -1] } == [.outOfRange(.rooms, 0...5)]
    )
    #expect(kinds { $0.rooms[0].plans[0].prices.byOccupancy = [] } == [.tariff(.noPrice)])
    #expect(
      kinds { $0.rooms[0].plans[0].roomType = RoomTypeID(trusted: "T02-1") } == [.belongsElsewhere]
    )
    #expect(
      kinds { $0.rooms[0].plans[1].id = $0.rooms[0].plans[0].id } == [.twice(.ratePlans)]
    )
    #expect(kinds { $0.rooms.append($0.rooms[0]) }.contains(.twice(.roomTypes)))
  }

  @Test("a listing with flaws is refused with all of them, and nothing is stored")
  func refused() throws {
    let world = try TestWorld().populated()
    var entry = Fixtures.entry()
    entry.inn.name.kana = "hamaso"
    entry.rooms[0].offer = [9, 9, 9, 9, 9, 9, 9]
    let wrong = entry
    #expect(
      throws: ListingRefusal.flaws(
        Fixtures.inn,
        [
          InnFlaw(.inn, .notKatakana(.nameKana)),
          InnFlaw(.roomType(Fixtures.roomType), .offerAboveRooms(offer: 9, rooms: 5)),
        ],
      )
    ) {
      try world.registry.writeAndWait { try $0.save(wrong, by: .hub) }
    }
    #expect(world.registry.catalogue[Fixtures.inn]?.entry == Fixtures.entry())
  }

  @Test("names of another inn's rooms and plans can't be taken over")
  func nameTaken() throws {
    let world = try TestWorld().populated()
    var thief = Fixtures.entry(InnID(trusted: "T02"))
    thief.rooms[0].roomType.id = Fixtures.roomType
    for index in thief.rooms[0].plans.indices {
      thief.rooms[0].plans[index].roomType = Fixtures.roomType
    }
    let entry = thief
    #expect(
      throws: ListingRefusal.flaws(
        entry.inn.id,
        [InnFlaw(.roomType(Fixtures.roomType), .nameTaken)],
      )
    ) {
      try world.registry.writeAndWait { try $0.save(entry, by: .hub) }
    }
    var other = Fixtures.entry(InnID(trusted: "T02"))
    other.rooms[0].plans[0].id = Fixtures.instantPlan
    let plan = other
    #expect(
      throws: ListingRefusal.flaws(
        plan.inn.id,
        [InnFlaw(.ratePlan(Fixtures.instantPlan), .nameTaken)],
      )
    ) {
      try world.registry.writeAndWait { try $0.save(plan, by: .hub) }
    }
  }

  @Test("a room type on which a booking stands can't be left out")
  func inUse() throws {
    let world = try TestWorld().populated([Fixtures.entry(roomTypes: 2)])
    let booking = try world.book(Fixtures.request(checkIn: world.tonight + 3))
    var smaller = Fixtures.entry(roomTypes: 2)
    smaller.rooms.removeFirst()
    let entry = smaller
    #expect(
      throws: ListingRefusal.flaws(
        Fixtures.inn,
        [InnFlaw(.roomType(Fixtures.roomType), .inUse)],
      )
    ) {
      try world.registry.writeAndWait { try $0.save(entry, by: .hub) }
    }
    try world.registry.writeAndWait {
      _ = try $0.cancel(booking.id, channel: Fixtures.channel)
      try $0.save(entry, by: .hub)
    }
    #expect(world.registry.catalogue.roomType(Fixtures.roomType) == nil)
  }

  @Test("an inn with bookings stays training or real")
  func training() throws {
    let world = try TestWorld().populated()
    _ = try world.book(Fixtures.request(checkIn: world.tonight + 3))
    var real = Fixtures.entry()
    real.inn.isTraining = false
    let entry = real
    #expect(
      throws: ListingRefusal.flaws(Fixtures.inn, [InnFlaw(.inn, .trainingChanged)])
    ) {
      try world.registry.writeAndWait { try $0.save(entry, by: .hub) }
    }
  }
}
