import BookingBridge
import InnRegistry

/// How many notices one core writes a second: a confirmation with all that it carries, in each
/// language, as text and as a page, the Japanese beneath included.
struct NoticeMeasurement {
  var rounds = 5
  /// Of one round, all languages together.
  var notices = 3500

  func run() throws -> Figures {
    let facts = try facts()
    let languages = NoticeLanguage.allCases
    // Catalogues are read once in a hub's life.
    for language in languages { _ = Notice(.confirmed, facts, language: language).text }
    var rates: [Double] = []
    var bytes = 0
    for _ in 0..<rounds {
      let begin = nanosecondsNow()
      for number in 0..<notices {
        let notice = Notice(.confirmed, facts, language: languages[number % languages.count])
        bytes = notice.text.utf8.count + notice.html.utf8.count
      }
      rates.append(Double(notices) / (Double(nanosecondsNow() - begin) * 1e-9))
    }
    var figures = Figures()
    figures.add("notices_per_s", rates.median ?? .nan, "a second", .atLeast(1000))
    figures.add("notice_bytes", Double(bytes), "bytes")
    return figures
  }

  /// A booking of the training region, two nights for two.
  private func facts() throws -> NoticeFacts {
    let scratch = try Scratch()
    let registry = try Registry(path: scratch.path("notices.sqlite"))
    defer { registry.stop() }
    guard let entry = TrainingRegion.entries.first, let room = entry.rooms.first,
      let plan = room.plans.first(where: { $0.selling == .instant }) ?? room.plans.first,
      let party = Party(adults: 2), let name = GuestName(written: "Training Guest"),
      let stay = Stay(checkIn: TokyoTime.tonight(at: WallClock.system.now()) + 20, nights: 2)
    else { throw Flaw(description: "the training region has no inn") }
    let booking = try registry.writeAndWait { transaction in
      try transaction.save(Channel(id: Channel.office, name: "Bench"), by: .hub)
      try transaction.save(entry, by: .hub)
      return try transaction.book(
        BookingRequest(
          ratePlan: plan.id,
          stay: stay,
          rooms: 1,
          party: party,
          guest: Guest(name: name, language: "en", country: "TW", diet: "no shellfish"),
        ),
        channel: Channel.office,
      )
    }
    guard let facts = try registry.noticeFacts(of: booking, for: .confirmed) else {
      throw Flaw(description: "the booking's inn is not listed")
    }
    return facts
  }
}
