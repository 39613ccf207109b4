@testable import InnRegistry

/// A row for each table that a day's life leaves empty, for ``RegistryMoveTests``.
enum MoveRows {
  /// What texts may hold and a line of COPY must write otherwise.
  static let oddText =
    "tab\t, lines\n\r\n, back\\slash \\N \\., \u{08}\u{0B}\u{0C}\u{7F}, 宿🏯 e\u{301}, \"quoted\""
  static let everyByte = (0...255).map { UInt8($0) }

  static func fill(_ table: String, _ db: SQLConnection) throws {
    switch table {
    case "guest_wish":
      try db.run(
        "INSERT INTO guest_wish (id, booking, text, created_at) SELECT 1, min(id), $1, 1 FROM booking",
        .text(oddText),
      )
    case "message":
      try db.run(
        """
        INSERT INTO message (id, call, number, wants_call_back, recorded_at, seconds, sound)
        VALUES ('m', 'call', '+81175000001', 0, 1, 2, $1)
        """,
        .blob(everyByte),
      )
    default:
      // What isn't here stays empty, and the test says so.
      guard let rows = rows[table] else { return }
      try db.script("INSERT INTO \(table) \(rows)")
    }
  }

  private static let rows: [String: String] = [
    "inn_pin": "(inn, number, hash) VALUES ('T01', 9999, 'scrypt$1$00$00')",
    "ical_feed":
      "(id, room, url, created_at, next_poll)"
      + " SELECT 'feed', min(key), 'https://calendar.example/a', 1, 2 FROM room_type",
    "ical_share": "(room, digest, created_at) SELECT min(key), 'd', -1 FROM room_type",
    "channel_allotment": "(channel, inn, room, rooms) VALUES ('otter', 'T01', 0, 250)",
    "api_key": "(id, channel, digest, scopes, created_at) VALUES ('key', 'otter', 'd', '', 1)",
    "pending_answer":
      "(booking, revision, accepts, actor, keyed_at, hub)"
      + " SELECT min(id), 1, 1, 'hub', 1, 'hub_x' FROM booking WHERE state = 'requested'",
    "alarm": "(id, kind, detail, raised_at) VALUES (1, 'shortfall', 'x', 1)",
    "idempotency_key":
      "(channel, key, digest, status, body, created_at)"
      + " VALUES ('otter', 'k', 'd', 201, '{}', 1)",
    "call":
      "(id, number, direction, purpose, started_at, ended_at, outcome, transcript)"
      + " VALUES ('call', '+81175000001', 'inbound', 'x', 1, 2, 'x', '[]')",
    "broadcast": "(id, text, created_at, deadline, created_by) VALUES ('b', 'x', 1, 2, 'office')",
    "broadcast_inn": "(broadcast, inn, entry, heard_at) SELECT 'b', 'T01', min(id), 3 FROM outbox",
    "repetition": "(entry, inn, word) SELECT min(id), 'T01', 'x' FROM outbox",
    "ring":
      "(id, inn, number, purpose, resumes, started_at, ended_at, outcome, hub)"
      + " VALUES (1, 'T01', '+81175000001', 'news', 0, 1, 2, 'busy', 'hub_x')",
    "ring_wish": "(inn, wanted_by, wanted_at, until) VALUES ('T01', 'office', 1, 2)",
    "sms_message":
      "(id, direction, number, gateway, text, sent_at, recorded_at, state)"
      + " VALUES (1, 'inbound', '+81175000001', 'g', 'x', 1, 2, 'received')",
    "sms_conversation":
      "(number, conversation, state, changed_at) VALUES ('+81175000001', 'c', '{}', 1)",
    "organisation": "(id, name) VALUES ('o', 'Office')",
    "organisation_municipality": "(organisation, municipality) VALUES ('o', '022080')",
    "staff": "(id, organisation, name, role) VALUES ('s', 'o', 'Practice', 'admin')",
    "staff_login": "(staff, hash, must_change, changed_at) VALUES ('s', 'h', 0, 1)",
    "staff_session":
      "(digest, name, staff, created_at, seen_at, expires_at, browser)"
      + " VALUES ('d', 'n', 's', 1, 2, 3, '')",
    "consent":
      "(sequence, inn, purpose, given, medium, recorded_by, recorded_at)"
      + " VALUES (1, 'T01', 'sale', 1, 'paper', 's', 1)",
    "usage": "(inn, month, calls, call_seconds, sms, cost) VALUES ('T01', 24323, 1, 2, 3, 4)",
    "outside_guests":
      "(inn, night, guests, from_abroad, reported_at) VALUES ('T01', 20788, 3, 1, 1)",
    "setting": "(name, value) VALUES ('made_up', '{}')",
    "webhook_endpoint":
      "(id, channel, url, topics, secret, created_at, position, health)"
      + " VALUES ('w', 'otter', 'https://platform.example/hook', '[]', 'x', 1, 0, '{}')",
    "webhook_delivery":
      "(id, endpoint, message, kind, body, created_at, next_try, state)"
      + " VALUES (1, 'w', 'm', 'k', '{}', 1, 2, 'waiting')",
    "webhook_attempt": "(delivery, number, at, response, milliseconds) VALUES (1, 1, 1, '', 0)",
    "notice":
      "(id, booking, inn, kind, cause, created_at, next_try, state)"
      + " SELECT 1, min(id), 'T01', 'k', 'c', 1, 2, 'waiting' FROM booking",
    "notice_off": "(subject) VALUES ('channel:otter')",
    "notice_sms": "(subject) VALUES ('channel:otter')",
    "guest_link":
      "(digest, booking, created_at, expires_at) SELECT 'd', min(id), 1, 2 FROM booking",
    "emergency":
      "(id, hazard, message, created_at, created_by)"
      + " VALUES ('e', 'tsunami', 'x', 1, 's')",
    "flow_position": "(one, sequence) VALUES (1, 0)",
    "flow_fact": "(subject, fact) VALUES ('s', '{}')",
    "flow_cell":
      "(inn, month, measure, key, value)"
      + " VALUES ('T01', 1, 'm', '', -9223372036854775808), ('T01', 1, 'm', 'k', 9223372036854775807)",
    "flow_stock": "(inn, night, stock) VALUES ('T01', 1, '{}')",
    "flow_closure": "(id, inn, first_night, last_night) VALUES ('c', 'T01', 1, 2)",
    "statistics_vintage":
      "(id, scope, name, period, number, published_at, published_by, sequence, digest, body)"
      + " VALUES (1, 'real', 'n', 'p', 1, 1, 's', 1, 'd', '{}')",
    "statistics_export":
      "(id, at, actor, scope, name, period, format, is_exact, purpose)"
      + " VALUES (1, 1, 's', 'real', 'n', 'p', 'csv', 0, 'x')",
    "statistics_use": "(id, at, actor, used_by, purpose) VALUES (1, 1, 's', 'x', 'y')",
    "statistics_run": "(scope, period, at, outcome) VALUES ('real', 'p', 1, 'x')",
    "statistics_push":
      "(broker, subject, digest, state, changed_at) VALUES ('b', 's', '', 'waiting', 1)",
    "statistics_broker": "(name, failures, next_try) VALUES ('b', 1, 2)",
    "statistics_report_wish": "(inn, since, set_by) VALUES ('T01', 1, 's')",
    "statistics_report": "(inn, month, sent_at) VALUES ('T01', 1, 2)",
  ]
}
