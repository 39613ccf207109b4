import InnTestSupport
import Testing

@testable import InnRegistry

struct JSON5DocumentTests {
  private func read(_ text: String) throws -> JSON5Document {
    try JSON5Document(parsing: Array(text.utf8))
  }

  private func fault(_ text: String) -> JSON5Document.Fault? {
    do throws(JSON5Document.Fault) {
      _ = try JSON5Document(parsing: Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func everythingThatPeopleWriteIsTaken() throws {
    let document = try read(
      """
      // settings
      {
        plain: 1, 'single': "a", "double": 'b\\'c', /* here */
        hex: 0xFF, minus: -3, plus: +4, dot: .5, end: 5., power: 1e3,
        list: [1, 2, 3,], nested: { on: true, off: false, none: null },
        text: 'one \\
      line', escaped: "\\x41\\u3042\\n\\q",
      }

      """.replacing("\\q", with: "\\!")
    )
    guard case .object(let object) = document.value else {
      Issue.record("no object")
      return
    }
    #expect(object["plain"] == .integer(1))
    #expect(object["single"] == .string("a"))
    #expect(object["double"] == .string("b'c"))
    #expect(object["hex"] == .integer(255))
    #expect(object["minus"] == .integer(-3))
    #expect(object["plus"] == .integer(4))
    #expect(object["dot"] == .number(0.5))
    #expect(object["end"] == .number(5))
    #expect(object["power"] == .number(1000))
    #expect(object["list"] == .array([.integer(1), .integer(2), .integer(3)]))
    #expect(object["text"] == .string("one line"))
    #expect(object["escaped"] == .string("Aあ\n!"))
    #expect(document.places["/plain"] == TextPosition(line: 3, column: 3))
    #expect(document.places["/nested/on"] == TextPosition(line: 5, column: 31))
    #expect(document.places["/list/2"] == TextPosition(line: 5, column: 16))
  }

  static let faults: [(String, String)] = [
    ("", "1:1"), ("{", "1:1"), ("{a:1", "1:1"), ("{a 1}", "1:4"), ("{a:1 b:2}", "1:6"),
    ("{a:1,\n a:2}", "2:2"), ("{a:bare}", "1:4"), ("{a:'x}", "1:4"), ("[1,,2]", "1:4"),
    ("{a:010}", "1:4"), ("{a:Infinity}", "1:4"), ("{a:NaN}", "1:4"), ("{a:0x}", "1:4"),
    ("{a:--1}", "1:4"), ("/* x", "1:1"), ("{}x", "1:3"), ("{1a:2}", "1:2"), ("{a:'\\q'}", "1:6"),
    ("{a:'\\ud800'}", "1:6"), ("{a:99999999999999999999}", "1:4"), ("{a:1e999}", "1:4"),
    ("\r\n\r\n{a:}", "3:4"), ("{あ:x}", "1:4"),
  ]

  @Test(arguments: faults) func aFaultIsToldWhereItStands(text: String, place: String) {
    #expect(fault(text)?.position.description == place, "\(text)")
  }

  @Test func limitsHold() {
    #expect(fault(String(repeating: "[", count: 17)) != nil)
    #expect(fault(String(repeating: " ", count: JSON5Document.maxBytes) + "1") != nil)
    #expect(fault("[" + String(repeating: "1,", count: JSON5Document.maxValues) + "]") != nil)
    #expect(throws: JSON5Document.Fault.self) { try JSON5Document(parsing: [0x7B, 0xFF, 0x7D]) }
  }

  /// Whatever comes, it ends with a document or a place in the text.
  @Test func anyBytesAreReadOrRefused() throws {
    let seed = "{a: [1, 'x', {b: true}], \"c\": 0x1F, // end\n d: -1.5e3}"
    var random = SplitMix64(seed: 11)
    for _ in 0..<4000 {
      var bytes = Array(seed.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
        default: if bytes.count > 1 { bytes.remove(at: place) }
        }
      }
      do throws(JSON5Document.Fault) {
        _ = try JSON5Document(parsing: bytes)
      } catch {
        #expect(error.position.line >= 1 && error.position.column >= 1)
        #expect(!error.detail.isEmpty)
      }
    }
  }

  @Test func everyJSONDocumentIsJSON5() throws {
    for text in ["{\"a\":[1,2.5,null,true,\"\\u3042\\n\"],\"b\":{}}", "[]", "\"x\"", "-7"] {
      #expect(try read(text).value == JSONValue(parsing: Array(text.utf8)))
    }
  }
}
