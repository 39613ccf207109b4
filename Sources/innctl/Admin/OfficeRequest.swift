import Foundation
import InnRegistry

/// What the office's own commands ask: organisations, consents, taxes, PINs, usage, retention, and
/// files of nights.
enum OfficeRequest: Codable, Hashable, Sendable {
  case organisations
  /// Changes what is given; `isNew` refuses a name that is taken, and otherwise one that is not.
  case saveOrganisation(OrganisationDraft, isNew: Bool)
  /// Everything an inn said about the use of its data.
  case consents(InnID)
  case taxes
  /// Adds entries; one of the same tax, municipality and night is replaced.
  case addTaxes(LodgingTaxTable)
  /// Puts this table in the place of the one that holds.
  case replaceTaxes(LodgingTaxTable, isDryRun: Bool)
  /// Draws a new PIN for an inn; the old one opens nothing any more.
  case setPIN(InnID)
  /// Ends a lock after wrong PINs.
  case unlockPIN(InnID)
  case usage(UsageFilter)
  case retention
  case setRetention(days: Int)
  case runRetention(isDryRun: Bool)
  case importNights(file: Data, format: ListingFormat, isDryRun: Bool)
  /// A file of what was said about nights, of the inns that are named or of all.
  case exportNights([InnID], from: CivilDate?, through: CivilDate?, format: ListingFormat)
}

/// The answer to an ``OfficeRequest``.
enum OfficeReply: Codable, Hashable, Sendable {
  case organisations([OrganisationRecord])
  case consents([ConsentEntry])
  case taxes(LodgingTaxTable)
  /// Entries that were new, and that took another's place.
  case taxesSaved(added: Int, replaced: Int)
  /// The PIN is told once.
  case pin(number: String, digits: String)
  case usage([UsageRow])
  case retention(days: Int)
  case erased(RetentionOutcome)
  case nightsImported(NightOutcome)
}

/// Nil leaves as it is; an empty text takes away.
struct OrganisationDraft: Codable, Hashable, Sendable {
  var id: OrganisationID
  var name: String?
  var municipalities: [MunicipalityCode]?
  var phone: PhoneNumber?
  var hours: OfficeHours?
  var dutyPhone: PhoneNumber?
  var registration: String?
}

struct OrganisationRecord: Codable, Hashable, Sendable {
  var id: OrganisationID
  var name: String
  var municipalities: [MunicipalityCode]
  var phone: PhoneNumber?
  var hours: OfficeHours?
  var dutyPhone: PhoneNumber?
  var registration: String?
  /// Inns, training ones left out, in the municipalities that it serves.
  var inns: Int
}

struct ConsentEntry: Codable, Hashable, Sendable {
  var word: ConsentWord
  var recordedBy: String
  var recordedAt: Timestamp
}

struct UsageFilter: Codable, Hashable, Sendable {
  /// As `YYYY-MM`, both included.
  var from: String
  var through: String
  var inn: InnID?
  var isByMunicipality: Bool
}

/// What was used in one month by one inn, or by the inns of one municipality.
struct UsageRow: Codable, Hashable, Sendable {
  /// The inn's name or the municipality's code.
  var whose: String
  var month: String
  var calls: Int
  var callSeconds: Int
  var sms: Int
  var estimatedYen: Int
}

/// What was erased, or would be.
struct RetentionOutcome: Codable, Hashable, Sendable {
  var isDryRun: Bool
  /// Stays that ended before this day.
  var cutoff: CivilDate
  var guests: Int
  var transcripts: Int
  /// Spoken sentences that nobody has needed for as long.
  var sentences: Int
}

/// What came of a file of nights.
struct NightOutcome: Codable, Hashable, Sendable {
  var changedInns: [InnID]
  var stated: Int
  var restricted: Int
  var closed: Int
  var reopened: Int
  var unchanged: Int
  var rejects: [Phrase]
  var notes: [Phrase]
}
