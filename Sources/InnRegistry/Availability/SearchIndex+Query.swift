extension SearchIndex {
  /// What to look for.
  package struct Query: Sendable {
    package var stay: Stay
    /// Rooms wanted, 1 or more.
    package var rooms: Int
    /// Guests that the fullest room takes.
    package var guestsPerRoom: Int
    package var place: Place
    /// Only hits that follow this room type in the index's order; for paging.
    package var after: RoomTypeID?
    package var limit: Int

    /// Hits of one page, unless more or fewer are asked for.
    package static let usualLimit = 50

    package enum Place: Sendable {
      case everywhere
      case area(AreaID)
      case rooms([Int64])
    }

    package init(
      stay: Stay,
      rooms: Int = 1,
      guestsPerRoom: Int = 1,
      place: Place = .everywhere,
      after: RoomTypeID? = nil,
      limit: Int = usualLimit,
    ) {
      self.stay = stay
      self.rooms = rooms
      self.guestsPerRoom = guestsPerRoom
      self.place = place
      self.after = after
      self.limit = limit
    }
  }

  /// A room type that can be sold for the whole stay.
  package struct Hit: Sendable {
    package var roomType: RoomTypeID
    package var inn: InnID
    /// The least of the stay's nights.
    package var remaining: Int
    /// The oldest word of the stay's nights.
    package var asOf: Timestamp
    /// Where the oldest word comes from.
    package var source: NightSource
    /// A night's restrictions forbid this stay.
    package var isRestricted: Bool
    /// Each night of the stay; whether one is stale depends on the clock.
    package var nights: StayWords
  }

  /// The words of a stay's nights, in order; the first two beside the hit, because most stays are
  /// no longer and a search makes many hits.
  package struct StayWords: RandomAccessCollection, Sendable {
    private let first: NightWord
    private let second: NightWord?
    private let rest: [NightWord]

    init(first: NightWord, second: NightWord? = nil, rest: [NightWord] = []) {
      self.first = first
      self.second = second
      self.rest = rest
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { second == nil ? 1 : rest.count + 2 }
    package subscript(position: Int) -> NightWord {
      if position == 0 { return first }
      if position == 1, let second { return second }
      return rest[position - 2]
    }
  }

  /// A room type that can be sold for the whole stay, by its number alone.
  package struct Match: Hashable, Sendable {
    package var room: Int64
    /// The least of the stay's nights.
    package var remaining: Int
  }

  /// One night of a hit: how much is left and since when that is known.
  package struct NightWord: Sendable {
    package var night: CivilDate
    package var remaining: Int
    package var asOf: Timestamp
    package var source: NightSource
  }
}
