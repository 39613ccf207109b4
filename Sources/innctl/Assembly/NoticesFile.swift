import BookingBridge
import Foundation
import InnRegistry

/// `notices.json` in the data directory: under which address guests reach the hub, by which
/// server mail leaves, and which telephones get messages.
///
/// docs/notices.md explains it member by member.
struct NoticesFile: Hashable, Sendable {
  /// Such as `https://yado.example.org`, without a slash at its end.
  var publicURL: String?
  var mail: Mail?
  /// Which telephones notices may go to.
  var sms = Texting.japan

  /// ``InnRegistry/TextingPolicy``, or none at all.
  enum Texting: String, CaseIterable, Sendable {
    case off
    case japan
    case anywhere

    var policy: TextingPolicy? { TextingPolicy(rawValue: rawValue) }
  }

  struct Mail: Hashable, Sendable {
    var server: MailClient.Server
    var from: NoticeMail.Mailbox
  }

  static let usualPort = 587

  /// Nil when there is no such file.
  static func read(_ path: String) throws(CommandFailure) -> NoticesFile? {
    try DataFile(path: path, guide: "docs/notices.md").read { members in
      NoticesFile(
        publicURL: members.optional("public_url", url),
        mail: members.optional("mail", .object(mail)),
        sms: members.optional("sms", .oneOf(Texting.self), default: .japan),
      )
    }
  }

  private static let line = TextFormat<String>("text without line breaks, 1 to 500 characters") {
    (1...500).contains($0.count) && !$0.contains(where: \.isNewline) ? $0 : nil
  }
  private static let host = TextFormat<String>("a host's name or address") { text in
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x3A).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
    return isPlain && (1...253).contains(text.utf8.count) ? text : nil
  }
  private static let path = TextFormat<String>("an absolute path") {
    $0.hasPrefix("/") && $0.count <= 1000 ? $0 : nil
  }
  private static let url = TextFormat<String>("an http or https URL") { text in
    guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.count <= 500,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("?"), !text.contains("#")
    else { return nil }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  @Sendable private static func mail(_ members: inout JSONObjectReader) -> Mail? {
    let host = members.required("host", host)
    let port = members.optional("port", .integer(1...65_535), default: usualPort)
    let security = members.optional(
      "security",
      .oneOf(MailClient.Security.self),
      default: .startTLS,
    )
    let user = members.optional("user", line)
    let password = members.optional("password", line)
    let authorities = members.optional("authorities", path)
    let from = members.required("from", line)
    let name = members.optional("from_name", line)
    guard let host, let from else { return nil }
    guard let mailbox = NoticeMail.Mailbox(name: name ?? "", address: from) else {
      members.refuse("from", .wrongFormat, "must be a mail address")
      return nil
    }
    return Mail(
      server: MailClient.Server(
        host: host,
        port: port,
        security: security,
        user: user,
        password: password,
        authorities: authorities,
        ownName: mailbox.domain,
      ),
      from: mailbox,
    )
  }
}
