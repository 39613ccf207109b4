/// How a key reached the hub.
///
/// In-band tones rank below: what a gateway says in so many words beats what a filter thinks it
/// hears in a voice.
package enum KeySource: Int, Comparable, CaseIterable, Sendable {
  /// Heard as sound (ITU-T Q.23).
  case tone = 0
  /// SIP INFO (`application/dtmf-relay`, `application/dtmf`).
  case info = 1
  /// telephone-event packets (RFC 4733).
  case event = 2

  /// As figures call it.
  package var name: String {
    switch self {
    case .tone: "tone"
    case .info: "info"
    case .event: "event"
    }
  }

  package static func < (lhs: KeySource, rhs: KeySource) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// One telephone-event packet as PJSIP reports it.
struct KeyPacket: Hashable, Sendable {
  var key: Key
  /// RTP timestamp of the event's beginning, in milliseconds: the same in all its packets.
  var timestamp: UInt32
  /// Milliseconds the key has been held so far.
  var duration: UInt32
  /// The packet says that the key was released.
  var isEnd: Bool
}

/// Counts each key press of one call once, however it is told.
///
/// An event is known by its RTP timestamp (RFC 4733, section 2.5.1.2), not by marker or end bits,
/// which get lost. A key held so long that the event continues under a new timestamp (section
/// 2.5.1.3) is still one press. A gateway that tells a key both ways is heard one way: the
/// higher-ranking.
struct KeyFilter: Sendable {
  /// Timestamps kept for packets that overtook each other: more than fit a burst of keys within a
  /// network's reordering.
  private static let remembered = 8
  /// Between the told duration of a held key and its continuation: two packets of 20 ms may be
  /// lost.
  ///
  /// Fingers need at least 65 ms between two presses.
  private static let continuationGap: UInt32 = 60
  /// A key told twice in different ways comes at press and at release: most hold it shorter.
  private static let repeatedOtherWay: Int64 = 1500

  private var packets: [KeyPacket] = []
  private var source: KeySource?
  private var last: (key: Key, source: KeySource, time: Int64)?

  /// Whether this packet is the first news of a press.
  ///
  /// `time` in milliseconds, any origin.
  mutating func accepts(_ packet: KeyPacket, at time: Int64) -> Bool {
    if let index = packets.firstIndex(where: {
      $0.timestamp == packet.timestamp && $0.key == packet.key
    }) {
      packets[index].duration = max(packets[index].duration, packet.duration)
      packets[index].isEnd = packets[index].isEnd || packet.isEnd
      return false
    }
    let previous = packets.last
    packets.append(packet)
    if packets.count > KeyFilter.remembered { packets.removeFirst() }
    if let previous, previous.key == packet.key, !previous.isEnd {
      // PJSIP divides the 32-bit timestamp by 8, so differences count modulo 2²⁹.
      let step = (packet.timestamp &- previous.timestamp) & 0x1FFF_FFFF
      if step <= previous.duration + KeyFilter.continuationGap { return false }
    }
    return counts(packet.key, from: .event, at: time)
  }

  /// Whether a key from an INFO counts; the transaction layer has removed retransmissions.
  mutating func accepts(info key: Key, at time: Int64) -> Bool {
    counts(key, from: .info, at: time)
  }

  /// Whether a key that was heard as sound counts.
  mutating func accepts(tone key: Key, at time: Int64) -> Bool {
    counts(key, from: .tone, at: time)
  }

  /// The key that was heard as sound was let go: whoever tells keys at their release does it now.
  mutating func toneEnded(at time: Int64) {
    if last?.source == .tone { last?.time = time }
  }

  private mutating func counts(_ key: Key, from new: KeySource, at time: Int64) -> Bool {
    if let source, new < source { return false }
    let isRepeated =
      if let last {
        last.source < new && last.key == key && time - last.time < KeyFilter.repeatedOtherWay
      } else { false }
    source = new
    last = (key, new, time)
    return !isRepeated
  }
}

/// Keys in the body of a SIP INFO.
enum InfoKey {
  /// Bodies longer than this are no key.
  static let longestBody = 256

  /// Reads `Signal=5` lines (`application/dtmf-relay`) and bare keys (`application/dtmf`); 10 and
  /// 11 stand for `*` and `#`, as in the event codes of RFC 4733.
  ///
  /// The letters A to D are read, too: they are valid, though no telephone of an inn has them.
  ///
  /// - Returns: the key as one ASCII character; nil for anything else.
  static func read(_ body: String, isRelay: Bool) -> Character? {
    guard body.utf8.count <= longestBody else { return nil }
    for line in body.split(whereSeparator: \.isNewline) {
      let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if halves.count == 2 {
        guard trimmed(halves[0]).lowercased() == "signal" else { continue }
        return key(trimmed(halves[1]))
      }
      if !isRelay { return key(trimmed(line)) }
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func key(_ text: Substring) -> Character? {
    switch text {
    case "10": return "*"
    case "11": return "#"
    case "12": return "A"
    case "13": return "B"
    case "14": return "C"
    case "15": return "D"
    default: break
    }
    guard text.count == 1, let only = text.uppercased().first,
      "0123456789*#ABCD".contains(only)
    else { return nil }
    return only
  }
}
