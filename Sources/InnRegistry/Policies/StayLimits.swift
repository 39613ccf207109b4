/// Which stays a rate plan is sold for; nights of a single date are ``NightRestrictions``.
package struct StayLimits: Hashable, Sendable {
  /// Shortest stay in nights, 1 or more.
  package var minNights: Int
  /// Longest stay in nights; nil up to ``Stay/maxNights``.
  package var maxNights: Int?
  /// Weekdays on which nobody may check in.
  package var closedToArrival: Weekdays
  /// Weekdays on which nobody may check out.
  package var closedToDeparture: Weekdays
  /// Other rules for part of the year.
  ///
  /// The one that governs the check-in date replaces the rules
  /// above (for departures: the one that governs the check-out date); fixed dates before yearly
  /// ones, then the first listed.
  package var seasons: [Season]
  /// Nights on which the plan exists at all; empty for all year.
  package var offered: [NightSpan]

  package init(
    minNights: Int = 1,
    maxNights: Int? = nil,
    closedToArrival: Weekdays = [],
    closedToDeparture: Weekdays = [],
    seasons: [Season] = [],
    offered: [NightSpan] = [],
  ) {
    self.minNights = minNights
    self.maxNights = maxNights
    self.closedToArrival = closedToArrival
    self.closedToDeparture = closedToDeparture
    self.seasons = seasons
    self.offered = offered
  }

  /// Rules of part of the year; nil leaves the plan's own rule in force.
  package struct Season: Hashable, Codable, Sendable {
    package var nights: NightSpan
    package var minNights: Int?
    package var maxNights: Int?
    package var closedToArrival: Weekdays?
    package var closedToDeparture: Weekdays?

    package init(
      nights: NightSpan,
      minNights: Int? = nil,
      maxNights: Int? = nil,
      closedToArrival: Weekdays? = nil,
      closedToDeparture: Weekdays? = nil,
    ) {
      self.nights = nights
      self.minNights = minNights
      self.maxNights = maxNights
      self.closedToArrival = closedToArrival
      self.closedToDeparture = closedToDeparture
    }
  }

  /// Refuses a stay that the plan isn't sold for.
  ///
  /// - Throws: ``QuoteRefusal/notOffered(night:)``, ``QuoteRefusal/closedToArrival(date:)``,
  ///   ``QuoteRefusal/minStay(nights:required:)``, ``QuoteRefusal/maxStay(nights:allowed:)`` or
  ///   ``QuoteRefusal/closedToDeparture(date:)``, the first that holds.
  package func check(_ stay: Stay) throws(QuoteRefusal) {
    if !offered.isEmpty {
      for night in stay.nights where !offered.contains(where: { $0.contains(night) }) {
        throw .notOffered(night: night)
      }
    }
    let arrival = seasons.governing(stay.checkIn, span: \.nights)
    if (arrival?.closedToArrival ?? closedToArrival).contains(stay.checkIn.weekday) {
      throw .closedToArrival(date: stay.checkIn)
    }
    let required = arrival?.minNights ?? minNights
    if stay.nightCount < required {
      throw .minStay(nights: stay.nightCount, required: required)
    }
    if let allowed = arrival?.maxNights ?? maxNights, stay.nightCount > allowed {
      throw .maxStay(nights: stay.nightCount, allowed: allowed)
    }
    let departure = seasons.governing(stay.checkOut, span: \.nights)
    if (departure?.closedToDeparture ?? closedToDeparture).contains(stay.checkOut.weekday) {
      throw .closedToDeparture(date: stay.checkOut)
    }
  }
}

extension StayLimits: Codable {
  private enum CodingKeys: String, CodingKey {
    case minNights
    case maxNights
    case closedToArrival
    case closedToDeparture
    case seasons
    case offered
  }

  /// Every field may be missing.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      minNights: try container.decodeIfPresent(Int.self, forKey: .minNights) ?? 1,
      maxNights: try container.decodeIfPresent(Int.self, forKey: .maxNights),
      closedToArrival: try container.decodeIfPresent(Weekdays.self, forKey: .closedToArrival)
        ?? [],
      closedToDeparture: try container.decodeIfPresent(Weekdays.self, forKey: .closedToDeparture)
        ?? [],
      seasons: try container.decodeIfPresent([Season].self, forKey: .seasons) ?? [],
      offered: try container.decodeIfPresent([NightSpan].self, forKey: .offered) ?? [],
    )
  }
}
