import InnRegistry

/// `innctl booking …`.
struct BookingCommands {
  let console: Console

  func list(_ options: BookingListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.list.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(
      .bookings(
        BookingFilter(
          inn: options.inn,
          states: options.states ?? [.held, .requested, .confirmed],
          from: options.from,
          through: options.through,
          limit: options.limit,
        )
      )
    )
    guard case .bookings(let bookings) = reply else { throw .unexpected(reply) }
    if options.list.asJSON {
      var json = JSONWriter(capacity: 512 * (bookings.count + 1))
      json.object {
        $0.array("bookings") { json in
          for booking in bookings { json.object { write(booking, to: &$0) } }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "REFERENCE", ja: "予約番号"), Phrase(en: "INN", ja: "宿"),
        Phrase(en: "CHECK-IN", ja: "チェックイン"), Phrase(en: "NIGHTS", ja: "泊"),
        Phrase(en: "ROOMS", ja: "部屋"), Phrase(en: "GUESTS", ja: "人"),
        Phrase(en: "STATE", ja: "状態"), Phrase(en: "HEARD", ja: "宿に伝達"),
        Phrase(en: "GUEST", ja: "お客様"), Phrase(en: "ID", ja: "ID"),
      ].map { $0[console.language] },
      rightAligned: [3, 4, 5],
    )
    for booking in bookings {
      table.append([
        booking.reference,
        booking.inn.rawValue,
        booking.stay.checkIn.description,
        String(booking.stay.nightCount),
        String(booking.rooms),
        String(booking.party.persons),
        booking.state.name.phrase[console.language],
        heard(booking)[console.language],
        booking.guest.written,
        booking.id.rawValue,
      ])
    }
    console.write(table.text)
  }

  func show(_ name: String, _ options: ListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.booking(name))
    guard case .bookings(let bookings) = reply, let booking = bookings.first else {
      throw .unexpected(reply)
    }
    if options.asJSON {
      var json = JSONWriter()
      json.object { write(booking, to: &$0) }
      console.print(json.text)
      return
    }
    var table = TextTable([])
    func fact(_ label: Phrase, _ value: String?) {
      if let value { table.append([label[console.language], value]) }
    }
    fact(Phrase(en: "booking", ja: "予約"), booking.id.rawValue)
    fact(Phrase(en: "reference", ja: "予約番号"), booking.reference)
    fact(Phrase(en: "state", ja: "状態"), booking.state.name.phrase[console.language])
    fact(Phrase(en: "deadline", ja: "期限"), booking.state.deadline?.description)
    fact(Phrase(en: "heard at the inn", ja: "宿に伝達"), heard(booking)[console.language])
    fact(Phrase(en: "inn", ja: "宿"), booking.inn.rawValue)
    fact(Phrase(en: "room type", ja: "部屋タイプ"), booking.roomType.rawValue)
    fact(Phrase(en: "plan", ja: "プラン"), booking.ratePlan.rawValue)
    fact(
      Phrase(en: "stay", ja: "宿泊"),
      "\(booking.stay.checkIn) – \(booking.stay.checkOut)",
    )
    fact(Phrase(en: "rooms", ja: "部屋数"), String(booking.rooms))
    fact(Phrase(en: "adults", ja: "大人"), String(booking.party.adults))
    if !booking.party.children.isEmpty {
      let ages = booking.party.childAges.map(String.init).joined(separator: " ")
      fact(Phrase(en: "children's ages", ja: "子供の年齢"), ages)
    }
    fact(Phrase(en: "guest", ja: "お客様"), booking.guest.written)
    fact(Phrase(en: "reading", ja: "読み"), booking.guest.kana)
    fact(Phrase(en: "telephone", ja: "電話"), booking.phone)
    fact(Phrase(en: "mail", ja: "メール"), booking.email)
    fact(Phrase(en: "language", ja: "言語"), booking.language)
    fact(Phrase(en: "arrival", ja: "到着"), booking.arrival?.description)
    fact(Phrase(en: "diet", ja: "食事の注意"), booking.diet)
    fact(Phrase(en: "notes", ja: "備考"), booking.notes)
    fact(
      Phrase(en: "price", ja: "料金"),
      "\(booking.price.amount)" + Phrase(en: " yen", ja: "円")[console.language],
    )
    fact(
      Phrase(en: "cancellation fee", ja: "キャンセル料"),
      booking.cancellationFee.map { "\($0.amount)" },
    )
    fact(Phrase(en: "channel", ja: "経路"), booking.channel.rawValue)
    fact(Phrase(en: "channel's reference", ja: "経路の番号"), booking.channelReference)
    fact(Phrase(en: "revision", ja: "改訂"), String(booking.revision))
    fact(Phrase(en: "booked at", ja: "受付"), booking.createdAt.description)
    fact(Phrase(en: "changed at", ja: "変更"), booking.changedAt.description)
    console.write(String(table.text.drop { $0 == "\n" }))
  }

  private func heard(_ booking: BookingRecord) -> Phrase {
    booking.isHeard ? Phrase(en: "yes", ja: "済") : Phrase(en: "no", ja: "未")
  }

  private func write(_ booking: BookingRecord, to json: inout JSONWriter) {
    json.field("id", booking.id)
    json.field("reference", booking.reference)
    json.field("inn", booking.inn)
    json.field("room_type", booking.roomType)
    json.field("rate_plan", booking.ratePlan)
    json.field("channel", booking.channel)
    json.field("channel_reference", booking.channelReference)
    json.field("state", booking.state.name)
    json.field("deadline", booking.state.deadline)
    json.field("heard", booking.isHeard)
    json.field("check_in", booking.stay.checkIn)
    json.field("check_out", booking.stay.checkOut)
    json.field("rooms", booking.rooms)
    json.field("adults", booking.party.adults)
    json.array("child_ages") { json in
      for age in booking.party.childAges { json.integer(age) }
    }
    json.object("guest") {
      $0.field("name", booking.guest.written)
      $0.field("kana", booking.guest.kana)
      $0.field("phone", booking.phone)
      $0.field("email", booking.email)
      $0.field("language", booking.language)
      $0.field("diet", booking.diet)
      $0.field("notes", booking.notes)
    }
    json.field("arrival", booking.arrival?.description)
    json.object("price") {
      $0.field("amount", booking.price.amount)
      $0.field("currency", "JPY")
    }
    if let fee = booking.cancellationFee {
      json.object("cancellation_fee") {
        $0.field("amount", fee.amount)
        $0.field("currency", "JPY")
      }
    }
    json.field("revision", booking.revision)
    json.field("created_at", booking.createdAt)
    json.field("changed_at", booking.changedAt)
  }
}

extension BookingState.Name {
  var phrase: Phrase {
    switch self {
    case .held: Phrase(en: "held", ja: "仮押さえ")
    case .requested: Phrase(en: "requested", ja: "返事待ち")
    case .confirmed: Phrase(en: "confirmed", ja: "確定")
    case .stayed: Phrase(en: "stayed", ja: "宿泊済み")
    case .noShow: Phrase(en: "no-show", ja: "不泊")
    case .cancelled: Phrase(en: "cancelled", ja: "取消")
    case .released: Phrase(en: "released", ja: "解放")
    case .declined: Phrase(en: "declined", ja: "お断り")
    case .expired: Phrase(en: "expired", ja: "期限切れ")
    case .withdrawn: Phrase(en: "withdrawn", ja: "取下げ")
    }
  }
}
