import BookingBridge
import Foundation
import InnRegistry
import VoiceIVR

/// Tells the office of alarms where it is not looking at the console: by mail and SMS.
///
/// Nothing personal leaves: what kind, which inn, when. Several alarms make one mail. An alarm may be
/// told twice after a crash, and is never left out.
actor AlarmPost {
  static let tick = Span.seconds(10)
  /// Between two mails: alarms seldom come alone.
  static let mailPause = Span.seconds(60)
  /// Between two messages to the office; the first one says enough to look.
  static let smsPause = Span.minutes(10)
  /// A message about alarms that could not leave for so long is of no use any more.
  static let smsLife = Span.hours(6)
  /// Alarms in one mail; the console has them all.
  static let mostInOne = 50
  /// After a mail that could not leave, at most.
  static let longestRest = Span.minutes(15)

  struct Settings: Sendable {
    var mail: [String]
    var sms: [PhoneNumber]
    /// From whom, and how mail leaves; nil without a server.
    var from: String?
    var send: (@Sendable (_ message: [UInt8], _ to: String) async throws -> Void)?
  }

  private let registry: Registry
  private let settings: Settings
  private let log: Log
  private var mailedAt: Timestamp?
  private var messagedAt: Timestamp?
  private var rest = Span.seconds(0)

  init(registry: Registry, settings: Settings, log: Log) {
    self.registry = registry
    self.settings = settings
    self.log = log
  }

  func run() async {
    guard !settings.mail.isEmpty || !settings.sms.isEmpty else { return }
    while !Task.isCancelled {
      if registry.holds(.alarms) { await look() }
      try? await Task.sleep(for: .milliseconds(AlarmPost.tick.milliseconds))
    }
  }

  func look() async {
    let now = registry.clock.now()
    do {
      guard var position = try registry.alarmPosition() else {
        // Alarms from before anybody was to be told are in the console.
        let newest = try registry.newestAlarm()
        try await registry.write { try $0.save(AlarmPosition(mail: newest, sms: newest)) }
        return
      }
      let open = try registry.openAlarms()
      if !settings.mail.isEmpty, isDue(mailedAt, max(AlarmPost.mailPause, rest), now) {
        let new = open.filter { $0.id > position.mail }.sorted { $0.id < $1.id }
        if let last = new.last, await mail(new, now) {
          position.mail = last.id
          let saved = position
          try await registry.write { try $0.save(saved) }
        }
      }
      if !settings.sms.isEmpty, isDue(messagedAt, AlarmPost.smsPause, now) {
        let new = open.filter { $0.id > position.sms }
        if let last = new.map(\.id).max() {
          position.sms = last
          messagedAt = now
          try await message(new, position, now)
        }
      }
    } catch {
      log.error("alarms can't be told", ["error": "\(error)"])
    }
  }

  private func isDue(_ last: Timestamp?, _ pause: Span, _ now: Timestamp) -> Bool {
    guard let last else { return true }
    // A clock that was put back must not silence it.
    return now - last >= pause || now < last
  }

  // MARK: - Mail

  private func mail(_ alarms: [Alarm], _ now: Timestamp) async -> Bool {
    let shown = alarms.prefix(AlarmPost.mostInOne)
    var lines = shown.map { alarm in
      "\(alarm.raisedAt)  \(alarm.kind.phrase.ja)（\(alarm.kind.phrase.en)）"
        + (alarm.inn.map { "  \($0)" } ?? "") + (alarm.kind == .hub ? "  \(alarm.detail)" : "")
    }
    if alarms.count > shown.count { lines.append("… \(alarms.count - shown.count)") }
    return await post(lines, now)
  }

  /// Tells what the registry can't keep.
  func tellDirectly(_ lines: [String]) async -> Bool {
    await post(lines, registry.clock.now())
  }

  private func post(_ lines: [String], _ now: Timestamp) async -> Bool {
    guard let send = settings.send, let from = settings.from, !settings.mail.isEmpty else {
      return false
    }
    mailedAt = now
    var isTold = false
    for address in settings.mail {
      do {
        try await send(AlarmPost.letter(lines, from: from, to: address, at: now), address)
        isTold = true
      } catch {
        log.error("an alarm could not be mailed", ["error": "\(error)"])
      }
    }
    rest =
      isTold
      ? .seconds(0)
      : min(AlarmPost.longestRest, Span(milliseconds: max(rest.milliseconds * 2, 60_000)))
    return isTold
  }

  /// A mail in plain text, its body in base 64 so that no server changes it.
  static func letter(_ lines: [String], from: String, to: String, at now: Timestamp) -> [UInt8] {
    let body =
      [
        "InnBridge の警告です。事務局の画面で確認してください。", "InnBridge has alarms; the office console shows them.",
        "",
      ]
      + lines + [""]
    let text = Data(body.joined(separator: "\r\n").utf8).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]
    )
    let name = Secret.sha256(to + "\(now)" + lines.joined(separator: "\n")).prefix(32)
    let domain = from.split(separator: "@").last.map(String.init) ?? "innbridge.localhost"
    let header = [
      "Date: " + NoticeMail.date(now), "From: InnBridge <\(from)>", "To: <\(to)>",
      "Message-ID: <\(name)@\(domain)>", "Subject: InnBridge: \(lines.count) alarm(s)",
      "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
    ]
    return Array((header + [text, ""]).joined(separator: "\r\n").utf8)
  }

  // MARK: - SMS

  private func message(_ alarms: [Alarm], _ position: AlarmPosition, _ now: Timestamp) async throws
  {
    let kinds = Set(alarms.map(\.kind.phrase.ja)).sorted().prefix(3).joined(separator: "、")
    let text = "InnBridge警告\(alarms.count)件: \(kinds)。事務局の画面を見てください。"
    let numbers = settings.sms
    try await registry.write { transaction in
      for number in numbers {
        try transaction.write(text, to: number, inn: nil, deadline: now + AlarmPost.smsLife)
      }
      try transaction.save(position)
    }
  }
}

extension Alarm.Kind {
  /// What the office reads in a mail.
  var phrase: Phrase {
    switch self {
    case .shortfall: Phrase(en: "more sold than free", ja: "部屋が足りません")
    case .undelivered: Phrase(en: "could not be delivered", ja: "届かない連絡があります")
    case .unheard: Phrase(en: "booking unheard", ja: "宿が聞いていない予約があります")
    case .unanswered: Phrase(en: "inn doesn't answer", ja: "宿が電話に出ません")
    case .paused: Phrase(en: "sales rest", ja: "販売を休止しました")
    case .bookedWhileClosed: Phrase(en: "booked while closed", ja: "休業日に予約があります")
    case .pinLocked: Phrase(en: "PIN locked", ja: "暗証番号がロックされました")
    case .callWanted: Phrase(en: "call wanted", ja: "折り返しの電話の希望")
    case .messageLeft: Phrase(en: "message left", ja: "伝言があります")
    case .messageFromStranger: Phrase(en: "message from a stranger", ja: "知らない番号からの連絡")
    case .webhookDisabled: Phrase(en: "webhook disabled", ja: "通知先が停止しました")
    case .calendarUnread: Phrase(en: "calendar unread", ja: "外部カレンダーを読めません")
    case .guestWish: Phrase(en: "guest's wish", ja: "お客様の変更希望")
    case .hub: Phrase(en: "the hub itself", ja: "ハブ本体の異常")
    }
  }
}
