import Glibc
import InnRegistry

/// Reads a file of inns and says everything that is wrong in it at once.
enum InnFile {
  /// - Parameter path: `-` for standard input.
  static func read(_ path: String) throws(CommandFailure) -> [InnEntry] {
    let bytes = try contents(path)
    let document: JSONValue
    do throws(JSONSyntaxError) {
      document = try JSONValue(parsing: bytes, limits: .file)
    } catch {
      let (line, column) = place(of: error.byteOffset, in: bytes)
      throw CommandFailure(
        .usage,
        Phrase(
          en: "\(path), line \(line), column \(column): \(error.reason.rawValue)",
          ja: "\(path) の\(line)行\(column)文字目: JSONの誤り（\(error.reason.rawValue)）",
        ),
      )
    }
    do throws(JSONFaults) {
      return try InnDocument.read(document)
    } catch {
      let faults = error.list.map { "\n  \($0.pointer) \($0.detail)" }.joined()
      throw CommandFailure(
        .usage,
        Phrase(en: "\(path): nothing was changed:", ja: "\(path): 何も変わっていません:")
          + Phrase(faults),
      )
    }
  }

  private static func contents(_ path: String) throws(CommandFailure) -> [UInt8] {
    let isStandardInput = path == "-"
    let descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { if !isStandardInput { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, errno) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= AdminWire.maxRequestBytes else {
        throw CommandFailure(
          .usage,
          Phrase(
            en: "\(path) is larger than \(AdminWire.maxRequestBytes >> 20) MiB",
            ja: "\(path) が\(AdminWire.maxRequestBytes >> 20) MiBを超えています",
          ),
        )
      }
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
    let cause = String(cString: strerror(code))
    return CommandFailure(
      .failure,
      Phrase(en: "\(path) can't be read: \(cause)", ja: "\(path) を読めません: \(cause)"),
    )
  }

  /// Line and column, both from 1, of a place in a file.
  static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return (line, String(decoding: before[lineStart...], as: UTF8.self).count + 1)
  }
}
