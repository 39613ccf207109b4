import InnRegistry
import InnTestSupport
import Testing

@testable import VoiceIVR

/// Whatever somebody writes: a reading, never a crash, and never a PIN kept (``Fuzz`` says how long).
@Suite(.serialized) struct FuzzTests {
  @Test func messages() {
    let seeds = [
      "3", "明日2", "12/5 満室", "8/3-8/5 休", "はい", "いいえ 満室", "今夜3、明日0。", "12月5日から12月8日まで休業",
      "和室2 洋室1", "お客様3名 うち外国1", "暗証番号は 4821 です", "再来週の土曜 2部屋", "?",
    ]
    let parser = SMSParser(
      SMSContext(tonight: TokyoTime.tonight(at: TestWorld.start), innNames: ["みなと荘"])
    )
    let words = ["〜", "・", "１２／５", "大晦日", "元日", "2/30", "13/1"]
    let fault = Fuzz("messages", seeds, words: words).run {
      let text = String(decoding: $0, as: UTF8.self)
      let reading = parser.read(text)
      guard parser.read(text) == reading else { throw Fuzz.Finding("read twice, and otherwise") }
      _ = parser.withoutSecrets(text)
    }
    #expect(fault == nil)
  }

  @Test func addressesOfStrangers() {
    let seeds = ["192.0.2.0/24", "2001:db8::/32", "::ffff:127.0.0.1", "0175000001", "+81175000001"]
    let fault = Fuzz("callers", seeds).run {
      let text = String(decoding: $0, as: UTF8.self)
      _ = AddressPrefix(text)
      if let number = PhoneNumber(text), PhoneNumber(number.e164) != number {
        throw Fuzz.Finding("\(number) is not read back")
      }
    }
    #expect(fault == nil)
  }

  /// What a provider posts, and what a modem's program lays down.
  @Test func messagesOfGateways() {
    let seeds = [
      "MessageSid=SM1&From=%2B81175000001&Body=3+%E5%AE%A4&NumMedia=0",
      "IN20261203_120000_00_+81175000001_00.txt", "\u{FEFF}明日2",
    ]
    let fault = Fuzz("gateways", seeds).run {
      _ = TwilioForm.parse($0)
      _ = GammuFiles.text($0)
      _ = GammuFiles.InboxName(String(decoding: $0, as: UTF8.self))
    }
    #expect(fault == nil)
  }
}
