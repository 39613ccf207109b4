import Foundation

/// A sealed file that grows: what was written can neither be read nor changed without the key, and
/// each piece can be opened as soon as it is there.
///
/// The header and the key of the file are those of ``SealedFile`` with another version; after it
/// come pieces, each with the length of its plain bytes in four bytes (big-endian), the bytes
/// encrypted, and the tag. The nonce counts the pieces, so none can be moved or left out but at the
/// end: that the end is there is the business of whoever knows how long the log was.
final class SealedLog {
  static let version: UInt8 = 2
  private static let lengthBytes = 4
  /// Plain bytes of a piece: more is no piece of ours.
  private static let mostBytes = 16 << 20

  private let output: FileHandle
  private let secret: [UInt8]
  private let prefix: [UInt8]
  private var number: UInt32 = 0

  /// Begins one in an empty file.
  init(_ output: FileHandle, by key: SealingKey, random: RandomSource) throws {
    let salt = SealedFile.bytes(SealedFile.saltBytes, random)
    prefix = SealedFile.bytes(SealedFile.prefixBytes, random)
    let header = SealedFile.magic + [SealedLog.version, key.kind] + salt + prefix
    secret = try SealedFile.fileKey(key, salt: salt, header: header)
    self.output = output
    try output.write(contentsOf: Data(header))
  }

  func append(_ piece: [UInt8]) throws {
    let nonce = SealedFile.nonce(prefix, number, isLast: false)
    let sealed = try SealedFile.crypt(piece, secret, nonce, tag: nil)
    let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: piece.count >> $0) }
    try output.write(contentsOf: Data(length + sealed))
    number += 1
  }

  /// Opens as many whole pieces as there are into another file.
  ///
  /// - Throws: ``SealedFile/Failure``; a piece that is cut off at the end is none.
  static func open(_ source: FileHandle, into target: FileHandle, by key: SealingKey) throws {
    let header = Array(try source.read(upToCount: SealedFile.headerBytes) ?? Data())
    guard header.count == SealedFile.headerBytes, header.starts(with: SealedFile.magic),
      header[SealedFile.magic.count] == version
    else { throw SealedFile.Failure.notSealed }
    guard header[SealedFile.magic.count + 1] == key.kind else {
      throw SealedFile.Failure.wrongKindOfKey
    }
    let salt = Array(header[(SealedFile.magic.count + 2)...].prefix(SealedFile.saltBytes))
    let prefix = Array(header.suffix(SealedFile.prefixBytes))
    let secret = try SealedFile.fileKey(key, salt: salt, header: header)
    var number: UInt32 = 0
    while let length = try source.read(upToCount: lengthBytes), length.count == lengthBytes {
      let count = length.reduce(0) { $0 << 8 | Int($1) }
      guard count <= mostBytes else { throw SealedFile.Failure.wrongKeyOrChanged }
      let sealed = Array(try source.read(upToCount: count + SealedFile.tagBytes) ?? Data())
      guard sealed.count == count + SealedFile.tagBytes else { return }
      let plain = try SealedFile.crypt(
        Array(sealed.dropLast(SealedFile.tagBytes)),
        secret,
        SealedFile.nonce(prefix, number, isLast: false),
        tag: Array(sealed.suffix(SealedFile.tagBytes)),
      )
      try target.write(contentsOf: Data(plain))
      number += 1
    }
  }
}
