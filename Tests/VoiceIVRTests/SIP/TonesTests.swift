import CPJSIPShims
import Foundation
import InnRegistry
import InnTestSupport
import Testing

@testable import VoiceIVR

/// What a line brings: tones, voices and noise, mixed sample by sample.
struct LineSound {
  private(set) var samples: [Double] = []

  static let keys = Array("123A456B789C*0#D")
  private static let low = [697.0, 770, 852, 941]
  private static let high = [1209.0, 1336, 1477, 1633]

  mutating func silence(_ milliseconds: Int) {
    samples += [Double](repeating: 0, count: milliseconds * 8)
  }

  mutating func tone(_ frequency: Double, _ milliseconds: Int, amplitude: Double = 6000) {
    let start = samples.count
    samples += (0..<milliseconds * 8).map {
      amplitude * sin(2 * .pi * frequency * Double(start + $0) / 8000)
    }
  }

  /// - Parameters:
  ///   - twist: how much louder the high tone is, in dB.
  ///   - shift: how far both tones are off, as a share.
  mutating func key(
    _ key: Character,
    _ milliseconds: Int,
    amplitude: Double = 6000,
    twist: Double = 0,
    shift: Double = 0,
  ) {
    guard let place = LineSound.keys.firstIndex(of: key) else { return }
    let (low, high) = (LineSound.low[place / 4], LineSound.high[place % 4])
    let start = samples.count
    samples += (0..<milliseconds * 8).map { index in
      let time = 2 * .pi * Double(start + index) / 8000 * (1 + shift)
      return amplitude * (sin(low * time) + pow(10, twist / 20) * sin(high * time))
    }
  }

  mutating func add(_ other: [Int16], scaled factor: Double) {
    for index in samples.indices where !other.isEmpty {
      samples[index] += factor * Double(other[index % other.count])
    }
  }

  mutating func addNoise(_ amplitude: Double, _ random: inout SplitMix64) {
    for index in samples.indices {
      samples[index] += Double.random(in: -amplitude...amplitude, using: &random)
    }
  }

  /// Holes of lost packets, filled with what was before, as a receiver does.
  mutating func lose(oneIn rate: Int, _ random: inout SplitMix64) {
    for start in stride(from: 320, to: samples.count - 160, by: 160)
    where Int.random(in: 0..<rate, using: &random) == 0 {
      for index in start..<start + 160 { samples[index] = samples[index - 160] }
    }
  }

  /// As it comes from the line: through G.711.
  var coded: [Int16] {
    samples.map { decoded(muLaw(Int16(max(-32_000, min(32_000, $0))))) }
  }

  private func decoded(_ code: UInt8) -> Int16 {
    let bits = ~code
    let magnitude = ((Int(bits & 0x0F) << 3) + 0x84) << Int((bits & 0x70) >> 4)
    return Int16(bits & 0x80 != 0 ? 0x84 - magnitude : magnitude - 0x84)
  }
}

@Suite struct TonesTests {
  private func heard(_ sound: LineSound) -> (keys: String, isFax: Bool) {
    heard(sound.coded)
  }

  private func heard(_ samples: [Int16]) -> (keys: String, isFax: Bool) {
    guard let tones = innbridge_tones_open() else { return ("", false) }
    defer { innbridge_tones_close(tones) }
    var keys = ""
    var isFax = false
    for start in stride(from: 0, to: samples.count - 159, by: 160) {
      let news = innbridge_tones_hear(tones, Array(samples[start..<start + 160]), 160)
      if news.count > 0 { keys.append(Character(Unicode.Scalar(UInt8(bitPattern: news.keys.0)))) }
      if news.count > 1 { keys.append(Character(Unicode.Scalar(UInt8(bitPattern: news.keys.1)))) }
      if news.is_fax != 0 { isFax = true }
    }
    return (keys, isFax)
  }

