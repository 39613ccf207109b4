import Foundation
import Synchronization

/// Where chance comes from: the system's generator in production, a seed in tests.
package struct RandomSource: Sendable {
  /// 64 random bits.
  package let next: @Sendable () -> UInt64

  package init(next: @escaping @Sendable () -> UInt64) { self.next = next }

  /// The operating system's cryptographically secure generator.
  package static let system = {
    let words = Mutex(SystemWords())
    return RandomSource { words.withLock { $0.next() } }
  }()

  /// Words asked of the system many at a time: a booking draws four, and the kernel's way in and out
  /// costs more than the bits.
  private struct SystemWords {
    /// 256 bytes, the most that `getentropy` gives at once.
    private static let count = 32
    private var words = [UInt64](repeating: 0, count: SystemWords.count)
    private var left = 0

    mutating func next() -> UInt64 {
      if left == 0, refill() { left = SystemWords.count }
      guard left > 0 else {
        // A kernel without it: Swift's generator knows other ways, and ends the process rather
        // than hand out what can be guessed.
        var generator = SystemRandomNumberGenerator()
        return generator.next()
      }
      left -= 1
      defer { words[left] = 0 }
      return words[left]
    }

    private mutating func refill() -> Bool {
      words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) } == 0
    }
  }

  /// Letters of opaque identifiers: Crockford's base 32 in lower case, without i, l, o and u.
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// `prefix` and 26 letters that carry 130 random bits: not guessable, safe in a URL.
  package func opaqueName(prefix: String) -> String {
    var bytes = Array(prefix.utf8)
    append(26, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `prefix`, nine letters of the time and 22 that carry 110 random bits: not guessable either, and
  /// names of one time stand together, so that the database finds and stores them together.
  package func opaqueName(prefix: String, at instant: Timestamp) -> String {
    var bytes = Array(prefix.utf8)
    // 45 bits of milliseconds last until the year 3084.
    for shift in stride(from: 40, through: 0, by: -5) {
      bytes.append(RandomSource.alphabet[Int((instant.milliseconds >> shift) & 31)])
    }
    append(22, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// 64 bits make twelve letters.
  private func append(_ count: Int, to bytes: inout [UInt8]) {
    var bits: UInt64 = 0
    for index in 0..<count {
      if index % 12 == 0 { bits = next() }
      bytes.append(RandomSource.alphabet[Int(bits & 31)])
      bits >>= 5
    }
  }
}
