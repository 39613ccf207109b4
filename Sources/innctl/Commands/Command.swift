import InnRegistry

/// What a command line asks for: the whole of it, understood and checked.
enum Command: Hashable, Sendable {
  /// Show the help of a command, of a group, or (empty) of the program.
  case help([String])
  case version(asJSON: Bool)
  case serve(ServeOptions)
  case status(ListOptions)
  case dial(DialOptions)
  case innList(ListOptions)
  case innShow(InnID, ListOptions)
  case innAdd(InnDraft, data: String)
  case innImport(InnImportOptions)
  case innExport(InnExportOptions)
  case innConsent(InnConsentOptions)
  case bookingList(BookingListOptions)
  case bookingShow(String, ListOptions)
  case callList(CallListOptions)
  case sms(SMSOptions)
  case smsList(CallListOptions)
  case callShow(ConversationID, ListOptions)
  case promptsExport(to: String, data: String)
  case promptsImport(from: String, data: String)
  case promptsList(ListOptions)
  case card(CardOptions)
  case messageList(MessageListOptions)
  /// Writes the sound to a file, `-` for standard output.
  case messageSave(VoiceMessageID, to: String, data: String)
  case messageDone(VoiceMessageID, data: String)
  case keyCreate(KeyCreateOptions)
  case keyList(ListOptions)
  case keyRotate(KeyID, ListOptions)
  case keyRevoke(KeyID, data: String)
  case office(OfficeCommand, ListOptions)
  case broadcast(BroadcastCommand, ListOptions)
  /// What the office has to see to.
  case alarm(AlarmRequest, ListOptions)
  case notice(NoticeCommand, ListOptions)
  case statistics(StatisticsCommand, ListOptions)
  /// People who sign in to the office console.
  case user(UserRequest, ListOptions)
  /// Channels, webhooks and calendars.
  case delivery(DeliveryRequest, ListOptions)
  /// Copies, settings, guests' data.
  case operations(OperationsCommand, ListOptions)
  case doctor(DoctorOptions)
  case completion(Shell)
}

/// Where the data lies and how a listing is printed.
struct ListOptions: Hashable, Sendable {
  var data = Defaults.data
  var asJSON = false
}

enum Defaults {
  /// Below the working directory; ignored by git in a checkout.
  static let data = "./data"
  static let http = Endpoint(host: "127.0.0.1", port: 8080)
  static let sip = Endpoint(host: "127.0.0.1", port: 5060)
  /// Where a softphone plays every inn's telephone in training.
  static let trainingTrunk = Endpoint(host: "127.0.0.1", port: 5070)
  static let soundPorts: ClosedRange<UInt16> = 20_000...21_999
}

struct ServeOptions: Hashable, Sendable {
  var data = Defaults.data
  /// Where the registry lies instead of a file below ``data``.
  var database: String?
  var http = Defaults.http
  var sip = Defaults.sip
  /// Nil: the training trunk in training, none otherwise.
  var trunk: Endpoint?
  /// A file of trunks instead of ``trunk``.
  var trunkFile: String?
  /// How long conversations may go on when the hub stops; nearly all keepers' calls are shorter.
  var drainSeconds = 120
  /// The hub's own number, shown to every inn it rings.
  var number: PhoneNumber?
  var soundPorts = Defaults.soundPorts
  /// Calls at once; nil takes what suits training or a small office.
  var lines: Int?
  /// Lines of every trunk that calls by the hub leave to keepers, where the trunk's own entry says
  /// nothing; never a trunk's only line.
  var reservedLines = 1
  var isTraining = true
  /// Webhooks and calendars may lie in the hub's own network, and without TLS.
  var mayReachPrivate = false
  /// The address of a proxy in front, through which all callers come.
  var proxy: String?
  var logLevel = LogLevel.info
  /// Settings in a file, beneath what the command line says.
  var configFile: String?
  /// Where every commit is copied to; nil nowhere.
  var copies: String?
  /// The file of the key that seals copies; nil leaves them open.
  var backupKey: String?
  /// Days that continuous copies are kept.
  var copiesDays = 7
  /// Who is told of alarms beside the console.
  var alarmMail: [String] = []
  var alarmSMS: [PhoneNumber] = []
  /// Hours after which a backup is missed; 0 where none is expected.
  var backupHours = 0
  /// Settings that the command line gave, by their names in the file.
  var given: Set<String> = []
}

/// The least important lines that the running log keeps.
enum LogLevel: String, CaseIterable, Sendable {
  case debug
  case info
  case warning
  case error
}

struct DialOptions: Hashable, Sendable {
  var data = Defaults.data
  /// The inn whose first telephone calls; nil with ``from``.
  var inn: InnID?
  /// The number that calls; nil takes the inn's first telephone.
  var from: PhoneNumber?
  /// Keys to play; nil reads them from the keyboard.
  var keys: String?
  /// Where to write the call, so that it can be played again; nil writes none.
  var save: String?
  /// A call to be played again; nothing is asked of a hub.
  var repro: String?
}

struct SMSOptions: Hashable, Sendable {
  var data = Defaults.data
  /// The inn whose first telephone writes; nil with ``from``.
  var inn: InnID?
  var from: PhoneNumber?
  /// One message; nil reads them from the keyboard.
  var text: String?
}

/// A new inn as `inn add` takes it: the least that can be sold.
struct InnDraft: Hashable, Sendable {
  var id: InnID
  var name: InnName
  var municipality: MunicipalityCode
  var area: AreaID
  var phone: PhoneNumber
  var rooms: Int
  var capacity: Int
  var meals: MealPlan
  /// For each adult and night.
  var price: Yen
  var isInstant: Bool
  var isTraining: Bool
}

struct InnImportOptions: Hashable, Sendable {
  /// `-` for standard input.
  var file: String
  var format: ListingFormat
  var data = Defaults.data
  /// Check the file and change nothing.
  var isDryRun = false
}

struct InnExportOptions: Hashable, Sendable {
  /// All inns when none is named.
  var inns: Set<InnID> = []
  var format = ListingFormat.json
  var data = Defaults.data
}

struct InnConsentOptions: Hashable, Sendable {
  var inn: InnID
  var word: ConsentWord
  var data = Defaults.data
}

struct BookingListOptions: Hashable, Sendable {
  var list = ListOptions()
  var inn: InnID?
  var states: Set<BookingState.Name>?
  var from: CivilDate?
  var through: CivilDate?
  var limit = 100
}

struct CallListOptions: Hashable, Sendable {
  var list = ListOptions()
  var inn: InnID?
  var limit = 50
}

struct MessageListOptions: Hashable, Sendable {
  var list = ListOptions()
  /// Those that somebody has seen to as well.
  var isWhole = false
  var limit = 100
}

struct KeyCreateOptions: Hashable, Sendable {
  var data = Defaults.data
  var channel: ChannelID
  var scopes: Set<KeyScope>
  /// A new channel sees and books training inns only.
  var isTrainingOnly = false
  var asJSON = false
}

struct DoctorOptions: Hashable, Sendable {
  var list = ListOptions()
  var http = Defaults.http
  var sip = Defaults.sip
  var trunk: Endpoint?
}

enum Shell: String, CaseIterable, Sendable {
  case bash
  case zsh
}