  /// ITU-T Q.24: 40 ms are a key, whatever its level and however its tones differ a little.
  @Test func everyKeyOfEveryTelephone() {
    for amplitude in [400.0, 2000, 10_000] {
      for (twist, shift) in [(0.0, 0.0), (4, 0), (-4, 0), (2, 0.01), (-2, -0.01)] {
        for milliseconds in [45, 65, 100, 300] {
          var sound = LineSound()
          sound.silence(200)
          for key in LineSound.keys {
            sound.key(key, milliseconds, amplitude: amplitude, twist: twist, shift: shift)
            sound.silence(65)
          }
          sound.silence(200)
          #expect(
            heard(sound).keys == String(LineSound.keys),
            "\(milliseconds) ms, \(amplitude), twist \(twist), \(shift)"
          )
        }
      }
    }
  }

  @Test func aKeyHeldIsOneAndPressedTwiceIsTwo() {
    var sound = LineSound()
    sound.silence(100)
    sound.key("5", 8000)
    sound.silence(300)
    sound.key("5", 80)
    sound.silence(70)
    sound.key("5", 80)
    sound.silence(300)
    #expect(heard(sound).keys == "555")
  }

  @Test func lostPacketsNeitherSplitNorSwallowAKey() {
    var random = SplitMix64(seed: 4733)
    for _ in 0..<20 {
      var sound = LineSound()
      sound.silence(200)
      for key in "3*0#18" {
        sound.key(key, 400)
        sound.silence(200)
      }
      sound.lose(oneIn: 20, &random)
      sound.addNoise(60, &random)
      #expect(heard(sound).keys == "3*0#18")
    }
  }

  /// She presses while the hub speaks, and her telephone lets a little of that through.
  @Test func aKeyIsHeardThroughTheHubsOwnEcho() async throws {
    let voice = try #require(await voices().first)
    var sound = LineSound()
    sound.silence(500)
    sound.key("7", 120)
    sound.silence(500)
    sound.add(voice, scaled: 0.08)
    #expect(heard(sound).keys == "7")
  }

  /// Talk-off: a minute of what the hub says, at the pitches of several people, makes no key and
  /// no fax; neither do a kitchen's noise and a single beep.
  @Test func voicesAndNoiseAreNoKeys() async throws {
    for voice in try await voices() {
      for factor in [1.0, 0.3] {
        var sound = LineSound()
        sound.silence(voice.count / 8)
        sound.add(voice, scaled: factor)
        #expect(heard(sound) == ("", false))
      }
      // Played faster and slower: higher and lower voices.
      for step in [0.75, 0.9, 1.15, 1.35] {
        let other = (0..<Int(Double(voice.count - 1) / step)).map { voice[Int(Double($0) * step)] }
        #expect(heard(other) == ("", false))
      }
    }
    var random = SplitMix64(seed: 23)
    var noise = LineSound()
    noise.silence(20_000)
    noise.addNoise(3000, &random)
    #expect(heard(noise) == ("", false))
    for frequency in [440.0, 697, 1000, 1209, 2000, 2730] {
      var beep = LineSound()
      beep.tone(frequency, 3000)
      #expect(heard(beep) == ("", false), "\(frequency) Hz")
    }
  }

  /// ITU-T T.30: a machine that calls, and one that answers.
  @Test func faxMachinesAreKnown() {
    for frequency in [1062.0, 1100, 1138] {
      var calling = LineSound()
      for _ in 0..<2 {
        calling.silence(3000)
        calling.tone(frequency, 500)
      }
      calling.silence(200)
      #expect(heard(calling) == ("", true), "\(frequency) Hz")
    }
    var answering = LineSound()
    answering.silence(1000)
    answering.tone(2100, 2600)
    #expect(heard(answering) == ("", true))
    var beep = LineSound()
    beep.tone(1100, 500)
    beep.silence(5000)
    #expect(heard(beep) == ("", false), "one beep is a kitchen clock")
  }

  private func voices() async throws -> [[Int16]] {
    let texts = [
      "民宿なみさま、お電話ありがとうございます。十二月三日、今夜です。ご案内した予約のほかに、あと何部屋空いていますか。",
      "もしもし、ええ、いま手が離せないのよ。おとうさん、電話。はいはい、ちょっと待ってくださいね。",
      "承諾は、いち。お断りは、に。もう一度は、米印を押してください。",
    ]
    let speech = try Speech(Speech.Configuration())
    var voices: [[Int16]] = []
    for text in texts { voices.append(Array(try await speech.audio(for: text).samples)) }
    return voices
  }
}
