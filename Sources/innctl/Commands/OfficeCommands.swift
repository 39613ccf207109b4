import Foundation
import InnRegistry

/// The office's own commands: organisations, consents, taxes, PINs, usage, retention, nights.
struct OfficeCommands {
  let console: Console
  let options: ListOptions

  func run(_ command: OfficeCommand) throws(CommandFailure) {
    switch command {
    case .organisationList: try listOrganisations()
    case .organisationSave(let draft, let isNew):
      try send(.saveOrganisation(draft, isNew: isNew), mayCreate: isNew)
      console.note(Phrase(en: "saved \(draft.id)", ja: "\(draft.id) を保存しました"))
    case .consentList(let inn): try listConsents(of: inn)
    case .taxList: try listTaxes()
    case .taxAdd(let table): try saveTaxes(.addTaxes(table))
    case .taxExport: try exportTaxes()
    case .taxImport(let file, let isDryRun): try importTaxes(file, isDryRun: isDryRun)
    case .pinSet(let inn): try setPIN(of: inn)
    case .pinUnlock(let inn):
      try send(.unlockPIN(inn))
      console.note(
        Phrase(en: "\(inn) may try its PIN again", ja: "\(inn) は暗証番号を入れ直せます")
      )
    case .usageList(let from, let through, let inn, let isByMunicipality):
      try listUsage(from, through, inn, isByMunicipality: isByMunicipality)
    case .retentionShow: try showRetention()
    case .retentionSet(let days):
      try send(.setRetention(days: days))
      console.note(
        Phrase(
          en: "guests' data are kept for \(days) days after departure",
          ja: "お客様の情報は出発後\(days)日で消去します",
        )
      )
    case .retentionRun(let isDryRun): try runRetention(isDryRun: isDryRun)
    case .nightImport(let file, let format, let isDryRun):
      try importNights(file, format, isDryRun: isDryRun)
    case .nightExport(let inns, let from, let through, let format):
      let request = OfficeRequest.exportNights(
        inns.sorted(),
        from: from,
        through: through,
        format: format,
      )
      guard case .file(let data) = try send(request) else { throw unexpected }
      console.write(String(decoding: data, as: UTF8.self))
    }
  }

