import Testing

@testable import VoiceIVR

/// Sentences recorded by a person: taken only when they can be played in place of the synthesised.
@Suite struct PromptRecordingTests {
  private func wave(
    seconds: Double = 2,
    rate: Int = 48_000,
    loudness: Int16 = 8000,
    comment: String? = nil,
  ) -> [UInt8] {
    let samples = (0..<Int(Double(rate) * seconds)).map { index in
      (index / (rate / 400)) % 2 == 0 ? loudness : -loudness
    }
    return SpeechWave(sampleRate: rate, samples: samples, comment: comment).bytes
  }

  @Test(arguments: [8000, 16_000, 48_000])
  func isBroughtToTheTelephonesRate(_ rate: Int) throws {
    let recording = try PromptRecording(wave(rate: rate), name: "goodbye")
    #expect(abs(recording.audio.milliseconds - 2000) <= 1)
    let kept = try SpeechWave.read(recording.file)
    #expect(kept.sampleRate == 8000)
    #expect(kept.comment == PromptCatalogue.japanese.text(.goodbye).speech)
    // What was kept is taken again as it is.
    let again = try PromptRecording(recording.file, name: "goodbye", isKept: true)
    #expect(Array(again.audio.samples) == Array(recording.audio.samples))
  }

  @Test func whatCannotBePlayedIsRefused() {
    let refusals: [(PromptRecording.Flaw, [UInt8], String)] = [
      (.format, Array("RIFF".utf8), "goodbye"),
      (.sampleRate(44_100), wave(rate: 44_100), "goodbye"),
      (.tooShort(milliseconds: 100), wave(seconds: 0.1), "goodbye"),
      (.tooLong(milliseconds: 21_000), wave(seconds: 21, rate: 8000), "goodbye"),
      (.silent, wave(loudness: 0), "goodbye"),
      (.unknown("good.bye"), wave(), "good.bye"),
      (.hasSlots, wave(), "rooms.saved"),
    ]
    for (flaw, bytes, name) in refusals {
      #expect(throws: flaw) { try PromptRecording(bytes, name: name) }
    }
  }

  /// A recording of words that are not said any more would say something else than is meant.
  @Test func aChangedSentenceIsNotPlayed() {
    let old = wave(rate: 8000, comment: "さようなら。")
    #expect(throws: PromptRecording.Flaw.otherText("さようなら。")) {
      try PromptRecording(old, name: "goodbye", isKept: true)
    }
  }

  @Test func everySentenceHasAnExample() {
    for prompt in PromptCatalogue.allJapanese {
      let isEmpty = PromptSamples.text(of: prompt.key).written.isEmpty
      #expect(!isEmpty, "\(prompt.key.rawValue)")
    }
  }
}
