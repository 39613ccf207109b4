import BookingBridge
import Foundation
import InnRegistry
import VoiceIVR

/// What other commands ask of whoever has the registry: the same values whether they travel to a
/// running hub or stay in the process.
enum AdminRequest: Codable, Hashable, Sendable {
  case status
  case innSummaries
  /// Inns with everything listed under them; all when none is named.
  case inns([InnID])
  /// Adds a new inn; refused when there is one of that name.
  case addInn(InnEntry)
  /// Adds and replaces inns, all of a file or none.
  case importInns(file: Data, format: ListingFormat, isDryRun: Bool)
  /// A file of the inns that are named, or of all.
  case exportInns([InnID], format: ListingFormat)
  case recordConsent(InnID, ConsentWord)
  case bookings(BookingFilter)
  /// By its own name or its reference.
  case booking(String)
  /// Finished telephone calls, newest first.
  case calls(inn: InnID?, limit: Int)
  case call(ConversationID)
  /// What keepers said to the office; `isOpen`: only what nobody has seen to.
  case messages(isOpen: Bool, limit: Int)
  /// A WAV file.
  case messageSound(VoiceMessageID)
  case finishMessage(VoiceMessageID)
  /// A keeper's message, as if it had come from a gateway.
  case sms(inn: InnID?, from: PhoneNumber?, text: String)
  /// Messages in and out, newest first.
  case shortMessages(inn: InnID?, limit: Int)
  case createKey(channel: ChannelID, scopes: Set<KeyScope>, isTrainingOnly: Bool)
  case keys
  case revokeKey(KeyID)
  /// A keeper's call begins: what follows on this connection is hers. Nil takes the inn's first
  /// telephone, or the inn that the number belongs to.
  case beginCall(inn: InnID?, from: PhoneNumber?)
  case office(OfficeRequest)
  case broadcast(BroadcastRequest)
  case notice(NoticeRequest)
  case statistics(StatisticsRequest)
  case alarm(AlarmRequest)
  case user(UserRequest)
  case delivery(DeliveryRequest)
  case guest(GuestRequest)
  case ask(Inquiry)
  /// The call is over: it is filed as one for practice.
  case endCall(outcome: String, transcript: [String])
  /// What an inn's card beside the telephone says.
  case card(InnID)
  case save(Commit)
}

struct BookingFilter: Codable, Hashable, Sendable {
  var inn: InnID?
  var states: Set<BookingState.Name>
  var from: CivilDate?
  var through: CivilDate?
  var limit: Int
}

/// The answer to an ``AdminRequest``.
enum AdminReply: Codable, Hashable, Sendable {
  case status(HubStatus)
  case innSummaries([InnSummary])
  case inns([InnDetails])
  case imported(ImportOutcome)
  case file(Data)
  case bookings([BookingRecord])
  case calls([CallSummary])
  case messages([MessageRecord])
  /// The number it came from, and what was answered; nil when nothing was.
  case smsAnswered(from: PhoneNumber, text: String?)
  case shortMessages([MessageSummary])
  /// `secret` is told once.
  case keyCreated(KeyRecord, secret: String, isNewChannel: Bool)
  case keys([KeyRecord])
  case done
  case office(OfficeReply)
  case broadcast(BroadcastReply)
  case user(UserReply)
  case notice(NoticeReply)
  case statistics(StatisticsReply)
  case alarms([AlarmRecord])
  case delivery(DeliveryReply)
  case guest(GuestReply)
  case callBegun(CallStart)
  case card(CardFacts)
  case answer(RegistryAnswer)
  case refused(AdminRefusal)
}

// MARK: - What is told

struct HubStatus: Codable, Hashable, Sendable {
  var version: String
  /// Nil when no hub runs and the command has the registry to itself.
  var process: Int32?
  var inns: Int
  var channels: Int
  /// Nil without a hub.
  var line: LineFigures?
}

struct InnSummary: Codable, Hashable, Sendable {
  var id: InnID
  var name: InnName
  var municipality: MunicipalityCode
  var area: AreaID
  var isTraining: Bool
  var isListed: Bool
  var isPaused: Bool
  /// A real inn that has not agreed to be sold.
  var lacksConsent: Bool
  /// Rooms in the building.
  var rooms: Int
  var plans: Int
  var phones: [PhoneNumber]
}

/// An inn as it is listed, and what time has added to it.
struct InnDetails: Codable, Hashable, Sendable {
  var entry: InnEntry
  var isListed: Bool
  var pausedAt: Timestamp?
  var consents: Set<ConsentPurpose>
  /// Shown and sold: listed, and with its consent where it is a real inn.
  var isShown: Bool
  var closures: [Closure]
}

