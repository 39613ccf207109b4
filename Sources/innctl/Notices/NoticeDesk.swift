import BookingBridge
import Foundation
import InnRegistry
import VoiceIVR

/// What the commands about notices ask.
enum NoticeRequest: Codable, Hashable, Sendable {
  case render(NoticeDraft)
  case list(state: NoticeDelivery.State?, booking: String?, limit: Int)
  case resend(Int64)
  case bounce(report: String)
  case headcount
  /// `isDryRun`: only whom it would reach.
  case emergency(EmergencyDraft, isDryRun: Bool)
  case wishes
  case finishWish(Int64)
}

struct NoticeDraft: Codable, Hashable, Sendable {
  /// A reference or a name.
  var booking: String
  /// Nil for the one that tells how the booking stands.
  var kind: NoticeKind?
  /// Nil for the guest's.
  var language: NoticeLanguage?
  var format: NoticeFormat
}

/// How a notice is written.
enum NoticeFormat: String, CaseIterable, Codable, Sendable {
  case text
  case html
  case json
  case sms
  case slip
}

struct EmergencyDraft: Codable, Hashable, Sendable {
  var hazard: Hazard
  /// The office's own words in Japanese; read to the inns too.
  var text: String?
  var english: String?
  /// Where it is: all inns when none is named.
  var inns: [InnID] = []
  /// Only inns among these; nil for no such limit.
  var among: [InnID]?
  var area: AreaID?
  /// Whether inns are rung as well.
  var isCalling = true

  /// Hours within which inns are told: later it is no emergency any more.
  static let hours = 6
}

enum NoticeReply: Codable, Hashable, Sendable {
  case list([NoticeRecord])
  case headcount([HeadcountRecord])
  /// The name is nil for a dry run; `parties` are written to, `calls` inns are rung.
  case emergency(EmergencyID?, parties: Int, calls: Int, [HeadcountRecord])
  case wishes([WishRecord])
}

struct NoticeRecord: Codable, Hashable, Sendable {
  var id: Int64
  var booking: BookingID
  var inn: InnID
  var kind: NoticeKind
  var state: NoticeDelivery.State
  var way: NoticeDelivery.Way?
  var createdAt: Timestamp
  var endedAt: Timestamp?
  var attempts: Int
  var error: String?
}

struct HeadcountRecord: Codable, Hashable, Sendable {
  var inn: InnID
  var name: String
  var stayingParties: Int
  var staying: Int
  var arrivingParties: Int
  var arriving: Int
}

struct WishRecord: Codable, Hashable, Sendable {
  var id: Int64
  var booking: BookingID
  var text: String
  var createdAt: Timestamp
}

/// Carries them out; part of ``AdminDesk``.
struct NoticeDesk: Sendable {
  let registry: Registry
  /// Lines that calls by the hub may take.
  let lines: Int

  func answer(
    _ request: NoticeRequest,
    by actor: Actor,
    booking: (String) throws -> BookingID,
  ) throws -> AdminReply {
    switch request {
    case .render(let draft):
      let id = try booking(draft.booking)
      return .file(Data(try render(draft, id).utf8))
    case .list(let state, let name, let limit):
      let found = try registry.notices(of: try name.map(booking), state: state, limit: limit)
      return .notice(.list(found.map(NoticeRecord.init)))
    case .resend(let id): try registry.writeAndWait { try $0.resendNotice(id) }
    case .bounce(let text):
      guard let report = BounceReport(text) else { throw NoticeRefusal.noticeUnknown }
      try registry.writeAndWait { try $0.noticeBounced(report.notice, error: report.reason) }
    case .headcount: return .notice(.headcount(try headcount(at: nil)))
    case .emergency(let draft, let isDryRun):
      return .notice(try emergency(draft, isDryRun: isDryRun, by: actor))
    case .wishes: return .notice(.wishes(try registry.openWishes().map(WishRecord.init)))
    case .finishWish(let id): try registry.writeAndWait { try $0.finishWish(id, by: actor) }
    }
    return .done
  }

  private func render(_ draft: NoticeDraft, _ id: BookingID) throws -> String {
    guard let booking = try registry.booking(id) else { throw BookingRefusal.bookingUnknown }
    guard let kind = draft.kind ?? NoticeKind.present(of: booking.state) else {
      throw BookingRefusal.notPossible(booking.state.name)
    }
    guard let facts = try registry.noticeFacts(of: booking, for: kind) else {
      throw AdminRefusal.innUnknown(booking.inn)
    }
    if draft.format == .slip { return InnSlip(facts).html }
    let notice = Notice(kind, facts, language: draft.language)
    return switch draft.format {
    case .text: notice.text
    case .html: notice.html
    case .json: notice.json + "\n"
    case .sms: notice.sms + "\n"
    case .slip: ""
    }
  }

  // MARK: - Emergencies

