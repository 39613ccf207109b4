import COpenSSL
package import Foundation

/// By what a backup is sealed.
package enum SealingKey: Sendable {
  /// 32 bytes by chance.
  case bytes([UInt8])
  case passphrase(String)

  package static let byteCount = 32
}

/// Files that nobody reads or changes without their key.
///
/// AES-256-GCM over chunks of 64 KiB, in the STREAM construction (Hoang, Reyhanitabar, Rogaway,
/// Vizár 2015) that age and Tink use: the nonce counts the chunks and marks the last one, so a chunk
/// can be neither changed, moved nor cut off. The key of a file comes by HKDF-SHA256 (RFC 5869) from
/// the secret and a salt of its own, with the header as its info. docs/operations/backup.md has the
/// layout, byte by byte.
package enum SealedFile {
  package static let magic = Array("InnBridge sealed".utf8)
  static let version: UInt8 = 1
  static let saltBytes = 16
  static let prefixBytes = 7
  static let headerBytes = magic.count + 2 + saltBytes + prefixBytes
  /// Plain bytes of a chunk.
  static let chunkBytes = 64 * 1024
  static let tagBytes = 16

  package enum Failure: Error, Hashable, Sendable {
    /// Not one of our files, or of a newer version.
    case notSealed
    /// Another key or passphrase, or the file was changed.
    case wrongKeyOrChanged
    /// Sealed by a key and opened by a passphrase, or the other way round.
    case wrongKindOfKey
    case library
  }

  /// Whether a file begins as a sealed one does; false when it can't be read.
  package static func isSealed(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: magic.count)).map { Array($0) == magic } ?? false
  }

  // MARK: - Sealing

  /// Seals one file into another.
  package static func seal(
    _ source: FileHandle,
    into target: FileHandle,
    by key: SealingKey,
    random: RandomSource,
  ) throws {
    let salt = bytes(saltBytes, random)
    let prefix = bytes(prefixBytes, random)
    let header = magic + [version, key.kind] + salt + prefix
    let secret = try fileKey(key, salt: salt, header: header)
    try target.write(contentsOf: Data(header))
    var number: UInt32 = 0
    var chunk = Array(try source.read(upToCount: chunkBytes) ?? Data())
    while true {
      let next = Array(try source.read(upToCount: chunkBytes) ?? Data())
      let nonce = nonce(prefix, number, isLast: next.isEmpty)
      try target.write(contentsOf: Data(try crypt(chunk, secret, nonce, tag: nil)))
      if next.isEmpty { return }
      chunk = next
      number += 1
    }
  }

  /// Opens a sealed file into another; what was written is worthless when this throws.
  package static func open(
    _ source: FileHandle,
    into target: FileHandle,
    by key: SealingKey,
  ) throws {
    let header = Array(try source.read(upToCount: headerBytes) ?? Data())
    guard header.count == headerBytes, header.starts(with: magic),
      header[magic.count] == version
    else { throw Failure.notSealed }
    guard header[magic.count + 1] == key.kind else { throw Failure.wrongKindOfKey }
    let salt = Array(header[(magic.count + 2)...].prefix(saltBytes))
    let prefix = Array(header.suffix(prefixBytes))
    let secret = try fileKey(key, salt: salt, header: header)
    var number: UInt32 = 0
    let sealedBytes = chunkBytes + tagBytes
    var chunk = Array(try source.read(upToCount: sealedBytes) ?? Data())
    while true {
      let next = Array(try source.read(upToCount: sealedBytes) ?? Data())
      guard chunk.count >= tagBytes else { throw Failure.wrongKeyOrChanged }
      let nonce = nonce(prefix, number, isLast: next.isEmpty)
      let plain = try crypt(
        Array(chunk.dropLast(tagBytes)),
        secret,
        nonce,
        tag: Array(chunk.suffix(tagBytes)),
      )
      try target.write(contentsOf: Data(plain))
      if next.isEmpty { return }
      chunk = next
      number += 1
    }
  }

  // MARK: - Inside

  static func bytes(_ count: Int, _ random: RandomSource) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) }
    }
    return Array(bytes.prefix(count))
  }

  /// HKDF with one block of output.
  static func fileKey(_ key: SealingKey, salt: [UInt8], header: [UInt8]) throws -> [UInt8] {
    let secret: [UInt8]
    switch key {
    case .bytes(let bytes): secret = bytes
    case .passphrase(let text): secret = Secret.derive(text, salt, Secret.scryptCost)
    }
    guard secret.count == SealingKey.byteCount else { throw Failure.library }
    return Secret.hmac(header + [1], key: Secret.hmac(secret, key: salt))
  }

  static func nonce(_ prefix: [UInt8], _ number: UInt32, isLast: Bool) -> [UInt8] {
    prefix + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } + [isLast ? 1 : 0]
  }

  /// Encrypts and appends the tag, or, given a tag, decrypts and compares it.
  static func crypt(_ input: [UInt8], _ key: [UInt8], _ nonce: [UInt8], tag: [UInt8]?)
    throws -> [UInt8]
  {
    guard let context = EVP_CIPHER_CTX_new() else { throw Failure.library }
    defer { EVP_CIPHER_CTX_free(context) }
    let direction: Int32 = tag == nil ? 1 : 0
    guard EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, direction) == 1 else {
      throw Failure.library
    }
    var output = [UInt8](repeating: 0, count: input.count + tagBytes)
    var written: Int32 = 0
    guard EVP_CipherUpdate(context, &output, &written, input, Int32(input.count)) == 1 else {
      throw Failure.library
    }
    var count = Int(written)
    if var tag {
      guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagBytes), &tag) == 1 else {
        throw Failure.library
      }
    }
    var rest = [UInt8](repeating: 0, count: tagBytes)
    guard EVP_CipherFinal_ex(context, &rest, &written) == 1 else {
      throw tag == nil ? Failure.library : Failure.wrongKeyOrChanged
    }
    count += Int(written)
    output.removeLast(output.count - count)
    if tag == nil {
      var made = [UInt8](repeating: 0, count: tagBytes)
      guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagBytes), &made) == 1 else {
        throw Failure.library
      }
      output += made
    }
    return output
  }
}

extension SealingKey {
  /// As the file's header tells it.
  var kind: UInt8 {
    switch self {
    case .bytes: 1
    case .passphrase: 2
    }
  }
}

extension Secret {
  /// SHA-256 of a whole file from where it stands, in lower-case hexadecimal.
  package static func sha256(of file: FileHandle) throws -> String {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      throw SealedFile.Failure.library
    }
    defer { EVP_MD_CTX_free(context) }
    while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty {
      let done = chunk.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
      guard done == 1 else { throw SealedFile.Failure.library }
    }
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    guard EVP_DigestFinal_ex(context, &digest, &length) == 1 else {
      throw SealedFile.Failure.library
    }
    return hex(digest)
  }
}
