import Foundation
import InnRegistry
import VoiceIVR

/// `innctl prompts …`: the hub's sentences, for those who record or judge them.
struct PromptCommands {
  let console: Console

  private static let sheet = "transcript.csv"

  // MARK: - Export

  /// Writes every sentence as a WAV file, and a sheet that says which is which.
  func export(to folder: String, data: String) async throws(CommandFailure) {
    let directory = DataDirectory(data)
    let prompts = PromptFolder(directory)
    let speech = try Hub.makeSpeech(directory)
    let recorded = prompts.recordings().sounds
    let listeners = prompts.listeners()
    do {
      try FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: true,
      )
    } catch {
      throw CommandFailure(
        .failure,
        Phrase(en: "\(folder) can't be made", ja: "\(folder) を作れません"),
      )
    }
    var sheet = CSVWriter(isForSpreadsheets: true)
    sheet.append(PromptCommands.header)
    for prompt in PromptCatalogue.allJapanese {
      let key = prompt.key.rawValue
      let text = PromptSamples.text(of: prompt.key)
      var seconds = ""
      if !text.speech.isEmpty {
        do {
          let audio = try await speech.audio(for: text.speech)
          try OutputFile.write(Data(audio.wave), to: "\(folder)/\(key).wav")
          seconds = PromptCommands.seconds(audio.milliseconds)
        } catch let failure as CommandFailure {
          throw failure
        } catch {
          console.note(Phrase(en: "\(key) can't be spoken", ja: "\(key) を読み上げられません"))
        }
      }
      let kind =
        !prompt.isFixed ? "example" : recorded[text.speech] == nil ? "synthesised" : "recorded"
      sheet.append([
        key, kind, text.written, text.kana, prompt.english, seconds,
        listeners[prompt.key] ?? "",
      ])
    }
    try OutputFile.write(Data(sheet.bytes), to: "\(folder)/\(Self.sheet)")
    let count = PromptCatalogue.allJapanese.count
    let unheard = count - listeners.count
    console.note(
      Phrase(
        en: "wrote \(count) sentences to \(folder); \(unheard) of them nobody has heard",
        ja: "\(count)文を \(folder) に書きました。うち\(unheard)文は、まだ誰も聞いていません",
      )
    )
  }

  private static let header = [
    "key", "kind", "japanese", "reading", "english", "seconds", "heard_by",
  ]

  private static func seconds(_ milliseconds: Int) -> String {
    "\(milliseconds / 1000).\(milliseconds / 100 % 10)"
  }

  // MARK: - Import

  /// Takes over recordings, and who has listened; everything wrong is named, and then nothing is
  /// taken.
  func importFolder(_ folder: String, data: String) throws(CommandFailure) {
    let directory = DataDirectory(data)
    try directory.check()
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.lowercased().hasSuffix(".wav") }.sorted()
    var recordings: [PromptRecording] = []
    var wrong: [(String, PromptRecording.Flaw)] = []
    let sheet = try readSheet(folder)
    for file in files {
      let name = String(file.dropLast(4))
      // What the export wrote comes back unchanged: only what a person recorded is taken.
      guard sheet.recorded.contains(name) else { continue }
      let bytes = try InputFile.read("\(folder)/\(file)")
      do throws(PromptRecording.Flaw) {
        recordings.append(try PromptRecording(bytes, name: name))
      } catch {
        wrong.append((file, error))
      }
    }
    for name in sheet.recorded.sorted() where !files.contains("\(name).wav") {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "the sheet says that \(name) is recorded, but there is no \(name).wav",
          ja: "表では \(name) が録音済みですが、\(name).wav がありません",
        ),
      )
    }
    guard wrong.isEmpty else {
      let lines = wrong.map { file, flaw in
        Phrase(en: "\n  \(file): ", ja: "\n  \(file): ") + flaw.phrase
      }
      throw CommandFailure(
        .usage,
        lines.reduce(Phrase(en: "nothing was taken:", ja: "何も取り込んでいません:")) { $0 + $1 },
      )
    }
    let prompts = PromptFolder(directory)
    for recording in recordings { try prompts.keep(recording) }
    let listeners = prompts.listeners().merging(sheet.listeners) { _, new in new }
    if !sheet.listeners.isEmpty { try prompts.note(listeners) }
    let unheard = PromptCatalogue.allJapanese.count - listeners.count
    console.note(
      Phrase(
        en: "\(recordings.count) recordings taken, used from the hub's next start; "
          + "\(unheard) sentences nobody has heard",
        ja: "録音\(recordings.count)件を取り込みました（次の起動から使用）。まだ誰も聞いていない文は\(unheard)件",
      )
    )
  }

  private struct Sheet {
    /// Keys whose file was recorded by a person.
    var recorded: Set<String> = []
    var listeners: [PromptKey: String] = [:]
  }

  private func readSheet(_ folder: String) throws(CommandFailure) -> Sheet {
    let path = "\(folder)/\(Self.sheet)"
    let bytes = try InputFile.read(path)
    let table: CSVTable
    do throws(CSVError) {
      table = try CSVTable(bytes)
    } catch {
      throw CommandFailure(
        .usage,
        Phrase(en: "\(path) can't be read: \(error)", ja: "\(path) を読めません: \(error)"),
      )
    }
    guard Set(table.header).isSuperset(of: ["key", "kind", "japanese", "heard_by"]) else {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "\(path) needs the columns key, kind, japanese and heard_by",
          ja: "\(path) には key, kind, japanese, heard_by の列が必要です",
        ),
      )
    }
    var sheet = Sheet()
    for row in table.rows {
      guard let key = row["key"], let listener = row["heard_by"] else { continue }
      if row["kind"] == "recorded" { sheet.recorded.insert(key) }
      guard !listener.isEmpty, let prompt = PromptKey(rawValue: key),
        // Words that were changed since were not listened to.
        row["japanese"] == PromptSamples.text(of: prompt).written
      else { continue }
      sheet.listeners[prompt] = listener
    }
    return sheet
  }

  // MARK: - List

  func list(_ options: ListOptions) throws(CommandFailure) {
    let prompts = PromptFolder(DataDirectory(options.data))
    let (recorded, unused) = prompts.recordings()
    let listeners = prompts.listeners()
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("prompts") { json in
          for prompt in PromptCatalogue.allJapanese {
            json.object {
              $0.field("key", prompt.key.rawValue)
              $0.field("japanese", PromptSamples.text(of: prompt.key).written)
              $0.field("english", prompt.english)
              $0.field("recorded", recorded[prompt.fixedSpeech] != nil)
              $0.field("heard_by", listeners[prompt.key])
            }
          }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "KEY", ja: "名前"), Phrase(en: "VOICE", ja: "声"),
        Phrase(en: "HEARD BY", ja: "聞いた人"), Phrase(en: "SENTENCE", ja: "文"),
      ].map { $0[console.language] }
    )
    let unheard = Phrase(en: "nobody", ja: "まだ誰も")[console.language]
    for prompt in PromptCatalogue.allJapanese {
      let isRecorded = recorded[prompt.fixedSpeech] != nil
      table.append([
        prompt.key.rawValue,
        (isRecorded ? Phrase(en: "recorded", ja: "録音") : Phrase(en: "synthesised", ja: "合成"))[
          console.language
        ],
        listeners[prompt.key] ?? unheard,
        PromptSamples.text(of: prompt.key).written,
      ])
    }
    console.write(table.text)
    for (name, flaw) in unused {
      console.note(Phrase(en: "not used: \(name): ", ja: "不使用: \(name): ") + flaw.phrase)
    }
  }
}

