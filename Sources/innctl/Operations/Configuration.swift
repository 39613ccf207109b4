import Foundation
import InnRegistry
import VoiceIVR

/// The settings of a hub from a file, the environment and the command line, in this order: whoever
/// is nearer to the running process has the last word.
struct Configuration: Sendable {
  /// Names the file where `--config` does not.
  static let fileVariable = "INNBRIDGE_CONFIG"
  static let variablePrefix = "INNBRIDGE_"

  enum Origin: Hashable, Sendable {
    case byDefault
    case file(String, TextPosition)
    case variable(String)
    case flag(String)
  }

  private(set) var options = ServeOptions()
  private(set) var origins: [String: Origin] = [:]

  /// A mistake and where it stands.
  struct Mistake: Error, Hashable, Sendable {
    var origin: Origin
    var detail: Phrase
  }

  /// Everything that is wrong.
  struct Mistakes: Error, Sendable {
    var list: [Mistake]
  }

  /// Puts them together.
  ///
  /// - Parameters:
  ///   - flags: what the command line gave.
  ///   - path: of the file; nil for none.
  static func read(
    flags: ServeOptions,
    file path: String?,
    environment: [String: String],
  ) throws -> Configuration {
    var configuration = Configuration()
    var mistakes: [Mistake] = []
    if let path { configuration.take(file: path, try InputFile.read(path), &mistakes) }
    configuration.take(environment, &mistakes)
    for setting in Setting.all where flags.given.contains(setting.name) {
      setting.copy(flags, &configuration.options)
      configuration.origins[setting.name] = .flag(setting.flag)
    }
    configuration.checkTogether(&mistakes)
    guard mistakes.isEmpty else { throw Mistakes(list: mistakes) }
    configuration.options.given = flags.given
    configuration.options.configFile = flags.configFile
    return configuration
  }

  func origin(of setting: Setting) -> Origin { origins[setting.name] ?? .byDefault }

  // MARK: - Sources

  private mutating func take(file path: String, _ bytes: [UInt8], _ mistakes: inout [Mistake]) {
    let document: JSON5Document
    do {
      document = try JSON5Document(parsing: bytes)
    } catch {
      mistakes.append(
        Mistake(origin: .file(path, error.position), detail: Phrase(error.detail))
      )
      return
    }
    guard case .object(let object) = document.value else {
      let start = TextPosition(line: 1, column: 1)
      mistakes.append(
        Mistake(
          origin: .file(path, start),
          detail: Phrase(en: "the settings stand in braces", ja: "設定は { } の中に書いてください"),
        )
      )
      return
    }
    for member in object.members {
      let place = document.places[JSONPointer.root.member(member.name).description]
      let origin = Origin.file(path, place ?? TextPosition(line: 1, column: 1))
      guard let setting = Setting.all.first(where: { $0.name == member.name }) else {
        let nearest = Spelling.nearest(to: member.name, among: Setting.all.map(\.name))
        mistakes.append(Mistake(origin: origin, detail: Setting.unknown(member.name, nearest)))
        continue
      }
      guard member.value != .null else { continue }
      guard let text = Setting.text(of: member.value) else {
        mistakes.append(Mistake(origin: origin, detail: setting.expected(member.value.typeName)))
        continue
      }
      set(setting, text, origin, &mistakes)
    }
  }

  private mutating func take(_ environment: [String: String], _ mistakes: inout [Mistake]) {
    for setting in Setting.all {
      guard let text = environment[setting.variable], !text.isEmpty else { continue }
      set(setting, text, .variable(setting.variable), &mistakes)
    }
  }

  private mutating func set(
    _ setting: Setting,
    _ text: String,
    _ origin: Origin,
    _ mistakes: inout [Mistake],
  ) {
    guard setting.set(text, &options) else {
      mistakes.append(Mistake(origin: origin, detail: setting.expected(text)))
      return
    }
    origins[setting.name] = origin
  }

  private mutating func checkTogether(_ mistakes: inout [Mistake]) {
    checkReservedLines(&mistakes)
    guard options.trunk != nil, options.trunkFile != nil else { return }
    // A flag takes the place of whatever the file says about the same thing.
    if case .flag = origins["trunk"] {
      options.trunkFile = nil
    } else if case .flag = origins["trunks"] {
      options.trunk = nil
    } else {
      mistakes.append(
        Mistake(
          origin: origins["trunks"] ?? .byDefault,
          detail: Phrase(
            en: "trunk and trunks can't go together",
            ja: "trunk と trunks は同時に指定できません",
          ),
        )
      )
    }
  }

  /// A hub that keeps every line free rings nobody.
  private func checkReservedLines(_ mistakes: inout [Mistake]) {
    guard let origin = origins["reserved_lines"] else { return }
    // What a file of trunks says of its lines is known when it has been read.
    let usual = options.trunkFile == nil ? Hub.usualLines(options) : SIPEndpoint.mostCalls
    let lines = options.lines ?? usual
    guard options.reservedLines >= lines else { return }
    mistakes.append(
      Mistake(
        origin: origin,
        detail: Phrase(
          en: "reserved_lines: \(options.reservedLines) of \(lines) lines leave none for the hub",
          ja: "reserved_lines: \(lines)回線のうち\(options.reservedLines)回線を空けると、かける回線がありません",
        ),
      )
    )
  }
}

extension Configuration.Origin {
  var phrase: Phrase {
    switch self {
    case .byDefault: Phrase(en: "default", ja: "既定値")
    case .file(let path, let place): Phrase("\(path):\(place)")
    case .variable(let name): Phrase(en: "environment \(name)", ja: "環境変数 \(name)")
    case .flag(let name): Phrase("--\(name)")
    }
  }
}

extension Configuration.Mistakes {
  var failure: CommandFailure {
    let lines = list.map { $0.origin.phrase + Phrase(": ") + $0.detail }
    let text = lines.dropFirst().reduce(lines.first ?? Phrase("")) { $0 + Phrase("\n  ") + $1 }
    return CommandFailure(
      .usage,
      text,
      advice: Phrase(
        en: "docs/operations/configuration.md lists every setting.",
        ja: "設定の一覧は docs/operations/configuration.md にあります。",
      ),
    )
  }
}
