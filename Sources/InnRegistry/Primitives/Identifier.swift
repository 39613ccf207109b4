/// A name for one thing of a kind, unlike the names of any other kind.
///
/// Text of 1 to 64 characters from `A-Z a-z 0-9 _ -`: safe in a URL path, a file name and a log
/// line without escaping.
package struct Identifier<Subject>: Hashable, Sendable {
  package let rawValue: String

  /// Longest identifier, in characters: room for a prefix and 256 bits in base 32.
  package static var maxLength: Int { 64 }

  /// Fails for text that is empty, too long, or has other characters.
  package init?(_ text: some StringProtocol) {
    let isPlain = text.utf8.allSatisfy { byte in
      (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
    guard isPlain, (1...Identifier.maxLength).contains(text.utf8.count) else { return nil }
    rawValue = String(text)
  }

  /// For identifiers that the registry made or stored itself.
  package init(trusted rawValue: String) { self.rawValue = rawValue }
}

extension Identifier: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension Identifier: CustomStringConvertible {
  package var description: String { rawValue }
}

extension Identifier: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let identifier = Identifier(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "not an identifier: \(text)",
      )
    }
    self = identifier
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// A name of an inn, such as `T01`.
package typealias InnID = Identifier<Inn>
/// A name of a room type, unique in the whole registry, such as `T01-1`.
package typealias RoomTypeID = Identifier<RoomType>
/// A name of a rate plan, unique in the whole registry, such as `T01-1-hb`.
package typealias RatePlanID = Identifier<RatePlan>
/// An opaque, unguessable name of a booking (`bk_…`).
package typealias BookingID = Identifier<Booking>
/// A name of a channel: a travel platform or the office itself.
package typealias ChannelID = Identifier<Channel>
/// A name of one conversation with a keeper: a telephone call or an SMS exchange.
package typealias ConversationID = Identifier<Conversation>

/// Marks names of conversations; a conversation itself lives in VoiceIVR.
package enum Conversation {}
