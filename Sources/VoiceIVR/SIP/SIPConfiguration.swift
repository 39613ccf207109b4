package import InnRegistry

/// How the hub meets the telephone network.
package struct SIPConfiguration: Hashable, Sendable {
  /// Numeric IPv4 or IPv6 address for SIP (UDP and TCP) and sound.
  package var bindAddress = "0.0.0.0"
  /// A second address, of the other family, on the same port; nil for none.
  package var secondAddress: String?
  /// SIP port; 0 takes a free one, which ``SIPEndpoint/port`` tells.
  package var port: UInt16 = 5060
  /// Address written into SIP and SDP when the hub sits behind NAT; nil for the bound one.
  package var publicAddress: String?
  /// SIP over TLS; nil for none.
  package var tls: SIPSecurity?
  /// UDP ports for sound: two for each call.
  ///
  /// Checked at start.
  package var soundPorts: ClosedRange<UInt16> = 20_000...21_999
  /// Where calls that the hub makes go, the first that works; none makes it receive only.
  package var trunks: [SIPTrunk] = []
  /// Further addresses whose word about the caller's number is believed.
  package var trustedSources: [AddressPrefix] = []
  /// What happens to INVITEs from anywhere else.
  package var strangers = StrangerPolicy.refuse(status: 403)
  /// Whether texts come by SIP MESSAGE, from those whose word is believed.
  package var takesMessages = false
  /// Calls at once, in both directions, over all trunks.
  package var maxCalls = 2
  /// Lines of a trunk that calls made by the hub never take, so that a keeper gets through; a
  /// trunk may say otherwise.
  package var reservedLines = 1
  /// What a caller is told to wait when all lines are busy, in seconds.
  package var retryAfter = 30
  /// Between two looks whether trunks and the hub's own sockets are alive; nil for none.
  ///
  /// What is dead is known after ``LineWatch/lossesToDeath`` of them: less than 30 s (voice.md of
  /// the design).
  package var watchInterval: Span? = Span.seconds(7)
  /// How many requests whom nobody knows may send.
  package var guardLimits = SourceGuard.Limits()
  /// Most detailed level of PJSIP's log to pass on: 1 errors, 2 warnings, 3 information, 4 and 5
  /// debugging.
  ///
  /// SIP messages themselves are never logged: they carry numbers.
  package var logLevel = 3

  package init() {}

  /// The addresses that are bound.
  var addresses: [String] { [bindAddress] + (secondAddress.map { [$0] } ?? []) }

  /// The bound address of a trunk's family.
  func address(for host: String) -> String {
    guard AddressPrefix(host) != nil else { return bindAddress }
    return addresses.first { $0.contains(":") == host.contains(":") } ?? bindAddress
  }

  /// The trunk that an address belongs to by what was set, as an index of ``trunks``.
  func trunk(of source: String) -> Int? {
    trunks.firstIndex { $0.sources.contains { $0.contains(source) } }
  }
}

/// What happens to an INVITE from an address that isn't trusted.
///
/// It doesn't depend on the number called, so that a scanner learns nothing.
package enum StrangerPolicy: Hashable, Sendable {
  case refuse(status: Int)
  /// No answer at all.
  case drop
  /// The call is offered with ``IncomingCall/isTrusted`` false: the caller must say who she is.
  case offer
}

/// Why the telephone can't be opened or a call can't be made.
package enum SIPError: Error, Hashable, Sendable {
  /// PJSUA keeps its state in globals: one endpoint a process.
  case alreadyRunning
  case invalidConfiguration(String)
  /// Fewer pairs of free UDP ports in the range than there may be calls.
  case soundPortsTaken(free: Int, wanted: Int)
  /// A call into PJSIP failed: what was tried, its status and PJSIP's own words.
  case library(step: String, status: Int32, text: String)
  case noTrunk
  /// No trunk that is there and registered.
  case trunksDown
  /// All lines that outbound calls may use are taken.
  case linesBusy
  case stopped
}
