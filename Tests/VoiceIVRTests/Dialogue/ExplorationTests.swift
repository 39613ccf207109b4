import Foundation
import InnRegistry
import Testing

@testable import VoiceIVR

/// Walks through everything a keeper may key, the nearest states first, and checks what must hold everywhere:
/// a person or the end of the call is always near, nothing is saved that she isn't told, and nobody's
/// answer becomes final that wasn't given.
@Suite struct ExplorationTests {
  /// Calls that differ in what the registry says.
  static let worlds: [World] = [
    World("inbound", .inbound, items: 1),
    World("two kinds of rooms, week", .inbound, items: 0, kinds: 2, week: true),
    World("closed, short", .inbound, items: 0, isClosed: true, shortfall: 1),
    World("request", .outbound(.request, resumed: false), items: 2),
    World("request, always refused", .outbound(.request, resumed: false), items: 1, refuse: true),
    World("evening", .outbound(.evening, resumed: true), items: 0),
    World("two inns", .inbound, items: 0, hasTwoInns: true),
    World("late answers", .inbound, items: 2, kinds: 2, answersLate: true),
    World("late answers, closed", .inbound, items: 0, isClosed: true, answersLate: true),
    World(
      "late answers, request",
      .outbound(.request, resumed: false),
      items: 2,
      answersLate: true
    ),
    World("no keys, request", .voice(.outbound(.request, resumed: false)), items: 2),
    World("no keys, inbound", .voice(.inbound), items: 2, kinds: 2, shortfall: 1),
    World("no keys, refused", .voice(.outbound(.evening, resumed: false)), items: 1, refuse: true),
    World("unknown caller", .unknownCaller, items: 1),
    World(
      "office is rung",
      .office(
        OfficeNotice(
          inn: GoldenScript.emptyBriefing.name,
          innPhone: PhoneNumber("0175000001"),
          reason: .requestUnanswered(deadline: Timestamp(milliseconds: 0)),
        )
      ),
      items: 0,
    ),
    World("broadcast", .outbound(.broadcast, resumed: false), items: 1, announcements: 2),
    World("rung back", .outbound(.repetition, resumed: false), items: 0, kinds: 2, repetitions: 3),
    World("rung back, one thing", .outbound(.repetition, resumed: false), items: 0, repetitions: 1),
    World(
      "rung back, late answers",
      .outbound(.repetition, resumed: false),
      items: 1,
      answersLate: true,
      repetitions: 1
    ),
    World("inbound, to be repeated", .inbound, items: 0, repetitions: 3),
    World(
      "no keys, broadcast",
      .voice(.outbound(.broadcast, resumed: false)),
      items: 1,
      announcements: 1,
    ),
  ]

  /// States of one world that are walked through: enough for whole conversations with a keeper, and
  /// for all there is of the smaller worlds; a long night (`scripts/check --deep`) sees more.
  private static let most =
    ProcessInfo.processInfo.environment["INNBRIDGE_SEEDS"] == nil ? 1500 : 40_000

  @Test(arguments: worlds)
  func everyStateIsSafe(_ world: World) throws {
    var explorer = Explorer(world)
    try explorer.explore(most: ExplorationTests.most)
    // The walk must reach something to be worth its name.
    #expect(explorer.seen.count > 25, "only \(explorer.seen.count) states")
  }
}

struct Explorer {
  /// A state without the numbers that only grow, as its hash: states are many and large, and two of
  /// some ten thousand sharing one are not to be expected in 64 bits.
  typealias Signature = Int

  let world: World
  private(set) var seen: Set<Signature> = []

  init(_ world: World) { self.world = world }

  private enum Move: CaseIterable {
    case zero, one, two, three, nine, star, pound, oneNow, starNow, poundNow, silence, phrase
    case withdrawn, voice, answer

    var key: Key? {
      switch self {
      case .zero: .zero
      case .one, .oneNow: .one
      case .two: .two
      case .three: .three
      case .nine: .nine
      case .star, .starNow: .star
      case .pound, .poundNow: .pound
      case .silence, .phrase, .withdrawn, .voice, .answer: nil
      }
    }
  }

  /// Walks breadth first until there is nothing new, or `most` states have been seen.
  mutating func explore(most: Int) throws {
    let world = world
    var player = DialoguePlayer(
      CallDialogue(world.purpose),
      answersLate: world.answersLate,
    ) { world.answer($0) }
    try player.deliver(.connected)
    seen.insert(signature(player))
    var frontier = [player]
    while !frontier.isEmpty {
      var next: [DialoguePlayer] = []
      for player in frontier {
        try check(player)
        for move in Move.allCases where !player.isOver {
          var moved = player
          try make(move, &moved)
          try checkStep(from: player, to: moved)
          guard seen.count < most, seen.insert(signature(moved)).inserted else { continue }
          next.append(moved)
        }
      }
      frontier = next
    }
  }

