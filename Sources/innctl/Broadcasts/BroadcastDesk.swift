import InnRegistry
import VoiceIVR

/// What the commands about broadcasts ask.
enum BroadcastRequest: Codable, Hashable, Sendable {
  /// `isDryRun`: only who would be rung, and how long it takes.
  case send(BroadcastDraft, isDryRun: Bool)
  case list(limit: Int)
  case show(BroadcastID)
  case stop(BroadcastID)
}

struct BroadcastDraft: Codable, Hashable, Sendable {
  /// `[written|kana]` says how something is read.
  var text: String
  /// All that may be rung when none is named.
  var inns: [InnID] = []
  /// Only inns among these; nil for no such limit.
  var among: [InnID]?
  /// Only inns there.
  var area: AreaID?
  /// Hours from now within which inns are told.
  var hours = BroadcastDraft.usualHours

  static let usualHours = 12
  static let mostHours = Int(BroadcastLimits.longest.milliseconds / Span.hours(1).milliseconds)
}

enum BroadcastReply: Codable, Hashable, Sendable {
  /// The name is nil for a dry run.
  case sent(BroadcastPlan, BroadcastID?)
  case list([BroadcastRecord])
}

/// How a broadcast will go.
struct BroadcastPlan: Codable, Hashable, Sendable {
  var inns: [InnID]
  /// What the telephone will say.
  var spoken: [String]
  /// Of the text alone.
  var seconds: Int
  /// Lines that calls by the hub may take.
  var lines: Int

  /// Ringing, greeting, question and key, besides the text; an inn that is busy or out is rung
  /// again, which comes on top.
  private static let secondsACall = 45

  /// How long the first round of calls takes.
  var minutes: Int {
    let calls = (inns.count + lines - 1) / max(1, lines)
    return max(1, (calls * (seconds + BroadcastPlan.secondsACall) + 59) / 60)
  }
}

struct BroadcastRecord: Codable, Hashable, Sendable {
  struct Receipt: Codable, Hashable, Sendable {
    var inn: InnID
    var heardAt: Timestamp?
    var attempts: Int
  }

  var id: BroadcastID
  var text: String
  var createdAt: Timestamp
  var deadline: Timestamp
  var createdBy: String
  var stoppedAt: Timestamp?
  var inns: [Receipt]

  init(_ progress: BroadcastProgress) {
    let broadcast = progress.broadcast
    id = broadcast.id
    text = broadcast.text
    createdAt = broadcast.createdAt
    deadline = broadcast.deadline
    createdBy = broadcast.createdBy
    stoppedAt = broadcast.stoppedAt
    inns = progress.inns.map {
      Receipt(inn: $0.inn, heardAt: $0.heardAt, attempts: $0.attempts)
    }
  }

  var heard: Int { inns.count { $0.heardAt != nil } }
}

/// Carries them out; part of ``AdminDesk``.
struct BroadcastDesk: Sendable {
  let registry: Registry
  /// Lines that calls by the hub may take.
  let lines: Int

  func answer(_ request: BroadcastRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .send(let draft, let isDryRun):
      return .broadcast(try send(draft, isDryRun: isDryRun, by: actor))
    case .list(let limit):
      return .broadcast(.list(try registry.broadcasts(limit: limit).map(BroadcastRecord.init)))
    case .show(let id):
      guard let found = try registry.broadcast(id) else { throw BroadcastRefusal.unknown(id) }
      return .broadcast(.list([BroadcastRecord(found)]))
    case .stop(let id):
      try registry.writeAndWait { try $0.stopBroadcast(id, by: actor) }
      return .done
    }
  }

  private func send(_ draft: BroadcastDraft, isDryRun: Bool, by actor: Actor) throws
    -> BroadcastReply
  {
    let sentences = try Announcement.check(draft.text)
    let inns = try receivers(draft)
    let plan = BroadcastPlan(
      inns: inns,
      spoken: sentences.map(\.speech),
      seconds: sentences.reduce(0) { $0 + Announcement.seconds(of: $1) },
      lines: lines,
    )
    guard !isDryRun else { return .sent(plan, nil) }
    let id = try registry.writeAndWait { transaction in
      try transaction.broadcast(
        draft.text,
        to: inns,
        until: transaction.now + .hours(draft.hours),
        by: actor,
      )
    }
    return .sent(plan, id)
  }

  /// Inns that are named, or all that agreed to be rung; training inns only where there is no other.
  func receivers(_ draft: BroadcastDraft) throws -> [InnID] {
    let catalogue = registry.catalogue
    if let unknown = draft.inns.first(where: { catalogue[$0] == nil }) {
      throw BroadcastRefusal.innUnknown(unknown)
    }
    let named = Set(draft.inns)
    let among = draft.among.map(Set.init)
    let hasReal = catalogue.listings.values.contains { listing in
      !listing.inn.isTraining && (among?.contains(listing.inn.id) ?? true)
    }
    let inns = catalogue.sorted.filter { listing in
      guard among?.contains(listing.inn.id) ?? true else { return false }
      guard draft.area == nil || listing.inn.area == draft.area else { return false }
      guard named.isEmpty else { return named.contains(listing.inn.id) }
      let hasAgreed = !listing.consents.isDisjoint(with: [.sale, .emergency])
      return listing.isListed && (listing.inn.isTraining ? !hasReal : hasAgreed)
    }
    guard !inns.isEmpty else { throw BroadcastRefusal.noInns }
    return inns.map(\.inn.id)
  }
}

extension BroadcastRefusal {
  var phrase: Phrase {
    switch self {
    case .noInns: Phrase(en: "no inn would be rung", ja: "電話する宿がありません")
    case .innUnknown(let inn): Phrase(en: "there is no inn \(inn)", ja: "宿 \(inn) はありません")
    case .deadline:
      Phrase(en: "the time to tell the inns has passed", ja: "知らせる期限が過ぎています")
    case .unknown(let id):
      Phrase(en: "there is no broadcast \(id)", ja: "一斉電話 \(id) はありません")
    }
  }
}

extension Announcement.Flaw {
  var phrase: Phrase {
    switch self {
    case .empty: Phrase(en: "the text says nothing", ja: "読み上げる文がありません")
    case .malformed(let part):
      Phrase(
        en: "the text can't be read at «\(part)»: readings are written [漢字|かんじ]",
        ja: "「\(part)」が読めません。読みは [漢字|かんじ] と書きます",
      )
    case .sentenceTooLong(let sentence):
      Phrase(
        en: "cut this sentence in two, nobody keeps so much in mind: \(sentence)",
        ja: "長すぎて覚えられない文です。二つに分けてください: \(sentence)",
      )
    case .tooLong(let seconds):
      Phrase(
        en: "the text takes about \(seconds) s to read; at most 60 s are listened to",
        ja: "読み上げに約\(seconds)秒かかります。聞いてもらえるのは60秒までです",
      )
    }
  }
}
