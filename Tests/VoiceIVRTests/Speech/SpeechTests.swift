import Foundation
import InnRegistry
import Synchronization
import Testing

@testable import VoiceIVR

@Suite struct SpeechShapingTests {
  private func sine(_ hertz: Double, rate: Int, seconds: Double = 0.5) -> [Int16] {
    (0..<Int(Double(rate) * seconds)).map {
      Int16(10_000 * sin(2 * .pi * hertz * Double($0) / Double(rate)))
    }
  }

  private func level(_ samples: some Collection<Int16>) -> Double {
    let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    return 20 * log10(max(1e-9, power.squareRoot()) / (10_000 / 2.0.squareRoot()))
  }

  @Test(arguments: [300.0, 1000, 2500, 3400])
  func telephoneBandPasses(hertz: Double) throws {
    let wave = SpeechWave(sampleRate: 48_000, samples: sine(hertz, rate: 48_000))
    let heard = try SpeechShaping.telephone(wave)
    #expect(heard.count == 4000)
    #expect(abs(level(heard[500..<3500])) < 0.5)
  }

  @Test(arguments: [4300.0, 5000, 7000, 8000, 12_000, 20_000])
  func whatWouldFoldBackIsGone(hertz: Double) throws {
    let wave = SpeechWave(sampleRate: 48_000, samples: sine(hertz, rate: 48_000))
    #expect(level(try SpeechShaping.telephone(wave)[500..<3500]) < -50)
  }

  @Test func oddRatesAreRefused() {
    #expect(throws: SpeechError.self) {
      try SpeechShaping.telephone(SpeechWave(sampleRate: 44_100, samples: [1]))
    }
  }

  @Test func pausesAreShortenedToSixTenthsAndEdgesCut() {
    let word = sine(400, rate: 8000, seconds: 0.5)
    let pause = [Int16](repeating: 7, count: 16_000)
    let breath = [Int16](repeating: 7, count: 1600)
    let shortened = SpeechShaping.shortenPauses(pause + word + pause + word + breath + word + pause)
    // Three words, 0.6 s and 0.2 s between them, 30 ms before and 60 ms after.
    #expect(shortened.count == 3 * 4000 + 4800 + 1600 + 240 + 480)
    #expect(SpeechShaping.shortenPauses(pause).isEmpty)
  }

  @Test func loudnessIsEvenAndNeverClips() {
    for amplitude in [900.0, 6000, 30_000] {
      let samples = (0..<8000).map { Int16(amplitude * sin(Double($0) / 3)) }
      let peak = SpeechShaping.level(samples).map { $0.magnitude }.max() ?? 0
      #expect(
        amplitude < 1000 ? (3590...3600).contains(peak) : (5700...6000).contains(peak),
        "\(peak)"
      )
    }
  }
}

@Suite struct SpeechWaveTests {
  @Test func fileRoundTripKeepsTheComment() throws {
    let wave = SpeechWave(sampleRate: 8000, samples: [0, 1, -1, .max, .min], comment: "今夜です。")
    #expect(try SpeechWave.read(wave.bytes) == wave)
  }

  @Test func brokenFilesAreRefusedNotRead() throws {
    let bytes = SpeechWave(sampleRate: 8000, samples: [1, 2, 3], comment: "あ").bytes
    #expect(throws: SpeechError.nothingToSay) { try SpeechWave.read([]) }
    for length in 1..<bytes.count {
      // A cut file may be readable up to the cut, but never crashes and never invents samples.
      if let wave = try? SpeechWave.read(Array(bytes[..<length])) {
        #expect(wave.samples.count <= 3)
      }
    }
    var noise = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      var broken = bytes
      broken[Int.random(in: 0..<broken.count)] = noise.next()
      _ = try? SpeechWave.read(broken)
    }
  }
}

@Suite struct SpeechPiecesTests {
  @Test func textIsCutAtBreathsAndNothingIsLost() {
    let text = String(repeating: "あいうえお、かきくけこ。", count: 60)
    let pieces = SpeechSynthesizer.pieces(of: text)
    #expect(pieces.count == 4)
    #expect(pieces.joined() == text)
    #expect(pieces.allSatisfy { $0.utf8.count <= 600 && $0.hasSuffix("。") })
    let commas = String(repeating: "あいうえお、", count: 100)
    #expect(SpeechSynthesizer.pieces(of: commas).allSatisfy { $0.hasSuffix("、") })
    let endless = String(repeating: "あ", count: 1000)
    #expect(SpeechSynthesizer.pieces(of: endless).joined() == endless)
    #expect(SpeechSynthesizer.pieces(of: "一行。\n\n 二行。\r\n") == ["一行。", "二行。"])
    #expect(SpeechSynthesizer.pieces(of: " \n ").isEmpty)
  }
}

