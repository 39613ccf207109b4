import CBaselineSQLite
import Foundation
import InnRegistry

/// How fast bookings get onto the disk: grouped, one by one, and by bare SQLite calls.
struct CommitMeasurement {
  var region = Region(inns: 200, roomTypesPerInn: 5)
  /// Bookings of one grouped run.
  var bookings = 20_000
  /// Bookings of one run that commits each by itself.
  var singles = 4_000
  var clients = 64
  var rounds = 5
  /// Where the databases lie; nil for the system's temporary folder.
  var directory: String?

  private struct Baseline {
    var seconds: Double
    var processorSeconds: Double
  }

  /// One round: the registry, the same by C, and one commit a booking, in turns.
  private struct Round {
    var registry: Clients.Outcome
    var baseline: Baseline
    var single: Clients.Outcome
  }

  func run() throws -> Figures {
    let scratch = try Scratch(in: directory)
    progress("laying out \(region.roomTypes) room types")
    let base = scratch.path("base.sqlite")
    let registry = try Registry(path: base)
    try region.fill(registry)
    registry.stop()
    // Only now: the registry settles how SQLite works before its first connection.
    guard inn_commits_count() == 0 else { throw Flaw(description: "SQLite counts no commits") }

    progress("recording \(bookings) bookings")
    let tape = try record(base, scratch)
    defer { inn_tape_destroy(tape) }

    var rounds: [Round] = []
    for number in 0..<self.rounds {
      let round = try measure(number, base, tape, scratch)
      rounds.append(round)
      progress(
        "round \(number + 1) of \(self.rounds): registry "
          + "\(short(Double(bookings) / round.registry.seconds))/s, "
          + "C \(short(Double(bookings) / round.baseline.seconds))/s, "
          + "single \(short(Double(singles) / round.single.seconds))/s, "
          + "\(short(Double(bookings) / Double(round.registry.commits.count))) per commit"
      )
    }
    return figures(rounds, tape)
  }

  private func figures(_ rounds: [Round], _ tape: OpaquePointer) -> Figures {
    let perSecond = rounds.map { Double(bookings) / $0.registry.seconds }
    let latencies = rounds.map { round -> (p50: Double, p99: Double) in
      let p50 = Double(round.registry.latencies.quantile(0.5) ?? 0) / 1e6
      return (p50, Double(round.registry.latencies.quantile(0.99) ?? 0) / 1e6)
    }
    var figures = Figures()
    figures.add(
      "commit_vs_c",
      rounds.map { $0.baseline.seconds / $0.registry.seconds }.median ?? .nan,
      "ratio",
      .atLeast(0.8),
    )
    figures.add(
      "commit_vs_single",
      rounds.map { $0.single.secondsPerBooking / $0.registry.secondsPerBooking }.median ?? .nan,
      "ratio",
      .atLeast(3),
    )
    figures.add(
      "commit_p99_over_p50",
      latencies.map { $0.p99 / $0.p50 }.median ?? .nan,
      "ratio",
      .atMost(4),
    )
    figures.add("commits_per_s", perSecond.median ?? .nan, "bookings/s")
    figures.add("commit_p50_ms", latencies.map(\.p50).median ?? .nan, "ms")
    figures.add("commit_p99_ms", latencies.map(\.p99).median ?? .nan, "ms")
    figures.add(
      "c_commits_per_s",
      rounds.map { Double(bookings) / $0.baseline.seconds }.median ?? .nan,
      "bookings/s",
    )
    figures.add(
      "single_commits_per_s",
      rounds.map { Double(singles) / $0.single.seconds }.median ?? .nan,
      "bookings/s",
    )
    figures.add(
      "processor_us_per_booking",
      rounds.map { $0.registry.processorSeconds * 1e6 / Double(bookings) }.median ?? .nan,
      "µs",
    )
    figures.add(
      "c_processor_us_per_booking",
      rounds.map { $0.baseline.processorSeconds * 1e6 / Double(bookings) }.median ?? .nan,
      "µs",
    )
    figures.add(
      "bookings_per_commit",
      rounds.map { Double(bookings) / Double($0.registry.commits.count) }.median ?? .nan,
      "bookings",
    )
    figures.add(
      "statements_per_booking",
      Double(inn_tape_statements(tape)) / Double(max(inn_tape_changes(tape), 1)),
      "statements",
    )
    return figures
  }

