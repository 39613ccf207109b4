package import InnRegistry

/// Puts together what a notice says, kind by kind; pure.
struct NoticeWriter {
  let facts: NoticeFacts
  let catalogue: NoticeCatalogue

  typealias Section = NoticeDocument.Section
  typealias Block = NoticeDocument.Block

  var language: NoticeLanguage { catalogue.language }
  var booking: Booking { facts.booking }

  func text(_ word: NoticeWord, _ arguments: [String: MessageArgument] = [:]) -> RichText {
    catalogue.text(word, arguments)
  }

  func document(_ kind: NoticeKind) -> NoticeDocument {
    NoticeDocument(
      kind: kind,
      language: language,
      title: title(kind),
      lead: lead(kind).paragraphs,
      sections: (sections(kind) + questions).filter { !$0.blocks.isEmpty },
    )
  }

  // MARK: - Title and lead

  private func title(_ kind: NoticeKind) -> RichText {
    switch kind {
    case .requestReceived: text(.titleRequestReceived)
    case .confirmed: text(.titleConfirmed)
    case .declined: text(.titleDeclined)
    case .noAnswer: text(.titleNoAnswer)
    case .changeReceived: text(.titleChangeReceived)
    case .changeDeclined: text(.titleChangeDeclined)
    case .changed: text(.titleChanged)
    case .cancelledByGuest: text(.titleCancelledByGuest, ["was": was])
    case .cancelledByInn: text(.titleCancelledByInn)
    case .reminder: text(.titleReminder)
    case .arrivalGuide: text(.titleArrivalGuide)
    case .houseRules: text(.titleHouseRules)
    case .phraseCard: text(.titlePhraseCard)
    case .emergency: text(.titleEmergency, ["hazard": hazard])
    case .useOfData: text(.titleUseOfData)
    }
  }

  private func lead(_ kind: NoticeKind) -> RichText {
    let inn: [String: MessageArgument] = ["inn": .rich(innName)]
    switch kind {
    case .requestReceived: return text(.leadRequestReceived, inn)
    case .confirmed: return text(.leadConfirmed, inn)
    case .declined: return text(.leadDeclined, inn.merging(["reason": reason]) { $1 })
    case .noAnswer: return text(.leadNoAnswer, inn)
    case .changeReceived: return text(.leadChangeReceived, inn)
    case .changeDeclined: return text(.leadChangeDeclined, inn)
    case .changed: return text(.leadChanged)
    case .cancelledByGuest: return text(.leadCancelledByGuest, inn.merging(["was": was]) { $1 })
    case .cancelledByInn: return text(.leadCancelledByInn, inn.merging(["by": by]) { $1 })
    case .reminder:
      return text(.leadReminder, inn.merging(["checkIn": .date(booking.stay.checkIn)]) { $1 })
    case .arrivalGuide: return text(.leadArrivalGuide, inn)
    case .houseRules: return text(.leadHouseRules, inn)
    case .phraseCard: return text(.leadPhraseCard)
    case .emergency: return text(.leadEmergency, ["hazard": hazard])
    case .useOfData: return text(.leadUseOfData, ["days": .number(facts.retentionDays)])
    }
  }

  private var was: MessageArgument { .text(facts.wasRequest ? "request" : "booking") }

  private var by: MessageArgument {
    .text(booking.state == .cancelled(by: .office) ? "office" : "inn")
  }

  private var reason: MessageArgument {
    if case .declined(let reason) = booking.state { return .text(reason.rawValue) }
    return .text(DeclineReason.other.rawValue)
  }

  var hazard: MessageArgument { .text(facts.emergency?.hazard.rawValue ?? "other") }

