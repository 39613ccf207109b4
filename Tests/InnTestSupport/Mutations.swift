import InnRegistry

/// Hostile input made from good input: bytes flipped, doubled, left out, moved, and words put in that
/// parsers stumble over.
package struct Mutations: Sendable {
  private var random: SplitMix64
  private let words: [[UInt8]]

  /// What has broken parsers before: ends, zeros, surrogates, depths, long numbers.
  package static let awkward: [String] = [
    "\0", "\r\n", "\n\n", "\u{FEFF}", "\u{202E}", "\"", "'", "\\", "\\u", "\\ud800", "[[[[[[[[",
    "{", "}",
    "-0", "1e999", "99999999999999999999", "0x", "%00", "%", "%zz", "../", "//", ";", ":", ",", "=",
    "２０２６", "＊", "㎏", "👨‍👩‍👧", "A\u{301}", "BEGIN:VEVENT", "RRULE:FREQ=DAILY;COUNT=9999999", "満室",
    "null",
  ]

  package init(seed: UInt64, words: [String] = []) {
    random = SplitMix64(seed: seed)
    self.words = (Mutations.awkward + words).map { Array($0.utf8) }
  }

  /// A changed copy of one of the seeds.
  package mutating func next(from seeds: [[UInt8]]) -> [UInt8] {
    guard var bytes = seeds.randomElement(using: &random) else { return [] }
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1 where !bytes.isEmpty: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
      case 3 where bytes.count > 1:
        let end = min(bytes.count, place + Int.random(in: 1...16, using: &random))
        bytes.removeSubrange(place..<end)
      case 4 where !bytes.isEmpty:
        let end = min(bytes.count, place + Int.random(in: 1...64, using: &random))
        let part = Array(bytes[place..<end])
        let count = Int.random(in: 1...4, using: &random)
        bytes.insert(contentsOf: (0..<count).flatMap { _ in part }, at: place)
      case 5: bytes = Array(bytes.prefix(place))
      default:
        if let other = seeds.randomElement(using: &random) {
          bytes = Array(bytes.prefix(place)) + other.suffix(other.count / 2)
        }
      }
    }
    return bytes
  }
}
