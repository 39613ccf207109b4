import Foundation
import InnRegistry
import VoiceIVR

/// `sms.json` in the data directory: which gateways carry messages, and how many may leave.
///
/// docs/operations/sms.md explains it member by member.
struct MessagesFile: Hashable, Sendable {
  var twilio: TwilioGateway.Settings?
  var gammu: GammuGateway.Settings?
  /// Messages by SIP through the trunk.
  var usesSIP = false
  /// Names of gateways, the one that is asked first first.
  var order: [String] = ["gammu", "twilio", "sip"]
  var budget = SMSBudget()

  var hasGateways: Bool { twilio != nil || gammu != nil || usesSIP }

  /// nil when there is no such file.
  static func read(_ path: String) throws(CommandFailure) -> MessagesFile? {
    try DataFile(path: path, guide: "docs/operations/sms.md").read { members in
      var file = MessagesFile()
      file.twilio = members.optional("twilio", .object(twilio))
      file.gammu = members.optional("gammu", .object(gammu))
      file.usesSIP = members.optional("sip", .bool, default: false)
      file.order =
        members.optional("order", .array(of: name, count: 1...3)) ?? file.order
      file.budget.perNumberADay = members.optional(
        "per_number_a_day",
        .integer(1...1000),
        default: file.budget.perNumberADay,
      )
      file.budget.strangersADay = members.optional(
        "strangers_a_day",
        .integer(0...1000),
        default: file.budget.strangersADay,
      )
      file.budget.perOrganisationAMonth = Yen(
        members.optional(
          "yen_per_organisation_a_month",
          .integer(0...10_000_000),
          default: file.budget.perOrganisationAMonth.amount,
        )
      )
      return file
    }
  }

  private static let name = TextFormat<String>("gammu, twilio or sip") {
    ["gammu", "twilio", "sip"].contains($0) ? $0 : nil
  }
  private static let line = TextFormat<String>("text without line breaks, 1 to 500 characters") {
    (1...500).contains($0.count) && !$0.contains(where: \.isNewline) ? $0 : nil
  }
  private static let path = TextFormat<String>("an absolute path") {
    $0.hasPrefix("/") && $0.count <= 1000 ? $0 : nil
  }
  private static let number = TextFormat<PhoneNumber>("a telephone number") { PhoneNumber($0) }
  private static let url = TextFormat<String>("an http or https URL") {
    $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil
  }

  @Sendable private static func twilio(_ members: inout JSONObjectReader)
    -> TwilioGateway.Settings?
  {
    let account = members.required("account", line)
    let token = members.required("token", line)
    let from = members.optional("from", number)
    let service = members.optional("messaging_service", line)
    let messages = members.required("message_url", url)
    let status = members.optional("status_url", url)
    let base = members.optional("api", url, default: "https://api.twilio.com")
    if from == nil, service == nil { members.refuse("from", .missing, "from or messaging_service") }
    guard let account, let token, let messages, from != nil || service != nil else { return nil }
    return TwilioGateway.Settings(
      name: SMSGatewayName(trusted: "twilio"),
      account: account,
      token: token,
      from: from,
      service: service,
      messageURL: messages,
      statusURL: status,
      base: base,
    )
  }

  @Sendable private static func gammu(_ members: inout JSONObjectReader)
    -> GammuGateway.Settings?
  {
    let inbox = members.required("inbox", path)
    let outbox = members.required("outbox", path)
    let sent = members.required("sent", path)
    let errors = members.required("errors", path)
    let usesNetworkTime = members.optional("network_time", .bool, default: true)
    guard let inbox, let outbox, let sent, let errors else { return nil }
    return GammuGateway.Settings(
      name: SMSGatewayName(trusted: "gammu"),
      inbox: inbox,
      outbox: outbox,
      sent: sent,
      errors: errors,
      usesNetworkTime: usesNetworkTime,
    )
  }
}
