import InnRegistry

/// The facts of a stay, each with its name for programs and its words for people.
extension NoticeWriter {
  enum Fact: Hashable {
    case reference
    case inn
    case guest
    case address
    case phone
    case before
    case dates
    case arrive
    case leave
    case arrival
    case party
    case room
    case meals
    case bath
    case diet
    case total
    case payment
    case means
    case fee
    case deadline

    static let stay: [Fact] = [.dates, .party, .room, .meals]
    /// What a confirmation must carry; prices and cancellation have sections of their own.
    static let whole: [Fact] = [
      .inn, .address, .phone, .guest, .dates, .arrive, .leave, .arrival, .party, .room, .meals,
      .bath, .diet, .total, .payment, .means,
    ]
  }

  func fact(_ name: String, _ label: NoticeWord, _ values: [RichText]) -> Block {
    .fact(NoticeDocument.Fact(name: name, label: text(label), values: values))
  }

  /// Empty where there is nothing to say.
  func blocks(_ wanted: Fact) -> [Block] {
    let profile = facts.inn.profile
    switch wanted {
    case .reference:
      return [fact("reference", .labelReference, [RichText(booking.reference.grouped)])]
    case .inn: return [fact("inn", .labelInn, innNames)]
    case .guest: return [fact("guest", .labelGuest, [RichText(booking.guest.name.written)])]
    case .address:
      guard let address = profile.address else { return [] }
      let note = language.isJapanese ? [] : [text(.noteAddress)]
      return [fact("address", .labelAddress, [.japanese(address)] + note)]
    case .phone:
      guard let phone = facts.innPhone else { return [] }
      let note = language == .japanese ? [] : [text(.valuePhoneNote)]
      return [fact("phone", .labelPhone, [RichText(phone.written(language))] + note)]
    case .before:
      guard let before = facts.before else { return [] }
      return [fact("before", .labelBefore, [stayText(before)])]
    case .dates: return [fact("dates", .labelDates, [stayText(booking.stay)])]
    case .arrive: return [fact("check_in", .labelArrive, [arriveText])]
    case .leave:
      let value = profile.checkOutUntil.map { text(.valueLeave, ["until": .time($0)]) }
      return [fact("check_out", .labelLeave, [value ?? text(.noteMissing)])]
    case .arrival:
      guard let arrival = booking.arrival else { return [] }
      return [
        fact("arrival", .labelArrival, [text(.valueArrival, ["time": .time(arrival)])])
      ]
    case .party: return [fact("party", .labelParty, [partyText(booking.party)])]
    case .room: return [fact("room", .labelRoom, [roomText(booking.rooms)])]
    case .meals:
      let word = facts.meals?.rawValue ?? "other"
      return [fact("meals", .labelMeals, [text(.valueMeals, ["meals": .text(word)])])]
    case .bath: return [fact("bath", .labelBath, flat(innText(profile.bath)))]
    case .diet: return [fact("diet", .labelDiet, dietText)]
    case .total, .payment, .means, .fee: return [money(wanted)]
    case .deadline:
      guard let deadline = booking.state.deadline else { return [] }
      return [fact("deadline", .labelDeadline, [deadlineText(deadline)])]
    }
  }

  private func money(_ wanted: Fact) -> Block {
    switch wanted {
    case .total:
      let total = LocalFormat.money(booking.quote.total, language)
      return fact("total", .labelTotal, [text(.valueTotal, ["total": .text(total)])])
    case .payment: return fact("payment", .labelPayment, [paymentText])
    case .fee:
      let fee = booking.cancellationFee ?? .zero
      let value =
        fee == .zero
        ? text(.feeNone) : text(.feeOwed, ["fee": .text(LocalFormat.money(fee, language))])
      return fact("fee", .labelFee, [value])
    default:
      let means = facts.inn.profile.payments.map {
        text(.valueMeans, ["means": .text($0.rawValue)])
      }
      return fact(
        "means",
        .labelMeans,
        means.isEmpty ? [text(.valueMeansUnknown)] : [joined(means)],
      )
    }
  }

  private func joined(_ texts: [RichText]) -> RichText {
    let comma =
      switch language {
      case .japanese, .easyJapanese, .traditionalChinese, .simplifiedChinese: "、"
      case .english, .korean, .thai: ", "
      }
    var sum = RichText()
    for (index, part) in texts.enumerated() {
      if index > 0 { sum.append(comma) }
      sum.append(part)
    }
    return sum
  }

