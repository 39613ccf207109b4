import InnRegistry

/// Prices, cancellation terms, phrases, short messages.
extension NoticeWriter {
  /// Lines of a price table at most; more are added up by item.
  static let mostPriceRows = 12

  var prices: Section {
    let quote = booking.quote
    let single = quote.lines.map { line in
      row(line, night: line.night.map { text(.priceNight, ["date": .date($0)]) }, line.quantity)
    }
    let rows = single.count <= NoticeWriter.mostPriceRows ? single : summed(quote)
    return Section(
      name: "price",
      heading: text(.headingPrice),
      blocks: [
        .prices(
          rows,
          total: text(
            .valueTotal,
            ["total": .text(LocalFormat.money(quote.total, language))],
          ),
        )
      ],
    )
  }

  private func row(_ line: Quote.Line, night: RichText?, _ quantity: Int)
    -> NoticeDocument.PriceRow
  {
    let item = text(.priceItem, ["kind": .text(line.kind.rawValue)])
    let count = text(.priceQuantity, ["count": .number(quantity)])
    return NoticeDocument.PriceRow(
      night: night ?? text(.priceStay),
      item: item + RichText(" ") + count,
      amount: LocalFormat.money(line.unit * quantity, language),
    )
  }

  /// One row for each kind and unit price.
  private func summed(_ quote: Quote) -> [NoticeDocument.PriceRow] {
    var groups: [(line: Quote.Line, quantity: Int)] = []
    for line in quote.lines {
      if let known = groups.firstIndex(where: {
        $0.line.kind == line.kind && $0.line.unit == line.unit
      }) {
        groups[known].quantity += line.quantity
      } else {
        groups.append((line, line.quantity))
      }
    }
    return groups.map { row($0.line, night: nil, $0.quantity) }
  }

  // MARK: - Cancellation

  var cancellation: Section {
    Section(
      name: "cancellation",
      heading: text(.headingCancellation),
      blocks: cancellationBlocks,
    )
  }

  private var cancellationBlocks: [Block] {
    let policy = booking.cancellation
    let charging = policy.steps.filter { $0.percent > 0 }
    guard let first = charging.first else { return [.paragraph(text(.cancelNever))] }
    let checkIn = booking.stay.checkIn
    var items: [RichText] = []
    let lastFree = checkIn - max(first.daysBefore, 0) - 1
    if first.daysBefore >= 0, lastFree >= TokyoTime.date(at: booking.createdAt) {
      items.append(text(.cancelFree, ["date": .date(lastFree)]))
    }
    for step in charging {
      let date = checkIn - max(step.daysBefore, 0)
      let fee =
        step.daysBefore < 0
        ? policy.noShowFee(for: booking.quote)
        : policy.fee(for: booking.quote, checkIn: checkIn, at: TokyoTime.instant(date))
      var arguments: [String: MessageArgument] = [
        "percent": .number(step.percent), "fee": .text(LocalFormat.money(fee, language)),
      ]
      let word: NoticeWord
      switch step.daysBefore {
      case ..<0: word = .cancelNoShow
      case 0: word = .cancelDay
      default: word = .cancelFrom
      }
      if word != .cancelNoShow { arguments["date"] = .date(date) }
      items.append(text(word, arguments))
    }
    return [
      .list(items), .paragraph(text(.cancelNote, ["base": .text(policy.base.rawValue)])),
    ]
  }

  // MARK: - Phrases

  var phrases: Section {
    let name = booking.guest.name
    let kana = name.kana ?? name.written
    let stay = booking.stay
    let reference = KanaReading.digits(booking.reference.digits)
    let spoken = booking.reference.digits.map { String($0) }.joined(separator: "、")
    let month = stay.checkIn.month
    let day = stay.checkIn.day
    let nights = stay.nightCount
    let all: [(NoticeWord, String, String)] = [
      (.phraseHello, "もしもし。予約した\(kana)です。", "もしもし。 よやく した \(kana) です。"),
      (.phraseReference, "予約番号は、\(spoken)です。", "よやく ばんごう は、 \(reference) です。"),
      (
        .phraseDates, "\(month)月\(day)日から\(nights)泊です。",
        """
        \(KanaReading.month(month)) \(KanaReading.day(day)) から \(KanaReading.nights(nights)) です。
        """
      ),
      (.phraseLate, "到着が遅れます。", "とうちゃく が おくれます。"),
      (.phraseLost, "道に迷いました。", "みち に まよいました。"),
      (.phraseDiet, "食べられないものがあります。", "たべられない もの が あります。"),
      (.phraseChange, "予約を変更したいです。", "よやく を へんこう したい です。"),
      (.phraseCancel, "予約を取り消したいです。", "よやく を とりけしたい です。"),
      (.phraseSlowly, "ゆっくり話してください。", "ゆっくり はなして ください。"),
      (
        .phraseOffice, "分からないときは、事務局に電話してください。",
        "わからない とき は、 じむきょく に でんわ して ください。"
      ),
    ]
    return Section(
      name: "phrases",
      heading: text(.headingPhrases),
      blocks: all.map { word, japanese, kana in
        let meaning =
          word == .phraseHello ? text(word, ["name": .text(name.written)]) : text(word)
        return .phrase(
          NoticeDocument.Phrase(
            meaning: meaning,
            japanese: japanese,
            kana: kana,
            romaji: KanaReading.romaji(kana),
          )
        )
      },
    )
  }

  // MARK: - Short messages

  /// The text of an SMS: the name and the link as far as one segment holds them.
  func sms(_ kind: NoticeKind) -> String {
    let name = language.isJapanese ? facts.inn.name.japanese : facts.inn.name.romaji
    let text = smsText(kind, inn: name)
    guard let link = facts.link else { return text }
    return text + " " + link
  }

  private func smsText(_ kind: NoticeKind, inn: String) -> String {
    let arguments: [String: MessageArgument] = [
      "inn": .text(inn), "checkIn": .date(booking.stay.checkIn),
      "reference": .text(booking.reference.grouped), "hazard": hazard,
    ]
    let word: NoticeWord =
      switch kind {
      case .requestReceived: .smsRequestReceived
      case .confirmed: .smsConfirmed
      case .declined: .smsDeclined
      case .noAnswer: .smsNoAnswer
      case .changeReceived: .smsChangeReceived
      case .changeDeclined: .smsChangeDeclined
      case .changed: .smsChanged
      case .cancelledByGuest: .smsCancelledByGuest
      case .cancelledByInn: .smsCancelledByInn
      case .reminder: .smsReminder
      case .arrivalGuide: .smsArrivalGuide
      case .houseRules: .smsHouseRules
      case .phraseCard: .smsPhraseCard
      case .emergency: .smsEmergency
      case .useOfData: .smsUseOfData
      }
    return text(word, arguments).base
  }
}
