/// Why a sentence can't be turned into sound.
package enum SpeechError: Error, Hashable, Sendable {
  /// The text has nothing that can be spoken.
  case nothingToSay
  /// A file that speech needs is missing: what it is and its path.
  case missing(String, path: String)
  /// The synthesiser failed: what happened, in words for the log.
  case synthesis(String)
  /// More sentences wait than ``Speech`` takes.
  case tooManyWaiting
}
