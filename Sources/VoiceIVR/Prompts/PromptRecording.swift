import InnRegistry

/// A sentence recorded by a person, in place of the synthesised one.
package struct PromptRecording: Sendable {
  package let prompt: Prompt
  package let audio: SpeechAudio

  /// Shortest recording of a sentence, in milliseconds: anything below is a slip of the button.
  package static let shortest = 300
  /// Longest, in milliseconds: no sentence of the catalogue is longer.
  package static let longest = Int(DialogueLimits.promptCeiling.milliseconds)
  /// Loudest sample of a recording in which somebody speaks, of 32 767: a twentieth.
  package static let leastPeak = 1600

  /// Why a file can't be taken; each is told to whoever recorded it.
  package enum Flaw: Error, Hashable, Sendable {
    /// Not a WAV file of 16-bit mono samples.
    case format
    /// Samples a second; 8000, 16 000, 24 000, 32 000 and 48 000 can be taken.
    case sampleRate(Int)
    case tooShort(milliseconds: Int)
    case tooLong(milliseconds: Int)
    case silent
    /// No sentence of the catalogue has that name.
    case unknown(String)
    /// Something is filled in: it is put together anew in every call.
    case hasSlots
    /// The sentence has changed since: it says something else than the telephone means.
    case otherText(String)
  }

  /// Reads a recording.
  ///
  /// - Parameters:
  ///   - name: the prompt's key, such as `goodbye`.
  ///   - isKept: a recording that was taken before says in its comment what it speaks; one whose
  ///     sentence has changed since is refused.
  package init(_ bytes: [UInt8], name: String, isKept: Bool = false) throws(Flaw) {
    guard let key = PromptKey(rawValue: name), let prompt = PromptCatalogue.japanese[key] else {
      throw .unknown(name)
    }
    guard prompt.isFixed else { throw .hasSlots }
    self.prompt = prompt
    let wave: SpeechWave
    do {
      wave = try SpeechWave.read(bytes)
    } catch {
      throw .format
    }
    if isKept, wave.comment != prompt.fixedSpeech { throw .otherText(wave.comment ?? "") }
    let samples: [Int16]
    do {
      samples = try SpeechShaping.telephone(wave)
    } catch {
      throw .sampleRate(wave.sampleRate)
    }
    let audio = SpeechAudio(isKept ? samples : SpeechShaping.level(samples))
    guard audio.milliseconds >= Self.shortest else {
      throw .tooShort(milliseconds: audio.milliseconds)
    }
    guard audio.milliseconds <= Self.longest else {
      throw .tooLong(milliseconds: audio.milliseconds)
    }
    guard samples.contains(where: { abs(Int($0)) >= Self.leastPeak }) else { throw .silent }
    self.audio = audio
  }

  /// As it is kept: 8 kHz, with what it speaks in its comment.
  package var file: [UInt8] {
    SpeechWave(
      sampleRate: SpeechAudio.sampleRate,
      samples: Array(audio.samples),
      comment: prompt.fixedSpeech,
    ).bytes
  }
}

extension Prompt {
  /// Nothing is filled in, so it is spoken the same in every call.
  package var isFixed: Bool {
    template.parts.allSatisfy { part in
      switch part {
      case .text: true
      case .slot, .malformed: false
      }
    }
  }

  /// What the synthesiser gets for a fixed sentence.
  package var fixedSpeech: String { template.filled([:]).speech }
}
