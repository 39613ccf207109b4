import Foundation
package import InnRegistry

/// Where messages meet the registry: what came in is understood, saved and answered in one
/// transaction, so that a hub that dies in between has done all of it or nothing.
///
/// Changes go through ``KeeperDesk``, as they do from the telephone: no rule lives here.
package struct SMSDesk: Sendable {
  package let registry: Registry
  /// The number to ring for a person: the hub's own.
  package let callBack: PhoneNumber

  package init(registry: Registry, callBack: PhoneNumber) {
    self.registry = registry
    self.callBack = callBack
  }

  /// What became of an inbound message.
  package enum Receipt: Hashable, Sendable {
    /// Kept, acted upon, and answered by the text.
    case taken(answer: String?)
    /// It was here before.
    case duplicate
  }

  /// How long an answer is tried to be sent: later it would confuse.
  private static let answerLasts = Span.hours(6)

  /// Takes a message; returns after everything that follows from it is on the disk.
  package func take(_ message: InboundMessage) async throws -> Receipt {
    try await registry.write { try self.take(message, $0) }
  }

  /// The same on the calling thread; for the terminal.
  package func takeAndWait(_ message: InboundMessage) throws -> Receipt {
    try registry.writeAndWait { try self.take(message, $0) }
  }

  /// Keeps what a gateway tells of a message that it took.
  ///
  /// - Returns: false when the hub does not know that the gateway took it.
  @discardableResult
  package func note(_ report: SMSReport, by gateway: SMSGatewayName) async throws -> Bool {
    try await registry.write { try $0.report(report.gatewayID, by: gateway, report.outcome) }
  }

  private func take(_ message: InboundMessage, _ transaction: Transaction) throws -> Receipt {
    guard let number = PhoneNumber(message.from) else {
      return try takeStranger(message, nil, transaction)
    }
    let phones = transaction.catalogue.inns(of: number).compactMap { listing in
      listing.phones.first { $0.number == number }
    }
    guard let first = phones.first else { return try takeStranger(message, number, transaction) }
    let parser = SMSParser(SMSContext(tonight: TokyoTime.tonight(at: transaction.now)))
    let shown = parser.withoutSecrets(message.text)
    let inn = phones.count == 1 ? first.inn : nil
    guard
      let (_, sentAt) = try transaction.keep(message, text: shown, inn: inn, isProposal: false)
    else { return .duplicate }
    let written = SMSMessage(text: message.text, sentAt: sentAt)
    let answer = try converse(written, phones, number, transaction)
    guard let text = answer.text else { return .taken(answer: nil) }
    try transaction.write(
      text,
      to: number,
      inn: inn ?? first.inn,
      readings: try SMSDesk.stored(answer.readings),
      deadline: transaction.now + SMSDesk.answerLasts,
    )
    return .taken(answer: text)
  }

  // MARK: - News

  /// Writes what waits for an inn to one of its telephones: the rung of the ladder after calls that
  /// nobody answered.
  ///
  /// Nothing counts as heard by it before she writes back.
  ///
  /// - Returns: the message's number; nil when there is nothing to tell.
  package func tell(_ news: WaitingNews, to phone: InnPhone, _ transaction: Transaction) throws
    -> Int64?
  {
    let name = try thread(of: phone.number, transaction).0
    let desk = KeeperDesk(
      registry: registry,
      phone: phone,
      call: name,
      callBack: callBack,
      isBySMS: true,
    )
    let item = try desk.item(news)
    let text: String
    var deadline = transaction.now + .hours(24)
    if case .request(let due) = item.kind {
      text = SMSWording.request(item.booking)
      deadline = min(deadline, due)
    } else {
      text = SMSWording.fitted([SMSWording.news(item), "詳しくは\(callBack.national)"])
    }
    return try transaction.write(
      text,
      to: phone.number,
      inn: phone.inn,
      booking: item.booking.id,
      readings: try SMSDesk.stored([item.booking.reading]),
      deadline: deadline,
    )
  }

  /// How long a repetition is tried to be sent: the office is told sooner than she forgets.
  private static let repetitionLasts = Span.hours(1)

  /// Writes what she keyed in a call that ended before it was repeated.
  package func tell(_ repetition: Repetition, to phone: InnPhone, _ transaction: Transaction) throws
  {
    let types = transaction.catalogue[phone.inn]?.rooms.map(\.roomType) ?? []
    try transaction.write(
      SMSWording.repetition(
        repetition,
        roomTypes: types,
        tonight: TokyoTime.tonight(at: transaction.now),
        callBack,
      ),
      to: phone.number,
      inn: phone.inn,
      deadline: transaction.now + SMSDesk.repetitionLasts,
    )
  }

  // MARK: - Strangers

  /// Nothing changes; the office gets the message as a proposal, the sender a number to ring (S20).
  private func takeStranger(
    _ message: InboundMessage,
    _ number: PhoneNumber?,
    _ transaction: Transaction,
  ) throws -> Receipt {
    let parser = SMSParser(SMSContext(tonight: TokyoTime.tonight(at: transaction.now)))
    let kept = try transaction.keep(
      message,
      text: parser.withoutSecrets(message.text),
      inn: nil,
      isProposal: true,
    )
    guard let (_, sentAt) = kept else { return .duplicate }
    try transaction.propose(from: number?.e164 ?? String(message.from.prefix(40)))
    guard let number else { return .taken(answer: nil) }
    var (name, thread) = try thread(of: number, transaction)
    let isMachine = parser.read(message.text) == .automatic
    let isAnswered = !isMachine && thread.conversation.mayExplain(at: sentAt)
    try keep(&thread, name, number, transaction)
    guard isAnswered else { return .taken(answer: nil) }
    let text = SMSWording.stranger(callBack)
    try transaction.write(
      text,
      to: number,
      inn: nil,
      deadline: transaction.now + SMSDesk.answerLasts
    )
    return .taken(answer: text)
  }

  // MARK: - The conversation

  private func converse(
    _ message: SMSMessage,
    _ phones: [InnPhone],
    _ number: PhoneNumber,
    _ transaction: Transaction,
  ) throws -> SMSAnswer {
    var (name, thread) = try thread(of: number, transaction)
    var message = message
    guard let phone = choose(&thread, &message, phones, transaction) else {
      let names = phones.compactMap { transaction.catalogue[$0.inn]?.inn.name.japanese }
      let mayAsk = thread.conversation.mayExplain(at: message.sentAt)
      try keep(&thread, name, number, transaction)
      return mayAsk ? SMSAnswer(SMSWording.whichInn(names), .ask) : SMSAnswer(nil, .silence)
    }
    let desk = KeeperDesk(
      registry: registry,
      phone: phone,
      call: name,
      callBack: callBack,
      isBySMS: true,
    )
    let brief = try briefing(phone, desk, message.sentAt, transaction)
    let answer: SMSAnswer
    switch thread.conversation.hear(message, brief) {
    case .answer(let given): answer = given
    case .commit(let changes):
      answer = thread.conversation.finish(try save(changes, desk, transaction), brief)
    }
    try keep(&thread, name, number, transaction)
    return answer
  }

  /// All of the changes or, when one is refused, none.
  private func save(_ changes: [KeeperChange], _ desk: KeeperDesk, _ transaction: Transaction)
    throws -> SMSOutcome
  {
    do {
      return .saved(
        try transaction.attempt { try changes.map { try desk.result(of: $0, transaction) } }
      )
    } catch let error as BookingRefusal {
      return .refused(CommitRefusal(error))
    } catch let refusal as CommitRefusal {
      return .refused(refusal)
    }
  }

  /// The inn that the message is about; nil when it has to be asked first.
  private func choose(
    _ thread: inout SMSThread,
    _ message: inout SMSMessage,
    _ phones: [InnPhone],
    _ transaction: Transaction,
  ) -> InnPhone? {
    guard phones.count > 1 else { return phones.first }
    if message.sentAt - thread.changedAt > SMSLimits.memory {
      thread = SMSThread(at: message.sentAt)
    }
    let said = SMSCleaning.plain(message.text)
    let letters = ["あ", "い", "う"]
    let named = phones.enumerated().first { index, phone in
      guard let name = transaction.catalogue[phone.inn]?.inn.name else { return false }
      let isLetter = thread.held != nil && index < letters.count && said == letters[index]
      return isLetter || said == SMSCleaning.plain(name.japanese)
        || said == SMSCleaning.plain(name.kana)
    }
    if let (_, phone) = named {
      if thread.inn != phone.inn { thread.conversation = SMSConversation() }
      thread.inn = phone.inn
      // What she wrote before is said again, now that it is known of which inn.
      if let held = thread.held { message = held }
      thread.held = nil
      return phone
    }
    if let phone = phones.first(where: { $0.inn == thread.inn }) { return phone }
    thread.held = message
    return nil
  }

  // MARK: - The state

  private func thread(of number: PhoneNumber, _ transaction: Transaction) throws
    -> (ConversationID, SMSThread)
  {
    let fresh = SMSThread(at: transaction.now)
    guard let (name, state) = try transaction.smsThread(of: number),
      let thread = try? JSONDecoder().decode(SMSThread.self, from: Data(state.utf8)),
      transaction.now - thread.changedAt <= SMSLimits.memory
    else { return (transaction.newConversation(), fresh) }
    return (name, thread)
  }

  private func keep(
    _ thread: inout SMSThread,
    _ name: ConversationID,
    _ number: PhoneNumber,
    _ transaction: Transaction,
  ) throws {
    thread.changedAt = transaction.now
    thread.conversation.dropSecrets()
    let state = String(decoding: try JSONEncoder().encode(thread), as: UTF8.self)
    try transaction.keepThread(state, name, of: number)
  }

  static func stored(_ readings: [BookingReading]) throws -> String? {
    guard !readings.isEmpty else { return nil }
    return String(decoding: try JSONEncoder().encode(readings), as: UTF8.self)
  }

  // MARK: - The briefing

  private func briefing(
    _ phone: InnPhone,
    _ desk: KeeperDesk,
    _ sentAt: Timestamp,
    _ transaction: Transaction,
  ) throws -> SMSBriefing {
    guard let listing = transaction.catalogue[phone.inn] else { throw CommitRefusal.notAllowed }
    let tonight = TokyoTime.tonight(at: sentAt)
    let waiting = try transaction.waiting(for: phone.inn).map { try desk.item($0) }
    func told(until: Timestamp) throws -> [BookingReading] {
      try transaction.messagesTold(to: phone.number, until: until)
        .flatMap { try JSONDecoder().decode([BookingReading].self, from: Data($0.utf8)) }
    }
    let read = try told(until: sentAt - SMSLimits.readingTime)
    let arrived = try told(until: sentAt - SMSLimits.arrivalTime)
    let heard = try transaction.heard(
      on: phone.number,
      Set(read.map(\.booking)).union(waiting.map(\.booking.id)).sorted(),
    )
    var newlyRead: [BookingReading] = []
    for reading in read where heard[reading.booking] ?? 0 < reading.revision {
      if !newlyRead.contains(reading) { newlyRead.append(reading) }
    }
    let told = waiting.map(\.booking.reading).filter { reading in
      arrived.contains(reading) || heard[reading.booking] ?? 0 >= reading.revision
    }
    var brief = SMSBriefing(
      inn: phone.inn,
      name: listing.inn.name,
      rights: phone.rights,
      tonight: tonight,
      roomTypes: try listing.rooms.map { room in
        RoomTypeBriefing(
          id: room.roomType.id,
          name: room.roomType.name,
          kana: room.roomType.kana,
          rooms: room.roomType.rooms,
          remaining: try transaction.remaining(of: room.roomType.id, on: tonight),
        )
      },
      closures: listing.closures.compactMap { NightSpan(first: $0.firstNight, last: $0.lastNight) },
      waiting: waiting,
      told: told,
      callBack: callBack,
    )
    brief.newlyRead = newlyRead
    return brief
  }
}