  private func make(_ move: Move, _ player: inout DialoguePlayer) throws {
    switch move {
    case .silence: try player.stayBusy()
    case .phrase: try player.finishPhrase()
    case .withdrawn: try player.deliver(.news(.withdrawn(BookingID(trusted: "bk_0"))))
    case .answer: try player.deliverAnswers()
    case .voice:
      try player.finishSpeech()
      try player.deliver(.voiceHeard)
    case .oneNow, .starNow, .poundNow:
      if let key = move.key { try player.pressNow(key) }
    case .zero, .one, .two, .three, .nine, .star, .pound:
      if let key = move.key { try player.press(key) }
    }
  }

  /// Wherever she is, a person and the end are near.
  private func check(_ player: DialoguePlayer) throws {
    var asking = player
    var presses = 0
    while !asking.isOver, !asking.isTransferring, !asking.isRecording, presses < 6 {
      try asking.press(.pound)
      try asking.deliverAnswers()
      try asking.finishSpeech()
      presses += 1
    }
    let isNear = asking.isTransferring || asking.isOver || asking.isRecording
    #expect(isNear, "# leads nowhere:\n\(text(asking))")

    try checkStaleEvents(player)

    var silent = player
    var silences = 0
    while !silent.isOver, !silent.isTransferring, !silent.isRecording, silences < 15 {
      try silent.deliverAnswers()
      try silent.stayBusy()
      silences += 1
    }
    let hasEnded = silent.isOver || silent.isTransferring || silent.isRecording
    #expect(hasEnded, "silence never ends:\n\(text(silent))")
    try silent.waitForEnd()

    var late = player
    if !late.isOver, !late.isTransferring, !late.isRecording {
      try late.deliver(.time(Timestamp(milliseconds: 0)))
      try late.deliverAnswers()
      try late.finishSpeech()
      #expect(late.isOver || late.isTransferring || late.isRecording, "\(text(late))")
    }

    var gone = player
    if !gone.isOver { try gone.deliver(.hangUp) }
    try gone.deliverAnswers()
    checkNothingIsLeftUntold(gone)
    #expect(gone.dialogue.outcome != nil, "\(text(gone))")
    #expect(pending(gone).isEmpty, "an answer was left pending:\n\(text(gone))")
  }

  /// Events that answer nothing change nothing.
  private func checkStaleEvents(_ player: DialoguePlayer) throws {
    guard !player.isTransferring, !player.isRecording else { return }
    let stale: [DialogueEvent] = [
      .connected, .speechFinished(SpeechToken(number: 100_000)),
      .silence(ListenToken(number: 100_000)), .office(.unanswered), .recorded(seconds: 3),
      .answer(.saved(InquiryID(number: 100_000), .done)),
      .answer(.found(InquiryID(number: 100_000), .bookings([]))),
      .answer(.refused(InquiryID(number: 100_000), .withdrawn)),
      .news(.withdrawn(BookingID(trusted: "bk_other"))),
    ]
    for event in stale {
      var dialogue = player.dialogue
      let effects = dialogue.handle(event)
      #expect(effects.isEmpty, "\(event) → \(effects) after\n\(text(player))")
      #expect(dialogue == player.dialogue, "\(event) after\n\(text(player))")
    }
  }

