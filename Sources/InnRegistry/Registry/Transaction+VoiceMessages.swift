/// What a keeper said to the office after the tone.
package struct VoiceMessage: Hashable, Sendable {
  package var id: VoiceMessageID
  package var call: ConversationID
  /// Nil when the caller could not be told.
  package var inn: InnID?
  /// The other end in E.164; empty when it was withheld or has been erased.
  package var number: String
  /// Nobody answered in the office: she was promised a call.
  package var wantsCallBack: Bool
  package var recordedAt: Timestamp
  package var seconds: Int
  /// Whether the sound is still there: it goes with the transcripts.
  package var hasSound: Bool
  /// Who has seen to it, and when.
  package var doneBy: String?
  package var doneAt: Timestamp?

  package init(
    id: VoiceMessageID,
    call: ConversationID,
    inn: InnID?,
    number: String,
    wantsCallBack: Bool,
    recordedAt: Timestamp,
    seconds: Int,
    hasSound: Bool = true,
  ) {
    self.id = id
    self.call = call
    self.inn = inn
    self.number = number
    self.wantsCallBack = wantsCallBack
    self.recordedAt = recordedAt
    self.seconds = seconds
    self.hasSound = hasSound
  }
}

/// A name of a message, such as `msg_…`.
package typealias VoiceMessageID = Identifier<VoiceMessage>

extension Transaction {
  /// Keeps a message with its sound, and tells the office of it.
  ///
  /// - Parameter sound: a WAV file.
  package func keep(_ message: VoiceMessage, sound: [UInt8]) throws {
    try db.run(
      """
      INSERT INTO message (id, call, inn, number, wants_call_back, recorded_at, seconds, sound)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      .id(message.id),
      .id(message.call),
      .optional(message.inn) { .id($0) },
      .text(message.number),
      .bool(message.wantsCallBack),
      .instant(message.recordedAt),
      .int(message.seconds),
      .blob(sound),
    )
    try raise(
      message.wantsCallBack ? .callWanted : .messageLeft,
      inn: message.inn,
      detail: message.id.rawValue,
    )
    try log(.messageLeft, subject: message.id.rawValue, inn: message.inn, by: .hub) {
      $0.field("call", message.call)
      $0.field("wants_call_back", message.wantsCallBack)
      $0.field("seconds", message.seconds)
    }
  }

  /// Somebody of the office has listened and seen to it.
  ///
  /// - Returns: false when there is no such message.
  package func finishMessage(_ id: VoiceMessageID, by actor: Actor) throws -> Bool {
    guard let message = try MessageTable.message(id, db) else { return false }
    guard message.doneAt == nil else { return true }
    try db.run(
      "UPDATE message SET done_by = $2, done_at = $3 WHERE id = $1",
      .id(id),
      .text(actor.text),
      .instant(now),
    )
    try db.run(
      """
      UPDATE alarm SET cleared_at = $2
      WHERE detail = $1 AND kind IN ('call_wanted', 'message_left') AND cleared_at IS NULL
      """,
      .text(id.rawValue),
      .instant(now),
    )
    try log(.messageDone, subject: id.rawValue, inn: message.inn, by: actor) { _ in }
    return true
  }
}

extension Registry {
  /// Messages, newest first.
  ///
  /// - Parameter limit: at most this many, 1...500.
  package func messages(isOpen: Bool = false, limit: Int = 100) throws -> [VoiceMessage] {
    try read { db in
      try db.rows(
        """
        SELECT id, call, inn, number, wants_call_back, recorded_at, seconds, sound IS NOT NULL,
          done_by, done_at
        FROM message WHERE $1 = 0 OR done_at IS NULL
        ORDER BY recorded_at DESC, id LIMIT $2
        """,
        .bool(isOpen),
        .int(limit),
        read: MessageTable.read,
      )
    }
  }

  package func message(_ id: VoiceMessageID) throws -> VoiceMessage? {
    try read { try MessageTable.message(id, $0) }
  }

  /// The WAV file of a message; nil when there is none or it has been erased.
  package func sound(of id: VoiceMessageID) throws -> [UInt8]? {
    try read { db in
      try db.row(
        "SELECT sound FROM message WHERE id = $1 AND sound IS NOT NULL",
        .id(id),
      ) { $0.blob(0) }
    }
  }
}

enum MessageTable {
  static func message(_ id: VoiceMessageID, _ db: SQLConnection) throws -> VoiceMessage? {
    try db.row(
      """
      SELECT id, call, inn, number, wants_call_back, recorded_at, seconds, sound IS NOT NULL,
        done_by, done_at
      FROM message WHERE id = $1
      """,
      .id(id),
      read: read,
    )
  }

  static func read(_ row: SQLRow) throws -> VoiceMessage {
    var message = VoiceMessage(
      id: row.id(0),
      call: row.id(1),
      inn: row.optional(2) { $0.id($1) },
      number: row.text(3),
      wantsCallBack: row.bool(4),
      recordedAt: row.instant(5),
      seconds: row.int(6),
      hasSound: row.bool(7),
    )
    message.doneBy = row.optional(8) { $0.text($1) }
    message.doneAt = row.optional(9) { $0.instant($1) }
    return message
  }
}
