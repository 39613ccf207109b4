/// How fast the hub speaks.
///
/// Open JTalk's rate isn't proportional to what is heard (its pauses stretch more than its
/// syllables), so these values were measured with the voice Mei on prompts of the catalogue, pauses
/// not counted.
package enum SpeechRate: String, CaseIterable, Codable, Sendable {
  /// About 5.5 mora a second, an announcer's slow reading.
  case normal
  /// About 4.5 mora a second, for inns that asked for it.
  case slow

  /// Open JTalk's option `-r`.
  var option: String {
    switch self {
    case .normal: "0.5"
    case .slow: "0.37"
    }
  }
}
