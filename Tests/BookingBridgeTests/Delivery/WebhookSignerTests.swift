import InnRegistry
import Testing

@testable import BookingBridge

/// Signatures as Standard Webhooks has them; what the reference library makes of them is tested
/// end to end.
@Suite struct WebhookSignerTests {
  /// The example of the specification's own documentation.
  @Test func theReferenceVector() throws {
    let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let signature = WebhookSigner.signature(
      id: WebhookMessageID(trusted: "msg_p5jXN8AQM9LWM0D4loKWxJek"),
      timestamp: 1_614_265_330,
      body: #"{"test": 2432232314}"#,
      secrets: [secret],
    )
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  /// RFC 4231, 4.3 and 4.7: a short key and one longer than the block.
  @Test func theDigestIsHMACSHA256() {
    #expect(
      Secret.hex(Secret.hmac(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
    #expect(
      Secret.hex(
        Secret.hmac(
          Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
          key: [UInt8](repeating: 0xAA, count: 131),
        )
      ) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    )
  }

  @Test func everySecretSignsInItsOrder() throws {
    let first = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let second = WebhookSecret(drawing: { 7 })
    func sign(_ secrets: [WebhookSecret]) -> String {
      WebhookSigner.signature(
        id: WebhookMessageID(trusted: "msg_1"),
        timestamp: 1,
        body: "{}",
        secrets: secrets
      )
    }
    #expect(sign([first, second]) == sign([first]) + " " + sign([second]))
    #expect(sign([first]) != sign([second]))
  }

  @Test(arguments: [
    ("https://platform.example/hook?a=1", OutgoingAddress.publicInternet, nil),
    ("webcal://platform.example/a.ics", .publicInternet, nil),
    ("https://203.0.114.9/", .publicInternet, nil),
    ("http://platform.example/", .publicInternet, OutgoingAddress.Fault.notSecure),
    ("https://127.0.0.1/", .publicInternet, .privateAddress),
    ("https://127.1/", .publicInternet, .privateAddress),
    ("https://2130706433/", .publicInternet, .privateAddress),
    ("https://0x7f000001/", .publicInternet, .privateAddress),
    ("https://10.1.2.3/", .publicInternet, .privateAddress),
    ("https://169.254.169.254/latest/meta-data", .publicInternet, .privateAddress),
    ("https://[::1]/", .publicInternet, .privateAddress),
    ("https://[::ffff:192.168.0.1]/", .publicInternet, .privateAddress),
    ("https://[fd00::1]/", .publicInternet, .privateAddress),
    ("https://localhost/", .publicInternet, .privateAddress),
    ("https://hub.localhost:8443/", .publicInternet, .privateAddress),
    ("https://user:word@platform.example/", .publicInternet, .credentials),
    ("https://user@platform.example/", .publicInternet, .credentials),
    ("https://platform.example/#part", .publicInternet, .malformed),
    ("https:///path", .publicInternet, .malformed), ("https://", .publicInternet, .malformed),
    ("ftp://platform.example/", .publicInternet, .malformed),
    ("file:///etc/passwd", .publicInternet, .malformed),
    ("platform.example/hook", .publicInternet, .malformed), ("", .publicInternet, .malformed),
    ("https://platform.example/a b", .publicInternet, .malformed),
    ("https://platform.example:0/", .publicInternet, .malformed),
    ("https://platform.example:70000/", .publicInternet, .malformed),
    ("http://127.0.0.1:8000/", .anywhere, nil), ("gopher://127.0.0.1/", .anywhere, .malformed),
  ])
  func addresses(_ text: String, _ allowed: OutgoingAddress, _ fault: OutgoingAddress.Fault?) {
    do throws(OutgoingAddress.Fault) {
      let kept = try allowed.check(text)
      #expect(fault == nil)
      #expect(kept == text.replacing("webcal:", with: "https:"))
    } catch {
      #expect(error == fault)
    }
  }
}
