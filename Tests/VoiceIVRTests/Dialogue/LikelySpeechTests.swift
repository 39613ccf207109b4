import Foundation
import InnRegistry
import Testing

@testable import VoiceIVR

/// What a call says was made ahead: nobody hears «one moment, please» in a usual call.
@Suite struct LikelySpeechTests {
  private static let golden = [
    "rooms-one-digit.txt", "rooms-full.txt", "rooms-silence.txt", "rooms-new-booking-first.txt",
    "rooms-recital-s04.txt", "rooms-two-kinds.txt", "rooms-standing-offer-tomorrow-s28.txt",
    "request-accept.txt", "request-decline-full-s06.txt", "request-silence.txt",
    "evening-call.txt", "cancellation-counted-s08.txt", "broadcast-then-request.txt",
    "repeat-corrected.txt", "repeat-answer-wrong.txt", "repeat-two-kinds.txt",
  ]

  @Test(arguments: golden)
  func everySentenceIsMadeAhead(_ name: String) throws {
    let url = GoldenTests.folder.appending(path: name)
    let script = try GoldenScript(String(contentsOf: url, encoding: .utf8))
    let briefing = script.registry.briefing
    let made = Set(
      LikelySpeech.always + LikelySpeech.daily(tonight: briefing.tonight)
        + LikelySpeech.greetings(of: briefing.name) + briefing.likelySpeech
    )
    var missing: [String] = []
    try GoldenTests.play(script) { _, effects in
      for case .say(let utterance) in effects {
        missing += utterance.phrases.map(\.text.speech).filter { !made.contains($0) }
      }
    }
    #expect(missing == [])
  }

  @Test func aDayOfSentencesIsSoonMade() {
    let tonight = GoldenScript.tonight
    #expect(LikelySpeech.daily(tonight: tonight).count < 30)
    #expect(Set(LikelySpeech.always).count < 300)
  }
}
