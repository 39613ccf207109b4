import InnRegistry
import Testing

@Suite("CSV")
struct CSVTests {
  private func table(_ text: String, limits: CSVLimits = CSVLimits()) throws(CSVError) -> CSVTable {
    try CSVTable(Array(text.utf8), limits: limits)
  }

  private func error(_ text: String, limits: CSVLimits = CSVLimits()) -> CSVError? {
    error(Array(text.utf8), limits: limits)
  }

  private func error(_ bytes: [UInt8], limits: CSVLimits = CSVLimits()) -> CSVError? {
    do throws(CSVError) {
      _ = try CSVTable(bytes, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "reads either line end, with or without the last, with or without a mark",
    arguments: [
      "a,b\r\n1,2\r\n", "a,b\n1,2\n", "a,b\r\n1,2", "a,b\n1,2", "\u{FEFF}a,b\n1,2",
      "\n\r\na,b\n\n1,2\r\n\r\n", "\"a\",\"b\"\r\n\"1\",\"2\"\r\n",
    ]
  )
  func lineEnds(text: String) throws {
    let table = try table(text)
    #expect(table.header == ["a", "b"])
    #expect(table.rows.map(\.fields) == [["1", "2"]])
    #expect(table.rows[0]["b"] == "2")
    #expect(table.rows[0]["c"] == nil)
  }

  @Test("reads quotes, commas, line breaks and spaces inside fields")
  func quoting() throws {
    let table = try table("宿,説明\r\n\" 練習荘 \",\"海,\"\"近い\"\"\r\n宿\"\r\n,\"\"\r\n x ,y\r\n")
    #expect(
      table.rows.map(\.fields)
        == [[" 練習荘 ", "海,\"近い\"\r\n宿"], ["", ""], [" x ", "y"]]
    )
    // The second row begins after a field of two lines.
    #expect(table.rows.map(\.line) == [2, 4, 5])
  }

  @Test("a header alone is a table without rows")
  func headerOnly() throws { #expect(try table("a,b").rows.isEmpty) }

  @Test("names the line of what is wrong")
  func errors() {
    let wrong: [(String, Int, CSVError.Kind)] = [
      ("", 1, .noHeader), ("\u{FEFF}\r\n\n", 1, .noHeader),
      ("a,,c\n", 1, .emptyColumnName(column: 2)), ("\na,b,a\n", 2, .columnTwice("a")),
      ("a,b\n1,2\n3\n", 3, .fieldCount(expected: 2, found: 1)),
      ("a,b\n1,2,\n", 2, .fieldCount(expected: 2, found: 3)),
      ("a,b\n1,2\"\n", 2, .strayQuote), ("a,b\n1,\"2\"x\n", 2, .textAfterQuote),
      ("a,b\n1, \"2\"\n", 2, .strayQuote), ("a,b\n\"1\n\n,2\n", 2, .unclosedQuote),
      ("a,b\r1,2\r", 1, .strayCarriageReturn), ("a,b\n1,2\r", 2, .strayCarriageReturn),
      ("a,b\n\"1\"\r2,3", 2, .strayCarriageReturn), ("a,b\n1,\u{0}\n", 2, .zeroByte),
      ("a,b\n\"1\n2\",3\n4,\"\n", 4, .unclosedQuote),
    ]
    for (text, line, kind) in wrong {
      #expect(error(text) == CSVError(line: line, kind: kind), "\(text.debugDescription)")
    }
  }

  @Test("refuses other encodings")
  func encodings() {
    // 宿 in Shift_JIS, and «a» in UTF-16 with its mark.
    #expect(error(Array("a\n".utf8) + [0x8F, 0x68, 0x0A]) == CSVError(line: 2, kind: .notUTF8))
    #expect(error([0xFF, 0xFE, 0x61, 0x00]) == CSVError(line: 1, kind: .zeroByte))
  }

  @Test("keeps to its limits, and takes what just fits")
  func limits() throws {
    var limits = CSVLimits()
    limits.maxBytes = 20
    limits.maxRows = 2
    limits.maxFields = 3
    limits.maxFieldBytes = 4
    #expect(error("a\n1\n2\n", limits: limits) == nil)
    #expect(error("a\n1\n2\n3\n", limits: limits)?.kind == .tooManyRows(limit: 2))
    #expect(error("a,b,c\n1,2,3", limits: limits) == nil)
    #expect(error("a,b,c,d\n", limits: limits)?.kind == .tooManyFields(limit: 3))
    #expect(error("a\n1234\n\"1234\"", limits: limits) == nil)
    #expect(error("a\n12345", limits: limits) == CSVError(line: 2, kind: .fieldTooLong(limit: 4)))
    #expect(error("a\n\"12345\"", limits: limits)?.kind == .fieldTooLong(limit: 4))
    let full = "aaaa\n" + String(repeating: "\n", count: 15)
    #expect(error(full, limits: limits) == nil)
    #expect(error(full + "\n", limits: limits)?.kind == .tooManyBytes(limit: 20))
  }

  @Test("writes what it reads back", arguments: 1..<101)
  func roundTrip(seed: Int) throws {
    let pieces = ["", "a", "宿", ",", "\"", "\r\n", "\n", " ", "=1", "'", "+81", "\r"]
    var state = UInt64(seed)
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let width = 1 + pick(4)
    let rows = (0..<pick(6)).map { _ in
      (0..<width).map { _ in (0..<pick(5)).map { _ in pieces[pick(pieces.count)] }.joined() }
    }
    var writer = CSVWriter(isForSpreadsheets: false)
    writer.append((0..<width).map { "column\($0)" })
    for row in rows { writer.append(row) }
    #expect(try CSVTable(writer.bytes).rows.map(\.fields) == rows)
  }

  @Test("writes CRLF and quotes only where needed")
  func written() {
    var writer = CSVWriter(isForSpreadsheets: false)
    writer.append(["a", "b,c", "d\"e", "f\ng", "", "=1"])
    writer.append([""])
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "a,\"b,c\",\"d\"\"e\",\"f\ng\",,=1\r\n\"\"\r\n"
    )
  }

  @Test("for spreadsheets, a formula is shown and not run")
  func formulas() throws {
    var writer = CSVWriter(isForSpreadsheets: true)
    writer.append(["a"])
    let fields = [
      "=1+1", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0", "\t=1", "＝1", "+81750000012", "-150",
      "-1.5", "1=1", "'x",
    ]
    for field in fields { writer.append([field]) }
    #expect(writer.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    #expect(
      try CSVTable(writer.bytes).rows.map(\.fields)
        == [
          ["'=1+1"], ["'@SUM(A1)"], ["'-2+3"], ["'+cmd|' /C calc'!A0"], ["'\t=1"], ["'＝1"],
          ["+81750000012"], ["-150"], ["-1.5"], ["1=1"], ["'x"],
        ]
    )
  }
}
