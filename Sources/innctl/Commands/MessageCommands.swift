import Foundation
import InnRegistry

/// `innctl message …`: what keepers said to the office after the tone.
struct MessageCommands {
  let console: Console

  func list(_ options: MessageListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.list.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.messages(isOpen: !options.isWhole, limit: options.limit))
    guard case .messages(let messages) = reply else { throw .unexpected(reply) }
    if options.list.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("messages") { json in
          for message in messages { json.object { write(message, to: &$0) } }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "RECORDED", ja: "録音"), Phrase(en: "INN", ja: "宿"),
        Phrase(en: "NUMBER", ja: "番号"), Phrase(en: "SECONDS", ja: "秒"),
        Phrase(en: "WANTS", ja: "用件"), Phrase(en: "DONE", ja: "済"), Phrase(en: "ID", ja: "ID"),
      ].map { $0[console.language] },
      rightAligned: [3],
    )
    for message in messages {
      table.append([
        message.recordedAt.description,
        message.inn?.rawValue ?? "-",
        message.number.isEmpty ? "-" : message.number,
        String(message.seconds),
        wish(message)[console.language],
        message.doneAt?.description ?? "-",
        message.id.rawValue,
      ])
    }
    console.write(table.text)
  }

  private func wish(_ message: MessageRecord) -> Phrase {
    message.wantsCallBack
      ? Phrase(en: "to be rung back", ja: "折り返し") : Phrase(en: "to tell", ja: "伝言")
  }

  func save(_ id: VoiceMessageID, to file: String, data: String) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.messageSound(id))
    guard case .file(let sound) = reply else { throw .unexpected(reply) }
    try OutputFile.write(sound, to: file)
    console.note(Phrase(en: "wrote \(file)", ja: "\(file) に書きました"))
  }

  func finish(_ id: VoiceMessageID, data: String) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(data), mayCreate: false)
    defer { channel.close() }
    _ = try channel.send(.finishMessage(id))
    console.note(Phrase(en: "\(id) is done", ja: "\(id) を済みにしました"))
  }

  private func write(_ message: MessageRecord, to json: inout JSONWriter) {
    json.field("id", message.id)
    json.field("call", message.call)
    json.field("inn", message.inn)
    json.field("number", message.number)
    json.field("wants_call_back", message.wantsCallBack)
    json.field("recorded_at", message.recordedAt)
    json.field("seconds", message.seconds)
    json.field("has_sound", message.hasSound)
    json.field("done_by", message.doneBy)
    json.field("done_at", message.doneAt)
  }
}

/// Files that commands write.
enum OutputFile {
  /// Writes a file whole or not at all, readable by its owner only.
  ///
  /// - Parameter folder: made when there is none.
  static func write(_ bytes: Data, to file: String) throws(CommandFailure) {
    do {
      try bytes.write(to: URL(fileURLWithPath: file), options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    } catch {
      throw CommandFailure(
        .failure,
        Phrase(
          en: "\(file) can't be written: \(error.localizedDescription)",
          ja: "\(file) に書けません: \(error.localizedDescription)"
        ),
      )
    }
  }
}