  /// Read out and shown at a door: in Japanese and in Latin letters.
  private var innNames: [RichText] {
    let name = facts.inn.name
    switch language {
    case .japanese: return [RichText(name.japanese + "（" + name.romaji + "）")]
    case .easyJapanese: return [innName, RichText(name.romaji)]
    case .english, .traditionalChinese, .simplifiedChinese, .korean, .thai:
      return [RichText(runs: [.text(name.romaji + "（"), .japanese(name.japanese), .text("）")])]
    }
  }

  func stayText(_ stay: Stay) -> RichText {
    text(
      .valueDates,
      [
        "checkIn": .date(stay.checkIn), "checkOut": .date(stay.checkOut),
        "nights": .number(stay.nightCount),
      ],
    )
  }

  private var arriveText: RichText {
    let profile = facts.inn.profile
    var arguments: [String: MessageArgument] = [:]
    if let from = profile.checkInFrom { arguments["from"] = .time(from) }
    if let until = profile.checkInUntil { arguments["until"] = .time(until) }
    let mode =
      switch (profile.checkInFrom, profile.checkInUntil) {
      case (.some, .some): "between"
      case (.some, nil): "from"
      case (nil, .some): "until"
      case (nil, nil): "other"
      }
    arguments["mode"] = .text(mode)
    return text(.valueArrive, arguments)
  }

  func partyText(_ party: Party) -> RichText {
    let ages = party.childAges.map { String($0) }.joined(
      separator: language.isJapanese ? "・" : ", "
    )
    return text(
      .valueParty,
      [
        "adults": .number(party.adults), "children": .number(party.children.count),
        "ages": .text(ages),
      ],
    )
  }

  func roomText(_ rooms: Int) -> RichText {
    let name =
      switch language {
      case .japanese, .easyJapanese: facts.roomType?.name ?? ""
      case .english, .traditionalChinese, .simplifiedChinese, .korean, .thai:
        facts.roomType.map { $0.nameEnglish.isEmpty ? $0.name : $0.nameEnglish } ?? ""
      }
    let room =
      language == .easyJapanese && name.unicodeScalars.contains(where: \.isKanji)
      ? RichText(
        runs: [.ruby(base: name, reading: KanaReading.hiragana(facts.roomType?.kana ?? ""))]
      ) : RichText(name)
    return text(.valueRoom, ["room": .rich(room), "rooms": .number(rooms)])
  }

  private var dietText: [RichText] {
    guard let diet = booking.guest.diet else { return [text(.valueDietNone)] }
    return [RichText(diet.singleLine), text(.valueDietNote)]
  }

  private var paymentText: RichText {
    let quote = booking.quote
    let who =
      if quote.prepaid == .zero { "inn" } else if quote.dueAtInn == .zero { "channel" } else {
        "both"
      }
    return text(
      .valuePayment,
      [
        "who": .text(who), "due": .text(LocalFormat.money(quote.dueAtInn, language)),
        "prepaid": .text(LocalFormat.money(quote.prepaid, language)),
      ],
    )
  }

  func deadlineText(_ deadline: Timestamp) -> RichText {
    let time = TimeOfDay(minutes: TokyoTime.minuteOfDay(at: deadline)) ?? .midnight
    return text(
      .valueDeadline,
      ["date": .date(TokyoTime.date(at: deadline)), "time": .time(time)],
    )
  }

  /// Blocks of an inn's text as the lines of a fact.
  private func flat(_ blocks: [Block]) -> [RichText] {
    blocks.compactMap { block in
      switch block {
      case .paragraph(let text): text
      case .foreign(let text, _): .japanese(text.singleLine)
      case .fact, .prices, .list, .link, .phrase: nil
      }
    }
  }
}

extension String {
  /// With line breaks and other control characters as spaces: a fact has one line.
  package var singleLine: String {
    var text = ""
    for scalar in unicodeScalars {
      let isBreak = scalar.properties.generalCategory == .control
      text.unicodeScalars.append(
        isBreak || scalar == "\u{2028}" || scalar == "\u{2029}" ? " " : scalar
      )
    }
    return text
  }
}
