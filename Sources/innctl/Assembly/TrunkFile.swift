import Glibc
import InnRegistry
import VoiceIVR

/// Lines to the telephone network from a file (docs/trunks.md): what no command line should carry.
///
/// Passwords are never in it: it names files that only their owner may read, or environment
/// variables.
struct TrunkFile: Hashable, Sendable {
  var trunks: [SIPTrunk] = []
  var tls: SIPSecurity?
  /// Further address of SIP and sound, of the other family than the one of `--sip`.
  var secondAddress: String?
  /// The hub's address as the network outside sees it.
  var publicAddress: String?

  /// Trunks of one hub: a town's office has one or two.
  static let mostTrunks = 8

  /// - Parameter number: the hub's number for trunks that name none.
  /// - Throws: everything that is wrong with the file, or a password that can't be had.
  static func read(
    _ path: String,
    number: PhoneNumber,
    environment: [String: String],
  ) throws(CommandFailure) -> TrunkFile {
    let bytes = try InputFile.read(path)
    let document: TrunkDocument
    do {
      document = try JSONObjectReader.read(try JSONValue(parsing: bytes), TrunkDocument.read)
    } catch let faults as JSONFaults {
      let list = faults.list.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; ")
      throw wrong(path, list)
    } catch {
      throw wrong(path, "\(error)")
    }
    var file = TrunkFile()
    file.tls = document.tls
    file.secondAddress = document.secondAddress
    file.publicAddress = document.publicAddress
    for trunk in document.trunks {
      file.trunks.append(try trunk.trunk(number: number, environment: environment))
    }
    guard Set(file.trunks.map(\.name)).count == file.trunks.count else {
      throw wrong(path, "two trunks have the same name")
    }
    return file
  }

  private static func wrong(_ path: String, _ detail: String) -> CommandFailure {
    CommandFailure(
      .usage,
      Phrase(en: "\(path): \(detail)", ja: "\(path): \(detail)"),
      advice: Phrase(
        en: "docs/trunks.md tells what the file may hold.",
        ja: "書き方は docs/trunks.md にあります。",
      ),
    )
  }
}

/// The file as it is written, before passwords are fetched.
private struct TrunkDocument: Sendable {
  var trunks: [Entry]
  var tls: SIPSecurity?
  var secondAddress: String?
  var publicAddress: String?

  struct Login: Sendable {
    var user: String
    var loginUser: String?
    var passwordFile: String?
    var passwordVariable: String?
    var seconds: Int
  }

  struct Entry: Sendable {
    var name: String
    var server: Endpoint
    var transport: SIPTrunk.Transport
    var number: PhoneNumber?
    var numberForm: SIPTrunk.NumberForm
    var login: Login?
    var proxy: Endpoint?
    var sources: [AddressPrefix]
    var lines: Int?
    var reservedLines: Int?
    var isCallerTrusted: Bool
    var encryption: SIPTrunk.SoundEncryption
    var takesRefer: Bool
  }

  // MARK: - Reading

