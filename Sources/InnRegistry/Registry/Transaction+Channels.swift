/// What a key may be used for.
package enum KeyScope: String, CaseIterable, Codable, Sendable {
  case read
  case book
  case manage
  case stats
}

/// A channel's key as it is stored: never the key itself, only its digest.
package struct StoredKey: Hashable, Sendable {
  package var id: KeyID
  package var channel: ChannelID
  package var scopes: Set<KeyScope>
  package var createdAt: Timestamp
  package var revokedAt: Timestamp?
}

/// Marks names of keys.
package enum APIKey {
  /// Leads every key, so that a leaked one is recognised by scanners.
  package static let prefix = "innb_"
}
/// A name of a key, such as `key_…`; not secret.
package typealias KeyID = Identifier<APIKey>

/// Channels and their keys.
extension Transaction {
  /// - Throws: ``OfficeRefusal/malformed(_:)`` for a commission outside
  ///   ``Channel/commissionRange``.
  package func save(_ channel: Channel, by actor: Actor) throws {
    guard Channel.commissionRange.contains(channel.commission) else {
      throw OfficeRefusal.malformed(["commission"])
    }
    try ChannelTable.save(channel, now: now, db)
    try touchChannels()
    try log(
      .channelSaved,
      subject: channel.id.rawValue,
      channel: channel.id,
      by: actor,
    ) {
      $0.field("name", channel.name)
      $0.field("training_only", channel.isTrainingOnly)
      $0.field("suspended", channel.isSuspended)
      $0.field("max_open_requests", channel.maxOpenRequests)
      $0.field("max_holds", channel.maxHolds)
      $0.field("max_rooms_shown", channel.maxRoomsShown)
      $0.field("max_rooms_a_night", channel.maxRoomsANight)
      $0.field("commission", channel.commission)
      $0.field("registration_number", channel.registrationNumber)
    }
  }

  /// Limits what a channel may have sold and held on a night at an inn; bookings that stand beyond
  /// it stand.
  ///
  /// - Throws: ``BookingRefusal/channelUnknown``, ``BookingRefusal/innUnknown``,
  ///   ``BookingRefusal/roomTypeUnknown``; ``OfficeRefusal/malformed(_:)`` outside
  ///   ``ChannelAllotment/range``.
  package func set(_ allotment: ChannelAllotment, by actor: Actor) throws {
    guard ChannelAllotment.range.contains(allotment.rooms) else {
      throw OfficeRefusal.malformed(["rooms"])
    }
    try setAllotment(allotment, rooms: allotment.rooms, by: actor)
  }

  /// Takes a limit away; its number of rooms is not looked at.
  package func lift(_ allotment: ChannelAllotment, by actor: Actor) throws {
    try setAllotment(allotment, rooms: nil, by: actor)
  }

  private func setAllotment(_ allotment: ChannelAllotment, rooms: Int?, by actor: Actor) throws {
    let (channel, inn) = (allotment.channel, allotment.inn)
    guard catalogue.channels[channel] != nil else { throw BookingRefusal.channelUnknown }
    guard let listing = catalogue[inn] else { throw BookingRefusal.innUnknown }
    var room: Int64?
    if let roomType = allotment.roomType {
      guard let known = listing.rooms.first(where: { $0.roomType.id == roomType }) else {
        throw BookingRefusal.roomTypeUnknown
      }
      room = known.key
    }
    try ChannelTable.setAllotment(of: channel, at: inn, room: room, rooms: rooms, db)
    try touchChannels()
    try log(.allotmentSet, subject: channel.rawValue, inn: inn, channel: channel, by: actor) {
      $0.field("room_type", allotment.roomType)
      $0.field("rooms", rooms)
    }
  }

  /// Makes a key; the secret is returned once and stored only as a digest.
  package func createKey(for channel: ChannelID, scopes: Set<KeyScope>, by actor: Actor) throws
    -> (StoredKey, secret: String)
  {
    guard catalogue.channels[channel] != nil else { throw BookingRefusal.channelUnknown }
    let secret = opaqueName(APIKey.prefix)
    let key = StoredKey(
      id: KeyID(trusted: opaqueName("key_")),
      channel: channel,
      scopes: scopes,
      createdAt: now,
      revokedAt: nil,
    )
    try db.run(
      "INSERT INTO api_key (id, channel, digest, scopes, created_at) VALUES ($1, $2, $3, $4, $5)",
      .id(key.id),
      .id(channel),
      .text(Secret.sha256(secret)),
      .text(scopes.map(\.rawValue).sorted().joined(separator: ",")),
      .instant(now),
    )
    try touchChannels()
    try log(.keyCreated, subject: key.id.rawValue, channel: channel, by: actor) {
      $0.field("scopes", scopes.map(\.rawValue).sorted().joined(separator: ","))
    }
    return (key, secret)
  }

  /// From now on the key opens nothing.
  package func revokeKey(_ id: KeyID, by actor: Actor) throws {
    let channel: ChannelID? = try db.row("SELECT channel FROM api_key WHERE id = $1", .id(id)) {
      $0.id(0)
    }
    guard let channel else { throw BookingRefusal.keyUnknown }
    try db.run(
      "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
      .id(id),
      .instant(now),
    )
    try touchChannels()
    try log(.keyRevoked, subject: id.rawValue, channel: channel, by: actor) { _ in }
  }
}
