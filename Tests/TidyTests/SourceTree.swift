import Foundation

/// The project's own files, as the house rules see them.
struct SourceTree {
  /// The checkout, found from where this file was compiled.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  struct File {
    /// From the checkout's root: `Sources/InnRegistry/Inns/Inn.swift`.
    let path: String
    let text: String

    /// The path without the file's name.
    var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// Modules the file imports, with their lines.
    var imports: [String] {
      lines.compactMap { line in
        let words = line.split(separator: " ")
        guard let keyword = words.firstIndex(of: "import"), keyword <= 1,
          words[..<keyword].allSatisfy({ $0 == "package" || $0 == "@testable" || $0 == "public" }),
          words.indices.contains(keyword + 1)
        else { return nil }
        return String(words[keyword + 1])
      }
    }

    /// The lines of the program: without comments and without what stands in quotes.
    var code: [(number: Int, text: String)] {
      var isInText = false
      return lines.enumerated().compactMap { index, line in
        let quotes = line.components(separatedBy: "\"\"\"").count - 1
        defer { if !quotes.isMultiple(of: 2) { isInText.toggle() } }
        if isInText || quotes > 0 { return nil }
        return (index + 1, SourceTree.withoutQuotesAndComment(line))
      }
    }
  }

  /// All files below a folder whose names end so, in order.
  static func files(below folder: String, ending: String = ".swift") throws -> [File] {
    let start = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(atPath: start.path) else { return [] }
    var files: [File] = []
    for case let name as String in walk where name.hasSuffix(ending) {
      if walk.fileAttributes?[.type] as? FileAttributeType == .typeDirectory { continue }
      let text = try String(contentsOf: start.appending(path: name), encoding: .utf8)
      files.append(File(path: folder + "/" + name, text: text))
    }
    return files.sorted { $0.path < $1.path }
  }

  private static func withoutQuotesAndComment(_ line: Substring) -> String {
    var code = ""
    var isQuoted = false
    var previous: Character = " "
    for character in line {
      if character == "\"", previous != "\\" {
        isQuoted.toggle()
        code.append(character)
      } else if !isQuoted {
        if character == "/", previous == "/" {
          code.removeLast()
          break
        }
        code.append(character)
      }
      previous = character
    }
    return code
  }
}
