import Foundation
import InnRegistry
import VoiceIVR

/// `innctl dial`: a keeper's call on the keyboard, with the same dialogue and the same registry.
struct DialCommand {
  let console: Console

  /// Inn that calls when none is named.
  static let defaultInn = InnID(trusted: "T01")

  func run(_ options: DialOptions) throws(CommandFailure) {
    if let file = options.repro {
      try replay(file)
      return
    }
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let inn = options.inn ?? (options.from == nil ? DialCommand.defaultInn : nil)
    let reply = try channel.send(.beginCall(inn: inn, from: options.from))
    guard case .callBegun(let start) = reply else { throw .unexpected(reply) }
    console.note(
      Phrase(
        en: "\(start.from.national) calls for \(start.inn) \(start.name.japanese)",
        ja: "\(start.inn) \(start.name.japanese) \(start.from.national) から電話します",
      )
    )
    do {
      var call = TerminalCall(start, channel: channel, console: console)
      if let keys = options.keys {
        try call.play(keys)
      } else {
        try call.converse()
      }
      _ = try channel.send(call.filing)
      if let file = options.save { try save(call.repro, to: file) }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(
        .failure,
        Phrase(en: "the dialogue failed: \(error)", ja: "対話が失敗しました: \(error)"),
      )
    }
  }
}

extension DialCommand {
  private func save(_ repro: CallRepro, to file: String) throws(CommandFailure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(repro) else { return }
    try OutputFile.write(data, to: file)
    console.note(
      Phrase(
        en: "wrote \(file); innctl dial --repro \(file) plays it again. Guests' names are in it",
        ja: "\(file) に書きました。innctl dial --repro \(file) で再現できます（お客さまの名前を含みます）",
      )
    )
  }

  /// Plays a call again, exactly, and says where the program does otherwise now.
  private func replay(_ file: String) throws(CommandFailure) {
    let bytes = try InputFile.read(file)
    guard let repro = try? JSONDecoder().decode(CallRepro.self, from: Data(bytes)),
      repro.version == CallRepro.version, repro.steps.count <= CallRepro.mostSteps
    else {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "\(file) is no call that this version can play",
          ja: "\(file) は、この版で再現できる通話ではありません",
        ),
      )
    }
    let difference = repro.replay { step in
      for line in step.lines { console.print(line) }
    }
    guard let difference else {
      console.note(
        Phrase(
          en: "the same call, \(repro.steps.count) events",
          ja: "同じ通話になりました（\(repro.steps.count)件）",
        )
      )
      return
    }
    throw CommandFailure(
      .failure,
      Phrase(
        en: "event \(difference.step + 1) goes otherwise now than in \(repro.program)",
        ja: "\(difference.step + 1)件目が \(repro.program) のときと違います",
      ),
    )
  }
}

/// Takes down what happens in a call.
private final class ReproRecorder {
  var repro: CallRepro
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant

  init(_ purpose: CallDialogue.Purpose) {
    repro = CallRepro(
      program: ProgramVersion.current,
      began: WallClock.system.now(),
      purpose: purpose,
    )
    began = clock.now
  }

  func take(_ event: DialogueEvent, _ effects: [DialogueEffect]) {
    let passed = clock.now - began
    let milliseconds =
      passed.components.seconds * 1000
      + passed.components.attoseconds / 1_000_000_000_000_000
    repro.steps.append(CallRepro.Step(after: milliseconds, event: event, effects: effects))
  }
}

/// One call, printed as it goes.
private struct TerminalCall {
  private var player: DialoguePlayer
  private let recorder: ReproRecorder
  private let console: Console
  private var printed = 0

  init(_ start: CallStart, channel: AdminChannel, console: Console) {
    self.console = console
    let purpose = start.kind == .rotary ? CallDialogue.Purpose.voice(.inbound) : .keeper(.inbound)
    let recorder = ReproRecorder(purpose)
    self.recorder = recorder
    player = DialoguePlayer(CallDialogue(purpose)) { call in
      let reply =
        switch call {
        case .lookUp(let inquiry): try channel.send(.ask(inquiry))
        case .commit(let commit): try channel.send(.save(commit))
        }
      guard case .answer(let answer) = reply else { throw CommandFailure.unexpected(reply) }
      return answer
    }
    player.observe = { recorder.take($0, $1) }
  }

  var repro: CallRepro { recorder.repro }

  /// Files the call as one for practice.
  var filing: AdminRequest {
    .endCall(
      outcome: player.dialogue.outcome?.rawValue ?? CallOutcome.unfinished.rawValue,
      transcript: player.transcript.map(\.description),
    )
  }

  /// Plays a script; afterwards nobody says or keys anything until the hub hangs up.
  mutating func play(_ keys: String) throws {
    try player.deliver(.connected)
    try settle()
    for character in keys where !player.isOver { try take(character) }
    var count = 0
    while !player.isOver {
      count += 1
      guard count <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      try player.stayBusy()
      try settle()
    }
  }

  /// Takes keys from the keyboard, a line at a time; the end of input hangs up.
  mutating func converse() throws {
    try player.deliver(.connected)
    try settle()
    while !player.isOver {
      console.write("> ")
      guard let line = readLine() else {
        console.print("")
        try player.deliver(.hangUp)
        break
      }
      let keys = line.filter { !$0.isWhitespace }
      if keys.isEmpty { try take(".") }
      for character in keys where !player.isOver {
        guard ".v".contains(character) || Key(character) != nil else {
          console.note(
            Phrase(
              en: "'\(character)' is no key: 0-9 * #, '.' silence, 'v' a voice, Ctrl-D hangs up",
              ja: "「\(character)」というキーはありません。0〜9 * #、「.」無言、「v」声、Ctrl-Dで切る",
            )
          )
          break
        }
        try take(character)
      }
    }
    show()
  }

  private mutating func take(_ character: Character) throws {
    if let key = Key(character) {
      try player.press(key)
    } else if character == "v" {
      try player.finishSpeech()
      try player.deliver(.voiceHeard)
    } else {
      try player.stayBusy()
    }
    try settle()
  }

  /// Lets the hub speak, and answers for what a terminal doesn't have: an office and a voice.
  private mutating func settle() throws {
    var count = 0
    repeat {
      count += 1
      guard count <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      try player.finishSpeech()
      if player.isTransferring {
        try player.deliver(.office(.closed))
      } else if player.isRecording {
        try player.deliver(.recorded(seconds: 0))
      }
    } while !player.isOver
      && (!player.speech.isEmpty || player.isTransferring || player.isRecording)
    show()
  }

  private mutating func show() {
    for line in player.transcript[printed...] { console.print(line.description) }
    printed = player.transcript.count
  }
}
