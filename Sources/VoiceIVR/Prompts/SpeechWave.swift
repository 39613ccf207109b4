/// A WAV file of 16-bit mono samples (RIFF, format 1), with the text it speaks in its comment.
struct SpeechWave: Hashable, Sendable {
  var sampleRate: Int
  var samples: [Int16]
  /// What is spoken (LIST/INFO chunk, field ICMT).
  var comment: String?

  init(sampleRate: Int, samples: [Int16], comment: String? = nil) {
    self.sampleRate = sampleRate
    self.samples = samples
    self.comment = comment
  }

  // MARK: Reading

  static func read(_ bytes: [UInt8]) throws(SpeechError) -> SpeechWave {
    guard !bytes.isEmpty else { throw .nothingToSay }
    guard bytes.count >= 12, name(bytes, 0) == "RIFF", name(bytes, 8) == "WAVE" else {
      throw .synthesis("not a WAV file")
    }
    var wave = SpeechWave(sampleRate: 0, samples: [])
    var offset = 12
    while offset + 8 <= bytes.count {
      let length = min(number(bytes, offset + 4, 4), bytes.count - offset - 8)
      let body = offset + 8
      switch name(bytes, offset) {
      case "fmt ":
        guard length >= 16, number(bytes, body, 2) == 1, number(bytes, body + 2, 2) == 1,
          number(bytes, body + 14, 2) == 16
        else { throw .synthesis("WAV file is not 16-bit mono") }
        wave.sampleRate = number(bytes, body + 4, 4)
      case "data":
        // In one go: a sentence has hundreds of thousands of samples.
        wave.samples = bytes[body..<body + length].withUnsafeBytes { raw in
          [Int16](unsafeUninitializedCapacity: length / 2) { samples, count in
            count = length / 2
            for index in 0..<count {
              let bits = raw.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
              samples[index] = Int16(bitPattern: UInt16(littleEndian: bits))
            }
          }
        }
      case "LIST":
        wave.comment = comment(bytes[body..<body + length])
      default: break
      }
      offset = body + length + length % 2
    }
    guard wave.sampleRate > 0 else { throw .synthesis("WAV file without format") }
    return wave
  }

  private static func comment(_ list: ArraySlice<UInt8>) -> String? {
    let bytes = Array(list)
    var offset = 4
    while offset + 8 <= bytes.count {
      let length = min(number(bytes, offset + 4, 4), bytes.count - offset - 8)
      if name(bytes, offset) == "ICMT" {
        let text = bytes[(offset + 8)..<(offset + 8 + length)].prefix { $0 != 0 }
        return String(decoding: text, as: UTF8.self)
      }
      offset += 8 + length + length % 2
    }
    return nil
  }

  private static func name(_ bytes: [UInt8], _ offset: Int) -> String {
    String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  // MARK: Writing

  var bytes: [UInt8] {
    var list: [UInt8] = []
    if let comment {
      let text = Array(comment.utf8) + [0]
      list = Array("INFOICMT".utf8) + SpeechWave.number(text.count, 4) + text
      if list.count % 2 == 1 { list.append(0) }
      list = Array("LIST".utf8) + SpeechWave.number(list.count, 4) + list
    }
    var bytes = Array("WAVEfmt ".utf8) + SpeechWave.number(16, 4)
    bytes += SpeechWave.number(1, 2) + SpeechWave.number(1, 2)
    bytes += SpeechWave.number(sampleRate, 4) + SpeechWave.number(sampleRate * 2, 4)
    bytes += SpeechWave.number(2, 2) + SpeechWave.number(16, 2) + list
    bytes += Array("data".utf8) + SpeechWave.number(samples.count * 2, 4)
    bytes.reserveCapacity(bytes.count + samples.count * 2 + 8)
    for sample in samples {
      let bits = UInt16(bitPattern: sample)
      bytes.append(UInt8(bits & 255))
      bytes.append(UInt8(bits >> 8))
    }
    return Array("RIFF".utf8) + SpeechWave.number(bytes.count, 4) + bytes
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
