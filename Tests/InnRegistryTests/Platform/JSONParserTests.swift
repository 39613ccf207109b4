import InnRegistry
import Testing

private func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
  try JSONValue(parsing: Array(text.utf8))
}

private func reason(_ bytes: [UInt8], _ limits: JSONLimits = .request) -> JSONSyntaxError.Reason? {
  do throws(JSONSyntaxError) {
    _ = try JSONValue(parsing: bytes, limits: limits)
    return nil
  } catch {
    return error.reason
  }
}

@Suite struct JSONParserTests {
  @Test func readsEveryKindOfValue() throws {
    let value = try parse(
      #" { "a" : [ null , true , false , -0 , 12 , 1.5e1 , "x" ] , "b" : { } , "c":[]} "#
    )
    guard case .object(let object) = value else {
      Issue.record("not an object")
      return
    }
    #expect(object.members.map(\.name) == ["a", "b", "c"])
    #expect(
      object["a"]
        == .array([
          .null, .bool(true), .bool(false), .integer(0), .integer(12), .number(15), .string("x"),
        ])
    )
    #expect(object["b"] == .object(JSONObject()))
    #expect(object["c"] == .array([]))
    #expect(object["d"] == nil)
  }

  @Test func readsEscapes() throws {
    #expect(
      try parse(#""\"\\\/\b\f\n\r\t\u5bbf\uD83D\uDE00\u0000""#)
        == .string("\"\\/\u{8}\u{C}\n\r\t宿😀\u{0}")
    )
  }

  @Test(arguments: [
    ("", JSONSyntaxError.Reason.unexpectedEnd), (" ", .unexpectedEnd), ("[1,", .unexpectedEnd),
    ("[1", .unexpectedEnd), ("{", .unexpectedEnd), (#"{"a""#, .unexpectedEnd),
    (#"{"a":"#, .unexpectedEnd), (#""a"#, .unexpectedEnd), (#""\"#, .unexpectedEnd),
    (#""\u12"#, .unexpectedEnd), ("tru", .unexpectedEnd), ("-", .unexpectedEnd),
    ("1.", .unexpectedEnd), ("1e", .unexpectedEnd), ("1e+", .unexpectedEnd),
    ("[1,]", .unexpectedByte), (#"{"a":1,}"#, .unexpectedByte), ("{a:1}", .unexpectedByte),
    (#"{"a" 1}"#, .unexpectedByte), ("[1 2]", .unexpectedByte), ("'a'", .unexpectedByte),
    ("nulL", .unexpectedByte), ("NaN", .unexpectedByte), ("+1", .unexpectedByte),
    ("// x", .unexpectedByte), ("\u{FEFF}1", .unexpectedByte), ("[1}", .unexpectedByte),
    ("1 2", .trailingBytes), ("{}x", .trailingBytes), ("[]]", .trailingBytes),
    ("01", .malformedNumber), ("-01", .malformedNumber), ("[-]", .malformedNumber),
    ("[1.]", .malformedNumber), ("[1.e1]", .malformedNumber), ("[1e]", .malformedNumber),
    ("9223372036854775808", .numberOutOfRange), ("-9223372036854775809", .numberOutOfRange),
    ("1e999", .numberOutOfRange), ("-1e400", .numberOutOfRange),
    (#""\x""#, .malformedEscape), (#""\u12G4""#, .malformedEscape),
    (#""\uD800""#, .malformedEscape), (#""\uD800x""#, .malformedEscape),
    (#""\uD800\u0041""#, .malformedEscape), (#""\uDC00""#, .malformedEscape),
    ("\"a\nb\"", .controlCharacter), ("\"\\n\u{1}\"", .controlCharacter),
    (#"{"a":1,"a":2}"#, .duplicateName), (#"{"a":1,"\u0061":2}"#, .duplicateName),
    // é composed and decomposed: equal by Unicode, different by bytes.
    ("{\"\u{E9}\":1,\"e\u{301}\":2}", .duplicateName),
  ])
  func refuses(text: String, expected: JSONSyntaxError.Reason) {
    #expect(reason(Array(text.utf8)) == expected, "\(text)")
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0xAF, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0x80, 0x22],
    ] as [[UInt8]]
  )
  func refusesInvalidUTF8(bytes: [UInt8]) {
    #expect(reason(bytes) == .invalidUTF8)
  }

  @Test func limitsDepthSizeAndCount() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(reason(nested(32)) == nil)
    #expect(reason(nested(33)) == .tooDeep)
    #expect(reason(nested(500_000)) == .tooDeep)
    #expect(reason(Array(String(repeating: #"{"a":"#, count: 100_000).utf8)) == .tooDeep)
    let small = JSONLimits(maxBytes: 10, maxDepth: 4, maxValues: 3)
    #expect(reason(Array("[1,2]".utf8), small) == nil)
    #expect(reason(Array("[1,2,3]".utf8), small) == .tooManyValues)
    #expect(reason(Array("          1".utf8), small) == .tooLarge)
    #expect(reason(Array(repeating: 0x39, count: 1_000_000)) == .numberOutOfRange)
    #expect(reason(Array(("0." + String(repeating: "1", count: 100)).utf8)) == .numberOutOfRange)
  }

  @Test func findsDuplicatesAmongManyNames() throws {
    let names = (0..<1000).map { "\"n\($0)\":\($0)" }
    #expect(reason(Array("{\(names.joined(separator: ","))}".utf8)) == nil)
    let repeated = names + ["\"n3\":0"]
    #expect(reason(Array("{\(repeated.joined(separator: ","))}".utf8)) == .duplicateName)
  }

  @Test func saysWhere() {
    do throws(JSONSyntaxError) {
      _ = try parse(#"{"a":1,"b":x}"#)
      Issue.record("was read")
    } catch {
      #expect(error.reason == .unexpectedByte)
      #expect(error.byteOffset == 11)
    }
  }

  @Test func readsBackWhatTheWriterWrote() throws {
    let value = try parse(#"{"a":[1,-2.5,"\u0001\"宿",null,true,{}],"b":{"c":"","d":1e-7}}"#)
    var json = JSONWriter()
    json.value(value)
    #expect(try JSONValue(parsing: json.bytes) == value)
  }

  /// Random bytes never crash it, and what it reads it reads again after writing.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func survivesRandomBytes(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let alphabet =
      Array(#"{}[]:,"\u0123456789eE+-. tfnrulasx"#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xFF]
    let seedDocument = Array(
      #"{"a":[1,-2.5e3,"\u5bbf\n",null,true,{"b":{}}],"c":"宿","d":[[],[[]]]}"#.utf8
    )
    var accepted = 0
    for _ in 0..<5000 {
      var bytes = random.next() % 2 == 0 ? seedDocument : []
      if bytes.isEmpty {
        for _ in 0..<(random.next() % 40) {
          bytes.append(alphabet[Int(random.next() % UInt64(alphabet.count))])
        }
      } else {
        for _ in 0..<(random.next() % 4) {
          let index = Int(random.next() % UInt64(bytes.count))
          switch random.next() % 3 {
          case 0: bytes[index] = alphabet[Int(random.next() % UInt64(alphabet.count))]
          case 1: bytes.remove(at: index)
          default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
          }
        }
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      accepted += 1
      var json = JSONWriter()
      json.value(value)
      let again = try JSONValue(parsing: json.bytes)
      #expect(again == value, "seed \(seed): \(json.text)")
    }
    #expect(accepted > 100)
  }
}
