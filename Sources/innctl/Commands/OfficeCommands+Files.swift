import Foundation
import InnRegistry

/// Files of the office: nights and taxes.
extension OfficeCommands {
  // MARK: - Nights

  func importNights(_ file: String, _ format: ListingFormat, isDryRun: Bool)
    throws(CommandFailure)
  {
    let bytes = try InputFile.read(file)
    let request = OfficeRequest.importNights(
      file: Data(bytes),
      format: format,
      isDryRun: isDryRun,
    )
    guard case .office(.nightsImported(let outcome)) = try send(request) else { throw unexpected }
    guard outcome.rejects.isEmpty else { throw .rejected(file, outcome.rejects) }
    for note in outcome.notes { console.note(note) }
    if options.asJSON {
      var json = JSONWriter()
      json.object { outcome.write(to: &$0, isDryRun: isDryRun, console.language) }
      console.print(json.text)
      return
    }
    let counts = Phrase(
      en: "\(outcome.stated) nights stated, \(outcome.restricted) restricted, \(outcome.closed) "
        + "closed, \(outcome.reopened) reopened, \(outcome.unchanged) the same",
      ja: "部屋数\(outcome.stated)泊、条件\(outcome.restricted)泊、休業\(outcome.closed)泊、"
        + "再開\(outcome.reopened)泊、変更なし\(outcome.unchanged)行",
    )
    console.note(
      isDryRun
        ? Phrase(en: "the file is right, nothing was changed: ", ja: "ファイルは正しく、まだ何も変えていません: ")
          + counts : counts
    )
  }

  // MARK: - Taxes

  func listTaxes() throws(CommandFailure) {
    guard case .office(.taxes(let taxes)) = try send(.taxes) else { throw unexpected }
    if options.asJSON {
      console.write(try written(taxes))
      return
    }
    var table = table([
      Phrase(en: "TAX", ja: "税"), Phrase(en: "MUNICIPALITY", ja: "市町村"),
      Phrase(en: "FROM", ja: "適用開始"), Phrase(en: "AMOUNT", ja: "税額"),
      Phrase(en: "EXEMPT BELOW", ja: "免除年齢（未満）"), Phrase(en: "CONFIRMED", ja: "確認日"),
      Phrase(en: "SOURCE", ja: "根拠"),
    ])
    let never = Phrase(en: "not confirmed", ja: "未確認")[console.language]
    for tax in taxes.bathing {
      table.append([
        Phrase(en: "bathing", ja: "入湯税")[console.language],
        tax.municipality.code,
        tax.from.description,
        yen(tax.amount.amount),
        String(tax.exemptBelowAge),
        tax.provenance.confirmedOn?.description ?? never,
        tax.provenance.source,
      ])
    }
    for tax in taxes.accommodation {
      table.append([
        Phrase(en: "accommodation", ja: "宿泊税")[console.language],
        tax.municipality.code,
        tax.from.description,
        tax.steps.map(step).joined(separator: " "),
        String(tax.exemptBelowAge),
        tax.provenance.confirmedOn?.description ?? never,
        tax.provenance.source,
      ])
    }
    console.write(table.text)
  }

  private func yen(_ amount: Int) -> String {
    Phrase(en: "\(amount) yen", ja: "\(amount)円")[console.language]
  }

  private func step(_ step: AccommodationTax.Step) -> String {
    switch step.levy {
    case .yen(let amount): "\(step.priceFrom.amount):\(amount.amount)"
    case .rate(let points): "\(step.priceFrom.amount):\(Double(points) / 100)%"
    }
  }

  func exportTaxes() throws(CommandFailure) {
    guard case .office(.taxes(let taxes)) = try send(.taxes) else { throw unexpected }
    console.write(try written(taxes))
  }

  private func written(_ taxes: LodgingTaxTable) throws(CommandFailure) -> String {
    do {
      return String(decoding: try taxes.json, as: UTF8.self) + "\n"
    } catch {
      throw AdminRefusal.notUnderstood("\(error)").failure
    }
  }

  func importTaxes(_ file: String, isDryRun: Bool) throws(CommandFailure) {
    let bytes = try InputFile.read(file)
    let taxes: LodgingTaxTable
    do {
      taxes = try LodgingTaxTable(json: bytes)
    } catch {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "\(file) is not a table of taxes: \(TaxFile.explanation(error))",
          ja: "\(file) は税の表として読めません: \(TaxFile.explanation(error))",
        ),
        advice: Phrase(
          en: "innctl tax export writes one to begin with.",
          ja: "innctl tax export で書き出したものを直してください。",
        ),
      )
    }
    try saveTaxes(.replaceTaxes(taxes, isDryRun: isDryRun), isDryRun: isDryRun)
  }

  func saveTaxes(_ request: OfficeRequest, isDryRun: Bool = false) throws(CommandFailure) {
    guard case .office(.taxesSaved(let added, let replaced)) = try send(request) else {
      throw unexpected
    }
    console.note(
      isDryRun
        ? Phrase(
          en: "the file is right: \(added) entries would replace \(replaced)",
          ja: "ファイルは正しく、\(added)件が今の\(replaced)件と入れ替わります",
        )
        : Phrase(
          en: "\(added) entries saved, \(replaced) replaced",
          ja: "\(added)件を保存し、\(replaced)件を入れ替えました",
        )
    )
  }
}

/// Says what is wrong with a file of taxes in its own terms.
private enum TaxFile {
  static func explanation(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      let keys = context.codingPath + (last.map { [$0] } ?? [])
      return "/"
        + keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
    }
    return switch error {
    case .keyNotFound(let key, let context): path(context, key)
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? context.debugDescription : "\(path(context)): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }
}

extension CommandFailure {
  /// A file of which nothing was taken.
  static func rejected(_ file: String, _ rejects: [Phrase]) -> CommandFailure {
    CommandFailure(
      .usage,
      rejects.reduce(
        Phrase(en: "\(file): nothing was changed:", ja: "\(file): 何も変わっていません:")
      ) { $0 + Phrase("\n  ") + $1 },
    )
  }
}

extension NightOutcome {
  fileprivate func write(to json: inout JSONWriter, isDryRun: Bool, _ language: Language) {
    json.field("dry_run", isDryRun)
    json.array("changed_inns") { json in for inn in changedInns { json.string(inn.rawValue) } }
    json.field("stated", stated)
    json.field("restricted", restricted)
    json.field("closed", closed)
    json.field("reopened", reopened)
    json.field("unchanged", unchanged)
    json.array("notes") { json in for note in notes { json.string(note[language]) } }
  }
}
