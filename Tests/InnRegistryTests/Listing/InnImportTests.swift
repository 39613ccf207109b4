import InnRegistry
import InnTestSupport
import Testing

@Suite("Files of inns")
struct InnImportTests {
  private func plan(csv: String) -> InnImport.Plan { InnImport.read(csv: Array(csv.utf8)) }
  private func plan(json: String) -> InnImport.Plan { InnImport.read(json: Array(json.utf8)) }

  @Test("what is exported is read back as it was", arguments: 1...60)
  func roundTrip(seed: Int) {
    var random = RandomEntries(seed: UInt64(seed))
    let entries = (1...5).map { random.entry($0) }
    #expect(entries.flatMap(\.flaws).isEmpty)

    let json = InnImport.read(json: InnExport.json(entries))
    #expect(json.rejects == [])
    #expect(json.entries.map(\.entry) == entries)

    let csv = InnImport.read(csv: InnExport.csv(entries))
    #expect(csv.rejects == [])
    #expect(csv.entries.map(\.entry) == entries)
  }

  @Test("an export imported elsewhere gives the same export; imported again it changes nothing")
  func registryRoundTrip() async throws {
    var random = RandomEntries(seed: 7)
    let entries = (1...9).map { random.entry($0) }
    let source = try TestWorld().populated(entries)
    let exported = InnExport.csv(source.registry.entries())

    let target = try TestWorld(seed: 2)
    let first = try await target.registry.apply(InnImport.read(csv: exported), by: .staff("mina"))
    #expect(first.rejects == [])
    #expect(first.added.count == 9)
    #expect(InnExport.csv(target.registry.entries()) == exported)
    #expect(InnExport.json(target.registry.entries()) == InnExport.json(source.registry.entries()))

    let sequence = try target.registry.lastSequence()
    let again = try await target.registry.apply(InnImport.read(csv: exported), by: .staff("mina"))
    #expect(again.unchanged == 9)
    #expect(again.added.isEmpty && again.changed.isEmpty)
    // One line says that a file was imported, and nothing else happened.
    #expect(try target.registry.lastSequence() == sequence + 1)
  }

  @Test("a few lines by hand are enough, the rest is customary")
  func byHand() throws {
    let plan = plan(
      csv: """
        record,inn,room_type,rate_plan,training,name,name_kana,name_romaji,name_english,municipality,area,number,rooms,capacity,offer,meals,selling,prices,cancellation
        inn,T01,,,TRUE,練習・浜荘,ハマソウ,Hamaso,,022080,ohata,,,,,,,,
        phone,T01,,,,,,,,,,0175-00-0001,,,,,,,
        room_type,T01,T01-1,,,和室,ワシツ,,Japanese room,,,,3,4,2 2 2 2 2 2 1,,,,
        rate_plan,T01,T01-1,T01-1-hb,,1泊2食,,,Half board,,,,,,,half_board,on_request,- 9000 8500,3:20 0:100

        """
    )
    #expect(plan.rejects == [])
    let entry = try #require(plan.entries.first?.entry)
    #expect(entry.inn.isTraining)
    #expect(entry.inn.calling == CallingTimes())
    #expect(entry.phones.map(\.number.e164) == ["+81175000001"])
    #expect(entry.phones[0].rights == .all)
    #expect(entry.rooms[0].offer == [2, 2, 2, 2, 2, 2, 1])
    let rate = try #require(entry.rooms[0].plans.first)
    #expect(rate.prices.byOccupancy == [nil, Yen(9000), Yen(8500)])
    #expect(rate.prices.childClasses == ChildClass.customary)
    #expect(rate.cutoff == Cutoff.customary(for: .halfBoard))
    #expect(rate.cancellation.steps.map(\.percent) == [20, 100])
  }

