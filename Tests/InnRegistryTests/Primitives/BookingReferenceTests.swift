import Foundation
import InnRegistry
import Testing

@Suite("Booking references")
struct BookingReferenceTests {
  private func values(_ reference: BookingReference) -> [UInt8] {
    reference.digits.utf8.map { $0 - 48 }
  }

  @Test("a value worked by hand")
  func byHand() throws {
    // Row 0 column 5 → 9; row 9 column 7 → 7; row 7 column 2 → 4.
    #expect(BookingReference.damm([5, 7, 2]) == 4)
    #expect(BookingReference.damm([5, 7, 2, 4]) == 0)
    #expect(try #require(BookingReference(payload: 572)).digits == "005724")
    #expect(try #require(BookingReference(payload: 572)).grouped == "005-724")
  }

  /// Exhaustive: one digit leads to each of the ten states that any prefix can lead to, so what
  /// holds for the next one or two digits from there holds for numbers of every length.
  @Test("the table tells digits apart, and a swap, from every state")
  func table() {
    let digits: ClosedRange<UInt8> = 0...9
    #expect(Set(digits.map { BookingReference.damm([$0]) }).count == 10)
    for state in digits {
      // Another digit gives another state, and different states stay different.
      #expect(Set(digits.map { BookingReference.damm([state, $0]) }).count == 10)
      #expect(Set(digits.map { BookingReference.damm([$0, state]) }).count == 10)
      for (first, second) in digits.flatMap({ x in digits.map { (x, $0) } }) where first != second {
        #expect(
          BookingReference.damm([state, first, second])
            != BookingReference.damm([state, second, first])
        )
      }
    }
  }

  @Test("every single wrong digit and every swap of neighbours is caught, every 13th payload")
  func errors() throws {
    var missed = 0
    for payload in stride(from: 0, to: BookingReference.payloads.count, by: 13) {
      let digits = values(try #require(BookingReference(payload: payload)))
      if BookingReference.damm(digits) != 0 { missed += 1 }
      for position in 0..<BookingReference.length {
        var wrong = digits
        for digit in 0..<UInt8(10) where digit != digits[position] {
          wrong[position] = digit
          if BookingReference.damm(wrong) == 0 { missed += 1 }
        }
        wrong[position] = digits[position]
        guard position > 0, digits[position] != digits[position - 1] else { continue }
        wrong.swapAt(position, position - 1)
        if BookingReference.damm(wrong) == 0 { missed += 1 }
      }
    }
    #expect(missed == 0)
  }

  @Test("payloads outside five digits are refused", arguments: [-1, 100_000, Int.max, Int.min])
  func range(payload: Int) { #expect(BookingReference(payload: payload) == nil) }

  @Test("drawn ones have no leading zero and reach both ends")
  func draw() {
    let count = UInt64(BookingReference.drawn.count)
    #expect(BookingReference.draw(0).digits.hasPrefix("10000"))
    #expect(BookingReference.draw(count - 1).digits.hasPrefix("99999"))
    #expect(BookingReference.draw(count) == BookingReference.draw(0))
    #expect(BookingReference(BookingReference.draw(UInt64.max).digits) != nil)
  }

  @Test(
    "are read as people key, write and say them",
    arguments: [
      "572468", "572-468", " 572 468 ", "572468#", "５７２４６８", "572－468", "五七二四六八",
      "五七二の", "ごななにーよんろくはち", "ゴ ナナ ニ ヨン ロク ハチ", "ご、しち、に、し、ろく、はち",
      "5 7 2、4 6 8。",
    ]
  )
  func spoken(input: String) throws {
    // 0→9 (5), 9→7 (7), 7→4 (2), 4→0 (4), 0→8 (6): the check digit of 57246 is 8.
    guard input != "五七二の" else {
      #expect(throws: BookingReference.Misreading.notDigits) { try BookingReference.read(input) }
      return
    }
    #expect(try BookingReference.read(input).digits == "572468")
  }

  @Test("zeros and nines have many names")
  func zerosAndNines() throws {
    let reference = try #require(BookingReference(payload: 90_009))
    let last = try #require(reference.digits.last)
    for input in ["きゅうぜろれいまるく\(last)", "九〇零〇九\(last)", "キュウゼロマルレイク\(last)"] {
      #expect(try BookingReference.read(input) == reference)
    }
  }

  @Test("say what is wrong")
  func misreadings() {
    let wrong: [(String, BookingReference.Misreading)] = [
      ("", .wrongLength(0)), ("57246", .wrongLength(5)), ("5724688", .wrongLength(7)),
      ("572469", .mistyped), ("527468", .mistyped), ("57246x", .notDigits), ("#572468", .notDigits),
      ("572*468", .notDigits), (String(repeating: "1", count: 65), .notDigits),
      (String(repeating: "1", count: 64), .wrongLength(64)), ("5\u{301}72468", .notDigits),
    ]
    for (input, misreading) in wrong {
      #expect(throws: misreading) { try BookingReference.read(input) }
      #expect(BookingReference(input) == nil)
    }
  }

  @Test("survive storage; others are refused")
  func storage() throws {
    let reference = BookingReference.draw(12_345)
    let stored = try JSONEncoder().encode([reference])
    #expect(try JSONDecoder().decode([BookingReference].self, from: stored) == [reference])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([BookingReference].self, from: Data(#"["572-468"]"#.utf8))
    }
  }
}
