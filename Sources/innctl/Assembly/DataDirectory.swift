import Glibc
import InnRegistry

/// The directory that holds everything a hub keeps: `registry.sqlite`, `speech/`, and what belongs
/// to the process that runs on it.
///
/// Made with mode 0700, and every file in it with 0600, because guests' names are in it.
struct DataDirectory: Hashable, Sendable {
  /// Where the registry lies for the command that runs, when it is not a file.
  @TaskLocal static var database: String?

  /// As it was given.
  let path: String
  private let server: String?

  /// - Parameter database: a server's address; nil keeps the registry in a file here.
  init(_ path: String, database: String? = DataDirectory.database) {
    server = database
    // One slash at the end would only show up in messages.
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The registry's file or, on a server, its address.
  var registry: String { server ?? path + "/registry.sqlite" }
  /// The same for messages and logs.
  var registryName: String { DatabaseAddress.shown(registry) }
  /// Whether the registry is a server's, and its files are none of ours.
  var isOnServer: Bool { server != nil }
  /// Sentences that were synthesised once.
  var speech: String { path + "/speech" }
  /// Locked by the one process that writes the registry.
  var lock: String { path + "/hub.lock" }
  /// Where a running hub takes requests of other commands.
  var adminSocket: String { path + "/" + DataDirectory.adminSocketName }
  static let adminSocketName = "admin.sock"
  /// Says that the training inns were loaded once: whoever deletes one wants it gone.
  var trainingFlag: String { path + "/training.loaded" }
  /// How messages come and go; none without it.
  var messages: String { path + "/sms.json" }
  /// How guests are written to; nobody is without it.
  var notices: String { path + "/notices.json" }
  /// When statistics are published by themselves, and who is told; by hand alone without it.
  var statistics: String { path + "/statistics.json" }
  var trainingKey: String { path + "/training.key" }
  /// When the last backup was taken.
  var lastBackup: String { path + "/backup.last" }
  /// Written again and again, to see that the disk takes it.
  var diskProbe: String { path + "/disk.probe" }
  /// There while a hub runs.
  var runningMark: String { path + "/hub.running" }
  /// A line for each HTTP request.
  var accessLog: String { path + "/access.log" }

  /// Whether a registry has ever been made here.
  var hasRegistry: Bool { isOnServer || access(registry, F_OK) == 0 }

  // MARK: - Making it

  /// Makes the directory, its parents included, where there is none.
  ///
  /// - Throws: when it can't be made, isn't a directory, or can't be written by this user.
  func create() throws(CommandFailure) {
    let parts = path.split(separator: "/")
    var partial = path.hasPrefix("/") ? "/" : ""
    for (index, part) in parts.enumerated() {
      partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + part
      // Parents are as the user's umask has them; the directory itself is private.
      let mode: mode_t = index == parts.count - 1 ? 0o700 : 0o755
      if mkdir(partial, mode) != 0, errno != EEXIST { throw failure(errno) }
    }
    try check()
    if mkdir(speech, 0o700) != 0, errno != EEXIST { throw failure(errno) }
  }

  /// - Throws: when there is no such directory or this user can't write in it.
  func check() throws(CommandFailure) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw failure(ENOTDIR) }
    guard access(path, R_OK | W_OK | X_OK) == 0 else { throw failure(errno) }
  }

  private func failure(_ code: Int32) -> CommandFailure {
    let cause = String(cString: strerror(code))
    return CommandFailure(
      .failure,
      Phrase(
        en: "the data directory \(path) can't be used: \(cause)",
        ja: "データの置き場所 \(path) が使えません: \(cause)",
      ),
      advice: Phrase(
        en: "Name another with --data, or give this user the right to write there.",
        ja: "--data で別の場所を指定するか、このユーザーに書き込みの権利を与えてください。",
      ),
    )
  }

  // MARK: - Small files

  /// Writes a small file at once or not at all, readable by its owner only.
  func write(_ text: String, to file: String) throws(CommandFailure) {
    let passing = file + ".new"
    let descriptor = open(passing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno) }
    let bytes = Array(text.utf8)
    let written = Glibc.write(descriptor, bytes, bytes.count)
    let isSafe = written == bytes.count && fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    guard isSafe, rename(passing, file) == 0 else {
      unlink(passing)
      throw failure(isSafe ? errno : code)
    }
  }

  /// The text of a small file without white space at its ends; nil when it can't be read.
  func read(_ file: String) -> String? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: DataDirectory.smallFileBytes)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self).trimmingSpaces()
  }

  /// A key, a process number, a date: nothing here comes near.
  private static let smallFileBytes = 4096
}