  private static let path = TextFormat<String>("a path of 1 to 1000 characters") {
    (1...1000).contains($0.utf8.count) ? $0 : nil
  }
  private static let address = TextFormat<String>("a numeric address") {
    AddressPrefix($0) != nil && !$0.contains("/") ? $0 : nil
  }
  private static let server = TextFormat<Endpoint>("HOST:PORT") {
    Endpoint($0).flatMap { $0.port > 0 ? $0 : nil }
  }
  /// Of SIP's own characters, so that it can stand in an address as it is.
  private static let user = TextFormat<String>("1 to 64 letters, digits and -_.!~*'()&=+$,;?/") {
    (1...64).contains($0.count)
      && $0.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || "-_.!~*'()&=+$,;?/".contains($0))
      }
      ? $0 : nil
  }

  static func read(_ members: inout JSONObjectReader) -> TrunkDocument? {
    let trunks = members.required(
      "trunks",
      .array(of: .object(entry), count: 1...TrunkFile.mostTrunks),
    )
    let tls = members.optional("tls", .object(security))
    let second = members.optional("second_address", address)
    let published = members.optional("public_address", address)
    guard let trunks else { return nil }
    return TrunkDocument(
      trunks: trunks,
      tls: tls,
      secondAddress: second,
      publicAddress: published,
    )
  }

  private static func security(_ members: inout JSONObjectReader) -> SIPSecurity? {
    let port = members.optional("port", .integer(1...65_535), default: 5061)
    let certificate = members.optional("certificate", path)
    let key = members.optional("private_key", path)
    let authorities = members.optional("authorities", path)
    if (certificate == nil) != (key == nil) {
      members.refuse("certificate", .inconsistent, "goes with private_key")
      return nil
    }
    return SIPSecurity(
      port: UInt16(port),
      certificate: certificate,
      privateKey: key,
      authorities: authorities,
    )
  }

  private static func entry(_ members: inout JSONObjectReader) -> Entry? {
    let name = members.required("name", .line(1...40))
    let server = members.required("server", server)
    let transport = members.optional("transport", .oneOf(SIPTrunk.Transport.self), default: .udp)
    let number = members.optional(
      "number",
      TextFormat<PhoneNumber>("a telephone number") { PhoneNumber($0) },
    )
    let form = members.optional(
      "number_form",
      .oneOf(SIPTrunk.NumberForm.self),
      default: .national,
    )
    let login = members.optional("registration", .object(login))
    let proxy = members.optional("outbound_proxy", Self.server)
    let sources = members.optional(
      "sources",
      .array(
        of: TextFormat<AddressPrefix>("an address or CIDR range") { AddressPrefix($0) },
        count: 1...64,
      ),
    )
    let lines = members.optional("lines", .integer(1...SIPEndpoint.mostCalls))
    let reserved = members.optional("reserved_lines", .integer(0...SIPEndpoint.mostCalls))
    let trusted = members.optional("caller_trusted", .bool, default: true)
    let encryption = members.optional(
      "srtp",
      .oneOf(SIPTrunk.SoundEncryption.self),
      default: .off,
    )
    let refer = members.optional("refer", .bool, default: false)
    guard let name, let server else { return nil }
    return Entry(
      name: name,
      server: server,
      transport: transport,
      number: number,
      numberForm: form,
      login: login,
      proxy: proxy,
      sources: sources ?? [],
      lines: lines,
      reservedLines: reserved,
      isCallerTrusted: trusted,
      encryption: encryption,
      takesRefer: refer,
    )
  }

  private static func login(_ members: inout JSONObjectReader) -> Login? {
    let user = members.required("user", user)
    let login = members.optional("login_user", .line(1...128))
    let file = members.optional("password_file", path)
    let variable = members.optional("password_variable", .line(1...128))
    let seconds = members.optional(
      "expires_seconds",
      .integer(SIPRegistration.expiries),
      default: SIPRegistration.usualExpiry,
    )
    if (file == nil) == (variable == nil) {
      members.refuse(
        "password_file",
        .inconsistent,
        "or password_variable must be there, and only one of them",
      )
      return nil
    }
    guard let user else { return nil }
    return Login(
      user: user,
      loginUser: login,
      passwordFile: file,
      passwordVariable: variable,
      seconds: seconds,
    )
  }
}

extension TrunkDocument.Entry {
  func trunk(
    number hubNumber: PhoneNumber,
    environment: [String: String],
  ) throws(CommandFailure) -> SIPTrunk {
    var registration: SIPRegistration?
    if let login {
      registration = SIPRegistration(
        user: login.user,
        loginUser: login.loginUser,
        password: try login.password(environment),
        expirySeconds: login.seconds,
      )
    }
    let hosts = [server.host] + (proxy.map { [$0.host] } ?? [])
    return SIPTrunk(
      name: name,
      host: server.host,
      port: UInt16(server.port),
      transport: transport,
      number: number ?? hubNumber,
      numberForm: numberForm,
      registration: registration,
      proxy: proxy.map { "sip:\($0)" },
      sources: sources + hosts.compactMap { AddressPrefix($0) },
      lines: lines,
      reservedLines: reservedLines,
      isCallerTrusted: isCallerTrusted,
      encryption: encryption,
      takesRefer: takesRefer,
    )
  }
}

extension TrunkDocument.Login {
  func password(_ environment: [String: String]) throws(CommandFailure) -> SIPPassword {
    if let passwordVariable {
      guard let text = environment[passwordVariable], !text.isEmpty else {
        throw CommandFailure(
          .usage,
          Phrase(
            en: "the environment variable \(passwordVariable) holds no password",
            ja: "環境変数 \(passwordVariable) にパスワードがありません",
          ),
        )
      }
      return SIPPassword(text)
    }
    let file = passwordFile ?? ""
    var status = stat()
    if stat(file, &status) == 0, status.st_mode & 0o077 != 0 {
      throw CommandFailure(
        .failure,
        Phrase(
          en: "\(file) may be read by others than its owner",
          ja: "\(file) が所有者以外にも読めます",
        ),
        advice: Phrase(en: "chmod 600 \(file)", ja: "chmod 600 \(file)"),
      )
    }
    let text = String(decoding: try InputFile.read(file), as: UTF8.self).trimmingSpaces()
    guard !text.isEmpty else {
      throw CommandFailure(
        .failure,
        Phrase(en: "\(file) holds no password", ja: "\(file) にパスワードがありません"),
      )
    }
    return SIPPassword(text)
  }
}
