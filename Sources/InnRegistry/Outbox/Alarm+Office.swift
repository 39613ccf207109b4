/// How far the office has been told of alarms outside the console.
package struct AlarmPosition: Hashable, Codable, Sendable {
  /// Number of the last alarm that went by mail.
  package var mail: Int64 = 0
  /// The same by SMS.
  package var sms: Int64 = 0

  package init(mail: Int64 = 0, sms: Int64 = 0) {
    self.mail = mail
    self.sms = sms
  }
}

extension Transaction {
  /// Something of the hub itself needs looking after, or does no more.
  ///
  /// - Parameter part: which, in one word.
  package func setHubFault(_ part: String, isOpen: Bool) throws {
    if isOpen {
      try raise(.hub, inn: nil, detail: part)
    } else {
      try clear(.hub, inn: nil, detail: part)
    }
  }

  package func save(_ position: AlarmPosition) throws {
    try SettingTable.save(position, as: .alarmPosition, db)
  }
}

extension Registry {
  /// Nil before the office was ever told of an alarm.
  package func alarmPosition() throws -> AlarmPosition? {
    try read { try SettingTable.value(.alarmPosition, $0) }
  }

  /// Number of the newest alarm, 0 before there is one.
  package func newestAlarm() throws -> Int64 {
    try read { Int64(try $0.count("SELECT coalesce(max(id), 0) FROM alarm")) }
  }

  /// What the running hub is asked about once a minute, as numbers.
  package struct Backlog: Hashable, Sendable {
    package var openAlarms = 0
    package var waitingDeliveries = 0
    package var openRequests = 0

    package init(openAlarms: Int = 0, waitingDeliveries: Int = 0, openRequests: Int = 0) {
      self.openAlarms = openAlarms
      self.waitingDeliveries = waitingDeliveries
      self.openRequests = openRequests
    }
  }

  package func backlog() throws -> Backlog {
    try read { db in
      Backlog(
        openAlarms: try db.count("SELECT count(*) FROM alarm WHERE cleared_at IS NULL"),
        waitingDeliveries: try db.count("SELECT count(*) FROM outbox WHERE state = 'waiting'"),
        openRequests: try db.count("SELECT count(*) FROM booking WHERE state = 'requested'"),
      )
    }
  }

  /// Faults of the file page by page; empty for a whole one.
  ///
  /// Reads all of it: half a second for each hundred megabytes.
  package func pageFaults() throws -> [String] {
    try read { try $0.pageFaults() }
  }
}
