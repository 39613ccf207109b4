import Foundation
import Glibc
import InnRegistry

/// How requests and replies travel between a command and the hub: one JSON document a line.
enum AdminWire {
  /// Raised when a request or reply changes its meaning.
  static let version = 1
  /// Longest request, in bytes: an import of some hundred inns.
  static let maxRequestBytes = 16 << 20
  /// Longest reply: all inns with all their plans.
  static let maxReplyBytes = 64 << 20

  struct Envelope<Content: Codable>: Codable {
    var version: Int
    var content: Content
  }

  private struct VersionOnly: Decodable {
    var version: Int
  }

  static func encode(_ content: some Codable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(Envelope(version: version, content: content))
    return Array(data) + [UInt8(ascii: "\n")]
  }

  /// - Throws: ``AdminRefusal/notUnderstood(_:)``.
  static func decode<Content: Codable>(_ type: Content.Type, _ line: [UInt8]) throws(AdminRefusal)
    -> Content
  {
    let data = Data(line)
    do {
      return try JSONDecoder().decode(Envelope<Content>.self, from: data).content
    } catch {
      let other = try? JSONDecoder().decode(VersionOnly.self, from: data).version
      throw .notUnderstood(
        other.map { $0 == version ? "malformed message" : "protocol version \($0)" } ?? "no JSON"
      )
    }
  }
}

/// One end of a connection between a command and the hub.
///
/// Not sendable: used by one thread; closed with its owner.
final class AdminConnection {
  let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Takes over an open socket.
  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  enum Failure: Error, Hashable {
    /// The other side went away.
    case closed
    /// Nothing came within the time limit.
    case silent
    case tooLong(limit: Int)
    case system(String)
  }

  /// How long one read or write may take.
  func limitTime(_ time: Span) {
    var value = timeval(
      tv_sec: Int(time.milliseconds / 1000),
      tv_usec: Int(time.milliseconds % 1000) * 1000,
    )
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &value, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &value, size)
  }

  /// The next line without its end; nil when the other side has nothing more to say.
  func line(limit: Int) throws(Failure) -> [UInt8]? {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        return line
      }
      searched = buffer.count
      guard buffer.count <= limit else { throw .tooLong(limit: limit) }
      guard try fill() else {
        if buffer.isEmpty { return nil }
        throw .closed
      }
    }
  }

  private func fill() throws(Failure) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count > 0 {
        buffer += chunk[..<count]
        return true
      }
      if count == 0 { return false }
      switch errno {
      case EINTR: continue
      case EAGAIN: throw .silent
      case ECONNRESET: throw .closed
      default: throw .system(String(cString: strerror(errno)))
      }
    }
  }

  func send(_ bytes: [UInt8]) throws(Failure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        sent += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: throw .silent
      case EPIPE, ECONNRESET: throw .closed
      default: throw .system(String(cString: strerror(errno)))
      }
    }
  }
}

/// The address of a directory's socket, however long the directory's name is.
struct AdminAddress {
  private var address = sockaddr_un()
  /// Keeps the directory open while its number stands in the address; -1 when it doesn't.
  private let directory: Int32

  /// - Throws: when the name is too long and the directory can't be reached another way.
  init(_ data: DataDirectory) throws(CommandFailure) {
    address.sun_family = sa_family_t(AF_UNIX)
    let most = MemoryLayout.size(ofValue: address.sun_path) - 1
    var path = data.adminSocket
    if path.utf8.count > most {
      // unix(7) allows 107 bytes. An open directory has a short name under /proc.
      directory = LocalSocket.openDirectory(data.path)
      path = "/proc/self/fd/\(directory)/\(DataDirectory.adminSocketName)"
      guard directory >= 0, access("/proc/self/fd", F_OK) == 0 else {
        throw CommandFailure(
          .failure,
          Phrase(
            en: "the name of the data directory is too long for a socket: \(data.path)",
            ja: "データの置き場所の名前が長すぎます: \(data.path)",
          ),
          advice: Phrase(
            en: "Name it by a shorter way with --data, such as a relative path or a link.",
            ja: "--data に相対パスやリンクなど、短い名前を指定してください。",
          ),
        )
      }
    } else {
      directory = -1
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  }

  func close() {
    if directory >= 0 { _ = Glibc.close(directory) }
  }

  func bind(_ descriptor: Int32) -> Int32 { withAddress { Glibc.bind(descriptor, $0, $1) } }
  func connect(_ descriptor: Int32) -> Int32 { withAddress { Glibc.connect(descriptor, $0, $1) } }

  private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
