import Foundation

/// Which seeds run: `INNBRIDGE_SEEDS` says how many (50 without it), `INNBRIDGE_SEED` names one to
/// be run alone, to see a failure again.
enum Seeds {
  static let usual = 50
  /// Runs at once: as many as have a core, and some that wait for the disk.
  static var atOnce: Int { ProcessInfo.processInfo.activeProcessorCount * 2 }

  /// `INNBRIDGE_TALLY=1` prints how often what happened.
  static var isTalkative: Bool { ProcessInfo.processInfo.environment["INNBRIDGE_TALLY"] != nil }

  static var all: [UInt64] {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["INNBRIDGE_SEED"].flatMap({ UInt64($0) }) { return [one] }
    let count = environment["INNBRIDGE_SEEDS"].flatMap { Int($0) } ?? usual
    return (0..<max(1, count)).map { UInt64($0) + 1 }
  }
}
