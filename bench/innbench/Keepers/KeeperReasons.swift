import VoiceIVR

/// Something that a simulated keeper did wrong: one draw of the error model (docs/keepers.md).
struct Mistake: Hashable {
  var kind: Kind
  /// The question or sentence at which she did it.
  var prompt: PromptKey

  enum Kind: String {
    case late
    case mishears
    case slips
    case doubles
    case talks
    case hangsUp = "hangs up"
    /// Didn't take in a sentence that told her of an error.
    case inattentive
    case leaves
    case hasEnough = "has enough"
  }
}

/// Why calls came out as they did: where they ended and what she had done wrong before.
struct KeeperReasons {
  private var counts: [KeeperTask.Verdict: [String: Int]] = [:]

  /// Every word of calls that went wrong, the first ones.
  private(set) var wrongCalls: [String] = []
  static let mostWrongCalls = 3

  /// Lines of a report for one dialogue, population and verdict; rarer reasons are summed up.
  static let most = 8
  /// Errors of one call that are named; the last ones decide.
  static let named = 3

  mutating func count(_ verdict: KeeperTask.Verdict, _ call: SimulatedCall) {
    guard verdict == .uncommitted || verdict == .wrong else { return }
    counts[verdict, default: [:]][KeeperReasons.reason(call), default: 0] += 1
  }

  /// Keeps what was said and keyed, the hub's ring-back included.
  mutating func keep(_ calls: [SimulatedCall]) {
    guard wrongCalls.count < KeeperReasons.mostWrongCalls else { return }
    let lines = calls.flatMap { call in
      call.transcript.map { "  \($0)" }
        + call.errors.map { "  (\($0.kind.rawValue) at \($0.prompt.rawValue))" }
    }
    wrongCalls.append((["", "a call that went wrong:"] + lines).joined(separator: "\n"))
  }

  /// The end of the call and the last errors before it.
  static func reason(_ call: SimulatedCall) -> String {
    let errors = call.errors.suffix(named).map { "\($0.kind.rawValue) at \($0.prompt.rawValue)" }
    let what = errors.isEmpty ? "no error" : errors.joined(separator: ", ")
    return "\(call.howItEnded): \(what)"
  }

  func lines(_ verdict: KeeperTask.Verdict, of name: String, calls: Int) -> [String] {
    guard let reasons = counts[verdict], !reasons.isEmpty else { return [] }
    let all = reasons.values.reduce(0, +)
    let sorted = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let rest = sorted.dropFirst(KeeperReasons.most).reduce(0) { $0 + $1.value }
    let label = verdict == .wrong ? "wrong" : "open"
    var lines = ["", "\(name), \(label): \(all) of \(calls)"]
    lines += sorted.prefix(KeeperReasons.most).map { "  \($0.value)  \($0.key)" }
    if rest > 0 { lines.append("  \(rest)  others") }
    return lines
  }
}

extension SimulatedCall {
  /// Who ended the call, and at which sentence.
  var howItEnded: String {
    let last = transcript.last { line in
      switch line {
      case .keeperHungUp, .hubHungUp: true
      default: false
      }
    }
    let lastSaid = transcript.last { $0.said != nil }?.said?.rawValue ?? "nothing"
    switch last {
    case .keeperHungUp(let prompt):
      return prompt.map { "hung up in \($0.rawValue)" } ?? "hung up after \(lastSaid)"
    case .hubHungUp(let outcome): return "hub hung up (\(outcome.rawValue))"
    default: return "ended otherwise"
    }
  }
}
