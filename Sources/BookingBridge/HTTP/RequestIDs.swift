package import InnRegistry
import Synchronization

/// Names for requests: the caller's own where it is plain, else ours.
package final class RequestIDs: Sendable {
  private let prefix: String
  private let counter = Atomic<UInt64>(0)

  /// Longest name taken from a caller, in characters: a UUID has 36.
  package static let maxLength = 64

  /// - Parameter random: makes names of this run unlike those of the next; 32 bits of it, so that
  ///   a name of the first two thousand million requests has 15 bytes, which a string holds without
  ///   memory of its own.
  package init(random: RandomSource = .system) {
    prefix = "r" + String(UInt32(truncatingIfNeeded: random.next()), radix: 36) + "-"
  }

  /// A name that this program has not given before, and no secret.
  package func next() -> String {
    prefix + String(counter.add(1, ordering: .relaxed).newValue, radix: 36)
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
