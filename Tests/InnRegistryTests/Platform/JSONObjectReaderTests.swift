import InnRegistry
import Testing

private struct Wish: Equatable, Sendable {
  var checkIn: CivilDate
  var nights: Int
  var ages: [Int]
  var meal: Meal
  var name: String?
  var rate: RatePlanID?
}

private enum Meal: String, CaseIterable, Sendable {
  case none
  case halfBoard = "half_board"
}

private func readWish(_ members: inout JSONObjectReader) -> Wish? {
  let checkIn = members.required("check_in", .date)
  let nights = members.required("nights", .integer(1...30))
  let ages = members.required(
    "guests",
    .object { $0.required("ages", .array(of: .integer(0...17), count: 0...4)) }
  )
  let meal = members.optional("meal", .oneOf(Meal.self), default: .none)
  let name = members.optional("name", .line(1...5))
  let rate = members.optional("rate_plan", .identifier()) as RatePlanID?
  guard let checkIn, let nights, let ages else { return nil }
  return Wish(checkIn: checkIn, nights: nights, ages: ages, meal: meal, name: name, rate: rate)
}

private func faults(_ text: String) throws -> [String] {
  let document = try JSONValue(parsing: Array(text.utf8))
  do throws(JSONFaults) {
    _ = try JSONObjectReader.read(document, readWish)
    return []
  } catch {
    return error.list.map { "\($0.pointer) \($0.fault.rawValue)" }
  }
}

@Suite struct JSONObjectReaderTests {
  @Test func readsWhatIsRight() throws {
    let text = """
      {"check_in":"2026-12-03","nights":2.0,"guests":{"ages":[3,10]},"meal":"half_board",
       "name":"訓練太郎","rate_plan":"T01-1-hb"}
      """
    let document = try JSONValue(parsing: Array(text.utf8))
    let wish = try JSONObjectReader.read(document, readWish)
    let date = try #require(CivilDate(year: 2026, month: 12, day: 3))
    let expected = Wish(
      checkIn: date,
      nights: 2,
      ages: [3, 10],
      meal: .halfBoard,
      name: "訓練太郎",
      rate: RatePlanID("T01-1-hb")
    )
    #expect(wish == expected)
  }

  @Test func takesNullForAnAbsentOptionalMember() throws {
    let text =
      #"{"check_in":"2026-12-03","nights":1,"guests":{"ages":[]},"meal":null,"name":null}"#
    #expect(try faults(text).isEmpty)
  }

  @Test func namesEveryFaultAtOnce() throws {
    let text = """
      {"check_in":"2026-02-30","nights":31,"guests":{"ages":[3,"x",99],"pets":1},"meal":"lunch",
       "name":"a\\u202eb","rate_plan":7,"a/b~c":1}
      """
    #expect(
      try faults(text) == [
        "/check_in wrong_format", "/nights out_of_range", "/guests/ages/1 wrong_type",
        "/guests/ages/2 out_of_range", "/guests/pets unknown", "/meal not_allowed",
        "/name wrong_format", "/rate_plan wrong_type", "/a~1b~0c unknown",
      ]
    )
  }

  @Test(arguments: [
    ("{}", ["/check_in missing", "/nights missing", "/guests missing"]),
    ("[]", [" wrong_type"]),
    (
      #"{"check_in":null,"nights":1.5,"guests":{"ages":[1,1,1,1,1]},"name":"123456"}"#,
      [
        "/check_in wrong_type", "/nights wrong_type", "/guests/ages wrong_length",
        "/name wrong_length",
      ]
    ),
    (
      #"{"check_in":"2026-12-03","nights":1e300,"guests":[]}"#,
      ["/nights wrong_type", "/guests wrong_type"]
    ),
  ])
  func refuses(text: String, expected: [String]) throws {
    #expect(try faults(text) == expected)
  }

  @Test func reportsAtMostAHundredFaults() throws {
    let members = (0..<500).map { "\"x\($0)\":0" }.joined(separator: ",")
    #expect(try faults("{\(members)}").count == JSONFaults.maxReported)
  }

  @Test func tellsAbsentFromNullInPartialUpdates() throws {
    func change(_ text: String) throws -> FieldChange<Int> {
      try JSONObjectReader.read(try JSONValue(parsing: Array(text.utf8))) {
        $0.change("n", .integer(0...9))
      }
    }
    #expect(try change("{}") == .unchanged)
    #expect(try change(#"{"n":null}"#) == .cleared)
    #expect(try change(#"{"n":3}"#) == .set(3))
    #expect(throws: JSONFaults.self) { try change(#"{"n":10}"#) }
  }

  @Test func reportsWhatOnlySeveralMembersShow() throws {
    do throws(JSONFaults) {
      _ = try JSONObjectReader.read(.object(JSONObject())) { members -> Int? in
        members.refuse("check_out", .inconsistent, "must be after check_in")
        return 1
      }
      Issue.record("was read")
    } catch {
      #expect(error.list.map(\.pointer.description) == ["/check_out"])
    }
  }

  @Test func alwaysSaysSomethingWhenAReaderRefuses() {
    #expect(throws: JSONFaults.self) {
      try JSONObjectReader.read(.object(JSONObject())) { _ in Int?.none }
    }
  }
}

@Suite struct TextFormatTests {
  @Test func readsListsAndNumbers() throws {
    #expect(try TextFormat.wholeNumber(-5...5).read("-3") == -3)
    #expect(try TextFormat.list(of: .wholeNumber(0...9), count: 0...3).read("1,2,3") == [1, 2, 3])
    #expect(try TextFormat.list(of: .wholeNumber(0...9), count: 0...3).read("").isEmpty)
    for text in ["+1", "1.0", "", " 1", "1 ", "0x1", "９"] {
      #expect(throws: TextFault.self) { try TextFormat.wholeNumber(-5...5).read(text) }
    }
    for text in ["1,,2", ",", "1,2,3,4", "a"] {
      #expect(throws: TextFault.self) {
        try TextFormat.list(of: .wholeNumber(0...9), count: 0...3).read(text)
      }
    }
  }

  @Test func allowsLineBreaksOnlyInSeveralLines() throws {
    #expect(try TextFormat.lines(0...20).read("a\nb") == "a\nb")
    #expect(throws: TextFault.self) { try TextFormat.line(0...20).read("a\nb") }
    #expect(throws: TextFault.self) { try TextFormat.lines(0...20).read("a\u{0}b") }
  }
}
