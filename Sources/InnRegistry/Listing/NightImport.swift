/// Reads files of nights: rooms, restrictions and closures; see docs/import.md for their form.
///
/// Pure: what only the registry knows (room types, numbers, closures) is looked at when the plan is
/// applied.
package enum NightImport {
  static let format = "innbridge.nights"
  static let version = 1
  /// Nights of one file: a year for some hundred room types.
  ///
  /// One transaction stores them, and nobody else may book meanwhile: a file that took longer would
  /// be felt.
  package static let maxNights = 40_000

  /// What a file asks for.
  package struct Plan: Hashable, Sendable {
    package var nights: [Line]
    package var rejects: [ImportReject]
  }

  /// What a file says about one night of a room type; nil leaves things as they are.
  package struct Line: Hashable, Sendable {
    package var place: ImportPlace
    /// Where the file names it, it has to be the room type's.
    package var inn: InnID?
    package var roomType: RoomTypeID
    package var night: CivilDate
    /// Rooms free now, besides everything booked: a statement by the office.
    package var rooms: Int?
    package var stopSell: Bool?
    /// 0 takes the restriction away.
    package var minStay: Int?
    /// 0 takes the restriction away.
    package var maxStay: Int?
    package var closedToArrival: Bool?
    package var closedToDeparture: Bool?
    /// Shuts the inn, all its room types, for the night, or opens it.
    package var isClosed: Bool?
  }

  /// Columns of a CSV file and members of an object in a JSON file, in this order.
  static let columns: [InnColumn] = [
    .text("inn"), .text("room_type"), .text("night"), .integer("rooms"), .flag("stop_sell"),
    .integer("min_stay"), .integer("max_stay"), .flag("closed_to_arrival"),
    .flag("closed_to_departure"), .flag("closed"),
  ]

  package static func read(json bytes: [UInt8]) -> Plan {
    do {
      let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
      let list = try ImportFile.list(
        in: JSONValue(parsing: bytes, limits: .file),
        "nights",
        format: format,
        version: version,
        limit: maxNights,
      )
      return plan(list.enumerated().map { ($1, ImportPlace(pointer: "/nights/\($0)")) })
    } catch {
      return Plan(nights: [], rejects: ImportFile.rejects(of: error))
    }
  }

  package static func read(csv bytes: [UInt8]) -> Plan {
    do {
      var limits = CSVLimits()
      limits.maxRows = maxNights
      let table = try CSVTable(bytes, limits: limits)
      let rejects = headerRejects(table.header)
      guard rejects.isEmpty else { return Plan(nights: [], rejects: rejects) }
      return plan(
        table.rows.map { row in
          var object = JSONObject()
          for column in columns {
            if let value = row[column.name].flatMap(column.kind.value) {
              object.append(column.name, column.name == "night" ? dashed(value) : value)
            }
          }
          return (.object(object), ImportPlace(line: row.line))
        }
      )
    } catch {
      return Plan(nights: [], rejects: ImportFile.rejects(of: error))
    }
  }

  // MARK: - Inside

  private static func headerRejects(_ header: [String]) -> [ImportReject] {
    let known = columns.map(\.name)
    let unknown = header.filter { !known.contains($0) }
    let missing = ["room_type", "night"].filter { !header.contains($0) }
    return unknown.map { ImportReject(ImportPlace(line: 1), .columnUnknown($0)) }
      + missing.map { ImportReject(ImportPlace(line: 1), .columnMissing($0)) }
  }

  /// `2026/12/1`, as Japanese spreadsheets write dates back, in the form of the document.
  private static func dashed(_ value: JSONValue) -> JSONValue {
    guard case .string(let text) = value else { return value }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]), let date = CivilDate(year: year, month: month, day: day)
    else { return value }
    return .string(date.description)
  }

  private static func plan(_ sources: [(JSONValue, ImportPlace)]) -> Plan {
    var plan = Plan(nights: [], rejects: [])
    func reject(_ reject: ImportReject) {
      if plan.rejects.count < ImportReport.maxRejects { plan.rejects.append(reject) }
    }
    struct Key: Hashable {
      var roomType: RoomTypeID
      var night: CivilDate
    }
    var seen: Set<Key> = []
    for (value, place) in sources {
      do {
        let line = try JSONObjectReader.read(value) { parse(&$0, place) }
        if !seen.insert(Key(roomType: line.roomType, night: line.night)).inserted {
          reject(ImportReject(place, subject: line.roomType.rawValue, .twice))
        }
        plan.nights.append(line)
      } catch {
        for fault in error.list {
          var place = place
          let member = String(fault.pointer.description.dropFirst())
          if place.line != nil {
            place.column = columns.contains { $0.name == member } ? member : nil
          } else {
            place.pointer = (place.pointer ?? "") + fault.pointer.description
          }
          reject(ImportReject(place, .field(fault.fault, fault.detail)))
        }
      }
    }
    return plan
  }

  private static func parse(_ members: inout JSONObjectReader, _ place: ImportPlace) -> Line? {
    let inn: InnID? = members.optional("inn", .identifier())
    let roomType: RoomTypeID? = members.required("room_type", .identifier())
    let night = members.required("night", .date)
    let rooms = members.optional("rooms", .integer(0...RoomType.maxRooms))
    let stopSell = members.optional("stop_sell", .bool)
    let minStay = members.optional("min_stay", .integer(0...Stay.maxNights))
    let maxStay = members.optional("max_stay", .integer(0...Stay.maxNights))
    let closedToArrival = members.optional("closed_to_arrival", .bool)
    let closedToDeparture = members.optional("closed_to_departure", .bool)
    let isClosed = members.optional("closed", .bool)
    guard let roomType, let night else { return nil }
    return Line(
      place: place,
      inn: inn,
      roomType: roomType,
      night: night,
      rooms: rooms,
      stopSell: stopSell,
      minStay: minStay,
      maxStay: maxStay,
      closedToArrival: closedToArrival,
      closedToDeparture: closedToDeparture,
      isClosed: isClosed,
    )
  }
}

extension NightImport.Line {
  /// The restrictions of the night after this line, given those before it.
  func restrictions(over known: NightRestrictions) -> NightRestrictions {
    var changed = known
    if let stopSell { changed.stopSell = stopSell }
    if let minStay { changed.minStay = minStay == 0 ? nil : minStay }
    if let maxStay { changed.maxStay = maxStay == 0 ? nil : maxStay }
    if let closedToArrival { changed.closedToArrival = closedToArrival }
    if let closedToDeparture { changed.closedToDeparture = closedToDeparture }
    return changed
  }

  /// The object of the document; what is nil is left out.
  package var object: JSONObject {
    var object = JSONObject()
    if let inn { object.append("inn", .string(inn.rawValue)) }
    object.append("room_type", .string(roomType.rawValue))
    object.append("night", .string(night.description))
    if let rooms { object.append("rooms", .integer(rooms)) }
    if let stopSell { object.append("stop_sell", .bool(stopSell)) }
    if let minStay { object.append("min_stay", .integer(minStay)) }
    if let maxStay { object.append("max_stay", .integer(maxStay)) }
    if let closedToArrival { object.append("closed_to_arrival", .bool(closedToArrival)) }
    if let closedToDeparture { object.append("closed_to_departure", .bool(closedToDeparture)) }
    if let isClosed { object.append("closed", .bool(isClosed)) }
    return object
  }
}
