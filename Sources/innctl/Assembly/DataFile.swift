import Foundation
import InnRegistry

/// One of the JSON files in the data directory that say what a hub does besides: messages, notices,
/// statistics.
struct DataFile {
  let path: String
  /// The document that has an example.
  let guide: String

  /// Largest file that is read, in bytes: a page of settings.
  static let largest = 64 * 1024

  /// What the file says; nil where there is none.
  ///
  /// - Parameter isSecret: passwords stand in it, so that nobody else may read it.
  /// - Throws: ``CommandFailure`` with every mistake.
  func read<Value: Sendable>(
    isSecret: Bool = true,
    _ members: (inout JSONObjectReader) -> Value?,
  ) throws(CommandFailure) -> Value? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard data.count <= DataFile.largest else { throw failure(["it is too large"]) }
    if isSecret { try SecretFile.check(path, trustsFolder: true) }
    let document: JSONValue
    do {
      document = try JSONValue(parsing: [UInt8](data))
    } catch {
      throw failure(["\(error)"])
    }
    do {
      return try JSONObjectReader.read(document, members)
    } catch {
      throw failure(error.list.map { "\($0.pointer): \($0.detail)" })
    }
  }

  func failure(_ flaws: [String]) -> CommandFailure {
    let list = flaws.joined(separator: "; ")
    return CommandFailure(
      .failure,
      Phrase(en: "\(path) can't be used: \(list)", ja: "\(path) が使えません: \(list)"),
      advice: Phrase(en: "\(guide) has an example.", ja: "例が \(guide) にあります。"),
    )
  }
}