  // MARK: - One run each

  private func requests(_ count: Int, seed: UInt64) throws -> [BookingRequest] {
    let tonight = TokyoTime.tonight(at: WallClock.system.now())
    return try (0..<count).map { try region.booking($0, seed: seed, tonight: tonight) }
  }

  private func book(
    _ path: String,
    _ requests: [BookingRequest],
    isGrouping: Bool,
  ) throws -> Clients.Outcome {
    let registry = try Registry(path: path, isGrouping: isGrouping)
    defer { registry.stop() }
    return try Clients(registry, requests: requests) { inn_commits() }.run(clients)
  }

  private func record(_ base: String, _ scratch: Scratch) throws -> OpaquePointer {
    guard let tape = inn_tape_create() else { throw Flaw(description: "out of memory") }
    let path = try scratch.copy(base, as: "recorded.sqlite")
    guard inn_tape_record(tape) == 0 else { throw Flaw(description: "SQLite lets nobody listen") }
    let outcome = try book(path, requests(bookings, seed: 1), isGrouping: true)
    inn_tape_stop_recording()
    let fault = String(cString: inn_tape_fault(tape))
    guard fault.isEmpty else { throw Flaw(description: "recording: \(fault)") }
    guard inn_tape_changes(tape) == bookings else {
      throw Flaw(description: "\(inn_tape_changes(tape)) changes recorded of \(bookings)")
    }
    // The tape is worth something only if playing it makes the same bookings.
    let replayed = try scratch.copy(base, as: "replayed.sqlite")
    _ = try replay(tape, replayed, outcome.commits)
    for question in CommitMeasurement.sameQuestions {
      let (original, copy) = (inn_sql_number(path, question), inn_sql_number(replayed, question))
      guard original == copy, original >= 0 else {
        throw Flaw(description: "the replay differs: \(original) and \(copy) for \(question)")
      }
    }
    scratch.remove(path)
    scratch.remove(replayed)
    return tape
  }

  /// Figures in which a wrong replay would differ.
  private static let sameQuestions = [
    "SELECT count(*) FROM booking",
    "SELECT sum(length(id) + length(quote) + check_in * revision) FROM booking",
    "SELECT sum(uncounted * 1000 + remaining) FROM night",
    "SELECT sum(night * rooms) FROM occupancy",
    "SELECT sum(length(body) + sequence) FROM event",
    "SELECT sum(id + deadline) FROM outbox",
  ]

  /// Pages of the log at which the baseline copies it: as long as the registry lets it grow.
  private static let longestLogPages: Int32 = 16_000

  private func replay(_ tape: OpaquePointer, _ path: String, _ sizes: [Int32]) throws -> Baseline {
    let start = processorSeconds()
    var result = inn_replay()
    var message = [CChar](repeating: 0, count: INN_TAPE_MESSAGE)
    let status = inn_tape_replay(
      tape,
      path,
      sizes,
      sizes.count,
      CommitMeasurement.longestLogPages,
      &result,
      &message,
    )
    guard status == 0 else {
      let text = message.withUnsafeBufferPointer { $0.baseAddress.map(String.init(cString:)) ?? "" }
      throw Flaw(description: "replay failed with \(status): \(text)")
    }
    return Baseline(
      seconds: result.seconds,
      processorSeconds: processorSeconds() - start,
    )
  }

  private func measure(
    _ number: Int,
    _ base: String,
    _ tape: OpaquePointer,
    _ scratch: Scratch,
  ) throws -> Round {
    let seed = UInt64(number) + 2
    let grouped = try scratch.copy(base, as: "grouped-\(number).sqlite")
    let registry = try book(grouped, requests(bookings, seed: seed), isGrouping: true)
    scratch.remove(grouped)

    let bare = try scratch.copy(base, as: "bare-\(number).sqlite")
    let baseline = try replay(tape, bare, registry.commits)
    scratch.remove(bare)

    let alone = try scratch.copy(base, as: "single-\(number).sqlite")
    let single = try book(alone, requests(singles, seed: seed), isGrouping: false)
    scratch.remove(alone)
    return Round(registry: registry, baseline: baseline, single: single)
  }
}