  /// The inn in a sentence.
  var innName: RichText {
    let name = facts.inn.name
    return switch language {
    case .japanese: RichText(name.japanese)
    case .easyJapanese:
      name.japanese.unicodeScalars.contains(where: \.isKanji)
        ? RichText(runs: [.ruby(base: name.japanese, reading: KanaReading.hiragana(name.kana))])
        : RichText(name.japanese)
    case .english, .traditionalChinese, .simplifiedChinese, .korean, .thai: RichText(name.romaji)
    }
  }

  // MARK: - Sections

  private func sections(_ kind: NoticeKind) -> [Section] {
    switch kind {
    case .requestReceived: [stay([.inn] + Fact.stay + [.total, .deadline])]
    case .confirmed: [stay(Fact.whole), prices, cancellation, bring] + way + link
    case .changed: [stay([.before] + Fact.whole), prices, cancellation, bring] + way + link
    case .declined, .noAnswer: [stay([.inn, .dates, .party]), alternatives]
    case .changeReceived, .changeDeclined: [wanted, stay([.inn] + Fact.stay + [.total])] + link
    case .cancelledByGuest: [stay([.inn, .dates, .party, .fee])]
    case .cancelledByInn: [stay([.inn, .dates, .party, .fee]), alternatives]
    case .reminder:
      [stay([.inn, .address, .phone] + Fact.stay + [.arrive, .leave, .payment, .means]), bring]
        + way + link
    case .arrivalGuide:
      [stay([.inn, .address, .phone, .dates, .arrive, .arrival]), bring] + way + link
    case .houseRules: [stay([.inn, .arrive, .leave])] + rules
    case .phraseCard: [stay([.inn, .phone, .guest, .dates]), phrases]
    case .emergency: emergency
    case .useOfData: []
    }
  }

  private func stay(_ facts: [Fact]) -> Section {
    Section(
      name: "stay",
      heading: text(.headingStay),
      blocks: ([.reference] + facts).flatMap(blocks),
    )
  }

  private var wanted: Section {
    var blocks: [Block] = []
    if let wanted = facts.wanted {
      let party = partyText(wanted.party)
      let rooms = roomText(wanted.rooms)
      blocks.append(
        fact("wanted", .labelWanted, [stayText(wanted.stay), party, rooms])
      )
      if let deadline = wanted.deadline {
        blocks.append(fact("deadline", .labelDeadline, [deadlineText(deadline)]))
      }
    }
    return Section(name: "wanted", heading: nil, blocks: blocks)
  }

  private var alternatives: Section {
    let items = facts.alternatives.map { other in
      text(
        .alternative,
        [
          "inn": .text(language.isJapanese ? other.inn.japanese : other.inn.romaji),
          "checkIn": .date(other.stay.checkIn), "nights": .number(other.stay.nightCount),
          "total": .text(LocalFormat.money(other.total, language)),
        ],
      )
    }
    return Section(
      name: "alternatives",
      heading: text(.headingAlternatives),
      blocks: items.isEmpty
        ? [.paragraph(text(.noteNoAlternatives))]
        : [.list(items), .paragraph(text(.noteAlternatives))],
    )
  }

  private var bring: Section {
    var items: [RichText] = []
    if facts.needsPassport { items.append(text(.bringPassport)) }
    items.append(text(.bringCash))
    if isWinter { items.append(text(.bringWarm)) }
    return Section(name: "bring", heading: text(.headingBring), blocks: [.list(items)])
  }

  /// November to March: snow lies on the roads of Shimokita, and buses run less.
  private var isWinter: Bool { ![4, 5, 6, 7, 8, 9, 10].contains(booking.stay.checkIn.month) }

  private var way: [Section] {
    let profile = facts.inn.profile
    var access = innText(profile.access)
    if let position = profile.position {
      access.append(.link(label: text(.pageWay), address: position.geoURI))
    }
    var found = [Section(name: "access", heading: text(.headingAccess), blocks: access)]
    if isWinter {
      found.append(
        Section(
          name: "winter_road",
          heading: text(.headingWinterRoad),
          blocks: innText(profile.winterRoad),
        )
      )
    }
    return found
  }

