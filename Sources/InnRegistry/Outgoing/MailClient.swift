import CCurlShims
import Dispatch
import Glibc
import Synchronization

/// Hands mail to a server by SMTP (RFC 5321), through libcurl, one at a time.
///
/// The connection stays open between mails. Certificates are always checked.
package final class MailClient: Sendable {
  package struct Server: Hashable, Sendable {
    package var host: String
    package var port: Int
    package var security: Security
    package var user: String?
    package var password: String?
    /// A file of certificates to trust in place of the system's; PEM.
    package var authorities: String?
    /// By what name the hub greets: a host's name.
    package var ownName: String

    package init(
      host: String,
      port: Int,
      security: Security,
      user: String? = nil,
      password: String? = nil,
      authorities: String? = nil,
      ownName: String = "innbridge.localhost",
    ) {
      self.host = host
      self.port = port
      self.security = security
      self.user = user
      self.password = password
      self.authorities = authorities
      self.ownName = ownName
    }
  }

  package enum Security: String, CaseIterable, Codable, Sendable {
    /// For a server on the same machine only.
    case plain
    /// The connection becomes secure before anything is said, or nothing is sent.
    case startTLS = "starttls"
    /// Secure from the first byte.
    case tls
  }

  /// Why a mail was not taken.
  package struct Failure: Error, Hashable, Sendable {
    /// The server's code; nil when it said nothing.
    package var code: Int?
    package var text: String
    /// Whether a server was reached at all.
    package var wasReached: Bool

    package init(code: Int?, text: String, wasReached: Bool) {
      self.code = code
      self.text = text
      self.wasReached = wasReached
    }

    /// Whether the server refused this mail for good (RFC 5321, 4.2.1): a wrong password or missing
    /// security is the hub's own matter and may be put right.
    package var isFinal: Bool {
      guard let code else { return false }
      return (500...599).contains(code) && ![530, 534, 535, 538].contains(code)
    }
  }

  /// Until the connection stands, and until the server has taken a mail: a guest's is small, and a
  /// hub that stops waits for it.
  private static let connect = Span.seconds(10)
  private static let total = Span.seconds(20)

  private let server: Server
  private let queue = DispatchQueue(label: "mail-client")
  private let handle = Mutex<Handle?>(nil)

  /// libcurl's handle with its connection.
  ///
  /// `@unchecked Sendable`: used on the client's serial queue alone.
  private final class Handle: @unchecked Sendable {
    let client: OpaquePointer

    init?() {
      guard let client = innbridge_curl_open() else { return nil }
      self.client = client
    }

    deinit { innbridge_curl_close(client) }
  }

  package init(_ server: Server) { self.server = server }

  /// Sends a message to one address and waits until the server has it.
  ///
  /// - Parameters:
  ///   - message: with CRLF line ends.
  ///   - from: who is told when it can't be delivered; printable ASCII like `to`.
  /// - Throws: ``Failure``.
  package func send(_ message: [UInt8], from: String, to: String) async throws(Failure) {
    let addresses = [from, to]
    guard addresses.allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) else {
      throw Failure(code: 553, text: "malformed address", wasReached: false)
    }
    let server = server
    let result: Result<Void, Failure> = await withCheckedContinuation { continuation in
      queue.async { [self] in
        let known = handle.withLock { known -> Handle? in
          if known == nil { known = Handle() }
          return known
        }
        guard let known else {
          let failure = Failure(code: nil, text: "no memory", wasReached: false)
          continuation.resume(returning: .failure(failure))
          return
        }
        continuation.resume(
          returning: MailClient.perform(known.client, server, message, from: from, to: to)
        )
      }
    }
    try result.get()
  }

  private static func perform(
    _ client: OpaquePointer,
    _ server: Server,
    _ message: [UInt8],
    from: String,
    to: String,
  ) -> Result<Void, Failure> {
    let scheme = server.security == .tls ? "smtps" : "smtp"
    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    let url = "\(scheme)://\(host):\(server.port)/\(server.ownName)"
    // One list of C strings, freed together; a missing one stays nil.
    let texts = [url, "<\(from)>", "<\(to)>", server.user, server.password, server.authorities]
      .map { text in text.flatMap { strdup($0) } }
    defer { for text in texts { free(text) } }
    guard let address = texts[0], let sender = texts[1], let receiver = texts[2],
      !message.isEmpty
    else { return .failure(Failure(code: nil, text: "no memory", wasReached: false)) }
    var result = message.withUnsafeBufferPointer { bytes -> innbridge_mail_result? in
      guard let start = bytes.baseAddress else { return nil }
      var mail = innbridge_mail(
        url: UnsafePointer(address),
        security: server.security.shim,
        user: texts[3].map { UnsafePointer($0) },
        password: texts[4].map { UnsafePointer($0) },
        authorities: texts[5].map { UnsafePointer($0) },
        from: UnsafePointer(sender),
        to: UnsafePointer(receiver),
        message: start,
        message_length: bytes.count,
        connect_milliseconds: Int(connect.milliseconds),
        total_milliseconds: Int(total.milliseconds),
      )
      return innbridge_mail_send(client, &mail)
    }
    return outcome(of: &result)
  }

  private static func outcome(of result: inout innbridge_mail_result?) -> Result<Void, Failure> {
    guard var result else {
      return .failure(Failure(code: nil, text: "no message", wasReached: false))
    }
    if result.outcome == INNBRIDGE_CURL_ANSWERED { return .success(()) }
    let code = Int(result.code)
    let reply = withUnsafeBytes(of: &result.reply) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let isRefusal = code >= 400
    return .failure(
      Failure(
        code: isRefusal ? code : nil,
        text: isRefusal && !reply.isEmpty ? reply : String(cString: result.text),
        wasReached: code > 0,
      )
    )
  }
}

extension MailClient.Security {
  fileprivate var shim: innbridge_mail_security {
    switch self {
    case .plain: INNBRIDGE_MAIL_PLAIN
    case .startTLS: INNBRIDGE_MAIL_STARTTLS
    case .tls: INNBRIDGE_MAIL_TLS
    }
  }
}
