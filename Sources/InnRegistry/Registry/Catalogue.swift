/// Everything that is listed and changes seldom, in memory: inns with their phones, room types,
/// rate plans, standing offers and closures.
///
/// A value: whoever holds one sees one moment. The writer replaces it after each commit that
/// touched a listing.
package struct Catalogue: Sendable {
  /// One reference to all tables: the catalogue is taken several times for each request, by every
  /// thread, and counting each table's holders would make the threads wait for each other.
  private var box = Box(Tables())

  fileprivate struct Tables: Sendable {
    var listings: [InnID: InnListing] = [:]
    var rooms: [RoomTypeID: (inn: InnListing, room: RoomListing)] = [:]
    var plans: [RatePlanID: (inn: InnListing, room: RoomListing, position: Int)] = [:]
    var innsOfPhone: [PhoneNumber: [InnID]] = [:]
    var taxes = LodgingTaxTable()
    /// Those of each municipality that has any, put together once: every price asks for them.
    var taxesOfPlaces: [MunicipalityCode: PlaceTaxes] = [:]
    var channels: [ChannelID: Channel] = [:]
    var allotments: [ChannelAllotment] = []
    var limits: [ChannelID: [InnID: ChannelAllotment.Limits]] = [:]
    var keys: [StoredKey] = []
    /// Those that open something, by the digest of their secret.
    var openKeys: [SecretDigest: OpenKey] = [:]
  }

  fileprivate struct PlaceTaxes {
    var dry: LodgingTaxes
    var bathing: LodgingTaxes
  }

  /// `@unchecked Sendable`: changed only while one catalogue alone holds it.
  fileprivate final class Box: @unchecked Sendable {
    var tables: Tables

    init(_ tables: Tables) { self.tables = tables }
  }

  package init() {}

  private mutating func change(_ body: (inout Tables) -> Void) {
    if !isKnownUniquelyReferenced(&box) { box = Box(box.tables) }
    body(&box.tables)
  }
}

// MARK: - Reading

extension Catalogue {
  package var listings: [InnID: InnListing] { box.tables.listings }
  package var taxes: LodgingTaxTable { box.tables.taxes }
  package var channels: [ChannelID: Channel] { box.tables.channels }
  /// What channels may take, as the office limited it; by channel, inn and room type.
  package var allotments: [ChannelAllotment] { box.tables.allotments }

  /// The key that a secret is; nil when it opens nothing.
  package func key(secret: String) -> OpenKey? { box.tables.openKeys[SecretDigest(of: secret)] }

  /// Every key, revoked ones too, in the order in which they were made.
  package var keys: [StoredKey] { box.tables.keys }

  package subscript(inn: InnID) -> InnListing? { box.tables.listings[inn] }

  package func roomType(_ id: RoomTypeID) -> (InnListing, RoomListing)? { box.tables.rooms[id] }

  package func plan(_ id: RatePlanID) -> (InnListing, RoomListing, RatePlan)? {
    box.tables.plans[id].map { ($0.inn, $0.room, $0.room.plans[$0.position]) }
  }

  /// Inns that a phone number belongs to, in order of their names; one phone may serve several.
  package func inns(of number: PhoneNumber) -> [InnListing] {
    (box.tables.innsOfPhone[number] ?? []).sorted().compactMap { self[$0] }
  }

  package var sorted: [InnListing] { listings.values.sorted { $0.inn.id < $1.inn.id } }

  /// What limits a channel's rooms at an inn, its own usual limit included.
  package func allotment(of channel: Channel, at inn: InnID) -> ChannelAllotment.Limits {
    var found = box.tables.limits[channel.id]?[inn] ?? ChannelAllotment.Limits()
    found.usual = channel.maxRoomsANight
    return found
  }

  /// Whether anything but its shown rooms and open requests limits a channel somewhere.
  func isAllotted(_ channel: Channel) -> Bool {
    channel.maxRoomsANight != nil || box.tables.limits[channel.id] != nil
  }

  /// Taxes at an inn; its profile says whether it has a mineral bath (``Feature/onsen``).
  package func taxes(at inn: Inn) -> LodgingTaxes {
    guard let place = box.tables.taxesOfPlaces[inn.municipality] else { return .none }
    return inn.profile.features.contains(.onsen) ? place.bathing : place.dry
  }
}

// MARK: - Replacing

extension Catalogue {
  mutating func replace(_ id: InnID, with listing: InnListing?) {
    change { $0.replace(id, with: listing) }
  }

