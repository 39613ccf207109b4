/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same on every machine.
///
/// For training data, tests and measurements; nothing secret is drawn from it.
package struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number from 0 to below the limit, from exactly one draw; 0 for a limit below 2.
  package mutating func number(below limit: Int) -> Int {
    limit <= 1 ? 0 : Int(next().multipliedFullWidth(by: UInt64(limit)).high)
  }
}
