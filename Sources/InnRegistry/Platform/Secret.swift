import COpenSSL

/// Digests and password hashes, from libcrypto.
package enum Secret {
  /// SHA-256 in lower-case hexadecimal: 64 characters.
  package static func sha256(_ text: String) -> String {
    withDigest(of: text) { hex($0) }
  }

  /// Hands on the SHA-256 of a text: nothing is copied and nothing allocated.
  fileprivate static func withDigest<Value>(
    of text: String,
    _ use: (UnsafeMutableBufferPointer<UInt8>) -> Value,
  ) -> Value {
    var text = text
    return text.withUTF8 { characters in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digestBytes) { digest in
        sha256(UnsafeRawBufferPointer(characters), into: digest)
        return use(digest)
      }
    }
  }

  package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { sha256($0) }
  }

  static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: digestBytes) { digest, count in
      sha256(bytes, into: digest)
      count = digestBytes
    }
  }

  private static let digestBytes = 32

  private static func sha256(
    _ bytes: UnsafeRawBufferPointer,
    into digest: UnsafeMutableBufferPointer<UInt8>,
  ) {
    var length = UInt32(digestBytes)
    EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, &length, algorithm, nil)
  }

  /// Looked up once: OpenSSL 3 otherwise asks its providers for it with every digest.
  private nonisolated(unsafe) static let algorithm =
    EVP_MD_fetch(nil, "SHA256", nil) ?? EVP_sha256()

  /// HMAC-SHA256 (RFC 2104).
  package static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &length)
    return digest
  }

  /// Compares without telling by its time where the difference is.
  package static func isEqual(_ left: String, _ right: String) -> Bool {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  // MARK: - scrypt (RFC 7914)

  /// Cost: N = 2^15, r = 8, p = 1, the usual choice for logins; about 0.14 s and 32 MiB.
  ///
  /// Never on a thread that serves.
  static let scryptCost: UInt64 = 32_768
  static let scryptMemory: UInt64 = 64 * 1024 * 1024
  private static let saltBytes = 16
  private static let keyBytes = 32

  /// A salted hash of a PIN or password, to be stored: `scrypt$N$salt$hash`.
  package static func hash(_ password: String, random: RandomSource) -> String {
    var salt: [UInt8] = []
    while salt.count < saltBytes {
      withUnsafeBytes(of: random.next()) { salt.append(contentsOf: $0) }
    }
    return "scrypt$\(scryptCost)$\(hex(salt))$\(hex(derive(password, salt, scryptCost)))"
  }

  /// Whether a password belongs to a stored hash; false for anything that is not one.
  package static func verify(_ password: String, hash: String) -> Bool {
    let parts = hash.split(separator: "$").map(String.init)
    guard parts.count == 4, parts[0] == "scrypt", let cost = UInt64(parts[1]),
      cost <= scryptCost * 4, let salt = bytes(parts[2])
    else { return false }
    return isEqual(hex(derive(password, salt, cost)), parts[3])
  }

  static func derive(_ password: String, _ salt: [UInt8], _ cost: UInt64) -> [UInt8] {
    var key = [UInt8](repeating: 0, count: keyBytes)
    let length = password.utf8.count
    let done = EVP_PBE_scrypt(
      password,
      length,
      salt,
      salt.count,
      cost,
      8,
      1,
      scryptMemory,
      &key,
      keyBytes,
    )
    // A failed derivation must match nothing: an empty key is no key's hexadecimal.
    return done == 1 ? key : []
  }

  package static func hex(_ bytes: some Collection<UInt8>) -> String {
    func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x57) }
    return String(unsafeUninitializedCapacity: bytes.count * 2) { text in
      for (index, byte) in bytes.enumerated() {
        text[index * 2] = digit(byte >> 4)
        text[index * 2 + 1] = digit(byte & 15)
      }
      return bytes.count * 2
    }
  }

  fileprivate static func bytes(_ hex: String) -> [UInt8]? {
    let digits = Array(hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}

extension Secret {
  /// HMAC-SHA1 (RFC 2104): only where a provider's interface asks for it.
  package static func hmacSHA1(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 20)
    var length: UInt32 = 20
    HMAC(EVP_sha1(), key, Int32(key.count), message, message.count, &digest, &length)
    return digest
  }
}

/// The SHA-256 of a secret, by which its key is found without the secret being kept.
package struct SecretDigest: Hashable, Sendable {
  private let words: SIMD4<UInt64>

  package init(of secret: String) {
    words = Secret.withDigest(of: secret) { SecretDigest.words(UnsafeRawBufferPointer($0)) }
  }

  /// Reads 64 hexadecimal digits; nil for anything else.
  package init?(hex: String) {
    guard let bytes = Secret.bytes(hex), bytes.count == MemoryLayout<SIMD4<UInt64>>.size else {
      return nil
    }
    words = bytes.withUnsafeBytes { SecretDigest.words($0) }
  }

  private static func words(_ bytes: UnsafeRawBufferPointer) -> SIMD4<UInt64> {
    bytes.loadUnaligned(as: SIMD4<UInt64>.self)
  }

  /// Every bit of a digest is as good as any other: one word tells two apart.
  package func hash(into hasher: inout Hasher) { hasher.combine(words.x) }
}
