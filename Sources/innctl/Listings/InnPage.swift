import InnRegistry

/// One inn, for people and for programs.
enum InnPage {
  static func json(_ record: InnDetails) -> String {
    var json = JSONWriter(capacity: 8192)
    json.object { json in
      // The listing as it is exported, in one member.
      if case .object(let file)? = try? JSONValue(parsing: InnExport.json([record.entry])),
        case .array(let inns)? = file["inns"], let inn = inns.first
      {
        json.key("inn")
        json.value(inn)
      }
      json.field("listed", record.isListed)
      json.field("shown", record.isShown)
      json.field("paused_at", record.pausedAt)
      json.array("consents") { json in
        for purpose in ConsentPurpose.allCases where record.consents.contains(purpose) {
          json.string(purpose.rawValue)
        }
      }
      json.array("closures") { json in
        for closure in record.closures {
          json.object {
            $0.field("first_night", closure.firstNight)
            $0.field("last_night", closure.lastNight)
            $0.field("source", closure.source)
          }
        }
      }
    }
    return json.text
  }

  static func text(_ record: InnDetails, _ language: Language) -> String {
    let inn = record.entry.inn
    var lines = ["\(inn.id)  \(inn.name.japanese)  \(inn.name.kana)  \(inn.name.romaji)"]
    var facts = TextTable([])
    func fact(_ label: Phrase, _ value: String?) {
      if let value { facts.append(["  " + label[language], value]) }
    }
    fact(Phrase(en: "state", ja: "状態"), state(record)[language])
    fact(Phrase(en: "place", ja: "所在地"), "\(inn.municipality) \(inn.area)")
    fact(Phrase(en: "address", ja: "住所"), inn.profile.address)
    for phone in record.entry.phones {
      fact(
        Phrase(en: "telephone", ja: "電話"),
        "\(phone.number.national) (\(phone.kind.rawValue))",
      )
    }
    fact(
      Phrase(en: "calls", ja: "電話してよい時間"),
      "\(inn.calling.from)–\(inn.calling.until)",
    )
    if let from = inn.calling.kitchenFrom, let until = inn.calling.kitchenUntil {
      fact(Phrase(en: "kitchen", ja: "台所の時間"), "\(from)–\(until)")
    }
    fact(Phrase(en: "evening call", ja: "夕方の電話"), inn.calling.eveningCall?.description)
    if inn.calling.repeatsBySMS {
      fact(
        Phrase(en: "unrepeated keys", ja: "復唱"),
        Phrase(en: "written by SMS", ja: "SMSで送る")[language],
      )
    }
    for closure in record.closures {
      fact(Phrase(en: "closed", ja: "休業"), "\(closure.firstNight)–\(closure.lastNight)")
    }
    lines.append(String(facts.text.drop { $0 == "\n" }.dropLast()))
    for room in record.entry.rooms { lines += describe(room, language) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func state(_ record: InnDetails) -> Phrase {
    var words: [Phrase] = []
    if record.entry.inn.isTraining { words.append(Phrase(en: "training", ja: "練習")) }
    words.append(
      record.isListed ? Phrase(en: "listed", ja: "掲載中") : Phrase(en: "not listed", ja: "非掲載")
    )
    if record.isListed, !record.isShown {
      words.append(Phrase(en: "no consent to sale", ja: "販売の承諾なし"))
    }
    if record.pausedAt != nil { words.append(Phrase(en: "paused", ja: "休止中")) }
    return words.dropFirst().reduce(words[0]) { $0 + Phrase(", ") + $1 }
  }

  private static func describe(_ room: InnEntry.RoomEntry, _ language: Language) -> [String] {
    let type = room.roomType
    let size = Phrase(
      en: "\(type.rooms) rooms for \(type.capacity)",
      ja: "\(type.rooms)部屋、定員\(type.capacity)名",
    )
    let offer = room.offer.map { rooms in
      Phrase(
        en: ", standing offer from Sunday \(rooms.map(String.init).joined(separator: " "))",
        ja: "、定常の提供数 日曜から \(rooms.map(String.init).joined(separator: " "))",
      )
    }
    var lines = [
      "\(type.id)  \(type.name)  \(type.nameEnglish)  "
        + (size + (offer ?? Phrase("")))[language]
    ]
    var plans = TextTable([])
    for plan in room.plans {
      let selling =
        switch plan.selling {
        case .instant: Phrase(en: "instant", ja: "即時")
        case .onRequest: Phrase(en: "on request", ja: "リクエスト")
        }
      let prices = plan.prices.byOccupancy.map { $0.map { String($0.amount) } ?? "-" }
      plans.append([
        "  " + plan.id.rawValue, plan.name, selling[language],
        prices.joined(separator: "/") + Phrase(en: " yen", ja: "円")[language],
      ])
    }
    let text = plans.text.drop { $0 == "\n" }
    if !text.isEmpty { lines.append(String(text.dropLast())) }
    return lines
  }
}
