import Foundation
import InnRegistry
import VoiceIVR

/// One setting: its name in the file, its flag and variable, and how its text becomes a value.
///
/// The one table from which the file, the environment, `config show` and the reference page are
/// read; a test compares it with the flags of `serve`.
struct Setting: Sendable {
  /// In the file.
  let name: String
  /// Of `serve`, without hyphens.
  let flag: String
  /// In the words of the reference page.
  let takes: Phrase
  /// False when the text is not of the kind.
  let set: @Sendable (_ text: String, inout ServeOptions) -> Bool
  let copy: @Sendable (_ from: ServeOptions, _ to: inout ServeOptions) -> Void
  /// Nil where there is no value.
  let shown: @Sendable (ServeOptions) -> String?

  /// In the environment.
  var variable: String { Configuration.variablePrefix + name.uppercased() }

  func expected(_ found: String) -> Phrase {
    Phrase(
      en: "\(name): '\(found)' is not \(takes.en)",
      ja: "\(name): 「\(found)」は正しくありません（\(takes.ja)）",
    )
  }

  static func unknown(_ name: String, _ nearest: String?) -> Phrase {
    Phrase(
      en: "there is no setting '\(name)'" + (nearest.map { " (did you mean \($0)?)" } ?? ""),
      ja: "「\(name)」という設定はありません" + (nearest.map { "（\($0) のことですか）" } ?? ""),
    )
  }

  /// A value of the file as the text that a flag would have.
  static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): return text
    case .integer(let number): return String(number)
    case .bool(let flag): return flag ? "true" : "false"
    case .array(let elements):
      let texts = elements.compactMap { element in
        if case .string(let text) = element { text } else { nil }
      }
      return texts.count == elements.count ? texts.joined(separator: ",") : nil
    case .null, .number, .object: return nil
    }
  }

  /// What a setting reads and writes.
  private typealias Path<Value> = any WritableKeyPath<ServeOptions, Value> & Sendable

  private static func required<Value>(
    _ name: String,
    _ path: Path<Value>,
    _ format: ArgumentFormat<Value>,
    flag: String? = nil,
    shown: @escaping @Sendable (Value) -> String,
  ) -> Setting {
    Setting(
      name: name,
      flag: flag ?? name.replacing("_", with: "-"),
      takes: format.kind.phrase,
      set: { text, options in
        guard let value = format.read(text) else { return false }
        options[keyPath: path] = value
        return true
      },
      copy: { $1[keyPath: path] = $0[keyPath: path] },
      shown: { shown($0[keyPath: path]) },
    )
  }

  private static func optional<Value>(
    _ name: String,
    _ path: Path<Value?>,
    _ format: ArgumentFormat<Value>,
    shown: @escaping @Sendable (Value) -> String,
  ) -> Setting {
    Setting(
      name: name,
      flag: name.replacing("_", with: "-"),
      takes: format.kind.phrase,
      set: { text, options in
        guard let value = format.read(text) else { return false }
        options[keyPath: path] = value
        return true
      },
      copy: { $1[keyPath: path] = $0[keyPath: path] },
      shown: { $0[keyPath: path].map(shown) },
    )
  }

  private static func flag(_ name: String, _ path: Path<Bool>, flag: String? = nil) -> Setting {
    required(
      name,
      path,
      ArgumentFormat(kind: .oneOf(["true", "false"])) {
        $0 == "true" ? true : $0 == "false" ? false : nil
      },
      flag: flag,
    ) { String($0) }
  }

  static let all: [Setting] = [
    required("data", \.data, .path) { $0 },
    optional("database", \.database, .databaseAddress) { DatabaseAddress.shown($0) },
    required("http", \.http, .endpoint) { $0.description },
    required("sip", \.sip, .numericEndpoint) { $0.description },
    optional("trunk", \.trunk, .trunk) { "sip:\($0)" },
    optional("trunks", \.trunkFile, .path) { $0 },
    required("drain", \.drainSeconds, .wholeNumber(0...3600)) { String($0) },
    optional("number", \.number, .phoneNumber) { $0.description },
    required("sound_ports", \.soundPorts, .portRange) { "\($0.lowerBound)-\($0.upperBound)" },
    optional("lines", \.lines, .wholeNumber(1...SIPEndpoint.mostCalls)) { String($0) },
    required("reserved_lines", \.reservedLines, .wholeNumber(0...SIPEndpoint.mostCalls)) {
      String($0)
    },
    flag("training", \.isTraining, flag: "no-training"),
    flag("private_addresses", \.mayReachPrivate),
    optional("proxy", \.proxy, .address) { $0 },
    required("log", \.logLevel, .oneOf()) { $0.rawValue },
    optional("copies", \.copies, .path) { $0 },
    optional("backup_key", \.backupKey, .path) { $0 },
    required("copies_days", \.copiesDays, .wholeNumber(1...90)) { String($0) },
    required("alarm_mail", \.alarmMail, .mailboxes) { $0.joined(separator: ",") },
    required("alarm_sms", \.alarmSMS, .phoneNumbers) {
      $0.map(\.description).joined(separator: ",")
    },
    required("backup_hours", \.backupHours, .wholeNumber(0...8760)) { String($0) },
  ]
}

extension ArgumentFormat where Value == [String] {
  /// Mail addresses of the office, by commas.
  static var mailboxes: Self {
    ArgumentFormat(kind: .mailboxes) { text in
      let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      let areMail = parts.allSatisfy { part in
        part.utf8.allSatisfy { (0x21...0x7E).contains($0) } && part.count <= 254
          && part.split(separator: "@", omittingEmptySubsequences: false).count == 2
          && !part.hasPrefix("@") && !part.hasSuffix("@")
      }
      return areMail && (1...10).contains(parts.count) ? parts : nil
    }
  }
}

extension ArgumentFormat where Value == [PhoneNumber] {
  /// Telephone numbers of the office, by commas.
  static var phoneNumbers: Self {
    ArgumentFormat(kind: .phoneNumbers) { text in
      let parts = text.split(separator: ",")
      let numbers = parts.compactMap { PhoneNumber($0.trimmingCharacters(in: .whitespaces)) }
      return numbers.count == parts.count && (1...10).contains(parts.count) ? numbers : nil
    }
  }
}