@Suite(.serialized) struct SpeechTests {
  private func folder() -> String {
    FileManager.default.temporaryDirectory
      .appending(path: "innbridge-speech-\(UUID().uuidString)").path
  }

  /// Sentences of the catalogue's kind with the number of their mora, counted by hand.
  private static let sentences: [(text: String, mora: Int)] = [
    ("ご案内した予約のほかに、あと何部屋空いていますか。", 27),
    ("承諾は1、お断りは2、もう一度は米印を押してください。", 33),
    ("いまは三部屋です。", 9),
    ("少々お待ちください。", 11),
  ]

  @Test(arguments: [(SpeechRate.normal, 4.6...6.2), (.slow, 3.8...5.0)])
  func speedIsWhatWasMeasured(rate: SpeechRate, wanted: ClosedRange<Double>) async throws {
    let speech = try Speech(Speech.Configuration())
    for (text, mora) in SpeechTests.sentences {
      let audio = try await speech.audio(for: text, rate: rate)
      // Pauses don't count: 0.6 s for each 、 inside.
      let pauses = Double(text.count { $0 == "、" }) * 0.6 + 0.09
      let speed: Double = Double(mora) / (Double(audio.milliseconds) / 1000 - pauses)
      print(rate, text, speed)
      #expect(wanted.contains(speed), "\(text) \(speed)")
    }
  }

  @Test func longTextIsSpokenWhole() async throws {
    let speech = try Speech(Speech.Configuration())
    let sentence = "十二月三日、木曜日、大人二名、夕食と朝食が付きます。"
    let once = try await speech.audio(for: sentence)
    let many = try await speech.audio(for: String(repeating: sentence, count: 9))
    #expect(many.milliseconds > once.milliseconds * 8)
  }

  @Test func nothingToSayIsAnErrorNotSilence() async throws {
    let speech = try Speech(Speech.Configuration())
    for text in ["", " \n", "。"] {
      await #expect(throws: SpeechError.nothingToSay) { try await speech.audio(for: text) }
    }
  }