  mutating func replaceChannels(
    _ all: [Channel],
    keys: [String: StoredKey],
    allotments: [ChannelAllotment],
  ) {
    change { tables in
      tables.channels = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
      tables.keys = keys.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
      let channels = tables.channels
      tables.openKeys = [:]
      for (digest, key) in keys where key.revokedAt == nil {
        guard let digest = SecretDigest(hex: digest), let channel = channels[key.channel] else {
          continue
        }
        tables.openKeys[digest] = OpenKey(key, of: channel)
      }
      tables.allotments = allotments
      tables.limits = [:]
      for allotment in allotments {
        var known =
          tables.limits[allotment.channel]?[allotment.inn] ?? ChannelAllotment.Limits()
        if let roomType = allotment.roomType {
          known.byRoomType[roomType] = allotment.rooms
        } else {
          known.inn = allotment.rooms
        }
        tables.limits[allotment.channel, default: [:]][allotment.inn] = known
      }
    }
  }

  package mutating func replaceTaxes(_ table: LodgingTaxTable) {
    let places = table.bathing.map(\.municipality) + table.accommodation.map(\.municipality)
    change { tables in
      tables.taxes = table
      tables.taxesOfPlaces = [:]
      for place in Set(places) {
        tables.taxesOfPlaces[place] = PlaceTaxes(
          dry: table.taxes(for: place, hasMineralBath: false),
          bathing: table.taxes(for: place, hasMineralBath: true),
        )
      }
    }
  }
}

extension Catalogue.Tables {
  fileprivate mutating func replace(_ id: InnID, with listing: InnListing?) {
    if let old = listings[id] {
      for room in old.rooms {
        rooms[room.roomType.id] = nil
        for plan in room.plans { plans[plan.id] = nil }
      }
      for phone in old.phones { innsOfPhone[phone.number]?.removeAll { $0 == id } }
    }
    listings[id] = listing
    guard let listing else { return }
    for room in listing.rooms {
      rooms[room.roomType.id] = (listing, room)
      for (position, plan) in room.plans.enumerated() {
        plans[plan.id] = (listing, room, position)
      }
    }
    for phone in listing.phones { innsOfPhone[phone.number, default: []].append(id) }
  }
}

/// A key that was not revoked, with its channel.
///
/// A reference, because every request looks one up and copies none.
package final class OpenKey: Sendable {
  package let key: StoredKey
  package let channel: Channel

  init(_ key: StoredKey, of channel: Channel) {
    self.key = key
    self.channel = channel
  }
}

/// An inn with all that is listed under it.
///
/// A reference, because a search looks at many and copies none; a change makes a new one.
package final class InnListing: Sendable {
  package let inn: Inn
  /// Whether the office lists it; see ``isShown``.
  package let isListed: Bool
  /// Since when its sales rest, after requests that nobody answered.
  package let pausedAt: Timestamp?
  package let freshness: FreshnessLimits
  /// In the order in which the hub rings them.
  package let phones: [InnPhone]
  /// Without retired ones, in the keeper's order.
  package let rooms: [RoomListing]
  package let closures: [Closure]
  /// What the inn has agreed to, by its last word on each purpose.
  package let consents: Set<ConsentPurpose>

  init(
    inn: Inn,
    isListed: Bool,
    pausedAt: Timestamp?,
    freshness: FreshnessLimits,
    phones: [InnPhone],
    rooms: [RoomListing],
    closures: [Closure],
    consents: Set<ConsentPurpose>,
  ) {
    self.inn = inn
    self.isListed = isListed
    self.pausedAt = pausedAt
    self.freshness = freshness
    self.phones = phones
    self.rooms = rooms
    self.closures = closures
    self.consents = consents
  }

  /// Whether the inn may be shown to channels and guests: listed, and with its consent to sale.
  package var isShown: Bool {
    isListed && (inn.isTraining || consents.contains(.sale))
  }

  /// Whether it sells now: shown, and its sales don't rest.
  package var isOnSale: Bool { isShown && pausedAt == nil }

  /// What shuts the whole inn on a night.
  package func closure(on night: CivilDate) -> Closure? {
    closures.first { $0.roomType == nil && $0.covers(night) }
  }

  /// What shuts a room type on a night, alone or with the whole inn.
  package func closure(on night: CivilDate, of room: RoomTypeID) -> Closure? {
    closures.first { $0.shuts(room) && $0.covers(night) }
  }
}

/// A room type with its plans and its standing offer; a reference like its inn's.
package final class RoomListing: Sendable {
  /// The room type's number in the database.
  let key: Int64
  package let roomType: RoomType
  /// Without retired ones, in the keeper's order.
  package let plans: [RatePlan]
  /// Nil where nothing is sold unless somebody states it.
  package let offer: StandingOffer?

  init(key: Int64, roomType: RoomType, plans: [RatePlan], offer: StandingOffer?) {
    self.key = key
    self.roomType = roomType
    self.plans = plans
    self.offer = offer
  }
}
