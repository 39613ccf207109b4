import BookingBridge
import InnRegistry
import VoiceIVR

extension ConsoleDoors {
  /// What the office console is lent: the same desk that answers commands, so that each has one way.
  static func hub(_ desk: AdminDesk, carriers: Carriers) -> ConsoleDoors {
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
      emergencies: Emergencies(
        plan: { wish in
          let draft = EmergencyDraft(wish)
          let calls = try NoticeDesk(registry: desk.registry, lines: desk.lines).calls(draft)
          return Plan(
            inns: calls.inns,
            spoken: calls.spoken,
            seconds: calls.seconds,
            minutes: calls.minutes,
          )
        },
        send: { wish, actor in
          _ = try NoticeDesk(registry: desk.registry, lines: desk.lines)
            .send(EmergencyDraft(wish), by: actor)
        },
      ),
      carriers: carriers,
    )
  }
}

extension EmergencyDraft {
  fileprivate init(_ wish: EmergencyWish) {
    self.init(
      hazard: wish.hazard,
      text: wish.text,
      english: wish.english,
      among: wish.inns,
      isCalling: wish.isCalling,
    )
  }
}

extension Words {
  fileprivate init(_ phrase: Phrase) { self.init(ja: phrase.ja, en: phrase.en) }
}
