import Dispatch
import InnTestSupport
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// The dispatcher on a real registry, with a telephone line that the test plays.
@Suite(.serialized) struct CallDispatcherTests {
  private actor Line {
    typealias Play = @Sendable (OutboundCall, @Sendable () -> Void) async -> RingOutcome

    private(set) var calls: [OutboundCall] = []
    private(set) var stopped: [InnID] = []
    private(set) var told: [DialogueNews] = []
    private(set) var spared: [ConversationID?] = []
    private var talking: Set<InnID> = []
    private let play: Play
    private let rang: AsyncStream<OutboundCall>.Continuation
    /// Every call as it begins to ring.
    nonisolated let ringing: AsyncStream<OutboundCall>

    init(_ play: @escaping Play) {
      self.play = play
      (ringing, rang) = AsyncStream.makeStream()
    }

    nonisolated var port: RingPort {
      RingPort(
        state: { await self.state },
        ring: { await self.ring($0, $1) },
        stopRinging: { await self.stop($0) },
        tell: { await self.tell($0, except: $2) },
      )
    }

    private var state: LineState { LineState(freeLines: 1, inCall: talking) }

    private func ring(_ call: OutboundCall, _ answered: @escaping @Sendable () -> Void) async
      -> RingOutcome
    {
      calls.append(call)
      talking.insert(call.phone.inn)
      rang.yield(call)
      let outcome = await play(call, answered)
      talking.remove(call.phone.inn)
      return outcome
    }

    private func stop(_ inn: InnID) { stopped.append(inn) }

    private func tell(_ news: DialogueNews, except: ConversationID?) {
      told.append(news)
      spared.append(except)
    }
  }

  private let world: TestWorld

  init() throws { world = try TestWorld().populated() }

