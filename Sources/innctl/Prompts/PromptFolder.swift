import Foundation
import InnRegistry
import VoiceIVR

/// What a data directory holds about the hub's sentences: recordings that replace the synthesised
/// ones, and who has listened to which.
struct PromptFolder {
  let path: String

  init(_ directory: DataDirectory) { path = directory.path + "/recorded" }

  /// Recordings by what they speak, for ``Speech``; those whose sentence has changed are left out.
  ///
  /// - Returns: also the names of files that are not used, and why.
  func recordings() -> (sounds: [String: SpeechAudio], unused: [(String, PromptRecording.Flaw)]) {
    var sounds: [String: SpeechAudio] = [:]
    var unused: [(String, PromptRecording.Flaw)] = []
    for name in names {
      do throws(PromptRecording.Flaw) {
        let recording = try PromptRecording(read(name), name: name, isKept: true)
        sounds[recording.prompt.fixedSpeech] = recording.audio
      } catch {
        unused.append((name, error))
      }
    }
    return (sounds, unused)
  }

  private var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".wav") }.map { String($0.dropLast(4)) }.sorted()
  }

  private func read(_ name: String) -> [UInt8] {
    (try? Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name).wav"))).map(Array.init) ?? []
  }

  func keep(_ recording: PromptRecording) throws(CommandFailure) {
    try make()
    let file = "\(path)/\(recording.prompt.key.rawValue).wav"
    try OutputFile.write(Data(recording.file), to: file)
  }

  private func make() throws(CommandFailure) {
    do {
      try FileManager.default.createDirectory(
        atPath: path,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700],
      )
    } catch {
      throw CommandFailure(
        .failure,
        Phrase(en: "\(path) can't be made", ja: "\(path) を作れません"),
      )
    }
  }

  // MARK: - Who has listened

  /// Who said of a sentence that it sounds right, by its key and its very words.
  struct Listening: Codable, Hashable {
    var key: String
    var text: String
    var by: String
  }

  private var heardFile: String { path + "/heard.json" }

  /// Listeners by key, of sentences that still have the words they listened to.
  func listeners() -> [PromptKey: String] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: heardFile)),
      let all = try? JSONDecoder().decode([Listening].self, from: data)
    else { return [:] }
    var listeners: [PromptKey: String] = [:]
    for entry in all {
      guard let key = PromptKey(rawValue: entry.key),
        PromptSamples.text(of: key).written == entry.text
      else { continue }
      listeners[key] = entry.by
    }
    return listeners
  }

  func note(_ listeners: [PromptKey: String]) throws(CommandFailure) {
    try make()
    let all = listeners.sorted { $0.key.rawValue < $1.key.rawValue }.map { key, by in
      Listening(key: key.rawValue, text: PromptSamples.text(of: key).written, by: by)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    guard let data = try? encoder.encode(all) else { return }
    try OutputFile.write(data, to: heardFile)
  }
}
