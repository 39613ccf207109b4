/// Where chance comes from: the system's generator in production, a seed in tests.
package struct RandomSource: Sendable {
  /// 64 random bits.
  package let next: @Sendable () -> UInt64

  package init(next: @escaping @Sendable () -> UInt64) { self.next = next }

  /// The operating system's cryptographically secure generator.
  package static let system = RandomSource {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }

  /// Letters of opaque identifiers: Crockford's base 32 in lower case, without i, l, o and u.
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// `prefix` and 26 letters that carry 130 random bits: not guessable, safe in a URL.
  package func opaqueName(prefix: String) -> String {
    var bytes = Array(prefix.utf8)
    for _ in 0..<2 {
      var bits = next()
      for _ in 0..<12 {
        bytes.append(RandomSource.alphabet[Int(bits & 31)])
        bits >>= 5
      }
    }
    var last = next()
    for _ in 0..<2 {
      bytes.append(RandomSource.alphabet[Int(last & 31)])
      last >>= 5
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
