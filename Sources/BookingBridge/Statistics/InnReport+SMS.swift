package import InnRegistry

/// One inn's monthly report on its way.
package struct InnReportSending: Hashable, Codable, Sendable {
  package enum Outcome: String, CaseIterable, Codable, Sendable {
    case sent
    /// It would be sent.
    case due
    /// It was sent before.
    case before
    /// No telephone of the inn takes messages.
    case noMobile = "no_mobile"
  }

  package var inn: InnID
  package var name: String
  package var text: String
  package var outcome: Outcome

  package init(inn: InnID, name: String, text: String, outcome: Outcome) {
    self.inn = inn
    self.name = name
    self.text = text
    self.outcome = outcome
  }
}

extension InnReport {
  /// Sends inns a month's report by SMS, each once; for a thread that may wait.
  ///
  /// - Parameters:
  ///   - inns: nil for all that want it.
  ///   - isDryRun: tells what would be sent, and sends nothing.
  /// - Throws: ``FlowRefused/periodNotOver``, ``FlowRefused/innUnknown(_:)``.
  package static func send(
    _ month: CivilMonth,
    among inns: [InnID]?,
    _ scope: FlowScope,
    _ registry: Registry,
    isDryRun: Bool = false,
    by actor: Actor,
  ) throws -> [InnReportSending] {
    try registry.updateFlowAndWait()
    let catalogue = registry.catalogue
    let wanted =
      try inns
      ?? registry.reportWishes().map(\.inn).filter {
        catalogue[$0]?.inn.isTraining == (scope == .training)
      }
    let before = try registry.reportsSent(month)
    return try wanted.map { inn in
      let report = try InnReport(registry, inn, month)
      let text = report.sms
      var sending = InnReportSending(
        inn: inn,
        name: report.name,
        text: text,
        outcome: before[inn] == nil ? .due : .before,
      )
      let hasMobile = catalogue[inn]?.phones.contains { $0.kind == .mobile } ?? false
      if !hasMobile { sending.outcome = .noMobile }
      guard sending.outcome == .due, !isDryRun else { return sending }
      let isNew = try registry.writeAndWait {
        try $0.sendReport(text, of: month, to: inn, by: actor)
      }
      sending.outcome = isNew ? .sent : .before
      return sending
    }
  }
}
