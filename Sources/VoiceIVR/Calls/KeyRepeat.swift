package import InnRegistry

/// Counts a key once that a trembling finger or a worn contact pressed twice.
///
/// Unlike ``KeyFilter``, which knows one press told in several ways, this is about two presses that
/// one was meant by. It needs a clock and so belongs to the call, not to its dialogue; simulated
/// keepers pass through it, too.
package struct KeyRepeat: Sendable {
  /// The same key again within this time was not meant.
  ///
  /// A finger that bounces or trembles repeats after 0.1 to 0.3 s; who keys a digit twice on purpose
  /// at 65 and more takes 0.4 s and longer. A pair lost this way is heard in the read-back.
  package static let window = Span(milliseconds: 300)

  private var last: (key: Key, time: Timestamp)?

  package init() {}

  /// Whether this press repeats the one before; each press of a row counts the time anew.
  package mutating func isRepeat(_ key: Key, at time: Timestamp) -> Bool {
    defer { last = (key, time) }
    guard let last, last.key == key else { return false }
    return time - last.time <= KeyRepeat.window
  }
}