  @Test("each rejected line is named with its column and reason")
  func rejects() {
    let plan = plan(
      csv: """
        record,inn,room_type,rate_plan,name,name_kana,name_romaji,name_english,municipality,area,number,rooms,capacity,meals,selling,prices,cancellation
        inn,T01,,,練習・浜荘,はまそう,Hamaso,,022081,ohata,,,,,,,
        phone,T01,,,,,,,,,175000001,,,,,,
        room_type,T02,T02-1,,和室,ワシツ,,Room,,,,3,4,,,,
        garage,T01,,,,,,,,,,,,,,,
        room_type,T01,T01-1,,和室,ワシツ,,Room,,,,three,4,,,,7:50

        """
    )
    #expect(
      plan.rejects.map(\.description) == [
        "line 4: there is no line for «T02» above",
        "line 5, column record: must be one of: inn, text, photo, phone, room_type, rate_plan, "
          + "child_class, season, surcharge, stay_season, offered",
        "line 6, column cancellation: column «cancellation» means nothing on this kind of line",
      ]
    )
    let second = self.plan(
      csv: """
        record,inn,room_type,name,name_kana,name_romaji,name_english,municipality,area,number,rooms,capacity
        inn,T01,,練習・浜荘,はまそう,Hamaso,,022081,ohata,,,
        phone,T01,,,,,,,,175000001,,
        room_type,T01,T01-1,和室,ワシツ,,Room,,,,three,4

        """
    )
    #expect(
      second.rejects.map(\.description) == [
        "line 2, column municipality: T01: must be a municipality code of six digits with its "
          + "check digit",
        "line 3, column number: T01: must be a telephone number",
        "line 4, column rooms: T01: must be integer, not string",
      ]
    )
  }

  @Test("rules of a listing are reported on the line they are about")
  func flawLines() {
    var entries = [Fixtures.entry(), Fixtures.entry(InnID(trusted: "T02"))]
    entries[1].inn.name.kana = "hamaso"
    entries[1].rooms[0].plans[1].prices.byOccupancy = [Yen(2_000_000)]
    let csv = InnImport.read(csv: InnExport.csv(entries))
    // An inn has a line, a telephone, a room type, and two plans with six child classes each.
    #expect(csv.rejects.map(\.place.line) == [19, 29])
    #expect(
      csv.rejects.map(\.reason) == [
        .flaw(InnFlaw(.inn, .notKatakana(.nameKana))),
        .flaw(
          InnFlaw(
            .ratePlan(RatePlanID(trusted: "T02-1-half")),
            .tariff(.priceOutOfRange(Yen(2_000_000))),
          )
        ),
      ]
    )
    let json = InnImport.read(json: InnExport.json(entries))
    // The reader of numbers sees the price before the rules of the listing do.
    #expect(json.rejects.map(\.place.pointer).contains("/inns/1"))
  }

  @Test("files that are something else are refused with a reason")
  func otherFiles() {
    func reason(_ plan: InnImport.Plan) -> String { plan.rejects.map(\.description).joined() }
    #expect(reason(plan(json: "[]")) == "the document: must be object, not array")
    #expect(reason(plan(json: "{")).contains("the document ends too early"))
    #expect(
      reason(plan(json: #"{"format":"innbridge.nights","version":1,"inns":[]}"#))
        == "/format: must be innbridge.inns"
    )
    #expect(
      reason(plan(json: #"{"format":"innbridge.inns","version":2,"inns":[]}"#))
        == "/version: must be 1"
    )
    #expect(reason(plan(csv: "")) == "line 1: there is no header line")
    #expect(
      reason(plan(csv: "record,inn,price\n")) == "line 1: column «price» is not known"
    )
    #expect(reason(plan(csv: "record,name\n")) == "line 1: column «inn» is missing")
    #expect(
      reason(InnImport.read(csv: Array("record,inn\n".utf8) + [0x8F, 0x68, 0x2C, 0x0A]))
        == "line 2: the file is not UTF-8; save it as «CSV UTF-8»"
    )
  }

  @Test("one wrong line keeps the whole file out")
  func allOrNothing() async throws {
    let world = try TestWorld().populated()
    var entries = (2...6).map { Fixtures.entry(InnID(trusted: "T0\($0)")) }
    // Only the registry knows that this room type is somebody else's.
    entries[4].rooms[0].plans[0].id = Fixtures.instantPlan
    let plan = InnImport.read(json: InnExport.json(entries))
    #expect(plan.rejects == [])
    let before = try world.registry.lastSequence()
    let report = try await world.registry.apply(plan, by: .staff("mina"))
    #expect(report.rejects.count == 1)
    #expect(report.rejects[0].place.pointer == "/inns/4")
    #expect(report.rejects[0].reason == .flaw(InnFlaw(.ratePlan(Fixtures.instantPlan), .nameTaken)))
    #expect(world.registry.catalogue.listings.count == 1)
    #expect(try world.registry.lastSequence() == before)
  }

  @Test("a dry run tells what would happen and does nothing")
  func dryRun() async throws {
    let world = try TestWorld().populated()
    var changed = Fixtures.entry()
    changed.inn.name.romaji = "Hamaso the Second"
    let entries = [changed, Fixtures.entry(InnID(trusted: "T02"))]
    let plan = InnImport.read(csv: InnExport.csv(entries))
    let before = try world.registry.lastSequence()
    let dry = try await world.registry.apply(plan, isDryRun: true, by: .staff("mina"))
    #expect(dry.isDryRun)
    #expect(dry.added == [InnID(trusted: "T02")])
    #expect(dry.changed == [Fixtures.inn])
    #expect(try world.registry.lastSequence() == before)
    #expect(world.registry.catalogue[Fixtures.inn]?.entry == Fixtures.entry())
    let real = try await world.registry.apply(plan, by: .staff("mina"))
    #expect(real.added == dry.added && real.changed == dry.changed && !real.isDryRun)
    #expect(world.registry.entries() == entries)
  }

  @Test("an offer that stands already does not look fresher for being imported")
  func offersKeepTheirAge() async throws {
    let world = try TestWorld().populated()
    world.advance(by: .days(20))
    var changed = Fixtures.entry()
    changed.inn.name.romaji = "Hamaso the Second"
    let plan = InnImport.read(csv: InnExport.csv([changed]))
    _ = try await world.registry.apply(plan, by: .staff("mina"))
    #expect(world.registry.catalogue[Fixtures.inn]?.rooms[0].offer?.asOf == TestWorld.start)
  }

  @Test("the same inn or room type twice in a file is refused")
  func twice() {
    let entry = Fixtures.entry()
    let plan = InnImport.read(json: InnExport.json([entry, entry]))
    #expect(Set(plan.rejects.map(\.reason)) == [.twice])
    #expect(plan.rejects.map(\.subject).contains("T01"))
    let csv = InnImport.read(csv: InnExport.csv([entry, entry]))
    #expect(csv.rejects.first?.reason == .twice)
  }
}
