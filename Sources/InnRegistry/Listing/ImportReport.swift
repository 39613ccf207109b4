/// What came of a file, line by line where something is to be said.
package struct ImportReport: Hashable, Sendable {
  /// Nothing was stored: it was asked only what would happen.
  package var isDryRun: Bool
  /// Lines or objects that can't be taken; if there is one, nothing of the file is stored.
  package var rejects: [ImportReject]
  /// What was taken otherwise than the file says, and why.
  package var notes: [ImportNote] = []
  /// Inns that are new.
  package var added: [InnID] = []
  /// Inns whose listing changed, or of which a night changed.
  package var changed: [InnID] = []
  /// Inns or nights that say what the registry knows already; nothing was done for them.
  package var unchanged = 0
  /// Nights for which a number of rooms was stated.
  package var statedNights = 0
  package var restrictedNights = 0
  package var closedNights = 0
  package var reopenedNights = 0

  package init(isDryRun: Bool = false, rejects: [ImportReject] = []) {
    self.isDryRun = isDryRun
    self.rejects = rejects
  }

  /// Rejects listed at most: a wrong file is wrong on every line, and nobody reads more.
  package static let maxRejects = 1000
  /// Notes listed at most.
  package static let maxNotes = 5000

  package var isRejected: Bool { !rejects.isEmpty }

  mutating func add(_ reject: ImportReject) {
    if rejects.count < ImportReport.maxRejects { rejects.append(reject) }
  }

  mutating func add(_ note: ImportNote) {
    if notes.count < ImportReport.maxNotes { notes.append(note) }
  }
}

/// Where something stands in a file.
package struct ImportPlace: Hashable, Sendable {
  /// Line of a CSV file, from 1.
  package var line: Int?
  /// Column of a CSV file.
  package var column: String?
  /// Path inside a JSON file (RFC 6901).
  package var pointer: String?

  package init(line: Int? = nil, column: String? = nil, pointer: String? = nil) {
    self.line = line
    self.column = column
    self.pointer = pointer
  }
}

/// Something that can't be taken, where it stands, and why.
package struct ImportReject: Hashable, Sendable {
  package var place: ImportPlace
  /// The inn or room type it is about, where that could be read.
  package var subject: String?
  package var reason: Reason

  package init(_ place: ImportPlace, subject: String? = nil, _ reason: Reason) {
    self.place = place
    self.subject = subject
    self.reason = reason
  }

  package enum Reason: Hashable, Sendable {
    case csv(CSVError.Kind)
    case json(JSONSyntaxError.Reason)
    /// A field of the wrong form.
    case field(FieldFault, String)
    /// A listing's rule.
    case flaw(InnFlaw)
    case columnUnknown(String)
    case columnMissing(String)
    /// The column means nothing for this kind of line.
    case columnUnused(String)
    /// The line belongs to something that stands nowhere above it.
    case parentMissing(String)
    /// The same inn, room type, plan or night stands in the file twice.
    case twice
    /// Two lines say that the inn is closed on a night and that it is open.
    case closedAndOpen
    case roomTypeUnknown
    /// The room type belongs to another inn than the line says.
    case otherInn(InnID)
    case nightPast
    case beyondHorizon
    case tooManyRooms(building: Int)
    case restrictionsOutOfOrder
    case tooMany(limit: Int)
  }
}

/// Something that was taken otherwise than the file says.
package struct ImportNote: Hashable, Sendable {
  package var place: ImportPlace
  package var inn: InnID
  package var night: CivilDate
  package var kind: Kind

  package enum Kind: Hashable, Sendable {
    /// The file sets the night open; it stays closed, because that source closed it.
    case staysClosed(NightSource)
    /// The file offers rooms; the keeper said that she is full, and her word stays.
    case staysFull(NightSource)
    /// Guests are booked on a night that is closed now.
    case bookedWhileClosed(BookingID)
    /// More rooms are sold than the file says are free.
    case shortfall(Int)
  }
}

// MARK: - In words

extension ImportPlace: CustomStringConvertible {
  /// `line 12, column rooms` or `/inns/0/name`.
  package var description: String {
    if let line { return "line \(line)" + (column.map { ", column \($0)" } ?? "") }
    return pointer.map { $0.isEmpty ? "the document" : $0 } ?? "the file"
  }
}

extension ImportReject: CustomStringConvertible {
  package var description: String {
    "\(place): " + (subject.map { "\($0): " } ?? "") + "\(reason)"
  }
}

extension ImportReject.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .csv(let kind): kind.explanation
    case .json(let reason): reason.rawValue
    case .field(_, let detail): detail
    case .flaw(let flaw): flaw.description
    case .columnUnknown(let name): "column «\(name)» is not known"
    case .columnMissing(let name): "column «\(name)» is missing"
    case .columnUnused(let name): "column «\(name)» means nothing on this kind of line"
    case .parentMissing(let name): "there is no line for «\(name)» above"
    case .twice: "it stands in the file twice"
    case .closedAndOpen: "another line says the opposite about closing this night"
    case .roomTypeUnknown: "there is no such room type"
    case .otherInn(let inn): "the room type belongs to \(inn)"
    case .nightPast: "the night is over"
    case .beyondHorizon: "the night is too far ahead"
    case .tooManyRooms(let building): "the building has \(building) rooms of this type"
    case .restrictionsOutOfOrder: "shortest and longest stay don't go together"
    case .tooMany(let limit): "a file may have at most \(limit)"
    }
  }
}

extension ImportNote: CustomStringConvertible {
  package var description: String {
    let what =
      switch kind {
      case .staysClosed(let source): "stays closed, as \(source.rawValue) closed it"
      case .staysFull(let source): "stays full, as the keeper said by \(source.rawValue)"
      case .bookedWhileClosed(let booking): "closed now, booking \(booking) stands"
      case .shortfall(let rooms): "\(rooms) more sold than the file says are free"
      }
    return "\(place): \(inn) \(night) \(what)"
  }
}

extension CSVError.Kind {
  /// One English sentence fragment.
  package var explanation: String {
    switch self {
    case .noHeader: "there is no header line"
    case .emptyColumnName(let column): "column \(column) has no name"
    case .columnTwice(let name): "column «\(name)» stands twice"
    case .fieldCount(let expected, let found): "\(found) fields instead of \(expected)"
    case .strayQuote: "a quote stands inside a field that doesn't begin with one"
    case .textAfterQuote: "something follows a closing quote"
    case .unclosedQuote: "a quote is never closed"
    case .strayCarriageReturn: "a line ends in CR without LF"
    case .notUTF8: "the file is not UTF-8; save it as «CSV UTF-8»"
    case .zeroByte: "the file has a zero byte; save it as «CSV UTF-8»"
    case .tooManyBytes(let limit): "the file has more than \(limit) bytes"
    case .tooManyRows(let limit): "the file has more than \(limit) lines"
    case .tooManyFields(let limit): "a line has more than \(limit) fields"
    case .fieldTooLong(let limit): "a field has more than \(limit) bytes"
    }
  }
}
