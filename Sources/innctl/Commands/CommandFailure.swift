/// Why a command failed, in the words of whoever typed it.
struct CommandFailure: Error, Hashable, Sendable {
  var status: ExitStatus
  /// What went wrong: one sentence without a full stop.
  var message: Phrase
  /// What to do about it; nil where the message says it all.
  var advice: Phrase?

  init(_ status: ExitStatus, _ message: Phrase, advice: Phrase? = nil) {
    self.status = status
    self.message = message
    self.advice = advice
  }
}
