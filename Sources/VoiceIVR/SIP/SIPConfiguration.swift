package import InnRegistry

/// How the hub meets the telephone network.
package struct SIPConfiguration: Hashable, Sendable {
  /// Numeric IPv4 address for SIP (UDP and TCP) and sound.
  package var bindAddress = "0.0.0.0"
  /// SIP port; 0 takes a free one, which ``SIPEndpoint/port`` tells.
  package var port: UInt16 = 5060
  /// Address written into SIP and SDP when the hub sits behind NAT; nil for the bound one.
  package var publicAddress: String?
  /// UDP ports for sound: two for each call.
  ///
  /// Checked at start.
  package var soundPorts: ClosedRange<UInt16> = 20_000...21_999
  /// Where calls that the hub makes go; nil makes it receive only.
  package var trunk: SIPTrunk?
  /// Addresses whose word about the caller's number is believed: the trunks.
  package var trustedSources: [AddressPrefix] = []
  /// What happens to INVITEs from anywhere else.
  package var strangers = StrangerPolicy.refuse(status: 403)
  /// Calls at once, in both directions: the lines of the trunk.
  package var maxCalls = 2
  /// Lines of ``maxCalls`` that calls made by the hub never take, so that a keeper gets through.
  package var reservedLines = 1
  /// What a caller is told to wait when all lines are busy, in seconds.
  package var retryAfter = 30
  /// Most detailed level of PJSIP's log to pass on: 1 errors, 2 warnings, 3 information, 4 and 5
  /// debugging.
  ///
  /// SIP messages themselves are never logged: they carry numbers.
  package var logLevel = 3

  package init() {}
}

/// A line to the telephone network.
package struct SIPTrunk: Hashable, Sendable {
  /// Numeric address or a name that needs no waiting to resolve: names are looked up on the
  /// telephone's own thread.
  package var host: String
  package var port: UInt16
  /// The hub's own number, shown to every inn it rings; never withheld.
  package var number: PhoneNumber
  package var usesTCP: Bool
  /// How the gateway wants numbers in addresses.
  package var numberForm: NumberForm

  package init(
    host: String,
    port: UInt16 = 5060,
    number: PhoneNumber,
    usesTCP: Bool = false,
    numberForm: NumberForm = .national,
  ) {
    self.host = host
    self.port = port
    self.number = number
    self.usesTCP = usesTCP
    self.numberForm = numberForm
  }

  package enum NumberForm: String, CaseIterable, Codable, Sendable {
    /// `0175000001`: home gateways in Japan.
    case national
    /// `+81175000001`.
    case e164
  }

  func written(_ number: PhoneNumber) -> String {
    switch numberForm {
    case .national: number.national
    case .e164: number.e164
    }
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
  /// All lines that outbound calls may use are taken.
  case linesBusy
  case stopped
}
