import Glibc

/// Makes a synthesised sentence fit for the telephone: 8 kHz, one loudness, pauses of one length.
enum SpeechShaping {
  // MARK: Sample rate

  /// Brings samples down to 8 kHz: low-pass, then every n-th sample.
  ///
  /// The filter is a sinc of ``taps`` under a Kaiser window: flat to 3.4 kHz, the telephone's
  /// edge, and 60 dB down from 4.2 kHz, so that what folds back lies above 3.8 kHz.
  static func telephone(_ wave: SpeechWave) throws(SpeechError) -> [Int16] {
    let factor = wave.sampleRate / SpeechAudio.sampleRate
    guard factor >= 1, wave.sampleRate % SpeechAudio.sampleRate == 0 else {
      throw .synthesis("voice with \(wave.sampleRate) Hz")
    }
    guard factor > 1 else { return wave.samples }
    let filter = lowPass(factor: factor)
    let half = filter.count / 2
    let input = wave.samples
    return input.withUnsafeBufferPointer { input in
      filter.withUnsafeBufferPointer { filter in
        (0..<(input.count + factor - 1) / factor).map { index in
          let centre = index * factor
          var sum: Float = 0
          var tap = max(0, half - centre)
          let end = min(filter.count, input.count - centre + half)
          while tap < end {
            sum += filter[tap] * Float(input[centre + tap - half])
            tap += 1
          }
          return Int16(max(-32_768, min(32_767, sum.rounded())))
        }
      }
    }
  }

  /// Taps for each step of the factor; 48 kHz takes 6 × 48 + 1.
  private static let taps = 48
  private static let cutoffHertz = 3800.0
  /// Kaiser's β for 60 dB.
  private static let beta = 5.65

  static func lowPass(factor: Int) -> [Float] {
    let half = taps * factor / 2
    let cutoff = cutoffHertz / Double(SpeechAudio.sampleRate * factor)
    let raw = (-half...half).map { index -> Double in
      let x = Double(index)
      let sinc = index == 0 ? 2 * cutoff : sin(2 * .pi * cutoff * x) / (.pi * x)
      let edge = x / Double(half)
      return sinc * bessel(beta * (1 - edge * edge).squareRoot()) / bessel(beta)
    }
    let gain = raw.reduce(0, +)
    return raw.map { Float($0 / gain) }
  }

  /// Modified Bessel function of the first kind, order 0, by its series.
  private static func bessel(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for step in 1...40 {
      term *= (x / 2 / Double(step)) * (x / 2 / Double(step))
      sum += term
    }
    return sum
  }

  // MARK: Pauses

  /// Samples judged together: 10 ms.
  private static let frame = 80
  /// Loudest sample of a silent frame; Mei's pauses stay below 40, its softest sounds above 150.
  private static let silence: Int16 = 100
  private static let longestPause = 60  // frames: 0.6 s between phrases
  private static let lead = 3
  private static let trail = 6

  /// Cuts the silence before and after, and shortens pauses to 0.6 s: at a slow rate Open JTalk
  /// stretches them to two seconds, and whoever listens thinks it is her turn.
  static func shortenPauses(_ samples: [Int16]) -> [Int16] {
    let frames = stride(from: 0, to: samples.count, by: frame).map {
      samples[$0..<min($0 + frame, samples.count)]
    }
    let isSilent = frames.map { $0.allSatisfy { $0.magnitude < silence.magnitude } }
    guard let first = isSilent.firstIndex(of: false), let last = isSilent.lastIndex(of: false)
    else { return [] }
    var result: [Int16] = []
    result.reserveCapacity(samples.count)
    var index = max(0, first - lead)
    let end = min(frames.count, last + 1 + trail)
    while index < end {
      var run = index
      while run < end, isSilent[run] { run += 1 }
      if run - index > longestPause {
        // Keep both edges: sounds fade in and out there.
        for kept in index..<(index + longestPause / 2) { result += frames[kept] }
        for kept in (run - longestPause / 2)..<run { result += frames[kept] }
        index = run
      } else {
        result += frames[index]
        index += 1
      }
    }
    return result
  }

  // MARK: Loudness

  /// Mean power of speech aimed at, relative to full scale: −18 dB, loud on the telephone without
  /// clipping.
  private static let target = 0.126
  private static let peak = 0.95
  private static let mostGain = 4.0

  /// Brings speech to one loudness, measured where it isn't silent.
  static func level(_ samples: [Int16]) -> [Int16] {
    var power = 0.0
    var count = 0.0
    var loudest = 1.0
    for sample in samples where sample.magnitude >= silence.magnitude {
      let value = Double(sample) / 32_768
      power += value * value
      count += 1
      loudest = max(loudest, Double(sample.magnitude))
    }
    guard count > 0 else { return samples }
    let wanted = target / (power / count).squareRoot()
    let gain = min(wanted, peak * 32_768 / loudest, mostGain)
    return samples.map { Int16(max(-32_768, min(32_767, (Double($0) * gain).rounded()))) }
  }
}
