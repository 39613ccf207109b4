/// How copies are named by their moment.
package enum BackupName {
  /// `20261203T080500.123Z`: sorts by time, and needs no quoting anywhere.
  static func stamp(_ instant: Timestamp) -> String {
    instant.description.filter { $0 != "-" && $0 != ":" }
  }

  static func instant(_ stamp: some StringProtocol) -> Timestamp? {
    let letters = Array(stamp)
    guard letters.count == 20, letters.allSatisfy(\.isASCII) else { return nil }
    let parts = [(0, 4, "-"), (4, 6, "-"), (6, 11, ":"), (11, 13, ":"), (13, 20, "")]
    return Timestamp(rfc3339: parts.map { String(letters[$0.0..<$0.1]) + $0.2 }.joined())
  }

  private static let prefix = "innbridge-"
  private static let endings = [".sqlite", ".sqlite.sealed"]

  /// The name of a backup in a directory of them.
  package static func file(at instant: Timestamp, isSealed: Bool) -> String {
    prefix + stamp(instant) + endings[isSealed ? 1 : 0]
  }

  /// Whether a file is a backup that was named so, and of when.
  package static func instant(ofFile name: String) -> Timestamp? {
    guard name.hasPrefix(prefix), let ending = endings.first(where: { name.hasSuffix($0) }) else {
      return nil
    }
    return instant(name.dropFirst(prefix.count).dropLast(ending.count))
  }
}
