import InnRegistry

/// The price and terms of a stay as they would be booked now.
extension PlatformAPI {
  func addQuotes(to table: inout RouteTable) {
    table.add(
      .post,
      "/v1/quotes",
      operation: "createQuote",
      access: .channel(.read),
      document: BookingDocuments.quote,
    ) { context in
      let caller = try context.channelCaller()
      let wanted = try context.request.readJSON(QuoteRequest.read)
      // A quote changes nothing, so there is nothing to keep under the key.
      try idempotency.checkKey(of: context.request)
      let visit = try context.request.readQuery(FlowVisit.readQuote).visit
      let offer: BookingOffer
      do {
        offer = try registry.quote(wanted, channel: caller.channel)
      } catch let refusal as BookingRefusal {
        if let visit {
          registry.noteRefused(
            visit,
            stay: wanted.stay,
            persons: wanted.party.persons,
            reason: FlowRefusal.Reason(refusal),
            inn: registry.catalogue.plan(wanted.ratePlan)?.0.inn.id,
            caller: caller,
            at: context.now,
          )
        }
        throw refusal
      }
      return .json(capacity: 2048) { offer.write(to: &$0, party: wanted.party, now: context.now) }
    }
  }
}

extension BookingOffer {
  func write(to json: inout JSONWriter, party: Party, now: Timestamp) {
    json.object { json in
      json.field("inn", inn)
      json.field("room_type", roomType)
      json.field("rate_plan", ratePlan)
      json.field("check_in", stay.checkIn)
      json.field("check_out", stay.checkOut)
      json.field("rooms", rooms)
      json.field("guests", party.persons)
      switch selling {
      case .instant:
        json.field("instant", true)
        json.field("answer_by", nil as Timestamp?)
      case .onRequest(let deadline):
        json.field("instant", false)
        json.field("answer_by", deadline)
      }
      json.field("remaining", remaining)
      json.field("as_of", asOf)
      json.field("payment", quote.collection.terms)
      quote.writeMembers(to: &json)
      json.array("nights") { list in
        for night in quote.nights {
          list.object {
            $0.field("night", night.night)
            $0.money("price", night.price)
            $0.money("taxes", night.taxes)
          }
        }
      }
      cancellation.write(as: "cancellation", to: &json)
      json.field("free_until", freeUntil(now))
    }
  }

  /// Until when cancelling costs nothing; nil when it costs something already, or never will.
  private func freeUntil(_ now: Timestamp) -> Timestamp? {
    guard cancellation.fee(for: quote, checkIn: stay.checkIn, at: now) == .zero else { return nil }
    return cancellation.nextStep(after: now, checkIn: stay.checkIn)?.0
  }
}
