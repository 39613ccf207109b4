import Foundation
import InnRegistry
import VoiceIVR

/// Carries out what the office's commands ask; part of ``AdminDesk``.
struct OfficeDesk: Sendable {
  let registry: Registry
  /// Where spoken sentences are kept; nil where none are.
  var speechFolder: String?

  func answer(_ request: OfficeRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .organisations: return .office(.organisations(try organisations()))
    case .saveOrganisation(let draft, let isNew):
      try save(draft, isNew: isNew, by: actor)
      return .done
    case .consents(let inn): return .office(.consents(try consents(of: inn)))
    case .taxes: return .office(.taxes(registry.catalogue.taxes))
    case .addTaxes(let table): return .office(try add(table, by: actor))
    case .replaceTaxes(let table, let isDryRun):
      return .office(try replace(table, isDryRun: isDryRun, by: actor))
    case .setPIN(let inn): return .office(try setPIN(of: inn, by: actor))
    case .unlockPIN(let inn):
      try registry.writeAndWait { try $0.unlockPIN(of: inn, by: actor) }
      return .done
    case .usage(let filter): return .office(.usage(try usage(filter)))
    case .retention: return .office(.retention(days: try registry.retentionPolicy().days))
    case .setRetention(let days):
      try registry.writeAndWait { try $0.setRetention(RetentionPolicy(days: days), by: actor) }
      return .done
    case .runRetention(let isDryRun):
      return .office(.erased(try runRetention(isDryRun: isDryRun, by: actor)))
    case .importNights(let file, let format, let isDryRun):
      let bytes = Array(file)
      let plan = format == .csv ? NightImport.read(csv: bytes) : NightImport.read(json: bytes)
      let report = try registry.applyAndWait(plan, isDryRun: isDryRun, by: actor)
      return .office(.nightsImported(NightOutcome(report)))
    case .exportNights(let inns, let from, let through, let format):
      return .file(Data(try exportNights(inns, from, through, format)))
    }
  }

  // MARK: - Organisations

  private func organisations() throws -> [OrganisationRecord] {
    let inns = registry.catalogue.sorted.map(\.inn).filter { !$0.isTraining }
    return try registry.organisations().map { organisation in
      OrganisationRecord(
        id: organisation.id,
        name: organisation.name,
        municipalities: organisation.municipalities.sorted { $0.code < $1.code },
        phone: organisation.phone,
        hours: organisation.hours,
        dutyPhone: organisation.dutyPhone,
        registration: organisation.registration,
        inns: inns.count { organisation.municipalities.contains($0.municipality) },
      )
    }
  }

  private func save(_ draft: OrganisationDraft, isNew: Bool, by actor: Actor) throws {
    let known = try registry.organisations().first { $0.id == draft.id }
    if isNew, known != nil { throw AdminRefusal.organisationExists(draft.id) }
    if !isNew, known == nil { throw AdminRefusal.organisationUnknown(draft.id) }
    var organisation =
      known ?? Organisation(id: draft.id, name: draft.name ?? "", municipalities: [])
    if let name = draft.name { organisation.name = name }
    if let municipalities = draft.municipalities {
      organisation.municipalities = Set(municipalities)
    }
    if let phone = draft.phone { organisation.phone = phone }
    if let hours = draft.hours { organisation.hours = hours }
    if let dutyPhone = draft.dutyPhone { organisation.dutyPhone = dutyPhone }
    if let registration = draft.registration {
      organisation.registration = registration.isEmpty ? nil : registration
    }
    let saved = organisation
    try registry.writeAndWait { try $0.save(saved, by: actor) }
  }

  private func consents(of inn: InnID) throws -> [ConsentEntry] {
    guard registry.catalogue[inn] != nil else { throw AdminRefusal.innUnknown(inn) }
    return try registry.consents(of: inn).map { record in
      ConsentEntry(
        word: ConsentWord(
          purpose: record.purpose,
          isGiven: record.isGiven,
          medium: record.medium,
          note: record.note,
        ),
        recordedBy: record.recordedBy.text,
        recordedAt: record.recordedAt,
      )
    }
  }

  // MARK: - Taxes

  private func add(_ new: LodgingTaxTable, by actor: Actor) throws -> OfficeReply {
    let counts = try registry.writeAndWait { transaction in
      var table = transaction.catalogue.taxes
      let before = table.bathing.count + table.accommodation.count
      table.bathing.removeAll { old in
        new.bathing.contains { $0.municipality == old.municipality && $0.from == old.from }
      }
      table.accommodation.removeAll { old in
        new.accommodation.contains { $0.municipality == old.municipality && $0.from == old.from }
      }
      let replaced = before - table.bathing.count - table.accommodation.count
      table.bathing += new.bathing
      table.accommodation += new.accommodation
      try transaction.setTaxes(table, by: actor)
      return (new.bathing.count + new.accommodation.count - replaced, replaced)
    }
    return .taxesSaved(added: counts.0, replaced: counts.1)
  }

  private func replace(_ table: LodgingTaxTable, isDryRun: Bool, by actor: Actor) throws
    -> OfficeReply
  {
    let known = registry.catalogue.taxes
    let flaws = table.flaws
    guard flaws.isEmpty else { throw ListingRefusal.taxFlaws(flaws) }
    if !isDryRun { try registry.writeAndWait { try $0.setTaxes(table, by: actor) } }
    return .taxesSaved(
      added: table.bathing.count + table.accommodation.count,
      replaced: known.bathing.count + known.accommodation.count,
    )
  }

  // MARK: - PINs, usage

  private func setPIN(of inn: InnID, by actor: Actor) throws -> OfficeReply {
    guard registry.catalogue[inn] != nil else { throw AdminRefusal.innUnknown(inn) }
    let pin = registry.drawPIN(for: inn)
    let number = try registry.setPINAndWait(pin, of: inn, by: actor)
    return .pin(number: number.description, digits: pin.digitsToHandOver)
  }

  private func usage(_ filter: UsageFilter) throws -> [UsageRow] {
    guard let from = CivilMonth(filter.from), let through = CivilMonth(filter.through),
      from <= through
    else { throw AdminRefusal.notUnderstood("months") }
    if let inn = filter.inn, registry.catalogue[inn] == nil { throw AdminRefusal.innUnknown(inn) }
    if filter.isByMunicipality {
      return try registry.usageByMunicipality(months: from...through).map {
        UsageRow($0.municipality.code, $0.sum)
      }
    }
    return try registry.usage(months: from...through, inn: filter.inn).map {
      UsageRow($0.inn.rawValue, $0.sum)
    }
  }

  // MARK: - Retention

  private func runRetention(isDryRun: Bool, by actor: Actor) throws -> RetentionOutcome {
    let report = try registry.runRetentionAndWait(isDryRun: isDryRun, by: actor)
    let age = Span.days(try registry.retentionPolicy().days)
    let sentences = speechFolder.map { SpeechFolder($0).forget(unusedFor: age, isDryRun: isDryRun) }
    return RetentionOutcome(
      isDryRun: isDryRun,
      cutoff: report.cutoff,
      guests: report.guests,
      transcripts: report.transcripts,
      sentences: sentences ?? 0,
    )
  }

  // MARK: - Nights

  private func exportNights(
    _ inns: [InnID],
    _ from: CivilDate?,
    _ through: CivilDate?,
    _ format: ListingFormat,
  ) throws -> [UInt8] {
    for inn in inns where registry.catalogue[inn] == nil { throw AdminRefusal.innUnknown(inn) }
    let tonight = TokyoTime.tonight(at: registry.clock.now())
    let horizon = tonight + AvailabilityHorizon.nightsAhead
    let first = max(from ?? tonight, tonight)
    let last = min(through ?? horizon, horizon)
    let nights =
      first <= last
      ? try registry.nights(of: inns.isEmpty ? nil : Set(inns), in: first...last) : []
    return format == .csv ? NightExport.csv(nights) : NightExport.json(nights)
  }
}

extension UsageRow {
  init(_ whose: String, _ sum: UsageSum) {
    self.init(
      whose: whose,
      month: sum.month.description,
      calls: sum.calls,
      callSeconds: sum.callSeconds,
      sms: sum.sms,
      estimatedYen: sum.estimatedYen.amount,
    )
  }
}

extension NightOutcome {
  init(_ report: ImportReport) {
    self.init(
      changedInns: report.changed,
      stated: report.statedNights,
      restricted: report.restrictedNights,
      closed: report.closedNights,
      reopened: report.reopenedNights,
      unchanged: report.unchanged,
      rejects: report.rejects.map(\.phrase),
      notes: report.notes.map(\.phrase),
    )
  }
}
