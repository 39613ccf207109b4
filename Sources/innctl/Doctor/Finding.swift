import InnRegistry

/// What one check of the doctor found.
struct Finding: Hashable, Sendable {
  /// Stable name, for programs.
  var check: String
  /// What was looked at.
  var subject: Phrase
  var state: State
  var detail: Phrase
  /// What to do about it; nil when all is well.
  var advice: Phrase?

  enum State: String, CaseIterable, Sendable {
    case ok
    /// Works, but not as it should.
    case warn
    /// The hub can't run, or loses something.
    case fail
  }

  init(_ check: String, _ subject: Phrase, _ state: State, _ detail: Phrase, advice: Phrase? = nil)
  {
    self.check = check
    self.subject = subject
    self.state = state
    self.detail = detail
    self.advice = advice
  }
}