  @discardableResult
  func send(_ request: OfficeRequest, mayCreate: Bool = false) throws(CommandFailure) -> AdminReply
  {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: mayCreate)
    defer { channel.close() }
    return try channel.send(.office(request))
  }

  var unexpected: CommandFailure { AdminRefusal.notUnderstood("an unexpected answer").failure }

  func table(_ columns: [Phrase], rightAligned: Set<Int> = []) -> TextTable {
    TextTable(columns.map { $0[console.language] }, rightAligned: rightAligned)
  }

  // MARK: - Organisations, consents

  private func listOrganisations() throws(CommandFailure) {
    guard case .office(.organisations(let all)) = try send(.organisations) else {
      throw unexpected
    }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("organisations") { json in
          for organisation in all { json.object { organisation.write(to: &$0) } }
        }
      }
      console.print(json.text)
      return
    }
    var table = table([
      Phrase(en: "ID", ja: "番号"), Phrase(en: "NAME", ja: "名前"),
      Phrase(en: "MUNICIPALITIES", ja: "市町村"), Phrase(en: "INNS", ja: "宿"),
      Phrase(en: "TELEPHONE", ja: "電話"), Phrase(en: "DUTY", ja: "当番の電話"),
      Phrase(en: "REGISTRATION", ja: "旅行業の登録"),
    ])
    for organisation in all {
      table.append([
        organisation.id.rawValue,
        organisation.name,
        organisation.municipalities.map(\.code).joined(separator: ","),
        String(organisation.inns),
        organisation.phone?.national ?? "",
        organisation.dutyPhone?.national ?? "",
        organisation.registration ?? "",
      ])
    }
    console.write(table.text)
  }

  private func listConsents(of inn: InnID) throws(CommandFailure) {
    guard case .office(.consents(let words)) = try send(.consents(inn)) else { throw unexpected }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.field("inn", inn)
        $0.array("consents") { json in for word in words { json.object { word.write(to: &$0) } } }
      }
      console.print(json.text)
      return
    }
    var table = table([
      Phrase(en: "DATE", ja: "日付"), Phrase(en: "PURPOSE", ja: "目的"),
      Phrase(en: "ANSWER", ja: "返事"), Phrase(en: "BY", ja: "方法"),
      Phrase(en: "RECORDED BY", ja: "記録した人"), Phrase(en: "NOTE", ja: "メモ"),
    ])
    for entry in words {
      let answer =
        entry.word.isGiven ? Phrase(en: "agrees", ja: "承諾") : Phrase(en: "refuses", ja: "断り")
      table.append([
        TokyoTime.date(at: entry.recordedAt).description,
        entry.word.purpose.rawValue,
        answer[console.language],
        entry.word.medium.rawValue,
        entry.recordedBy,
        entry.word.note ?? "",
      ])
    }
    console.write(table.text)
  }

  // MARK: - PINs, usage

  /// The PIN goes to standard output, and is shown only now.
  private func setPIN(of inn: InnID) throws(CommandFailure) {
    guard case .office(.pin(let number, let digits)) = try send(.setPIN(inn)) else {
      throw unexpected
    }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.field("inn", inn)
        $0.field("number", number)
        $0.field("pin", digits)
      }
      console.print(json.text)
      return
    }
    console.print(
      Phrase(
        en: "inn number \(number), PIN \(digits)",
        ja: "宿番号 \(number)、暗証番号 \(digits)",
      )
    )
    console.note(
      Phrase(
        en: "hand both to the keeper of \(inn); the PIN is not shown again",
        ja: "\(inn) の女将に渡してください。暗証番号はもう表示されません",
      )
    )
  }

  private func listUsage(
    _ from: CivilMonth?,
    _ through: CivilMonth?,
    _ inn: InnID?,
    isByMunicipality: Bool,
  ) throws(CommandFailure) {
    let now = CivilMonth(of: TokyoTime.date(at: WallClock.system.now()))
    let last = through ?? max(now, from ?? now)
    let filter = UsageFilter(
      from: (from ?? last).description,
      through: last.description,
      inn: inn,
      isByMunicipality: isByMunicipality,
    )
    guard case .office(.usage(let rows)) = try send(.usage(filter)) else { throw unexpected }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("usage") { json in
          for row in rows {
            json.object { row.write(to: &$0, isByMunicipality: isByMunicipality) }
          }
        }
      }
      console.print(json.text)
      return
    }
    var table = table(
      [
        isByMunicipality ? Phrase(en: "MUNICIPALITY", ja: "市町村") : Phrase(en: "INN", ja: "宿"),
        Phrase(en: "MONTH", ja: "月"), Phrase(en: "CALLS", ja: "通話"),
        Phrase(en: "MINUTES", ja: "分"), Phrase(en: "SMS", ja: "SMS"),
        Phrase(en: "ESTIMATED YEN", ja: "見積り（円）"),
      ],
      rightAligned: [2, 3, 4, 5],
    )
    for row in rows {
      table.append([
        row.whose, row.month, String(row.calls), String((row.callSeconds + 59) / 60),
        String(row.sms), String(row.estimatedYen),
      ])
    }
    console.write(table.text)
  }

  // MARK: - Retention

  private func showRetention() throws(CommandFailure) {
    guard case .office(.retention(let days)) = try send(.retention) else { throw unexpected }
    if options.asJSON {
      var json = JSONWriter()
      json.object { $0.field("days", days) }
      console.print(json.text)
      return
    }
    console.print(
      Phrase(
        en: "guests' data are kept for \(days) days after departure",
        ja: "お客様の情報は出発後\(days)日で消去します",
      )
    )
  }

  private func runRetention(isDryRun: Bool) throws(CommandFailure) {
    guard case .office(.erased(let done)) = try send(.runRetention(isDryRun: isDryRun)) else {
      throw unexpected
    }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.field("dry_run", done.isDryRun)
        $0.field("departed_before", done.cutoff)
        $0.field("guests", done.guests)
        $0.field("transcripts", done.transcripts)
        $0.field("sentences", done.sentences)
      }
      console.print(json.text)
      return
    }
    let (guests, calls, spoken) = (done.guests, done.transcripts, done.sentences)
    console.print(
      isDryRun
        ? Phrase(
          en: "would erase \(guests) guests of stays before \(done.cutoff), the words of "
            + "\(calls) calls, \(spoken) spoken sentences; nothing was erased",
          ja: "\(done.cutoff) より前に出発したお客様\(guests)件、通話\(calls)件の内容、"
            + "音声\(spoken)文が消去の対象です（まだ消していません）",
        )
        : Phrase(
          en:
            "erased \(guests) guests of stays before \(done.cutoff), the words of \(calls) calls, "
            + "\(spoken) spoken sentences",
          ja: "\(done.cutoff) より前に出発したお客様\(guests)件、通話\(calls)件の内容、"
            + "音声\(spoken)文を消去しました",
        )
    )
  }
}

extension OrganisationRecord {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("id", id)
    json.field("name", name)
    json.array("municipalities") { json in
      for municipality in municipalities { json.string(municipality.code) }
    }
    json.field("phone", phone?.e164)
    json.field("hours", hours.map { "\($0.from)-\($0.until)" })
    json.field("duty_phone", dutyPhone?.e164)
    json.field("registration", registration)
    json.field("inns", inns)
  }
}

extension ConsentEntry {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("purpose", word.purpose)
    json.field("given", word.isGiven)
    json.field("by", word.medium)
    json.field("note", word.note)
    json.field("recorded_by", recordedBy)
    json.field("recorded_at", recordedAt)
  }
}

extension UsageRow {
  fileprivate func write(to json: inout JSONWriter, isByMunicipality: Bool) {
    json.field(isByMunicipality ? "municipality" : "inn", whose)
    json.field("month", month)
    json.field("calls", calls)
    json.field("call_seconds", callSeconds)
    json.field("sms", sms)
    json.field("estimated_yen", estimatedYen)
  }
}
