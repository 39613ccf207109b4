import Foundation
import InnRegistry

/// `innctl inn …`.
struct InnCommands {
  let console: Console

  // MARK: - Reading

  func list(_ options: ListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.innSummaries)
    guard case .innSummaries(let inns) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter(capacity: 256 * (inns.count + 1))
      json.object {
        $0.array("inns") { json in for inn in inns { json.object { write(inn, to: &$0) } } }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "ID", ja: "番号"), Phrase(en: "NAME", ja: "名前"),
        Phrase(en: "AREA", ja: "地区"), Phrase(en: "ROOMS", ja: "部屋"),
        Phrase(en: "PLANS", ja: "プラン"), Phrase(en: "TELEPHONE", ja: "電話"),
        Phrase(en: "STATE", ja: "状態"),
      ].map { $0[console.language] },
      rightAligned: [3, 4],
    )
    for inn in inns {
      table.append([
        inn.id.rawValue,
        console.language == .japanese ? inn.name.japanese : inn.name.romaji,
        inn.area.rawValue,
        String(inn.rooms),
        String(inn.plans),
        inn.phones.map(\.national).joined(separator: " "),
        state(inn),
      ])
    }
    console.write(table.text)
  }

  private func state(_ inn: InnSummary) -> String {
    var words: [Phrase] = []
    if inn.isTraining { words.append(Phrase(en: "training", ja: "練習")) }
    if !inn.isListed { words.append(Phrase(en: "not listed", ja: "非掲載")) }
    if inn.lacksConsent { words.append(Phrase(en: "no consent", ja: "承諾なし")) }
    if inn.isPaused { words.append(Phrase(en: "paused", ja: "休止中")) }
    return words.map { $0[console.language] }.joined(separator: ", ")
  }

  private func write(_ inn: InnSummary, to json: inout JSONWriter) {
    json.field("id", inn.id)
    json.object("name") {
      $0.field("japanese", inn.name.japanese)
      $0.field("kana", inn.name.kana)
      $0.field("romaji", inn.name.romaji)
    }
    json.field("municipality", inn.municipality.code)
    json.field("area", inn.area)
    json.field("training", inn.isTraining)
    json.field("listed", inn.isListed)
    json.field("paused", inn.isPaused)
    json.field("lacks_consent", inn.lacksConsent)
    json.field("rooms", inn.rooms)
    json.field("plans", inn.plans)
    json.array("phones") { json in for phone in inn.phones { json.string(phone.e164) } }
  }

  func show(_ inn: InnID, _ options: ListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.inns([inn]))
    guard case .inns(let records) = reply, let record = records.first else {
      throw .unexpected(reply)
    }
    if options.asJSON {
      console.print(InnPage.json(record))
    } else {
      console.write(InnPage.text(record, console.language))
    }
  }

  func export(_ options: InnExportOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(
      .exportInns(options.inns.sorted(), format: options.format)
    )
    guard case .file(let data) = reply else { throw .unexpected(reply) }
    console.write(String(decoding: data, as: UTF8.self))
  }

  // MARK: - Changing

  func add(_ draft: InnDraft, data: String) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(data), mayCreate: true)
    defer { channel.close() }
    _ = try channel.send(.addInn(draft.entry))
    console.note(
      Phrase(
        en: "added \(draft.id); nothing is sold before the keeper has told her rooms",
        ja: "\(draft.id) を加えました。女将が空室を答えるまで何も売りません",
      )
    )
    if !draft.isTraining {
      console.note(
        Phrase(
          en: "nor before her consent is recorded: innctl inn consent \(draft.id) --by phone",
          ja: "承諾の記録も必要です: innctl inn consent \(draft.id) --by phone",
        )
      )
    }
  }

  func importFile(_ options: InnImportOptions) throws(CommandFailure) {
    let bytes = try InputFile.read(options.file)
    let channel = try AdminChannel.open(
      DataDirectory(options.data),
      mayCreate: !options.isDryRun,
    )
    defer { channel.close() }
    let request = AdminRequest.importInns(
      file: Data(bytes),
      format: options.format,
      isDryRun: options.isDryRun,
    )
    let reply = try channel.send(request)
    guard case .imported(let outcome) = reply else { throw .unexpected(reply) }
    guard outcome.rejects.isEmpty else {
      throw .rejected(options.file, outcome.rejects)
    }
    for note in outcome.notes { console.note(note) }
    let (added, changed, same) = (outcome.added.count, outcome.changed.count, outcome.unchanged)
    console.note(
      options.isDryRun
        ? Phrase(
          en:
            "the file is right: \(added) would be added, \(changed) changed, \(same) are the same",
          ja: "ファイルは正しく、\(added)軒が加わり、\(changed)軒が変わり、\(same)軒は同じです",
        )
        : Phrase(
          en: "\(added) added, \(changed) changed, \(same) the same",
          ja: "\(added)軒を加え、\(changed)軒を変え、\(same)軒は同じでした",
        )
    )
  }

  func recordConsent(_ options: InnConsentOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    _ = try channel.send(.recordConsent(options.inn, options.word))
    console.note(
      options.word.isGiven
        ? Phrase(
          en: "recorded: \(options.inn) agrees (\(options.word.purpose.rawValue))",
          ja: "記録しました: \(options.inn) の承諾（\(options.word.purpose.rawValue)）",
        )
        : Phrase(
          en: "recorded: \(options.inn) does not agree (\(options.word.purpose.rawValue))",
          ja: "記録しました: \(options.inn) は承諾しない（\(options.word.purpose.rawValue)）",
        )
    )
  }
}

extension InnDraft {
  /// The listing that the draft means: one room type, one plan, no standing offer.
  var entry: InnEntry {
    let roomType = RoomTypeID(trusted: "\(id)-1")
    let suffix =
      switch meals {
      case .roomOnly: "ro"
      case .breakfast: "bb"
      case .halfBoard: "hb"
      }
    let (planName, planNameEnglish) =
      switch meals {
      case .roomOnly: ("素泊まり", "Room only")
      case .breakfast: ("朝食付", "With breakfast")
      case .halfBoard: ("1泊2食", "With dinner and breakfast")
      }
    let plan = RatePlan(
      id: RatePlanID(trusted: "\(roomType)-\(suffix)"),
      roomType: roomType,
      name: planName,
      nameEnglish: planNameEnglish,
      meals: meals,
      selling: isInstant ? .instant : .onRequest,
      cutoff: .customary(for: meals),
      prices: PriceTable(perAdultByOccupancy: Array(repeating: price, count: capacity)),
      cancellation: .customary,
    )
    return InnEntry(
      inn: Inn(
        id: id,
        isTraining: isTraining,
        name: name,
        municipality: municipality,
        area: area,
      ),
      phones: [InnPhone(number: phone, inn: id)],
      rooms: [
        InnEntry.RoomEntry(
          roomType: RoomType(
            id: roomType,
            inn: id,
            name: "和室",
            kana: "ワシツ",
            nameEnglish: "Japanese-style room",
            rooms: rooms,
            capacity: capacity,
          ),
          plans: [plan],
        )
      ],
    )
  }
}
