import InnTestSupport
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// What a keeper keyed and the hub had not repeated, for an inn that wants a message instead of
/// being rung back.
@Suite struct RepetitionBySMSTests {
  private let world: TestWorld
  private let mobile = PhoneNumber(trusted: "+819012345678")
  private let landline = PhoneNumber(trusted: "+81175000001")
  private let call = ConversationID(trusted: "call_1")

  init() throws {
    var entry = Fixtures.entry(phones: [landline, mobile])
    entry.phones[1].kind = .mobile
    entry.inn.calling.repeatsBySMS = true
    world = try TestWorld().populated([entry])
  }

  private struct Taking: SMSGateway {
    let name = SMSGatewayName(trusted: "only")
    let handover: SMSHandover
    func traces(of message: OutboundMessage) async -> [String] { [] }
    func send(_ message: OutboundMessage) async -> SMSHandover { handover }
  }

  private func sender(_ handover: SMSHandover?) -> SMSSender {
    SMSSender(
      desk: SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber),
      gateways: handover.map { [Taking(handover: $0)] } ?? [],
    )
  }

  private func rooms(_ rooms: Int, from first: Int = 0, nights: Int = 1) -> KeeperWord {
    .rooms(
      first: world.tonight + first,
      last: world.tonight + (first + nights - 1),
      [KeeperWord.KindOfRooms(roomType: Fixtures.roomType, rooms: rooms)],
    )
  }

  private func cutOff(_ words: [KeeperWord], on phone: PhoneNumber? = nil) throws {
    let actor = Actor.keeper(phone: phone ?? landline, call: call)
    try world.registry.writeAndWait { transaction in
      for case .rooms(let first, let last, let kinds) in words {
        for night in first...last {
          for kind in kinds {
            _ = try transaction.state(
              kind.rooms,
              of: kind.roomType,
              on: night,
              counting: .shown,
              by: actor,
            )
          }
        }
      }
      try transaction.wantRepetition(of: words, inn: Fixtures.inn, by: actor)
    }
  }

  private func messages() throws -> [ShortMessage] { try world.registry.shortMessages(limit: 10) }

  private func expectSound() throws {
    #expect(try world.registry.checkInvariants(isDue: true).isEmpty)
    #expect(try world.registry.compareLogWithTables().isEmpty)
  }

  @Test func itIsWrittenOnceAndNobodyRings() async throws {
    try cutOff([rooms(2)])
    #expect(try world.registry.ringOutlook().waiting.isEmpty)
    let sender = sender(.taken(id: "1", parts: 1))
    await sender.work()
    await sender.work()
    let sent = try messages()
    #expect(sent.map(\.number) == [mobile.e164])
    #expect(sent.first?.text.contains("2室で承りました") == true)
    #expect(sent.first?.text.contains("正しい数を返信") == true)
    #expect(try world.registry.repetitions(for: Fixtures.inn).isEmpty)
    #expect(try world.registry.openAlarms().isEmpty)
    try expectSound()
  }

  @Test func whatWasSaidAnewIsNotWritten() async throws {
    try cutOff([rooms(2)])
    world.advance(by: .seconds(5))
    let tonight = world.tonight
    try world.registry.writeAndWait {
      _ = try $0.state(
        3,
        of: Fixtures.roomType,
        on: tonight,
        counting: .shown,
        by: .staff("hanako"),
      )
    }
    await sender(.taken(id: "1", parts: 1)).work()
    #expect(try messages().isEmpty)
    try expectSound()
  }

  @Test func withoutAGatewaySheIsRungBack() async throws {
    try cutOff([rooms(2)])
    await sender(nil).work()
    #expect(try messages().isEmpty)
    #expect(try world.registry.ringOutlook().waiting.map(\.kind) == [.tellRepetition])
    try expectSound()
  }

  @Test func withoutAMobileTelephoneSheIsRungBack() throws {
    var entry = Fixtures.entry(phones: [landline])
    entry.inn.calling.repeatsBySMS = true
    #expect(entry.flaws.map(\.kind) == [.noPhoneForSMS])
    // A number of the kind that takes no messages is none, either.
    entry.phones[0].kind = .mobile
    #expect(entry.flaws.map(\.kind) == [.noPhoneForSMS])
  }

  @Test func whatCannotBeDeliveredIsTheOffices() async throws {
    try cutOff([rooms(2)])
    await sender(.refused("no such number")).work()
    let alarms = try world.registry.openAlarms()
    #expect(Set(alarms.map(\.kind)) == [.undelivered, .callWanted])
    #expect(alarms.allSatisfy { $0.inn == Fixtures.inn })
    try expectSound()
  }

  /// Every kind of word fits into one message and says what it is.
  @Test func everyWordFitsAMessage() throws {
    let night = world.tonight
    let words: [(KeeperWord, String)] = [
      (rooms(0), "満室で"), (rooms(3, from: 25, nights: 3), "3晩 3室で"),
      (.closed(first: night + 3, last: night + 9), "7晩 休業で"),
      (.reopened(first: night + 3, last: night + 3), "休業の取消で"),
      (.answer(BookingID(trusted: "bk_1"), isAccepted: true), "予約承諾で"),
      (.answer(BookingID(trusted: "bk_1"), isAccepted: false), "予約お断りで"),
      (.gaveBack(BookingID(trusted: "bk_1")), "売りに戻す"),
      (.guestsOutside(night: night - 1, guests: 12, fromAbroad: 3), "宿泊12名(うち外国3名)で"),
    ]
    for (word, wanted) in words {
      let text = SMSWording.repetition(
        Repetition(id: 1, word: word, saidAt: world.now, stay: Stay(checkIn: night + 5, nights: 2)),
        roomTypes: Fixtures.entry().rooms.map(\.roomType),
        tonight: night,
        TrainingRegion.hubNumber,
      )
      #expect(text.contains(wanted), "\(text)")
      #expect(text.contains("違うときは"), "\(text)")
      #expect(text.utf16.count <= SMSLimits.answerUnits, "\(text)")
    }
  }
}
