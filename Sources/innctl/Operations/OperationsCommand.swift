import InnRegistry

/// What keeps a hub alive: copies, settings, and what guests may ask of it.
enum OperationsCommand: Hashable, Sendable {
  case backup(BackupOptions)
  /// Writes a new key for sealed backups.
  case backupKey(String)
  case verify(String, keyFile: String?)
  case restore(RestoreOptions)
  /// Nil: without a file, what holds from the environment and by default.
  case configCheck(String?)
  case configShow(String?)
  /// To this version's schema.
  case migrate(isDryRun: Bool)
  /// From a file to a server, or back.
  case move(MoveOptions)
  case guest(GuestRequest)
}

struct BackupOptions: Hashable, Sendable {
  /// A file that does not exist yet, or a directory.
  var target: String
  var keyFile: String?
  /// Backups left in the directory; nil leaves all.
  var keep: Int?
}

struct RestoreOptions: Hashable, Sendable {
  /// A backup, or a directory of continuous copies.
  var source: String
  var keyFile: String?
  /// Only of continuous copies; nil takes the newest moment.
  var moment: Timestamp?
}

struct MoveOptions: Hashable, Sendable {
  var source: RegistryPlace
  var target: RegistryPlace
  /// Only says what would be copied.
  var isDryRun: Bool
}

extension CommandParser {
  /// Nil when the path is none of these.
  static func operations(_ arguments: Arguments) throws(UsageError) -> OperationsCommand? {
    switch arguments.syntax.path {
    case ["backup"]:
      return .backup(
        BackupOptions(
          target: try arguments.operand(.path),
          keyFile: try arguments.value("key-file", .path),
          keep: try arguments.value("keep", .wholeNumber(1...10_000)),
        )
      )
    case ["backup", "key"]: return .backupKey(try arguments.operand(.path))
    case ["verify"]:
      return .verify(
        try arguments.operand(.path),
        keyFile: try arguments.value("key-file", .path),
      )
    case ["restore"]:
      return .restore(
        RestoreOptions(
          source: try arguments.operand(.path),
          keyFile: try arguments.value("key-file", .path),
          moment: try arguments.value("at", .instant),
        )
      )
    case ["config", "check"]: return .configCheck(try arguments.operands(.path).first)
    case ["config", "show"]: return .configShow(try arguments.operands(.path).first)
    case ["migrate"]:
      let isDryRun = arguments.has("dry-run")
      guard arguments.given("from") || arguments.given("to") else {
        return .migrate(isDryRun: isDryRun)
      }
      return .move(
        MoveOptions(
          source: try arguments.required("from", .registryPlace),
          target: try arguments.required("to", .registryPlace),
          isDryRun: isDryRun,
        )
      )
    case ["guest", "export"]: return .guest(.export(try arguments.operand(.line(most: 254))))
    case ["guest", "erase"]:
      return .guest(
        .erase(try arguments.operand(.line(most: 254)), isDryRun: arguments.has("dry-run"))
      )
    default: return nil
    }
  }
}

extension ArgumentFormat where Value == RegistryPlace {
  static var registryPlace: Self { ArgumentFormat(kind: .registryPlace) { RegistryPlace($0) } }
}

extension ArgumentFormat where Value == Timestamp {
  static var instant: Self { ArgumentFormat(kind: .instant) { Timestamp(rfc3339: $0) } }
}
