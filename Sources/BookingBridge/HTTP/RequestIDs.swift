package import InnRegistry
import Synchronization

/// Names for requests: the caller's own where it is plain, else ours.
package final class RequestIDs: Sendable {
  private let prefix: [UInt8]
  private let counter = Atomic<UInt64>(0)

  /// Longest name taken from a caller, in characters: a UUID has 36.
  package static let maxLength = 64

  /// - Parameter random: makes names of this run unlike those of the next; 32 bits of it, so that
  ///   a name of the first two thousand million requests has 15 bytes, which a string holds without
  ///   memory of its own.
  package init(random: RandomSource = .system) {
    prefix = Array(("r" + String(UInt32(truncatingIfNeeded: random.next()), radix: 36) + "-").utf8)
  }

  /// A name that this program has not given before, and no secret.
  package func next() -> String {
    var digits = counter.add(1, ordering: .relaxed).newValue
    var length = prefix.count + 1
    var rest = digits / 36
    while rest > 0 { (length, rest) = (length + 1, rest / 36) }
    // In one piece: every answer has one.
    return String(unsafeUninitializedCapacity: length) { text in
      _ = text.initialize(fromContentsOf: prefix)
      for place in (prefix.count..<length).reversed() {
        let digit = UInt8(digits % 36)
        text[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        digits /= 36
      }
      return length
    }
  }

  /// The caller's name when it has only letters, digits, `-`, `_` and `.`; it goes into log lines.
  func accept(_ offered: String?) -> String {
    guard let offered, (1...RequestIDs.maxLength).contains(offered.utf8.count),
      offered.utf8.allSatisfy({ byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      })
    else { return next() }
    return offered
  }
}
