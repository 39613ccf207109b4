import InnRegistry
import InnTestSupport
import Testing

@testable import VoiceIVR

/// Whatever somebody writes: a reading, never a crash, and never a PIN kept.
///
/// `scripts/check --fuzz` goes on longer.
struct FuzzTests {
  @Test func messages() {
    let budget = FuzzBudget()
    let seeds = [
      "3", "明日2", "12/5 満室", "8/3-8/5 休", "はい", "いいえ 満室", "今夜3、明日0。", "12月5日から12月8日まで休業",
      "和室2 洋室1", "お客様3名 うち外国1", "暗証番号は 4821 です", "再来週の土曜 2部屋", "?",
    ].map { Array($0.utf8) }
    var mutations = Mutations(
      seed: budget.seed,
      words: ["〜", "・", "１２／５", "大晦日", "元日", "2/30", "13/1"]
    )
    let parser = SMSParser(
      SMSContext(tonight: TokyoTime.tonight(at: TestWorld.start), innNames: ["みなと荘"])
    )
    var count = 0
    while budget.goesOn(after: count) {
      let text = String(decoding: mutations.next(from: seeds), as: UTF8.self)
      let reading = parser.read(text)
      #expect(parser.read(text) == reading, "seed \(budget.seed), input \(count)")
      _ = parser.withoutSecrets(text)
      count += 1
    }
    #expect(count > 100)
  }

  @Test func addressesOfStrangers() {
    let budget = FuzzBudget()
    var mutations = Mutations(seed: budget.seed)
    let seeds = ["192.0.2.0/24", "2001:db8::/32", "::ffff:127.0.0.1", "0175000001", "+81175000001"]
      .map { Array($0.utf8) }
    var count = 0
    while budget.goesOn(after: count) {
      let text = String(decoding: mutations.next(from: seeds), as: UTF8.self)
      _ = AddressPrefix(text)
      if let number = PhoneNumber(text) { #expect(PhoneNumber(number.e164) == number) }
      count += 1
    }
  }
}
