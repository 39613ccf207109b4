import Testing

@testable import VoiceIVR

struct SIPLogLineTests {
  @Test(arguments: [
    ("Add port 2 (sip:0175000777@127.0.0.1) queued", "Add port 2 (sip:***777@127.0.0.1) queued"),
    (
      "To: \"練習 花子\" <sips:+81175000777;phone-context=x@[::1]:5061>;tag=a",
      "To: <sips:***t=x@[::1]:5061>;tag=a"
    ),
    ("tel:+81175000777, sip:a@b", "tel:***777, sip:***@b"),
    ("Adding account: id=sip:127.0.0.1:5060", "Adding account: id=sip:127.0.0.1:5060"),
    ("1st res in 3 ms: peer=127.0.0.1:24804", "1st res in 3 ms: peer=127.0.0.1:24804"),
    ("sip:", "sip:"), ("", ""), ("<sip:@", "<sip:***@"),
  ])
  func whoCallsIsHidden(line: String, masked: String) {
    #expect(SIPLogLine.masked(line) == masked)
  }
}
