package import InnRegistry

/// A line to the telephone network: a gateway in the house or a provider.
package struct SIPTrunk: Hashable, Sendable {
  /// What people call it, in logs and figures.
  package var name: String
  /// Numeric address, or a name that is looked up again and again (``SIPEndpoint/beginNaming()``).
  package var host: String
  package var port: UInt16
  package var transport: Transport
  /// The hub's own number, shown to every inn it rings; never withheld.
  package var number: PhoneNumber
  /// How the gateway wants numbers in addresses.
  package var numberForm: NumberForm
  /// How the hub makes itself known; nil for a gateway that knows it by its address.
  package var registration: SIPRegistration?
  /// Where every request goes first, such as `sip:proxy.example:5060`; nil for straight to the
  /// trunk.
  package var proxy: String?
  /// Addresses that calls of this trunk come from, beside those that its names mean.
  package var sources: [AddressPrefix]
  /// Calls at once; nil for as many as the hub takes.
  package var lines: Int?
  /// Lines that calls made by the hub never take; nil for the hub's rule.
  package var reservedLines: Int?
  /// Whether the trunk's word about who calls identifies a keeper.
  ///
  /// If not, she is asked for inn number and PIN.
  package var isCallerTrusted: Bool
  package var encryption: SoundEncryption
  /// The trunk connects a keeper with the office by itself (REFER), which frees both lines.
  package var takesRefer: Bool

  package init(
    name: String = "trunk",
    host: String,
    port: UInt16 = 5060,
    transport: Transport = .udp,
    number: PhoneNumber,
    numberForm: NumberForm = .national,
    registration: SIPRegistration? = nil,
    proxy: String? = nil,
    sources: [AddressPrefix]? = nil,
    lines: Int? = nil,
    reservedLines: Int? = nil,
    isCallerTrusted: Bool = true,
    encryption: SoundEncryption = .off,
    takesRefer: Bool = false,
  ) {
    self.name = name
    self.host = host
    self.port = port
    self.transport = transport
    self.number = number
    self.numberForm = numberForm
    self.registration = registration
    self.proxy = proxy
    self.sources = sources ?? (AddressPrefix(host).map { [$0] } ?? [])
    self.lines = lines
    self.reservedLines = reservedLines
    self.isCallerTrusted = isCallerTrusted
    self.encryption = encryption
    self.takesRefer = takesRefer
  }

  package enum Transport: String, CaseIterable, Sendable {
    case udp
    case tcp
    case tls
  }

  package enum NumberForm: String, CaseIterable, Codable, Sendable {
    /// `0175000001`: home gateways in Japan.
    case national
    /// `+81175000001`.
    case e164
  }

  /// SRTP (RFC 3711) with keys in the signalling (RFC 4568): only with TLS are they a secret.
  package enum SoundEncryption: String, CaseIterable, Sendable {
    case off
    /// Where the other side has it, too.
    case optional
    /// Calls without it fail.
    case mandatory
  }

  func written(_ number: PhoneNumber) -> String {
    switch numberForm {
    case .national: number.national
    case .e164: number.e164
    }
  }

  /// Host as it stands in an address (RFC 3986: IPv6 in brackets).
  var hostInAddress: String { host.contains(":") ? "[\(host)]" : host }

  /// The hub's number as an address where the account's own isn't (RFC 3325): the account of a
  /// registration is often no number.
  var identity: String? {
    registration.map { _ in "<sip:\(written(number))@\(hostInAddress)>" }
  }

  /// A SIP address at the trunk; without `user` the trunk itself.
  func address(_ user: String? = nil) -> String {
    let parameter =
      switch transport {
      case .udp: ""
      case .tcp: ";transport=tcp"
      case .tls: ";transport=tls"
      }
    return "sip:" + (user.map { $0 + "@" } ?? "") + "\(hostInAddress):\(port)\(parameter)"
  }
}

/// How the hub makes itself known to a trunk (RFC 3261, section 10; digest: RFC 8760).
package struct SIPRegistration: Hashable, Sendable {
  /// User part of the address that is registered.
  package var user: String
  /// User of the digest; mostly the same.
  package var loginUser: String
  package var password: SIPPassword
  /// How long a registration holds, in seconds; the trunk may shorten it or want more (423).
  package var expirySeconds: Int

  /// Seconds: shorter would be a burden, longer leaves a rebooted gateway without us for long.
  package static let expiries = 60...86_400
  package static let usualExpiry = 300

  package init(
    user: String,
    loginUser: String? = nil,
    password: SIPPassword,
    expirySeconds: Int = usualExpiry,
  ) {
    self.user = user
    self.loginUser = loginUser ?? user
    self.password = password
    self.expirySeconds = expirySeconds
  }
}

/// A password that can't be printed by mistake.
package struct SIPPassword: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  let text: String

  package init(_ text: String) { self.text = text }

  package var description: String { "(password)" }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// TLS for SIP (RFC 5630): the hub's certificate and whom it believes.
package struct SIPSecurity: Hashable, Sendable {
  package var port: UInt16
  /// PEM files; without a certificate the hub can call out but nobody can connect to it.
  package var certificate: String?
  package var privateKey: String?
  /// PEM file of authorities that trunks' certificates must come from; nil believes any.
  package var authorities: String?

  package init(
    port: UInt16 = 5061,
    certificate: String? = nil,
    privateKey: String? = nil,
    authorities: String? = nil,
  ) {
    self.port = port
    self.certificate = certificate
    self.privateKey = privateKey
    self.authorities = authorities
  }
}
