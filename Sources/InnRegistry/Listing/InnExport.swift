/// Writes inns in the form that ``InnImport`` reads: importing an export changes nothing.
package enum InnExport {
  /// A JSON document with one inn on a line, so that two exports can be compared line by line.
  package static func json(_ entries: [InnEntry]) -> [UInt8] {
    ImportFile.document(
      "inns",
      entries.map { .object(InnDocument.object(of: $0)) },
      format: InnDocument.format,
      version: InnDocument.version,
    )
  }

  /// A CSV file that spreadsheets open as it is: UTF-8 with a byte order mark, formulas defused.
  package static func csv(_ entries: [InnEntry]) -> [UInt8] {
    var csv = CSVWriter(isForSpreadsheets: true)
    csv.append(InnRecord.header)
    for entry in entries {
      for line in CSVInns.lines(of: InnDocument.object(of: entry)) { csv.append(line) }
    }
    return csv.bytes
  }
}

extension ImportFile {
  static func document(
    _ name: String,
    _ values: [JSONValue],
    format: String,
    version: Int,
  ) -> [UInt8] {
    var head = JSONWriter()
    head.object {
      $0.field("format", format)
      $0.field("version", version)
    }
    // The head without its closing brace, then the list.
    var bytes = Array(head.bytes.dropLast())
    bytes += Array(",\"\(name)\":[".utf8)
    for (index, value) in values.enumerated() {
      bytes += Array((index == 0 ? "\n" : ",\n").utf8)
      var line = JSONWriter()
      line.value(value)
      bytes += line.bytes
    }
    bytes += Array("\n]}\n".utf8)
    return bytes
  }
}
