import InnRegistry
import Synchronization
import Testing

@testable import VoiceIVR

@Suite(.timeLimit(.minutes(1))) struct CallSessionTests {
  /// An inn with one kind of five rooms, three for sale tonight.
  private var briefing: KeeperBriefing {
    get throws {
      let tonight = try #require(CivilDate("2026-12-03"))
      let room = RoomTypeBriefing(
        id: RoomTypeID(trusted: "T01-1"),
        name: "和室",
        kana: "ワシツ",
        rooms: 5,
        remaining: 3,
      )
      return KeeperBriefing(
        inn: InnID(trusted: "T01"),
        name: InnName(japanese: "練習・浜荘", kana: "レンシュウハマソウ", romaji: "Training Hamaso"),
        rights: .all,
        tonight: tonight,
        night: NightBriefing(nights: NightSpan(tonight), roomTypes: [room]),
        callBack: try #require(PhoneNumber("+811750000990")),
      )
    }
  }

  /// The same conversation, played without time.
  private func reference(_ steps: [TestCall.Step]) throws -> [TranscriptLine] {
    var registry = ScriptedRegistry(briefing: try briefing)
    var player = DialoguePlayer(CallDialogue(.keeper(.inbound))) { registry.answer($0) }
    try player.deliver(.connected)
    for step in steps {
      switch step {
      case .key(let key): try player.press(key)
      case .silence: try player.stayBusy()
      case .hangUp:
        try player.finishSpeech()
        try player.deliver(.hangUp)
      }
    }
    return player.transcript
  }

  @Test(
    arguments: [
      [.key(.two), .hangUp], [.silence, .silence, .hangUp], [.key(.nine), .key(.two), .hangUp],
      [.key(.star), .key(.zero), .hangUp], [.hangUp],
    ] as [[TestCall.Step]]
  )
  func sessionTellsTheSameStoryAsThePlayer(steps: [TestCall.Step]) async throws {
    let call = TestCall(steps, registry: ScriptedRegistry(briefing: try briefing))
    let record = await call.makeSession(surroundings: call.surroundings()).run()
    #expect(record.transcript.map(\.what) == (try reference(steps)))
    #expect(record.end == .keeperHungUp)
    #expect(call.hangUps == 0)
  }

  @Test func pausesBetweenPhrasesAndAfterKeys() async throws {
    let call = TestCall([.key(.two), .hangUp], registry: ScriptedRegistry(briefing: try briefing))
    let record = await call.makeSession(surroundings: call.surroundings()).run()
    let said = record.transcript.compactMap { line in
      if case .said(let phrase) = line.what { phrase.text.speech.count } else { nil }
    }
    #expect(call.played.map(\.samples) == said)
    #expect(call.played.first?.leadIn == 0)
    // The clock stands still, so a phrase behind another waits the whole pause.
    #expect(call.played.dropFirst().allSatisfy { $0.leadIn == 600 })
  }

  @Test func keyDuringSpeechStopsItAndItsEndIsNotBelieved() async throws {
    let call = TestCall(
      [],
      registry: ScriptedRegistry(briefing: try briefing),
      endsSounds: false,
    )
    let session = call.makeSession(surroundings: call.surroundings())
    async let record = session.run()
    while call.played.isEmpty { await Task.yield() }
    // `#` leads to the office from anywhere; the speech that was stopped has ended nevertheless.
    call.receive(.key(TestCall.line, .pound, .event))
    while call.stops == 0 { await Task.yield() }
    call.finish(1)
    call.receive(
      .ended(TestCall.line, CallEnd(status: 200, isOurs: false, wasAnswered: true))
    )
    let transcript = await record.transcript.map(\.what)
    #expect(transcript.contains { if case .cutOff = $0 { true } else { false } })
    #expect(!transcript.contains { if case .said = $0 { true } else { false } })
  }

  @Test func lateSoundIsPrecededByTheWaitPhrase() async throws {
    let call = TestCall([.hangUp], registry: ScriptedRegistry(briefing: try briefing))
    let (gate, open) = AsyncStream<Void>.makeStream()
    let isOpen = Mutex(false)
    let voice = CallVoice(
      cached: { text in
        if text == Speech.waitPhrase { return SpeechAudio([Int16](repeating: 1, count: 777)) }
        guard isOpen.withLock({ $0 }) else { return nil }
        return SpeechAudio([Int16](repeating: 1, count: text.count))
      },
      make: { text in
        for await _ in gate { break }
        return SpeechAudio([Int16](repeating: 1, count: text.count))
      },
    )
    let session = call.makeSession(voice: voice, surroundings: call.surroundings())
    async let record = session.run()
    while call.played.isEmpty { await Task.yield() }
    #expect(call.played.map(\.samples) == [777])
    isOpen.withLock { $0 = true }
    open.finish()
    let transcript = await record.transcript
    #expect(transcript.contains { if case .said = $0.what { true } else { false } })
    #expect(call.played.count { $0.samples == 777 } == 1)
  }

  @Test func phraseThatCanNotBeSpokenIsNotHeard() async throws {
    let call = TestCall([.hangUp], registry: ScriptedRegistry(briefing: try briefing))
    let voice = CallVoice(
      cached: { _ in nil },
      make: { _ in throw SpeechError.synthesis("broken") },
    )
    let record = await call.makeSession(voice: voice, surroundings: call.surroundings()).run()
    #expect(record.end == .cutOff)
    #expect(call.hangUps == 1)
    #expect(call.commits.isEmpty)
    #expect(!record.transcript.contains { if case .said = $0.what { true } else { false } })
  }

  @Test func registryThatNeverAnswersDoesNotHoldTheCallForEver() async throws {
    let call = TestCall([.key(.two), .hangUp], registry: ScriptedRegistry(briefing: try briefing))
    let asked = Mutex(false)
    let surroundings = call.surroundings(save: { commit in
      asked.withLock { $0 = true }
      try? await Task.sleep(for: .seconds(3600))
      return .refused(commit.id, .unavailable)
    })
    let session = call.makeSession(surroundings: surroundings)
    async let record = session.run()
    while !asked.withLock({ $0 }) { await Task.yield() }
    call.receive(
      .ended(TestCall.line, CallEnd(status: 200, isOurs: false, wasAnswered: true))
    )
    #expect(await record.end == .keeperHungUp)
  }

  @Test func officeIsClosedAndAMessageIsKept() async throws {
    let call = TestCall(
      [.key(.pound)],
      registry: ScriptedRegistry(briefing: try briefing)
    )
    let kept = Mutex<[Recording.Purpose]>([])
    let surroundings = call.surroundings(keepRecording: { recording, audio in
      #expect(audio.milliseconds == 2000)
      kept.withLock { $0.append(recording.purpose) }
      return true
    })
    let session = call.makeSession(surroundings: surroundings)
    async let record = session.run()
    // The tone is the one sound that isn't speech.
    while !call.played.contains(where: { $0.samples == 3200 }) { await Task.yield() }
    call.receive(.voiceHeard(TestCall.line))
    call.receive(.key(TestCall.line, .five, .event))
    call.receive(.key(TestCall.line, .pound, .event))
    let outcome = await record
    #expect(kept.withLock { $0 } == [.callBack])
    #expect(outcome.outcome == .messageLeft)
    #expect(outcome.end == .hubHungUp)
    #expect(outcome.transcript.map(\.what).contains(.recorded(seconds: 2)))
    #expect(call.hangUps == 1)
  }

  @Test func silentOrLostMessageIsToldSo() async throws {
    for isVoiceHeard in [false, true] {
      let call = TestCall(
        [.key(.pound)],
        registry: ScriptedRegistry(briefing: try briefing)
      )
      // The disk is full.
      let surroundings = call.surroundings(keepRecording: { _, _ in false })
      let session = call.makeSession(surroundings: surroundings)
      async let record = session.run()
      while !call.played.contains(where: { $0.samples == 3200 }) { await Task.yield() }
      if isVoiceHeard { call.receive(.voiceHeard(TestCall.line)) }
      call.receive(.key(TestCall.line, .pound, .event))
      let outcome = await record
      #expect(outcome.transcript.map(\.what).contains(.recorded(seconds: 0)))
      #expect(outcome.outcome == .unfinished)
    }
  }

  @Test func childOnTheKeysIsCutOffInTheEnd() async throws {
    let call = TestCall(
      [],
      registry: ScriptedRegistry(briefing: try briefing),
      endsSounds: false,
    )
    let session = call.makeSession(surroundings: call.surroundings())
    async let record = session.run()
    while call.played.isEmpty { await Task.yield() }
    // Star restarts; none of it ends anything. The inbox takes 1024, so feed it as it drains.
    for round in 0..<7000 {
      call.receive(.key(TestCall.line, round.isMultiple(of: 2) ? .star : .seven, .event))
      if round.isMultiple(of: 200) { for _ in 0..<2000 { await Task.yield() } }
    }
    #expect(await record.end == .cutOff)
    #expect(call.hangUps == 1)
    #expect(await record.transcript.count <= CallLimits.transcriptLines)
  }
}
