import BookingBridge
import InnRegistry
import VoiceIVR

extension ConsoleDoors {
  /// What the office console is lent: the same desk that answers commands, so that each has one way.
  static func hub(_ desk: AdminDesk) -> ConsoleDoors {
    ConsoleDoors(
      explain: { Words(AdminRefusal($0).failure.message) },
      card: { InnCard(facts: try desk.card(of: $0)).html },
      report: { ($0.rejects.map(\.phrase) + $0.notes.map(\.phrase)).map { Words($0) } },
      addresses: desk.addresses,
      broadcasts: Broadcasts(
        plan: { text, inns in
          let draft = BroadcastDraft(text: text, among: inns)
          let reply = try BroadcastDesk(registry: desk.registry, lines: desk.lines)
            .answer(.send(draft, isDryRun: true), by: .hub)
          guard case .broadcast(.sent(let plan, _)) = reply else {
            throw AdminRefusal.notUnderstood("a plan")
          }
          return Plan(
            inns: plan.inns,
            spoken: plan.spoken,
            seconds: plan.seconds,
            minutes: plan.minutes,
          )
        },
        send: { text, inns, hours, actor in
          let draft = BroadcastDraft(text: text, among: inns, hours: hours)
          _ = try BroadcastDesk(registry: desk.registry, lines: desk.lines)
            .answer(.send(draft, isDryRun: false), by: actor)
        },
      ),
    )
  }
}

extension Words {
  fileprivate init(_ phrase: Phrase) { self.init(ja: phrase.ja, en: phrase.en) }
}
