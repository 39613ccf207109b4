package import InnRegistry

/// Notices of bookings as the registry knows them now: for the API, the office's console and the
/// command line.
extension Registry {
  /// What a notice of a kind may tell about a booking; nil when its inn is listed no more.
  ///
  /// - Throws: ``DatabaseError``.
  package func noticeFacts(of booking: Booking, for kind: NoticeKind) throws -> NoticeFacts? {
    let facts = NoticeFacts(
      booking,
      catalogue: catalogue,
      organisations: try organisations(serving: booking.inn),
      proposal: try self.booking(booking.id, of: booking.channel)?.proposal,
      retentionDays: try retentionPolicy().days,
      now: clock.now(),
    )
    guard var facts else { return nil }
    if kind.offersAlternatives {
      let catalogue = catalogue
      facts.alternatives = try alternatives(to: booking).compactMap { other in
        catalogue[other.offer.inn].map {
          NoticeFacts.Other(
            inn: $0.inn.name,
            stay: other.offer.stay,
            total: other.offer.quote.total,
          )
        }
      }
    }
    return facts
  }

  /// A notice of a booking, in the guest's language unless another is asked for; nil when there is
  /// no such booking.
  package func notice(
    _ kind: NoticeKind,
    of id: BookingID,
    language: NoticeLanguage? = nil,
  ) throws -> Notice? {
    guard let booking = try booking(id), let facts = try noticeFacts(of: booking, for: kind)
    else { return nil }
    return Notice(kind, facts, language: language)
  }
}

extension NoticeKind {
  /// Kinds that leave a guest without a bed: up to three others are shown.
  package var offersAlternatives: Bool {
    switch self {
    case .declined, .noAnswer, .cancelledByInn: true
    case .requestReceived, .confirmed, .changeReceived, .changeDeclined, .changed,
      .cancelledByGuest, .reminder, .arrivalGuide, .houseRules, .phraseCard, .emergency, .useOfData:
      false
    }
  }
}