  private var rules: [Section] {
    let profile = facts.inn.profile
    let parts: [(String, NoticeWord, [LocalizedText])] = [
      ("house_rules", .headingHouseRules, profile.houseRules),
      ("bath", .headingBath, profile.bath), ("dinner", .headingDinner, profile.dinner),
    ]
    return parts.map { name, heading, texts in
      Section(name: name, heading: text(heading), blocks: innText(texts))
    }
  }

  private var emergency: [Section] {
    var found: [Section] = []
    let message = facts.emergency?.message ?? []
    if !message.isEmpty {
      found.append(
        Section(name: "message", heading: text(.headingMessage), blocks: innText(message))
      )
    }
    let advice: NoticeWord? =
      switch facts.emergency?.hazard {
      case .snow: .adviceSnow
      case .earthquake: .adviceEarthquake
      case .power: .advicePower
      case .roadClosed: .adviceRoadClosed
      case nil: nil
      }
    if let advice {
      found.append(
        Section(
          name: "advice",
          heading: text(.headingAdvice),
          blocks: [.list(text(advice).paragraphs)],
        )
      )
    }
    found.append(
      Section(
        name: "shelter",
        heading: text(.labelShelter),
        blocks: innText(facts.inn.profile.shelter),
      )
    )
    found.append(
      Section(
        name: "numbers",
        heading: text(.headingNumbers),
        blocks: [.paragraph(text(.noteNumbers))] + [.inn, .address, .phone].flatMap(blocks),
      )
    )
    return found
  }

  private var link: [Section] {
    guard let link = facts.link else { return [] }
    return [
      Section(
        name: "link",
        heading: nil,
        blocks: [
          .link(label: text(.noteLink), address: link), .paragraph(text(.noteLinkKeep)),
        ],
      )
    ]
  }

  private var questions: [Section] {
    guard let office = facts.office else { return [] }
    let phone = office.phone.map { [RichText($0.written(language))] } ?? []
    return [
      Section(
        name: "questions",
        heading: text(.headingQuestions),
        blocks: [
          fact("office", .labelOffice, [RichText(runs: [.japanese(office.name)])] + phone),
          .paragraph(text(.noteQuestions)),
        ],
      )
    ]
  }

  // MARK: - What the inn wrote

  /// The inn's own words in the notice's language; another language only under its name, and
  /// nothing at all is said to be missing.
  func innText(_ texts: [LocalizedText]) -> [Block] {
    if let own = texts.first(where: { $0.language == language.rawValue })
      ?? texts.first(where: {
        language != .easyJapanese && NoticeLanguage(serving: $0.language) == language
          && !$0.language.isForeignToAll
      })
    {
      return [.paragraph(RichText(own.text))]
    }
    if let japanese = texts.first(where: { $0.language == "ja" }) {
      return [
        .paragraph(text(.noteJapaneseOnly)), .foreign(japanese.text, language: "ja"),
      ]
    }
    guard let other = texts.first else { return [.paragraph(text(.noteMissing))] }
    let name = NoticeLanguage(rawValue: other.language)?.ownName ?? other.language
    return [
      .paragraph(text(.noteMissing)), .paragraph(RichText(name + ":")),
      .foreign(other.text, language: other.language),
    ]
  }
}

extension String {
  /// A language that only falls back to English for want of a catalogue.
  fileprivate var isForeignToAll: Bool {
    guard NoticeLanguage(serving: self) == .english else { return false }
    return self != "en" && !hasPrefix("en-")
  }
}

extension Position {
  /// A place without anybody's server (RFC 5870).
  package var geoURI: String { "geo:\(latitude),\(longitude)" }
}

extension PhoneNumber {
  /// As the reader dials it: national in Japanese, with `+81` for all others.
  package func written(_ language: NoticeLanguage) -> String {
    language.isJapanese ? national : e164
  }
}
