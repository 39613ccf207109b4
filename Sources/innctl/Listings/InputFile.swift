import Glibc

/// Reads a whole file that somebody named on the command line.
enum InputFile {
  /// Largest file, in bytes: all inns of a prefecture; a command's request to the hub is longer by
  /// a third.
  static let maxBytes = 12 << 20

  /// - Parameter path: `-` for standard input.
  static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
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
      guard bytes.count <= maxBytes else {
        throw CommandFailure(
          .usage,
          Phrase(
            en: "\(path) is larger than \(maxBytes >> 20) MiB",
            ja: "\(path) が\(maxBytes >> 20) MiBを超えています",
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
}