  private func headcount(at inns: Set<InnID>?) throws -> [HeadcountRecord] {
    let catalogue = registry.catalogue
    return try registry.headcount().filter { inns?.contains($0.inn) ?? true }.map { count in
      HeadcountRecord(
        inn: count.inn,
        name: catalogue[count.inn]?.inn.name.japanese ?? count.inn.rawValue,
        stayingParties: count.stayingParties,
        staying: count.staying,
        arrivingParties: count.arrivingParties,
        arriving: count.arriving,
      )
    }
  }

  private func emergency(_ draft: EmergencyDraft, isDryRun: Bool, by actor: Actor) throws
    -> NoticeReply
  {
    let calls = try self.calls(draft).inns.count
    let counts = try headcount(at: Set(try places(draft)))
    guard !isDryRun else {
      let parties = counts.reduce(0) { $0 + $1.stayingParties + $1.arrivingParties }
      return .emergency(nil, parties: parties, calls: calls, counts)
    }
    let (id, parties) = try send(draft, by: actor)
    return .emergency(id, parties: parties, calls: calls, counts)
  }

  /// Tells guests, and has inns rung.
  func send(_ draft: EmergencyDraft, by actor: Actor) throws -> (EmergencyID, parties: Int) {
    let (inns, calls) = (try places(draft), try self.calls(draft).inns)
    return try registry.writeAndWait { transaction in
      try transaction.callEmergency(
        draft.hazard,
        message: draft.message,
        at: inns,
        calling: calls,
        spoken: draft.spoken,
        until: transaction.now + .hours(EmergencyDraft.hours),
        by: actor,
      )
    }
  }

  /// Which inns are rung, and what they hear.
  func calls(_ draft: EmergencyDraft) throws -> BroadcastPlan {
    let sentences = try Announcement.check(draft.spoken)
    return BroadcastPlan(
      inns: draft.isCalling ? try receivers(draft) : [],
      spoken: sentences.map(\.speech),
      seconds: sentences.reduce(0) { $0 + Announcement.seconds(of: $1) },
      lines: lines,
    )
  }

  /// Every inn that is listed there: guests are told whether their inn may be rung or not.
  private func places(_ draft: EmergencyDraft) throws -> [InnID] {
    let catalogue = registry.catalogue
    if let unknown = draft.inns.first(where: { catalogue[$0] == nil }) {
      throw BroadcastRefusal.innUnknown(unknown)
    }
    let named = Set(draft.inns)
    let among = draft.among.map(Set.init)
    let inns = catalogue.sorted.map(\.inn).filter { inn in
      (draft.area == nil || inn.area == draft.area) && (named.isEmpty || named.contains(inn.id))
        && among?.contains(inn.id) ?? true
    }
    guard !inns.isEmpty else { throw BroadcastRefusal.noInns }
    return inns.map(\.id)
  }

  private func receivers(_ draft: EmergencyDraft) throws -> [InnID] {
    let desk = BroadcastDesk(registry: registry, lines: lines)
    do {
      return try desk.receivers(
        BroadcastDraft(
          text: draft.spoken,
          inns: draft.inns,
          among: draft.among,
          area: draft.area,
        )
      )
    } catch BroadcastRefusal.noInns {
      return []
    }
  }
}

extension EmergencyDraft {
  fileprivate var message: [LocalizedText] {
    var texts: [LocalizedText] = []
    if let text { texts.append(LocalizedText(language: "ja", text: text)) }
    if let english { texts.append(LocalizedText(language: "en", text: english)) }
    return texts
  }

  /// What the telephone reads to the inns.
  var spoken: String {
    let opening =
      switch hazard {
      case .snow: "[大雪|おおゆき]のお知らせです。"
      case .earthquake: "地震と津波のお知らせです。"
      case .power: "停電のお知らせです。"
      case .roadClosed: "通行止めのお知らせです。"
      }
    return opening + (text.map { $0.hasSuffix("。") ? $0 : $0 + "。" } ?? "")
      + "お客様の安全を確かめてください。お泊まりの方にも、メールで知らせています。"
  }
}

extension NoticeRecord {
  init(_ notice: NoticeDelivery) {
    self.init(
      id: notice.id,
      booking: notice.booking,
      inn: notice.inn,
      kind: notice.kind,
      state: notice.state,
      way: notice.way,
      createdAt: notice.createdAt,
      endedAt: notice.endedAt,
      attempts: notice.attempts,
      error: notice.error,
    )
  }
}

extension WishRecord {
  init(_ wish: GuestWish) {
    self.init(id: wish.id, booking: wish.booking, text: wish.text, createdAt: wish.createdAt)
  }
}

extension NoticeRefusal {
  var phrase: Phrase {
    switch self {
    case .noticeUnknown: Phrase(en: "there is no such notice", ja: "その通知はありません")
    case .bookingUnknown: Phrase(en: "there is no such booking", ja: "その予約はありません")
    case .tooManyWishes:
      Phrase(en: "this guest's wishes wait already", ja: "このお客様の希望がすでに待っています")
    case .textEmpty: Phrase(en: "the text says nothing", ja: "文がありません")
    }
  }
}
