import InnRegistry
import VoiceIVR

/// Plays every dialogue with every population (docs/keepers.md).
struct KeeperMeasurement {
  /// Calls of each population in each dialogue; the population that the targets are about gets
  /// five times as many.
  var calls = 400
  var seed: UInt64 = 1
  /// In memory: what is measured is the talk, not the disk.
  var directory: String? = "/dev/shm"

  /// Inns in one registry: each is used for one call.
  ///
  /// A region has as many telephones; one more inn would share the first one's, and its keeper
  /// would be asked which inn it is.
  private static let inns = 99
  /// Thursday, 3 December 2026, 12:00 in Tokyo.
  private static let noon = Timestamp(milliseconds: 1_796_266_800_000)

  /// What came of the calls of one population in one dialogue.
  struct Tally {
    var task: KeeperTask
    var population: String
    var verdicts: [KeeperTask.Verdict: Int] = [:]
    /// Wrong, and she was never told to the end of a sentence.
    var unread = 0
    /// Calls after which the hub rang back.
    var rungBack = 0
    /// Of them those that ended as they were: the office was told.
    var unreached = 0
    var keys: [Int] = []
    var seconds: [Double] = []
    var reasons = KeeperReasons()

    var calls: Int { verdicts.values.reduce(0, +) }
    func share(_ verdict: KeeperTask.Verdict) -> Double {
      calls == 0 ? .nan : Double(verdicts[verdict] ?? 0) / Double(calls)
    }
  }

  func run() throws -> Figures {
    let plain = try play(isDoubled: false)
    let doubled = try play(isDoubled: true, only: KeeperModel.slowAndMistaken.name)
    print(table(rows(plain)).joined(separator: "\n"))
    for line in reasons(plain) { print(line) }
    return figures(plain, doubled)
  }

  // MARK: - Playing

  func play(isDoubled: Bool, only population: String? = nil) throws -> [Tally] {
    var tallies: [Tally] = []
    for task in KeeperTask.allCases {
      for people in Population.all where population == nil || people.name == population {
        guard task.isOutbound || !people.onlyAnswers else { continue }
        let isTarget = people.name == KeeperModel.slowAndMistaken.name
        let count = isTarget ? calls * 5 : calls
        progress("\(task.rawValue), \(people.name)\(isDoubled ? " doubled" : "")")
        tallies.append(try play(task, isDoubled ? people.doubled : people, count))
      }
    }
    return tallies
  }

  private func play(_ task: KeeperTask, _ people: Population, _ count: Int) throws -> Tally {
    var tally = Tally(task: task, population: people.name)
    var random = SplitMix64(seed: seed)
    var played = 0
    while played < count {
      let scratch = try Scratch(in: directory)
      let registry = try Registry(
        path: scratch.path("keepers.sqlite"),
        clock: WallClock { KeeperMeasurement.noon },
      )
      defer { registry.stop() }
      try registry.writeAndWait {
        try $0.save(Channel(id: Region.channel, name: "Benchmark"), by: .hub)
      }
      for number in 0..<min(KeeperMeasurement.inns, count - played) {
        let seed = random.next()
        let setting = try KeeperCase(task, number: number, registry: registry, random: &random)
        let call = try play(setting, people, seed: seed, number: number)
        let first = try setting.verdict(of: [call])
        let back = try ringBack(setting, people, after: call, seed: seed, number: number)
        let calls = [call] + (back.map { [$0] } ?? [])
        let last = back == nil ? first : try setting.verdict(of: calls)
        let verdict = KeeperTask.Verdict(first: first, last: last)
        tally.verdicts[verdict, default: 0] += 1
        tally.reasons.count(verdict, back ?? call)
        if verdict == .wrong { tally.reasons.keep(calls) }
        if back != nil { tally.rungBack += 1 }
        if back != nil, try setting.isWithOffice() { tally.unreached += 1 }
        if verdict == .wrong, !calls.flatMap(\.transcript).tellsOfTheLast { tally.unread += 1 }
        if verdict == .done {
          tally.keys.append(call.keysPressed)
          if let told = call.toldAt { tally.seconds.append(told) }
        }
        played += 1
      }
    }
    return tally
  }

  private func play(_ setting: KeeperCase, _ people: Population, seed: UInt64, number: Int) throws
    -> SimulatedCall
  {
    let id = ConversationID(trusted: "call_\(number)")
    var call = SimulatedCall(
      CallDialogue(setting.task.purpose),
      people,
      mind: KeeperMind(setting.wish),
      seed: seed,
      registry: setting.desk(call: id),
    )
    try call.run()
    return call
  }

