import InnRegistry
import Testing

@Suite struct JSONWriterTests {
  @Test func writesNestedObjectsAndArrays() {
    var json = JSONWriter()
    json.object { inn in
      inn.field("id", "T01")
      inn.field("rooms", 3)
      inn.field("open", true)
      inn.field("note", String?.none)
      inn.array("nights") { nights in
        for rooms in [1, -2] { nights.integer(rooms) }
        nights.object { $0.field("x", 0.5) }
        nights.array { _ in }
      }
      inn.object("empty") { _ in }
    }
    #expect(
      json.text
        == #"{"id":"T01","rooms":3,"open":true,"note":null,"nights":[1,-2,{"x":0.5},[]],"empty":{}}"#
    )
  }

  @Test func escapesWhatRFC8259AsksForAndNothingElse() {
    var json = JSONWriter()
    json.string("\"\\/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}宿😀\u{2028}")
    #expect(
      json.text == "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}宿😀\u{2028}\""
    )
  }

  /// Texts are looked at eight characters at a time: every length and place around that is tried.
  @Test func escapesInEveryPlaceOfATextOfAnyLength() {
    let escapes: [Character: String] = [
      "\"": #"\""#, "\\": #"\\"#, "\u{1F}": #"\u001f"#, "\0": #"\u0000"#,
    ]
    let plain: [Character] = ["\u{20}", "!", "#", "[", "]", "~", "\u{7F}", "宿"]
    for length in 0...20 {
      for filler in plain {
        let text = [Character](repeating: filler, count: length)
        #expect(written(String(text)) == "\"\(String(text))\":\"\(String(text))\"")
        for (special, escaped) in escapes {
          for place in 0..<length {
            let before = String(text[..<place])
            let after = String(text[(place + 1)...])
            let expected = "\"\(before)\(escaped)\(after)\""
            #expect(written("\(before)\(special)\(after)") == "\(expected):\(expected)")
          }
        }
      }
    }
  }

  /// A text as a name and its value, as they follow others.
  private func written(_ text: String) -> String {
    var json = JSONWriter()
    json.object {
      $0.field("a", 1)
      $0.field(text, text)
    }
    return String(json.text.dropFirst(#"{"a":1,"#.count).dropLast())
  }

  @Test(arguments: [
    (Int.min, "-9223372036854775808"), (-1, "-1"), (0, "0"), (9, "9"), (10, "10"),
    (19800, "19800"), (Int.max, "9223372036854775807"),
  ])
  func writesWholeNumbers(value: Int, text: String) {
    var json = JSONWriter()
    json.integer(value)
    #expect(json.text == text)
  }

  @Test func writesNoInfinities() {
    var json = JSONWriter()
    json.array {
      $0.number(.infinity)
      $0.number(.nan)
      $0.number(34.0718)
    }
    #expect(json.text == "[null,null,34.0718]")
  }

  @Test func writesDatesAndInstantsAsTheirDescriptions() throws {
    let date = try #require(CivilDate(year: 2026, month: 2, day: 3))
    for milliseconds: Int64 in [0, -1, 1_764_749_100_007, 951_782_400_000] {
      let instant = Timestamp(milliseconds: milliseconds)
      var json = JSONWriter()
      json.array {
        $0.date(date)
        $0.instant(instant)
      }
      #expect(json.text == #"["2026-02-03","\#(instant.description)"]"#)
    }
  }

  @Test func putsStoredJSONInAsItIs() {
    var json = JSONWriter()
    json.array {
      $0.integer(1)
      $0.raw(Array(#"{"a":1}"#.utf8))
      $0.integer(2)
    }
    #expect(json.text == #"[1,{"a":1},2]"#)
  }
}
