/// Sound as the telephone carries it: 8 kHz, mono, 16 bit linear.
///
/// A class with memory of its own, because the same sentence is played in many calls at once and
/// the media bridge reads it in place.
///
/// `@unchecked Sendable`: the samples are written in `init` only.
package final class SpeechAudio: @unchecked Sendable {
  /// Samples a second.
  package static let sampleRate = 8000

  package let samples: UnsafeBufferPointer<Int16>

  package init(_ samples: some Collection<Int16>) {
    let memory = UnsafeMutableBufferPointer<Int16>.allocate(capacity: samples.count)
    _ = memory.initialize(from: samples)
    self.samples = UnsafeBufferPointer(memory)
  }

  deinit { samples.deallocate() }

  /// Length in milliseconds, rounded up.
  package var milliseconds: Int {
    (samples.count * 1000 + SpeechAudio.sampleRate - 1) / SpeechAudio.sampleRate
  }

  /// As a WAV file.
  package var wave: [UInt8] {
    SpeechWave(sampleRate: SpeechAudio.sampleRate, samples: Array(samples)).bytes
  }

  package static func sampleCount(milliseconds: Int) -> Int {
    max(0, milliseconds) * sampleRate / 1000
  }
}