  /// The hub rings back where the registry wants it, and the registry's own ladder judges how that
  /// went; whoever answers errs like before.
  private func ringBack(
    _ setting: KeeperCase,
    _ people: Population,
    after call: SimulatedCall,
    seed: UInt64,
    number: Int,
  ) throws -> SimulatedCall? {
    let registry = setting.registry
    let ring = try registry.writeAndWait {
      try $0.beginRing(setting.inn, .repetition, number: setting.phone.number)
    }
    // Bookings that wait for their own call are none of this.
    guard let ring, ring.purpose == .repetition else {
      if let ring {
        try registry.writeAndWait { try $0.endRing(ring, as: .cancelled, RingLadder()) }
      }
      return nil
    }
    var back = SimulatedCall(
      CallDialogue(.keeper(.outbound(.repetition, resumed: false))),
      people,
      mind: call.mind,
      // A chance of its own, and the same in every run.
      seed: seed ^ 0x9E37_79B9_7F4A_7C15,
      registry: setting.desk(call: ConversationID(trusted: "back_\(number)")),
    )
    try back.run()
    let outcome = Ring.Outcome(back.player.dialogue.outcome)
    try registry.writeAndWait { try $0.endRing(ring, as: outcome, RingLadder()) }
    return back
  }

  // MARK: - Telling

  private func rows(_ tallies: [Tally]) -> [[String]] {
    [
      [
        "dialogue and population", "calls", "done", "mended", "open", "office", "wrong",
        "rung back", "keys",
      ]
    ]
      + tallies.map { tally in
        [
          "\(tally.task.rawValue) \(tally.population)", "\(tally.calls)",
          fixed(tally.share(.done) * 100, decimals: 1),
          fixed(tally.share(.mended) * 100, decimals: 2),
          fixed(tally.share(.uncommitted) * 100, decimals: 1),
          fixed(tally.share(.office) * 100, decimals: 1),
          fixed(tally.share(.wrong) * 100, decimals: 2),
          fixed(Double(tally.rungBack) / Double(max(tally.calls, 1)) * 100, decimals: 1),
          tally.keys.median.map(String.init) ?? "-",
        ]
      }
  }

  /// Why the calls of the target population stayed open, and why any call went wrong.
  private func reasons(_ tallies: [Tally]) -> [String] {
    var lines: [String] = []
    for tally in tallies {
      let name = "\(tally.task.rawValue) \(tally.population)"
      if tally.population == KeeperModel.slowAndMistaken.name {
        lines += tally.reasons.lines(.uncommitted, of: name, calls: tally.calls)
      }
      lines += tally.reasons.lines(.wrong, of: name, calls: tally.calls)
    }
    for tally in tallies { lines += tally.reasons.wrongCalls }
    return lines + [""]
  }

  private func figures(_ plain: [Tally], _ doubled: [Tally]) -> Figures {
    var figures = Figures()
    let target = KeeperModel.slowAndMistaken.name
    func tally(_ task: KeeperTask, _ tallies: [Tally]) -> Tally? {
      tallies.first { $0.task == task && $0.population == target }
    }
    let tonight = tally(.tonight, plain)
    let request = tally(.request, plain)
    figures.add("tonight_done", tonight?.share(.done) ?? .nan, "share", .atLeast(0.97))
    figures.add("request_done", request?.share(.done) ?? .nan, "share", .atLeast(0.97))
    figures.add("tonight_done_2x", tally(.tonight, doubled)?.share(.done) ?? .nan, "share")
    figures.add("request_done_2x", tally(.request, doubled)?.share(.done) ?? .nan, "share")
    let calls = plain.reduce(0) { $0 + $1.calls }
    let wrong = plain.reduce(0) { $0 + ($1.verdicts[.wrong] ?? 0) }
    let unread = plain.reduce(0) { $0 + $1.unread }
    let scale = 100_000 / Double(max(calls, 1))
    figures.add("wrong_commits_per_100k", Double(wrong) * scale, "calls", .atMost(0))
    figures.add("unread_commits_per_100k", Double(unread) * scale, "calls")
    let share = 100 / Double(max(calls, 1))
    let rungBack = plain.reduce(0) { $0 + $1.rungBack }
    let unreached = plain.reduce(0) { $0 + $1.unreached }
    figures.add("rung_back_percent", Double(rungBack) * share, "%")
    figures.add("rung_back_office_percent", Double(unreached) * share, "%")
    let steady = plain.filter { $0.population == KeeperModel.steady.name }
    figures.add(
      "rung_back_percent_steady",
      Double(steady.reduce(0) { $0 + $1.rungBack }) * 100
        / Double(max(steady.reduce(0) { $0 + $1.calls }, 1)),
      "%",
    )
    let keys = { (tally: Tally?) in tally?.keys.median.map(Double.init) ?? .nan }
    figures.add("tonight_keys_median", keys(tonight), "keys", .atMost(1))
    figures.add("request_keys_median", keys(request), "keys", .atMost(1))
    figures.add("tonight_seconds_median", tonight?.seconds.median ?? .nan, "s")
    figures.add("keeper_calls", Double(calls), "calls")
    return figures
  }
}

extension [TranscriptLine] {
  /// After the last thing that was saved a sentence ended that tells of it.
  var tellsOfTheLast: Bool {
    let last = lastIndex { line in
      guard case .saved(let commit, .saved) = line else { return false }
      switch commit.change {
      case .heard, .settle, .declineReason, .unrepeated, .repeated: return false
      default: return true
      }
    }
    guard let last else { return true }
    return self[last...].contains { $0.said?.telling != nil }
  }
}
