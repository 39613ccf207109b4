import Foundation
import InnRegistry
import Testing

@testable import VoiceIVR

/// Does Open JTalk say what is meant? Every sentence and every irregular count goes through its text
/// analysis, whose reading is compared with ours.
///
/// Runs where `open_jtalk`, its dictionary and a voice are installed (`scripts/setup`); the voice is
/// only needed because the program insists on one.
@Suite(.enabled(if: TextAnalysis.installed != nil, "open_jtalk is not installed"))
struct SynthesiserReadingTests {
  @Test func everySentence() throws {
    let analysis = try #require(TextAnalysis.installed)
    let texts = PromptCatalogue.allJapanese.map { $0.template.filled(Samples.usual) }
    try compare(texts.filter { !$0.kana.isEmpty }, analysis)
  }

  @Test func everyCount() throws {
    let analysis = try #require(TextAnalysis.installed)
    var texts: [SpokenText] = []
    for count in 1...31 {
      texts.append(JapaneseReadings.rooms(count))
      texts.append(JapaneseReadings.persons(count))
      texts.append(JapaneseReadings.stayNights(min(count, Stay.maxNights)))
      texts.append(JapaneseReadings.nights(count))
      texts.append(JapaneseReadings.items(count))
      texts.append(JapaneseReadings.date(Samples.date + count))
      texts.append(JapaneseReadings.weekday(Samples.date + count))
    }
    for minutes in stride(from: 0, to: 1440, by: 37) {
      if let time = TimeOfDay(minutes: minutes) { texts.append(JapaneseReadings.time(time)) }
    }
    for amount in [0, 4, 14, 300, 600, 800, 3000, 8000, 13_860, 36_000, 108_300, 10_000_000] {
      texts.append(JapaneseReadings.yen(Yen(amount)))
    }
    for age in 0...Party.oldestChild { texts.append(JapaneseReadings.age(age)) }
    try compare(texts, analysis)
  }

  private func compare(_ texts: [SpokenText], _ analysis: TextAnalysis) throws {
    // One run for many texts: the program takes a line of about 1 KB.
    var chunk: [SpokenText] = []
    var bytes = 0
    for text in texts {
      if bytes + text.speech.utf8.count + 6 > 900 {
        try check(chunk, analysis)
        chunk = []
        bytes = 0
      }
      chunk.append(text)
      // Its full stop and the divider.
      bytes += text.speech.utf8.count + 6
    }
    try check(chunk, analysis)
  }

  private func check(_ texts: [SpokenText], _ analysis: TextAnalysis) throws {
    guard !texts.isEmpty else { return }
    let spoken = try analysis.readings(texts.map(\.speech))
    try #require(spoken.count == texts.count, "\(texts.map(\.speech)) as \(spoken)")
    for (text, reading) in zip(texts, spoken) {
      let meant = TextAnalysis.plain(text.kana)
      #expect(reading == meant, "\(text.speech) is read \(reading), meant \(meant)")
    }
  }
}

/// Open JTalk's own reading of a text.
struct TextAnalysis {
  var program: String
  var dictionary: String
  var voice: String

  static let installed: TextAnalysis? = {
    let files = FileManager.default
    let dictionary = "/var/lib/mecab/dic/open-jtalk/naist-jdic"
    let folders = ["/usr/local/share/innbridge/voices", "/usr/share/hts-voice"]
    let voice = folders.lazy.compactMap { folder in
      files.enumerator(atPath: folder)?.compactMap { $0 as? String }
        .first { $0.hasSuffix(".htsvoice") }.map { folder + "/" + $0 }
    }.first
    guard let voice, files.isExecutableFile(atPath: "/usr/bin/open_jtalk"),
      files.fileExists(atPath: dictionary)
    else { return nil }
    return TextAnalysis(program: "/usr/bin/open_jtalk", dictionary: dictionary, voice: voice)
  }()

  /// The readings of several texts in one run, in the form of `plain`.
  ///
  /// A question mark, which no sentence of ours has, divides them. Spoken at ten times the speed,
  /// since nobody listens.
  func readings(_ texts: [String]) throws -> [String] {
    let trace = FileManager.default.temporaryDirectory
      .appending(path: "reading-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: trace) }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["-x", dictionary, "-m", voice, "-r", "10", "-ot", trace.path]
    let input = Pipe()
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = texts.map { $0.hasSuffix("。") ? $0 : $0 + "。" }.joined(separator: "？") + "\n"
    try input.fileHandleForWriting.write(contentsOf: Data(line.utf8))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    let lines = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
    var readings = [""]
    for line in lines.drop(while: { !$0.hasPrefix("[Text") }).dropFirst() {
      guard !line.hasPrefix("[Output") else { break }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count > 9 else { continue }
      if fields[0] == "？" { readings.append("") } else { readings[readings.count - 1] += fields[9] }
    }
    return readings.map(TextAnalysis.plain)
  }

  /// Katakana without punctuation, accents and the choices of spelling that sound alike: long vowels,
  /// ヲ, ヂ, ヅ, and the particles は and へ.
  static func plain(_ kana: String) -> String {
    var letters: [Character] = []
    for scalar in kana.unicodeScalars {
      let isHiragana = (0x3041...0x3096).contains(scalar.value)
      let value = isHiragana ? scalar.value + 0x60 : scalar.value
      guard (0x30A1...0x30FC).contains(value), let katakana = Unicode.Scalar(value) else {
        continue
      }
      var letter = Character(katakana)
      let vowel = letters.last.flatMap { vowels[$0] }
      switch (letter, vowel) {
      case ("ー", .some(let vowel)): letter = vowel == "オ" ? "ウ" : vowel == "エ" ? "イ" : vowel
      case ("オ", "オ"): letter = "ウ"
      case ("エ", "エ"): letter = "イ"
      case ("ヲ", _): letter = "オ"
      case ("ヂ", _): letter = "ジ"
      case ("ヅ", _): letter = "ズ"
      case ("ハ", _): letter = "ワ"
      case ("ヘ", _): letter = "エ"
      default: break
      }
      letters.append(letter)
    }
    return String(letters)
  }

  private static let vowels: [Character: Character] = {
    let rows: [(Character, String)] = [
      ("ア", "アカサタナハマヤラワガザダバパャァ"), ("イ", "イキシチニヒミリギジビピィ"),
      ("ウ", "ウクスツヌフムユルグズブプュゥヴ"), ("エ", "エケセテネヘメレゲゼデベペェ"),
      ("オ", "オコソトノホモヨロヲゴゾドボポョォ"),
    ]
    var vowels: [Character: Character] = [:]
    for (vowel, row) in rows { for letter in row { vowels[letter] = vowel } }
    return vowels
  }()
}
