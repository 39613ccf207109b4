package import InnRegistry
import Synchronization

/// What is free tonight, for everybody: ○ △ × by area, never a number, and never of so few inns that
/// the sign of an area is the sign of an inn.
package final class RoomsTonight: Sendable {
  package enum Level: String, CaseIterable, Sendable {
    case many
    case few
    case none

    package var sign: String {
      switch self {
      case .many: "○"
      case .few: "△"
      case .none: "×"
      }
    }
  }

  package struct Area: Hashable, Sendable {
    /// An area's name, a municipality's code, or `region`.
    package var place: String
    package var level: Level
  }

  package struct Answer: Hashable, Sendable {
    package var night: CivilDate
    /// Since when it holds; it is looked at anew every ``RoomsTonight/pace``.
    package var asOf: Timestamp
    package var areas: [Area]
  }

  /// Inns that a sign stands for at least.
  package static let leastInns = 3
  /// Between two looks: whoever polls sees no single booking come.
  package static let pace = Span.minutes(10)

  private let registry: Registry
  private let kept = Mutex<[FlowScope: Answer]>([:])

  package init(registry: Registry) { self.registry = registry }

  package func answer(_ scope: FlowScope, at now: Timestamp) -> Answer {
    let slot = now.milliseconds - now.milliseconds % RoomsTonight.pace.milliseconds
    let asOf = Timestamp(milliseconds: slot)
    if let answer = kept.withLock({ $0[scope] }), answer.asOf == asOf { return answer }
    let night = TokyoTime.tonight(at: now)
    let inns = StatisticsListings.inns(registry.catalogue, scope).map { listing in
      Inn(
        area: listing.inn.area.rawValue,
        municipality: listing.inn.municipality.code,
        rooms: listing.rooms.reduce(0) { $0 + $1.roomType.rooms },
        free: listing.isOnSale
          ? listing.rooms.reduce(0) { sum, room in
            let words = registry.calendar(of: room.roomType.id, nights: night..<(night + 1))
            return sum + (words?.first?.remaining ?? 0)
          } : 0,
      )
    }
    let answer = Answer(night: night, asOf: asOf, areas: RoomsTonight.areas(inns))
    kept.withLock { $0[scope] = answer }
    return answer
  }

  /// An inn as far as the signs ask.
  struct Inn: Hashable {
    var area: String
    var municipality: String
    var rooms: Int
    var free: Int
  }

  /// Areas with inns enough; others by municipality, and what is still too few in the region's sign.
  static func areas(_ inns: [Inn]) -> [Area] {
    var found: [Area] = []
    var rest: [Inn] = []
    for (area, members) in Dictionary(grouping: inns, by: \.area) {
      if members.count >= leastInns {
        found.append(Area(place: area, level: level(members)))
      } else {
        rest += members
      }
    }
    var last: [Inn] = []
    for (code, members) in Dictionary(grouping: rest, by: \.municipality) {
      if members.count >= leastInns {
        found.append(Area(place: code, level: level(members)))
      } else {
        last += members
      }
    }
    if last.count >= leastInns {
      found.append(Area(place: StatisticsTable.region, level: level(last)))
    } else if !last.isEmpty, inns.count >= leastInns {
      found.append(Area(place: StatisticsTable.region, level: level(inns)))
    }
    return found.sorted { $0.place < $1.place }
  }

  /// △ when less than a quarter of the rooms is free, or only one inn has any.
  private static func level(_ inns: [Inn]) -> Level {
    let free = inns.reduce(0) { $0 + $1.free }
    let rooms = inns.reduce(0) { $0 + $1.rooms }
    if free == 0 { return .none }
    let isScarce = free * 4 < rooms || inns.count(where: { $0.free > 0 }) == 1
    return isScarce ? .few : .many
  }
}