extension PromptRecording.Flaw {
  var phrase: Phrase {
    switch self {
    case .format:
      Phrase(en: "not a WAV file of 16-bit mono samples", ja: "16ビット・モノラルのWAVではありません")
    case .sampleRate(let rate):
      Phrase(
        en: "\(rate) samples a second; record at 48000, 16000 or 8000",
        ja: "毎秒\(rate)標本です。48000、16000、8000のどれかで録音してください",
      )
    case .tooShort(let time):
      Phrase(en: "only \(time) ms long", ja: "\(time)ミリ秒しかありません")
    case .tooLong(let time):
      Phrase(
        en: "\(time / 1000) s long; at most \(PromptRecording.longest / 1000)",
        ja: "\(time / 1000)秒あります。\(PromptRecording.longest / 1000)秒まで",
      )
    case .silent: Phrase(en: "nothing is heard in it", ja: "何も聞こえません")
    case .unknown(let name):
      Phrase(en: "there is no sentence \(name)", ja: "\(name) という文はありません")
    case .hasSlots:
      Phrase(
        en: "numbers or names are filled in: it can't be recorded",
        ja: "数や名前が入る文なので、録音では置き換えられません",
      )
    case .otherText(let text):
      Phrase(en: "the sentence has changed; it says «\(text)»", ja: "文が変わりました（録音は「\(text)」）")
    }
  }
}
