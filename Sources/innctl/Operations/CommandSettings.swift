import Foundation
import InnRegistry

/// What commands beside `serve` take from the hub's settings, so that they find its data where it is.
struct CommandSettings: Hashable, Sendable {
  /// Of the package; read where nothing nearer says where the data is.
  static let installedFile = "/etc/innbridge/innbridge.json5"

  var data = Defaults.data
  var backupKey: String?
  /// A server's address; nil for a file in ``data``.
  var database: String?

  /// From the environment, the file that it names, or the package's file where the working directory
  /// has no data.
  ///
  /// A file that can't be read or has mistakes says nothing here: `innctl config check` tells them,
  /// and a command is not kept from help or from a directory it is given.
  static func find(
    _ environment: [String: String],
    installed: String = installedFile,
  ) -> CommandSettings {
    let named = environment[Configuration.fileVariable].flatMap(\.nilIfEmpty)
    let isHere = FileManager.default.fileExists(atPath: Defaults.data)
    let file = named ?? (isHere ? nil : installed)
    let usable = file.flatMap { FileManager.default.isReadableFile(atPath: $0) ? $0 : nil }
    guard
      let options = try? Configuration.read(
        flags: ServeOptions(),
        file: usable,
        environment: environment,
      ).options
    else { return CommandSettings() }
    return CommandSettings(
      data: options.data,
      backupKey: options.backupKey,
      database: options.database,
    )
  }
}
