import Foundation
import InnRegistry
import VoiceIVR

/// `innctl dial`: a keeper's call on the keyboard, with the same dialogue and the same registry.
struct DialCommand {
  let console: Console

  /// Inn that calls when none is named.
  static let defaultInn = InnID(trusted: "T01")

  func run(_ options: DialOptions) throws(CommandFailure) {
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

/// One call, printed as it goes.
private struct TerminalCall {
  private var player: DialoguePlayer
  private let console: Console
  private var printed = 0

  init(_ start: CallStart, channel: AdminChannel, console: Console) {
    self.console = console
    let dialogue = CallDialogue(start.kind == .rotary ? .voice(.inbound) : .keeper(.inbound))
    player = DialoguePlayer(dialogue) { call in
      let reply =
        switch call {
        case .lookUp(let inquiry): try channel.send(.ask(inquiry))
        case .commit(let commit): try channel.send(.save(commit))
        }
      guard case .answer(let answer) = reply else { throw CommandFailure.unexpected(reply) }
      return answer
    }
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