enum ListingFormat: String, CaseIterable, Codable, Sendable {
  case json
  case csv
}

/// What came of a file of inns.
struct ImportOutcome: Codable, Hashable, Sendable {
  var added: [InnID]
  var changed: [InnID]
  var unchanged: Int
  /// What can't be taken, and where; with any of them nothing was stored.
  var rejects: [Phrase]
  /// What was taken otherwise than the file says.
  var notes: [Phrase]
}

/// What an inn said about the use of its data.
struct ConsentWord: Codable, Hashable, Sendable {
  var purpose: ConsentPurpose
  var isGiven: Bool
  var medium: ConsentRecord.Medium
  var note: String?
}

struct BookingRecord: Codable, Hashable, Sendable {
  var id: BookingID
  var reference: String
  var inn: InnID
  var roomType: RoomTypeID
  var ratePlan: RatePlanID
  var channel: ChannelID
  var channelReference: String?
  var state: BookingState
  var stay: Stay
  var rooms: Int
  var party: Party
  var guest: GuestName
  var phone: String?
  var email: String?
  var language: String
  var diet: String?
  var notes: String?
  var arrival: TimeOfDay?
  var price: Yen
  var isHeard: Bool
  var revision: Int
  var createdAt: Timestamp
  var changedAt: Timestamp
  var cancellationFee: Yen?
}

/// A finished telephone call with its words.
struct MessageSummary: Codable, Hashable, Sendable {
  var id: Int64
  var direction: ShortMessage.Direction
  var inn: InnID?
  var number: String
  var gateway: String
  var text: String
  var sentAt: Timestamp
  var state: ShortMessage.State
  var error: String?
}

struct CallSummary: Codable, Hashable, Sendable {
  var id: ConversationID
  var inn: InnID?
  /// Empty when it was withheld.
  var number: String
  var direction: Direction
  var purpose: String
  var startedAt: Timestamp
  var endedAt: Timestamp
  var outcome: String
  var transcript: [String]

  typealias Direction = FiledCall.Direction
}

/// A message that a keeper left for the office.
struct MessageRecord: Codable, Hashable, Sendable {
  var id: VoiceMessageID
  var call: ConversationID
  var inn: InnID?
  /// Empty when it was withheld.
  var number: String
  var wantsCallBack: Bool
  var recordedAt: Timestamp
  var seconds: Int
  var hasSound: Bool
  var doneBy: String?
  var doneAt: Timestamp?
}

struct KeyRecord: Codable, Hashable, Sendable {
  var id: KeyID
  var channel: ChannelID
  var scopes: Set<KeyScope>
  var isTrainingOnly: Bool
  var createdAt: Timestamp
  var revokedAt: Timestamp?
}

struct CallStart: Codable, Hashable, Sendable {
  var inn: InnID
  var name: InnName
  var from: PhoneNumber
  var rights: InnPhone.Rights
  var kind: InnPhone.Kind
}

// MARK: - Refusals

/// Why a request was not carried out; nothing was changed.
enum AdminRefusal: Error, Codable, Hashable, Sendable {
  case innUnknown(InnID)
  case innExists(InnID)
  /// Everything wrong with an inn.
  case innInvalid(InnID, [Phrase])
  case bookingUnknown(String)
  case callUnknown(ConversationID)
  case messageUnknown(VoiceMessageID)
  /// Several bookings have this reference.
  case referenceAmbiguous(String, [BookingID])
  case keyUnknown(KeyID)
  case keyRevoked(KeyID)
  /// The channel exists and is not for training only, as was asked.
  case channelNotForTraining(ChannelID)
  case channelSuspended(ChannelID)
  case channelUnknown(ChannelID)
  case channelExists(ChannelID)
  case addressRefused(OutgoingAddress.Fault)
  case phoneUnknown(PhoneNumber)
  case phoneOfOtherInn(PhoneNumber, InnID)
  case innWithoutPhone(InnID)
  case noCall
  case organisationExists(OrganisationID)
  case organisationUnknown(OrganisationID)
  /// Everything wrong with a table of taxes.
  case taxesInvalid([Phrase])
  /// Another refusal of the registry, in words.
  case registry(Phrase)
  /// Something that does not exist, in words.
  case unknown(Phrase)
  case overloaded
  case stopping
  case database(String)
  /// The request can't be read: another version, or not our program.
  case notUnderstood(String)
}
