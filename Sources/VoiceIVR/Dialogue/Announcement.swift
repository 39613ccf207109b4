package import InnRegistry

/// A text that the office has read to many inns.
package struct Announcement: Hashable, Codable, Sendable {
  package var id: BroadcastID
  /// Sentences in order, each no longer than ``DialogueLimits/promptCeiling``.
  package var sentences: [SpokenText]

  package init(id: BroadcastID, sentences: [SpokenText]) {
    self.id = id
    self.sentences = sentences
  }

  /// A text of the registry, which was checked when it was sent.
  package init(_ broadcast: Broadcast) {
    self.init(id: broadcast.id, sentences: Announcement.sentences(of: broadcast.text))
  }

  /// Why a text can't be read out; each is told to whoever wrote it.
  package enum Flaw: Error, Hashable, Sendable {
    case empty
    /// A bracket that isn't closed, or one that fills something in.
    case malformed(String)
    /// Nobody keeps more in mind.
    case sentenceTooLong(String)
    case tooLong(seconds: Int)
  }

  /// Cuts a text into sentences; `[written|kana]` says how something is read, as in the catalogue of
  /// prompts.
  ///
  /// - Throws: ``Flaw``.
  package static func check(_ text: String) throws(Flaw) -> [SpokenText] {
    for part in PromptTemplate(text).parts {
      switch part {
      case .text: break
      case .slot(let slot): throw .malformed("<\(slot.rawValue)>")
      case .malformed(let body): throw .malformed(body)
      }
    }
    let sentences = sentences(of: text)
    guard sentences.contains(where: { seconds(of: $0) > 0 }) else { throw .empty }
    let most = Int(DialogueLimits.promptCeiling.milliseconds / 1000)
    if let long = sentences.first(where: { seconds(of: $0) > most }) {
      throw .sentenceTooLong(long.written)
    }
    let whole = sentences.reduce(0) { $0 + seconds(of: $1) }
    guard whole <= Int(DialogueLimits.longestAnnouncement.milliseconds / 1000) else {
      throw .tooLong(seconds: whole)
    }
    return sentences
  }

  /// A line of the public ledger; nothing where it can't be read out.
  static func spoken(_ use: StatisticsUse) -> [SpokenText] {
    let text = "\(use.usedBy)、\(use.purpose)。" + (use.outcome.map { "\($0)。" } ?? "")
    return (try? check(text)) ?? []
  }

  private static func sentences(of text: String) -> [SpokenText] {
    var sentences: [SpokenText] = []
    var rest = Substring(text)
    while let end = rest.firstIndex(where: { enders.contains($0) }) {
      sentences.append(PromptTemplate(String(rest[...end])).filled([:]))
      rest = rest[rest.index(after: end)...]
    }
    sentences.append(PromptTemplate(String(rest)).filled([:]))
    return sentences.map(trimmed).filter { !$0.written.isEmpty }
  }

  private static let enders: Set<Character> = ["。", "！", "？", "\n"]

  private static func trimmed(_ text: SpokenText) -> SpokenText {
    let cut = { (part: String) in
      String(part.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    return SpokenText(written: cut(text.written), speech: cut(text.speech), kana: cut(text.kana))
  }

  /// How long a sentence lasts, about: a kanji or a digit without a reading is two mora.
  package static func seconds(of sentence: SpokenText) -> Int {
    let unread = sentence.kana.unicodeScalars.count { scalar in
      (0x4E00...0x9FFF).contains(scalar.value) || scalar.properties.numericType != nil
    }
    let tenths = DialogueLimits.tenthsOfMoraPerSecond
    let length = MoraCount.estimatedLength(of: sentence).milliseconds
    return Int((length + Int64(unread * 2 * 10_000 / tenths) + 999) / 1000)
  }
}
