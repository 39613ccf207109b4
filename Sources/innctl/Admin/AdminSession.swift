import InnRegistry
import VoiceIVR

/// One command's conversation with the desk: a keeper's call lasts as long as it.
///
/// Not sendable: belongs to the thread that serves the connection.
final class AdminSession {
  private let desk: AdminDesk
  private let actor: Actor
  private var call: KeeperDesk?
  private var began: (at: Timestamp, inn: InnID, from: PhoneNumber)?

  /// - Parameter user: who asks, by login name.
  init(desk: AdminDesk, user: String) {
    self.desk = desk
    actor = .staff(user)
  }

  func answer(_ request: AdminRequest) -> AdminReply {
    switch request {
    case .beginCall(let inn, let from):
      do {
        let (start, phone) = try caller(inn: inn, from: from)
        call = KeeperDesk(
          registry: desk.registry,
          phone: phone,
          call: ConversationID(trusted: RandomSource.system.opaqueName(prefix: "call_")),
          callBack: desk.callBack,
        )
        began = (desk.registry.clock.now(), start.inn, start.from)
        return .callBegun(start)
      } catch {
        return .refused(AdminRefusal(error))
      }
    case .ask(let inquiry):
      guard let call else { return .refused(.noCall) }
      return .answer(call.answer(inquiry))
    case .save(let commit):
      guard let call else { return .refused(.noCall) }
      return .answer(call.saveAndWait(commit))
    case .endCall(let outcome, let transcript):
      guard let call, let began else { return .refused(.noCall) }
      self.call = nil
      return file(call, began, outcome, transcript)
    case .status, .innSummaries, .inns, .addInn, .importInns, .exportInns,
      .recordConsent, .bookings, .booking,
      .calls, .call, .messages, .messageSound, .finishMessage, .sms, .shortMessages, .card,
      .createKey, .keys, .revokeKey, .office, .broadcast, .statistics, .notice, .alarm, .user,
      .delivery, .guest:
      return desk.answer(request, by: actor)
    }
  }

  /// Keeps a call from the keyboard, marked so that nobody takes it for a keeper's.
  private func file(
    _ call: KeeperDesk,
    _ began: (at: Timestamp, inn: InnID, from: PhoneNumber),
    _ outcome: String,
    _ transcript: [String],
  ) -> AdminReply {
    let filed = FiledCall(
      id: call.call,
      inn: began.inn,
      number: began.from.e164,
      direction: .inbound,
      purpose: FiledCall.training,
      startedAt: began.at,
      endedAt: desk.registry.clock.now(),
      outcome: outcome,
      transcript: Array(transcript.prefix(CallLimits.transcriptLines)),
    )
    do {
      try desk.registry.writeAndWait { try $0.file(filed) }
      return .done
    } catch {
      return .refused(AdminRefusal(error))
    }
  }

  /// Whose telephone calls: by inn, by number, or by both where they fit.
  private func caller(inn: InnID?, from: PhoneNumber?) throws -> (CallStart, InnPhone) {
    let catalogue = desk.registry.catalogue
    let listing: InnListing
    if let inn {
      guard let known = catalogue[inn] else { throw AdminRefusal.innUnknown(inn) }
      listing = known
    } else {
      guard let from else { throw AdminRefusal.noCall }
      // A telephone of several inns is asked for which one by the dialogue itself.
      guard let first = catalogue.inns(of: from).first else {
        throw AdminRefusal.phoneUnknown(from)
      }
      listing = first
    }
    let phone: InnPhone
    if let from {
      guard let own = listing.phones.first(where: { $0.number == from }) else {
        throw AdminRefusal.phoneOfOtherInn(from, listing.inn.id)
      }
      phone = own
    } else {
      guard let first = listing.phones.first else {
        throw AdminRefusal.innWithoutPhone(listing.inn.id)
      }
      phone = first
    }
    let start = CallStart(
      inn: listing.inn.id,
      name: listing.inn.name,
      from: phone.number,
      rights: phone.rights,
      kind: phone.kind,
    )
    return (start, phone)
  }
}
