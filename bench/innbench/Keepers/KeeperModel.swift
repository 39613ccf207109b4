import Glibc
import InnRegistry
import VoiceIVR

/// How a made-up keeper errs.
///
/// Every number is from docs/keepers.md, which says why and where from;
/// neither is changed to improve a figure.
struct KeeperModel: Hashable {
  var name: String
  /// Median of the reaction time after a prompt, in seconds.
  var reaction: Double
  // Probabilities, 0...1: a question each, but slips and doubles a key, attends a sentence.
  var late: Double
  var mishears: Double
  var slips: Double
  var doubles: Double
  var talks: Double
  var hangsUp: Double
  var early: Double
  var attends: Double
  /// Puts the handset down right after the key that does what she wanted.
  var leaves: Double

  /// Standard deviation of the reaction time's logarithm.
  static let spread = 0.5
  /// Failed questions in a row after which she has had enough.
  static let patience = 4

  /// The same with error rates times two.
  var doubled: KeeperModel {
    var copy = self
    for rate in [
      \KeeperModel.late, \.mishears, \.slips, \.doubles, \.talks, \.hangsUp,
    ] {
      copy[keyPath: rate] = min(1, copy[keyPath: rate] * 2)
    }
    copy.attends = max(0, 1 - 2 * (1 - attends))
    return copy
  }

  static let steady = KeeperModel(
    name: "steady",
    reaction: 2.5,
    late: 0.005,
    mishears: 0.01,
    slips: 0.01,
    doubles: 0.005,
    talks: 0,
    hangsUp: 0.002,
    early: 0.3,
    attends: 0.98,
    leaves: 0.1
  )
  static let slowAndMistaken = KeeperModel(
    name: "slow_and_mistaken",
    reaction: 5,
    late: 0.08,
    mishears: 0.1,
    slips: 0.03,
    doubles: 0.04,
    talks: 0.04,
    hangsUp: 0.01,
    early: 0.15,
    attends: 0.92,
    leaves: 0.05
  )
  static let mishearing = KeeperModel(
    name: "mishearing",
    reaction: 5,
    late: 0.02,
    mishears: 0.3,
    slips: 0.01,
    doubles: 0.01,
    talks: 0.01,
    hangsUp: 0.01,
    early: 0.1,
    attends: 0.75,
    leaves: 0.05
  )
  static let wrongKeys = KeeperModel(
    name: "wrong_keys",
    reaction: 3,
    late: 0.01,
    mishears: 0.02,
    slips: 0.15,
    doubles: 0.02,
    talks: 0,
    hangsUp: 0.005,
    early: 0.15,
    attends: 0.92,
    leaves: 0.05
  )
  static let doubleKeys = KeeperModel(
    name: "double_keys",
    reaction: 3,
    late: 0.01,
    mishears: 0.02,
    slips: 0.01,
    doubles: 0.25,
    talks: 0,
    hangsUp: 0.005,
    early: 0.15,
    attends: 0.95,
    leaves: 0.05
  )
  static let lateKeys = KeeperModel(
    name: "late_keys",
    reaction: 8,
    late: 0.4,
    mishears: 0.03,
    slips: 0.01,
    doubles: 0.01,
    talks: 0.01,
    hangsUp: 0.01,
    early: 0,
    attends: 0.95,
    leaves: 0.05
  )
  static let talker = KeeperModel(
    name: "talker",
    reaction: 4,
    late: 0.02,
    mishears: 0.03,
    slips: 0.01,
    doubles: 0.01,
    talks: 0.6,
    hangsUp: 0.01,
    early: 0,
    attends: 0.95,
    leaves: 0.05
  )
  static let hangsUp = KeeperModel(
    name: "hangs_up",
    reaction: 3,
    late: 0.01,
    mishears: 0.02,
    slips: 0.01,
    doubles: 0.01,
    talks: 0,
    hangsUp: 0.25,
    early: 0.3,
    attends: 0.95,
    leaves: 0.5
  )
}

/// Who picks up, or rings.
enum Population: Hashable {
  case keeper(KeeperModel)
  /// A child, or a grown-up who fetches the keeper.
  case otherPerson(KeeperModel)
  case machine

  var name: String {
    switch self {
    case .keeper(let model): model.name
    case .otherPerson: "other_person"
    case .machine: "machine"
    }
  }

  /// Such people ring nobody.
  var onlyAnswers: Bool {
    switch self {
    case .keeper: false
    case .otherPerson, .machine: true
    }
  }

  var doubled: Population {
    switch self {
    case .keeper(let model): .keeper(model.doubled)
    case .otherPerson(let model): .otherPerson(model.doubled)
    case .machine: .machine
    }
  }

  static let all: [Population] = [
    .keeper(.steady), .keeper(.slowAndMistaken), .keeper(.mishearing), .keeper(.wrongKeys),
    .keeper(.doubleKeys), .keeper(.lateKeys), .keeper(.talker), .keeper(.hangsUp),
    .otherPerson(.slowAndMistaken), .machine,
  ]
}

extension Key {
  /// Keys beside this one on the pad, up, down, left and right.
  var neighbours: [Key] {
    let rows = ["123", "456", "789", "*0#"].map(Array.init)
    for (row, keys) in rows.enumerated() {
      guard let column = keys.firstIndex(of: Character(rawValue)) else { continue }
      return [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        .filter { rows.indices.contains($0.0) && (0..<3).contains($0.1) }
        .compactMap { Key(rows[$0.0][$0.1]) }
    }
    return []
  }
}

extension SplitMix64 {
  mutating func happens(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }

  mutating func seconds(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &self)
  }

  /// Log-normal, by Box and Muller.
  mutating func logNormal(median: Double, spread: Double) -> Double {
    let radius = (-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self)))
      .squareRoot()
    let angle = Double.random(in: 0..<(2 * Double.pi), using: &self)
    return median * exp(spread * radius * cos(angle))
  }
}