  private func request(in days: Int = 5) throws -> Booking {
    try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + days))
  }

  private func dispatcher(_ line: Line) -> CallDispatcher {
    CallDispatcher(registry: world.registry, port: line.port)
  }

  /// One look and everything that follows from it.
  private func look(_ dispatcher: CallDispatcher) async {
    await dispatcher.look()
    await dispatcher.finish()
  }

  private static func talk(_ outcome: CallOutcome?) -> RingOutcome {
    .answered(
      CallRecord(
        call: ConversationID(trusted: "call_1"),
        direction: .outbound,
        began: TestWorld.start,
        ended: TestWorld.start,
        outcome: outcome,
        end: .hubHungUp,
        transcript: [],
      )
    )
  }

  private static func answering(_ world: TestWorld, accepts: Bool, _ booking: Booking) -> Line.Play
  {
    let (registry, actor) = (world.registry, world.keeper())
    return { _, answered in
      answered()
      _ = try? await registry.write { transaction in
        try transaction.keepAnswer(
          booking.id,
          revision: booking.revision,
          accepts: accepts,
          by: actor,
        )
        try transaction.settleAnswer(booking.id)
      }
      return talk(.completed)
    }
  }

  private var unanswered: Int {
    get throws { try world.registry.openAlarms().count { $0.kind == .unanswered } }
  }

  // MARK: - Requests

  @Test(arguments: [true, false]) func aRequestRingsOnceAndIsAnswered(_ accepts: Bool) async throws
  {
    let booking = try request()
    let line = Line(CallDispatcherTests.answering(world, accepts: accepts, booking))
    let dispatcher = dispatcher(line)
    await look(dispatcher)
    let calls = await line.calls
    #expect(calls.map(\.phone.number) == [Fixtures.phone])
    #expect(calls.map(\.reason) == [.request])
    #expect(try world.booking(booking.id).state.name == (accepts ? .confirmed : .declined))
    world.advance(by: .hours(1))
    await look(dispatcher)
    #expect(await line.calls.count == 1)
  }

  @Test func nobodyAnswersThreeTimesThenTheOfficeIsTold() async throws {
    let booking = try request()
    let line = Line { _, _ in .noAnswer }
    let dispatcher = dispatcher(line)
    for (minutes, calls) in [(0, 1), (9, 1), (1, 2), (5, 2), (5, 3)] {
      #expect(try unanswered == 0)
      world.advance(by: .minutes(minutes))
      await look(dispatcher)
      #expect(await line.calls.count == calls)
    }
    #expect(try unanswered == 1)
    world.advance(by: .hours(2))
    await look(dispatcher)
    #expect(await line.calls.count == 3)
    #expect(try world.booking(booking.id).state.name == .requested)
    // Rung back by the keeper, she still hears it.
    #expect(try world.registry.waiting(for: Fixtures.inn).count == 1)
    world.advance(by: .hours(24))
    try await world.registry.runDue()
    #expect(try world.booking(booking.id).state.name == .expired)
  }

  @Test func theAlarmEndsWhenSomebodyHasSpokenWithHer() async throws {
    _ = try request()
    let line = Line { _, _ in .busy }
    let dispatcher = dispatcher(line)
    for _ in 0..<3 {
      await look(dispatcher)
      world.advance(by: .minutes(10))
    }
    #expect(try unanswered == 1)
    let waiting = try world.registry.waiting(for: Fixtures.inn)
    try world.hear(try #require(waiting.first).booking)
    #expect(try unanswered == 0)
  }

  @Test func newsAreToldTheNextDayWhenNobodyAnswers() async throws {
    _ = try world.book(Fixtures.request(checkIn: world.tonight + 20))
    let line = Line { _, _ in .noAnswer }
    let dispatcher = dispatcher(line)
    for _ in 0..<6 {
      await look(dispatcher)
      world.advance(by: .minutes(10))
    }
    #expect(await line.calls.map(\.reason) == [.news, .news, .news])
    #expect(try unanswered == 1)
    world.advance(by: .hours(22))
    await look(dispatcher)
    #expect(await line.calls.count == 4)
  }

  @Test func aMachineIsNoAnswer() async throws {
    let booking = try request()
    let line = Line { _, answered in
      answered()
      return CallDispatcherTests.talk(.noKeeper)
    }
    let dispatcher = dispatcher(line)
    await look(dispatcher)
    #expect(try world.booking(booking.id).state.name == .requested)
    world.advance(by: .minutes(10))
    await look(dispatcher)
    #expect(await line.calls.count == 2)
  }

  @Test func aBusyTrunkIsNotTheKeepersFault() async throws {
    _ = try request()
    let line = Line { _, _ in .noLine }
    let dispatcher = dispatcher(line)
    for _ in 0..<5 {
      await look(dispatcher)
      world.advance(by: .minutes(16))
    }
    #expect(await line.calls.count == 5)
    #expect(try unanswered == 0)
    #expect(try world.registry.waitingToBeTold().map(\.attempts) == [0])
  }

  /// Between this hub's plan and its call, another's call to the same inn came to its end.
  @Test(arguments: [true, false])
  func whoWasRungByAnotherHubSincePlanningIsLeftAlone(_ beganBefore: Bool) async throws {
    _ = try request()
    let number = try #require(Fixtures.phone)
    let begin: @Sendable (Transaction) throws -> Ring? = {
      try $0.beginRing(Fixtures.inn, .request, number: number)
    }
    let before = beganBefore ? try await world.registry.write(begin) : nil
    let (planned, open) = AsyncStream<Void>.makeStream()
    let isWriting = AsyncStream<Void>.makeStream()
    // As if from another hub: the writer is busy with it while the plan is made.
    let registry = world.registry
    let other = Task {
      try await registry.write { transaction in
        isWriting.continuation.yield()
        let made = DispatchSemaphore(value: 0)
        Task {
          _ = await planned.first { _ in true }
          made.signal()
        }
        made.wait()
        guard let ring = try before ?? begin(transaction) else { return }
        try transaction.endRing(ring, as: .noAnswer, RingLadder())
      }
    }
    _ = await isWriting.stream.first { _ in true }
    let line = Line { _, _ in .noAnswer }
    let dispatcher = dispatcher(line)
    await dispatcher.look()
    open.yield()
    try await other.value
    await dispatcher.finish()
    #expect(await line.calls.isEmpty)
    #expect(try world.registry.ringOutlook().today.map(\.outcome) == [.noAnswer])
  }

  // MARK: - While it rings

  @Test func guestWithdrawsWhileItRings() async throws {
    let booking = try request()
    let (gate, open) = AsyncStream<RingOutcome>.makeStream()
    let line = Line { _, _ in await gate.first { _ in true } ?? .noAnswer }
    let dispatcher = dispatcher(line)
    await dispatcher.look()
    _ = await line.ringing.first { _ in true }
    #expect(await line.stopped.isEmpty)
    _ = try await world.registry.write { try $0.cancel(booking.id, channel: Fixtures.channel) }
    await dispatcher.look()
    #expect(await line.stopped == [Fixtures.inn])
    open.yield(.cancelled)
    await dispatcher.finish()
    // S10: not counted: the next request rings at once.
    let rings = try world.registry.ringOutlook().today
    #expect(rings.map(\.outcome) == [.cancelled])
    _ = try request(in: 7)
    open.yield(.noAnswer)
    await look(dispatcher)
    #expect(await line.calls.count == 2)
  }

  @Test func whatIsDecidedElsewhereIsToldToTheTalk() async throws {
    let booking = try request()
    let (gate, open) = AsyncStream<RingOutcome>.makeStream()
    let line = Line { _, answered in
      answered()
      return await gate.first { _ in true } ?? .noAnswer
    }
    let dispatcher = dispatcher(line)
    await dispatcher.recover()
    await dispatcher.look()
    _ = await line.ringing.first { _ in true }
    _ = try await world.registry.write {
      try $0.accept(booking.id, revision: nil, by: .staff("training"))
    }
    await dispatcher.look()
    #expect(await line.told == [.decided(booking.id, .accept)])
    #expect(await line.spared == [nil])
    open.yield(CallDispatcherTests.talk(.completed))
    await dispatcher.finish()
  }

  @Test func sheIsNotToldWhatSheDecidedHerself() async throws {
    let booking = try request()
    let (gate, open) = AsyncStream<RingOutcome>.makeStream()
    let line = Line { _, _ in await gate.first { _ in true } ?? .noAnswer }
    let dispatcher = dispatcher(line)
    await dispatcher.recover()
    await dispatcher.look()
    _ = await line.ringing.first { _ in true }
    let actor = world.keeper("call_7")
    _ = try await world.registry.write { try $0.accept(booking.id, revision: nil, by: actor) }
    await dispatcher.look()
    #expect(await line.spared == [ConversationID(trusted: "call_7")])
    open.yield(CallDispatcherTests.talk(.completed))
    await dispatcher.finish()
  }

  // MARK: - Restarts

  /// Rings, is answered, and the hub dies.
  private func dieInTheTalk(_ dispatcher: CallDispatcher, _ line: Line) async throws {
    await dispatcher.look()
    _ = await line.ringing.first { _ in true }
    while try world.registry.ringOutlook().today.last?.answeredAt == nil { await Task.yield() }
    try world.crash()
  }

  private func endlessTalk() -> Line {
    let (gate, open) = AsyncStream<RingOutcome>.makeStream()
    return Line { _, answered in
      answered()
      let outcome = await gate.first { _ in true }
      open.finish()
      return outcome ?? .noAnswer
    }
  }

  @Test func aTalkThatBrokeOffIsResumedOnce() async throws {
    _ = try request()
    let first = endlessTalk()
    try await dieInTheTalk(dispatcher(first), first)
    world.advance(by: .minutes(1))
    let second = endlessTalk()
    let resuming = dispatcher(second)
    await resuming.recover()
    try await dieInTheTalk(resuming, second)
    #expect(await second.calls.map(\.isResumed) == [true])
    let third = Line { _, _ in .noAnswer }
    let last = dispatcher(third)
    await last.recover()
    await look(last)
    #expect(await third.calls.map(\.isResumed) == [false])
  }

  @Test func whatWasKeyedBeforeTheCrashIsNotAskedAgain() async throws {
    let booking = try request()
    let first = endlessTalk()
    let dying = dispatcher(first)
    await dying.look()
    _ = await first.ringing.first { _ in true }
    while try world.registry.ringOutlook().today.last?.answeredAt == nil { await Task.yield() }
    let actor = world.keeper()
    try await world.registry.write {
      try $0.keepAnswer(booking.id, revision: booking.revision, accepts: true, by: actor)
    }
    try world.crash()
    try await world.registry.settleAfterRestart()
    let line = Line { _, _ in .noAnswer }
    let dispatcher = dispatcher(line)
    await dispatcher.recover()
    await look(dispatcher)
    #expect(await line.calls.isEmpty)
    #expect(try world.booking(booking.id).state.name == .confirmed)
  }

  @Test func aRingThatBrokeOffIsNoTalk() async throws {
    _ = try request()
    let (gate, open) = AsyncStream<RingOutcome>.makeStream()
    let first = Line { _, _ in await gate.first { _ in true } ?? .noAnswer }
    let dying = dispatcher(first)
    await dying.look()
    _ = await first.ringing.first { _ in true }
    try world.crash()
    let line = Line { _, _ in .noAnswer }
    let dispatcher = dispatcher(line)
    await dispatcher.recover()
    await look(dispatcher)
    #expect(await line.calls.map(\.isResumed) == [false])
    withExtendedLifetime(open) {}
  }

  // MARK: - Changes

  @Test func aCommitWakesEveryObserverWithTheNewestNumber() async throws {
    let changes = world.registry.changes()
    let last = try world.registry.lastSequence()
    _ = try request()
    // Word of what was there before may still be on its way.
    let woken = await changes.first { $0 > last }
    #expect(try woken == world.registry.lastSequence())
  }

  @Test func theDispatcherWakesByItself() async throws {
    let line = Line { _, _ in .noAnswer }
    let dispatcher = dispatcher(line)
    let running = Task { await dispatcher.run() }
    _ = try request()
    let call = await line.ringing.first { _ in true }
    #expect(call?.reason == .request)
    await dispatcher.stop()
    await running.value
    await dispatcher.finish()
  }
}
