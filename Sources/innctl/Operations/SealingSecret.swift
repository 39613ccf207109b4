import Foundation
import Glibc
import InnRegistry

/// Where the key of sealed backups comes from: a file that only its owner reads, or a passphrase in
/// the environment.
enum SealingSecret {
  static let variable = "INNBRIDGE_BACKUP_PASSPHRASE"
  /// A short one is guessed at the cost of one scrypt each; twelve letters are not.
  static let leastPassphrase = 12

  static func key(
    file: String?,
    environment: [String: String],
  ) throws(CommandFailure) -> SealingKey? {
    if let file {
      try SecretFile.check(file)
      let text = String(decoding: try InputFile.read(file), as: UTF8.self).trimmingSpaces()
      let digits = Array(text.utf8).compactMap(hexadecimalDigit)
      guard digits.count == SealingKey.byteCount * 2, text.utf8.count == digits.count else {
        throw CommandFailure(
          .usage,
          Phrase(en: "\(file) holds no key", ja: "\(file) は鍵のファイルではありません"),
          advice: Phrase(
            en: "innctl backup key FILE makes one.",
            ja: "innctl backup key FILE で作れます。",
          ),
        )
      }
      return .bytes(
        stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
      )
    }
    guard let passphrase = environment[variable], !passphrase.isEmpty else { return nil }
    guard passphrase.count >= leastPassphrase else {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "\(variable) has fewer than \(leastPassphrase) characters",
          ja: "\(variable) が\(leastPassphrase)文字より短いです",
        ),
      )
    }
    return .passphrase(passphrase)
  }

  /// 64 hexadecimal digits in a new file.
  static func make(_ file: String, random: RandomSource) throws(CommandFailure) {
    var bytes: [UInt8] = []
    while bytes.count < SealingKey.byteCount {
      withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) }
    }
    let text = Array((Secret.hex(bytes) + "\n").utf8)
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(file, errno) }
    defer { close(descriptor) }
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      throw failure(file, errno)
    }
  }

  private static func failure(_ file: String, _ code: Int32) -> CommandFailure {
    let cause = String(cString: strerror(code))
    return CommandFailure(
      .failure,
      Phrase(en: "\(file) can't be written: \(cause)", ja: "\(file) に書けません: \(cause)"),
    )
  }
}

/// Files with secrets: nobody but their owner may read them.
enum SecretFile {
  /// - Parameter trustsFolder: a folder that nobody else may enter keeps its files, whatever their
  ///   modes say.
  /// - Throws: when others than the owner may read a file that exists.
  static func check(_ file: String, trustsFolder: Bool = false) throws(CommandFailure) {
    guard isOpenToOthers(file) else { return }
    if trustsFolder, isInPrivateFolder(file) { return }
    throw CommandFailure(
      .failure,
      Phrase(
        en: "\(file) may be read by others than its owner, and holds a secret",
        ja: "\(file) には秘密が入っていますが、所有者以外にも読めます",
      ),
      advice: Phrase(en: "chmod 600 \(file)", ja: "chmod 600 \(file)"),
    )
  }

  private static func isInPrivateFolder(_ file: String) -> Bool {
    let folder = (file as NSString).deletingLastPathComponent
    var status = stat()
    return stat(folder.isEmpty ? "." : folder, &status) == 0 && status.st_mode & 0o077 == 0
  }

  /// The group may read where root owns the file: so a package hands a secret to the hub's user.
  static func isOpenToOthers(_ file: String) -> Bool {
    var status = stat()
    guard stat(file, &status) == 0 else { return false }
    let allowed: mode_t = status.st_uid == 0 && geteuid() != 0 ? 0o740 : 0o700
    return status.st_mode & 0o777 & ~allowed != 0
  }
}