  @Test func missingVoiceIsToldAtStart() {
    var configuration = Speech.Configuration()
    configuration.synthesizer.voice = "/nonexistent.htsvoice"
    #expect(throws: SpeechError.missing("voice", path: "/nonexistent.htsvoice")) {
      try Speech(configuration)
    }
  }

  @Test func sentencesAreKeptOnDiskAndVerified() async throws {
    let folder = folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = "いまは三部屋です。"
    let first = try Speech(Speech.Configuration(folder: folder))
    #expect(await first.cached(text) == nil)
    let made = try await first.audio(for: text)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count == 1)
    // Another start finds it without synthesis: the synthesiser is a program that says nothing.
    var deaf = Speech.Configuration(folder: folder)
    deaf.synthesizer.program = "/bin/true"
    let second = try Speech(deaf)
    let kept = try #require(await second.cached(text))
    #expect(Array(kept.samples) == Array(made.samples))
    #expect(await second.cached(text, rate: .slow) == nil)
    await #expect(throws: SpeechError.nothingToSay) { try await second.audio(for: "四部屋です。") }
    // A file that speaks something else under this name is not believed.
    let file = folder + "/" + (try #require(files.first))
    let other = SpeechWave(sampleRate: 8000, samples: [1000, 2000], comment: "ほかの文")
    try Data(other.bytes).write(to: URL(filePath: file))
    #expect(await (try Speech(deaf)).cached(text) == nil)
  }

  @Test func diskAndMemoryStayWithinLimits() async throws {
    let folder = folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var configuration = Speech.Configuration(folder: folder)
    configuration.diskLimit = 60_000
    configuration.memoryLimit = 40_000
    let speech = try Speech(configuration)
    for number in ["一", "二", "三", "四", "五", "六"] {
      _ = try await speech.audio(for: number + "名です。")
    }
    let sizes = try FileManager.default.contentsOfDirectory(atPath: folder).map {
      try FileManager.default.attributesOfItem(atPath: folder + "/" + $0)[.size] as? Int ?? 0
    }
    #expect(sizes.count >= 2)
    #expect(sizes.reduce(0, +) <= 60_000)
  }

  /// The synthesiser is a program here that says nothing but writes down the scheduling class it was
  /// given: field 41 of its `stat` (proc(5)), 0 for the usual one and 5 for `SCHED_IDLE`.
  @Test func whatNobodyWaitsForTakesOnlyIdleProcessors() async throws {
    let folder = folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (program, classes) = (folder + "/voice", folder + "/classes")
    // The class is given once the program runs.
    try "#!/bin/sh\nsleep 1\ncut -d ' ' -f 41 /proc/$$/stat >> \(classes)\n"
      .write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
    var configuration = Speech.Configuration()
    configuration.synthesizer.program = program
    let speech = try Speech(configuration)
    #expect(await speech.warm(["一名です。"]).contains("一名です。"))
    let ahead = try String(contentsOfFile: classes, encoding: .utf8)
    #expect(Set(ahead.split(separator: "\n")) == ["5"])
    await #expect(throws: SpeechError.nothingToSay) { try await speech.audio(for: "二名です。") }
    let all = try String(contentsOfFile: classes, encoding: .utf8)
    #expect(all.dropFirst(ahead.count) == "0\n")
  }

  @Test func warmingTellsWhatFailedAndReportsProgress() async throws {
    let speech = try Speech(Speech.Configuration())
    let steps = Mutex<[Int]>([])
    let failed = await speech.warm(["一名です。", "", "二名です。"]) { done, total in
      #expect(total == 4)
      steps.withLock { $0.append(done) }
    }
    #expect(failed == [""])
    #expect(steps.withLock { $0 } == [1, 2, 3, 4])
    #expect(await speech.cached(Speech.waitPhrase) != nil)
    #expect(await speech.cached("二名です。") != nil)
  }

  /// The sentences of all inns' calls would fill the memory of a hub in which nobody calls.
  @Test func whatIsMadeAheadComesIntoMemoryWithItsFirstUse() async throws {
    let folder = folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (used, unused) = ("一名です。", "二名です。")
    let speech = try Speech(Speech.Configuration(folder: folder))
    #expect(await speech.warm([used, unused]) == [])
    #expect(await speech.cached(used) != nil)
    try FileManager.default.removeItem(atPath: folder)
    #expect(await speech.cached(used) != nil)
    #expect(await speech.cached(unused) == nil)
    // Without a place on the disk it is kept all the same.
    #expect(await speech.warm([unused]) == [])
    #expect(await speech.cached(unused) != nil)
  }

  @Test func unreadySentenceIsToldSoAndMadeAllTheSame() async throws {
    // A synthesiser that waits until the test lets it go on.
    let folder = folder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gate = folder + "/gate"
    #expect(mkfifo(gate, 0o600) == 0)
    let program = folder + "/slow_jtalk"
    try "#!/bin/sh\nread go < \(gate)\nexec /usr/bin/open_jtalk \"$@\"\n"
      .write(toFile: program, atomically: true, encoding: .utf8)
    chmod(program, 0o700)
    var configuration = Speech.Configuration()
    configuration.synthesizer.program = program
    let speech = try Speech(configuration)
    #expect(try await speech.audio(for: "三名です。", within: Span(milliseconds: 1)) == nil)
    let waiting = Task { try await speech.audio(for: "三名です。") }
    try Data("go\n".utf8).write(to: URL(filePath: gate))
    #expect(try await waiting.value.milliseconds > 300)
    #expect(try await speech.audio(for: "三名です。", within: Span(milliseconds: 1)) != nil)
  }

  @Test func manyAskForTheSameSentenceAndItIsMadeOnce() async throws {
    let folder = folder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let program = folder + "/counting_jtalk"
    try "#!/bin/sh\necho x >> \(folder)/count\nexec /usr/bin/open_jtalk \"$@\"\n"
      .write(toFile: program, atomically: true, encoding: .utf8)
    chmod(program, 0o700)
    var configuration = Speech.Configuration()
    configuration.synthesizer.program = program
    let speech = try Speech(configuration)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<50 {
        group.addTask { try await speech.audio(for: "四名です。").samples.count }
      }
      let counts = try await group.reduce(into: Set<Int>()) { $0.insert($1) }
      #expect(counts.count == 1)
    }
    #expect(try String(contentsOfFile: folder + "/count", encoding: .utf8) == "x\n")
  }
}
