import InnRegistry
import InnTestSupport
import Testing

@testable import VoiceIVR

/// A caller whose number says nothing: nothing is told or saved before inn number and PIN fit.
@Suite struct KeeperDeskTests {
  private let world: TestWorld
  private let callBack: PhoneNumber

  init() throws {
    world = try TestWorld().populated()
    callBack = try #require(PhoneNumber("+81175000099"))
  }

  private func stranger(_ name: String = "call_1") -> KeeperDesk {
    KeeperDesk(
      stranger: world.registry,
      call: ConversationID(trusted: name),
      callBack: callBack,
    )
  }

  private func identify(_ desk: KeeperDesk, _ number: InnNumber, _ pin: String) async
    -> RegistryAnswer
  {
    await desk.respond(
      Inquiry(
        id: InquiryID(number: 1),
        question: .identify(innNumber: number.description, pin: KeyedSecret(digits: pin)),
      )
    )
  }

  private func setPIN() async throws -> InnNumber {
    let pin = try #require(InnPIN("4816"))
    return try await world.registry.setPIN(pin, of: Fixtures.inn, by: .staff("kana"))
  }

  private func state(_ desk: KeeperDesk) async -> RegistryAnswer {
    let statement = RoomStatement(roomType: Fixtures.roomType, rooms: 1)
    return await desk.save(
      Commit(
        id: InquiryID(number: 2),
        change: .rooms(VoiceIVR.NightSpan(world.tonight), [statement]),
      )
    )
  }

  @Test func nothingIsToldOrSavedBefore() async throws {
    let desk = stranger()
    let briefing = await desk.respond(Inquiry(id: InquiryID(number: 1), question: .briefing))
    #expect(briefing == .refused(InquiryID(number: 1), .notAllowed))
    #expect(await state(desk) == .refused(InquiryID(number: 2), .notAllowed))
    #expect(world.remaining() == 3)
  }

  @Test func numberAndPINOpenTheInn() async throws {
    let number = try await setPIN()
    let desk = stranger()
    guard case .found(_, .identified(.known(let briefing))) = await identify(desk, number, "4816")
    else {
      Issue.record("not let in")
      return
    }
    #expect(briefing.inn == Fixtures.inn)
    guard case .saved = await state(desk) else {
      Issue.record("not saved")
      return
    }
    #expect(world.remaining() == 1)
    // In the keeper's name, and on no telephone.
    let actors = try world.registry.events(after: 0, limit: 100)
      .filter { $0.kind == .roomsStated }.map(\.actor)
    #expect(actors == [.keeper(phone: nil, call: ConversationID(trusted: "call_1"))])
  }

  @Test func threeWrongOnesLockBeyondTheCall() async throws {
    let number = try await setPIN()
    let desk = stranger()
    for _ in 0..<2 {
      #expect(
        await identify(desk, number, "9999") == .found(InquiryID(number: 1), .identified(.wrong))
      )
    }
    let locked = RegistryAnswer.found(InquiryID(number: 1), .identified(.lockedOut))
    #expect(await identify(desk, number, "9999") == locked)
    // In the next call the right one doesn't help either, and the office knows.
    #expect(await identify(stranger("call_2"), number, "4816") == locked)
    #expect(try world.registry.openAlarms().map(\.kind) == [.pinLocked])
    world.advance(by: .minutes(11))
    guard case .found(_, .identified(.known)) = await identify(stranger("call_3"), number, "4816")
    else {
      Issue.record("locked for ever")
      return
    }
  }

  @Test func whoIsKnownIsNeverAskedForAPIN() async throws {
    let number = try await setPIN()
    let phone = try #require(world.registry.catalogue[Fixtures.inn]?.phones.first)
    let desk = KeeperDesk(
      registry: world.registry,
      phone: phone,
      call: ConversationID(trusted: "call_1"),
      callBack: callBack,
    )
    #expect(
      await identify(desk, number, "4816") == .refused(InquiryID(number: 1), .notAllowed)
    )
  }
}