  /// What was saved in this step is told, or was told before.
  private func checkStep(from before: DialoguePlayer, to after: DialoguePlayer) throws {
    let new = after.transcript.dropFirst(before.transcript.count)
    for (index, line) in zip(new.indices, new) {
      guard case .saved(let commit, .saved) = line else { continue }
      switch commit.change {
      case .rooms(_, let statements):
        // Said since, or about to be said once the registry's answer is there.
        var following = after
        try following.deliverAnswers()
        let said = following.transcript[index...].compactMap(\.phrase) + following.speech
        #expect(
          statements.allSatisfy { statement in said.contains { $0.tells(statement.rooms) } },
          "\(statements) not read back:\n\(text(after))",
        )
      case .close(let nights):
        let said = after.transcript[..<index].compactMap(\.phrase)
        #expect(
          said.contains { $0.prompt == .nightsClose || $0.prompt == .requestReasonClosed },
          "\(nights) not read back:\n\(text(after))",
        )
      case .vouchWeek: expect(.vouchSaving, saidBefore: index, after)
      case .guestsOutside(_, let guests, _):
        expect(guests == 0 ? .outsideReadNone : .outsideRead, saidBefore: index, after)
      case .settle(let booking):
        let wasAnswered = after.transcript[..<index].contains { $0.answers(booking) }
        #expect(wasAnswered, "\(booking) was never answered:\n\(text(after))")
      case .heard(let readings):
        let complete = after.transcript.compactMap { line in
          if case .said(let phrase) = line { phrase.completes } else { nil }
        }
        #expect(Set(readings).isSubset(of: Set(complete.joined())), "\(text(after))")
      case .answer, .takeBack, .declineReason, .giveBack, .reopen, .shortfallAnswer, .receipt,
        .callWanted, .unrepeated, .repeated:
        break
      }
    }
  }

  /// What can't be corrected afterwards is read back before it is saved.
  private func expect(_ prompt: PromptKey, saidBefore index: Int, _ player: DialoguePlayer) {
    let said = player.transcript[..<index].compactMap(\.phrase)
    #expect(said.contains { $0.prompt == prompt }, "\(prompt) was not said:\n\(text(player))")
  }

  /// When the line is gone, everything of hers that was saved has been told since to the end of a
  /// sentence, or she is rung back about it, or a person knows.
  private func checkNothingIsLeftUntold(_ player: DialoguePlayer) {
    guard case .keeper = player.dialogue.machine, !player.isTransferring else { return }
    var untold: [KeeperWord] = []
    for line in player.transcript {
      switch line {
      case .saved(let commit, .saved):
        if let word = commit.change.word { untold.append(word) }
        switch commit.change {
        case .unrepeated, .callWanted, .takeBack: untold = []
        default: break
        }
      case .said(let phrase): if phrase.prompt.repeatsWhatWasSaved { untold = [] }
      case .office, .recorded: untold = []
      default: break
      }
    }
    // What is read back before it is saved needs no word after.
    untold.removeAll { if case .gaveBack = $0 { true } else { false } }
    #expect(untold.isEmpty, "\(untold) is told to nobody:\n\(text(player))")
  }

  /// Answers that are neither settled nor taken back.
  private func pending(_ player: DialoguePlayer) -> Set<BookingID> {
    var pending: Set<BookingID> = []
    for case .saved(let commit, let answer) in player.transcript {
      switch commit.change {
      case .answer(let reading, _, _):
        if case .saved = answer { pending.insert(reading.booking) }
      case .settle(let booking), .takeBack(let booking): pending.remove(booking)
      case .heard, .rooms, .declineReason, .giveBack, .vouchWeek, .close, .reopen,
        .shortfallAnswer, .guestsOutside, .receipt, .callWanted, .unrepeated, .repeated:
        break
      }
    }
    // The guest's own withdrawal ends it, too.
    for case .news(let news, _) in player.transcript { pending.remove(news.booking) }
    return pending
  }

  private func signature(_ player: DialoguePlayer) -> Signature {
    var hasher = Hasher()
    player.dialogue.hashState(into: &hasher)
    hasher.combine(player.speech.map(\.prompt))
    hasher.combine(player.listening != nil)
    hasher.combine(player.isRecording)
    hasher.combine(player.isTransferring)
    hasher.combine(player.isOver)
    hasher.combine(player.answers.count)
    return hasher.finalize()
  }

  private func text(_ player: DialoguePlayer) -> String {
    player.transcript.map(\.description).joined(separator: "\n")
  }
}

extension TranscriptLine {
  fileprivate var phrase: Phrase? {
    switch self {
    case .said(let phrase), .cutOff(let phrase): phrase
    default: nil
    }
  }

  fileprivate func answers(_ booking: BookingID) -> Bool {
    guard case .saved(let commit, .saved) = self, case .answer(let reading, _, _) = commit.change
    else { return false }
    return reading.booking == booking
  }
}

extension Phrase {
  fileprivate func tells(_ rooms: Int) -> Bool {
    let isReadBack = [PromptKey.roomsSaved, .roomsSavedFull, .roomsAllFull, .voiceRoomsSaved]
      .contains(prompt)
    let reading = rooms == 0 ? "満室" : JapaneseReadings.rooms(rooms).written
    return isReadBack && text.written.contains(reading)
  }
}

extension CallDialogue {
  /// The state as if the call had just begun to count.
  fileprivate func hashState(into hasher: inout Hasher) {
    switch machine {
    case .start(var start):
      start.line = CallLine()
      hasher.combine(start)
    case .keeper(let call): call.hashState(into: &hasher)
    case .voice(var call):
      call.line = CallLine()
      hasher.combine(call)
    case .identification(var call):
      hasher.combine(call.line.keysCount)
      call.line = CallLine()
      hasher.combine(call)
    case .office(var call):
      call.line = CallLine()
      hasher.combine(call)
    }
  }
}

extension KeeperCall {
  /// Everything but the briefing, which never changes, and what only counts.
  fileprivate func hashState(into hasher: inout Hasher) {
    hasher.combine(line.keysCount)
    hasher.combine(stage)
    hasher.combine(announcements.count)
    hasher.combine([repetitions.map(\.id), toldByQuestion, [toCorrect?.id ?? 0]])
    hasher.combine(line.unrepeated)
    hasher.combine(waiting.map(\.booking.id))
    hasher.combine(Set(heard))
    hasher.combine(Set(told.map(\.id)))
    hasher.combine([requestsAsked, requestsLeft, standing.count])
    hasher.combine(
      [roomsAsked, nightIsOutdated, weekAsked, isKeeperKnown, keyWasEverPressed, isUnanswered]
    )
    hasher.combine(correctable)
    hasher.combine(held)
    hasher.combine(doubts)
    hasher.combine(parked.count)
    for call in parked { call.hashState(into: &hasher) }
  }
}
