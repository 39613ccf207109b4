/// Reads files of inns; see docs/import.md for their form.
///
/// Pure: the registry is asked only when the plan is applied.
package enum InnImport {
  /// Inns of one file: ten times all inns of Shimokita; one transaction stores them, and nobody else
  /// may book for so long.
  package static let maxInns = 1000

  /// What a file asks for.
  package struct Plan: Hashable, Sendable {
    package var entries: [Entry]
    package var rejects: [ImportReject]

    package struct Entry: Hashable, Sendable {
      package var place: ImportPlace
      package var entry: InnEntry
    }
  }

  package static func read(json bytes: [UInt8]) -> Plan {
    do {
      let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
      let list = try ImportFile.list(
        in: JSONValue(parsing: bytes, limits: .file),
        "inns",
        format: InnDocument.format,
        version: InnDocument.version,
        limit: maxInns,
      )
      return plan(
        list.enumerated().map { index, value in
          Source(value: value) { pointer in
            ImportPlace(pointer: "/inns/\(index)" + pointer)
          }
        }
      )
    } catch {
      return Plan(entries: [], rejects: ImportFile.rejects(of: error))
    }
  }

  package static func read(csv bytes: [UInt8]) -> Plan {
    do {
      var limits = CSVLimits()
      limits.maxRows = CSVInns.maxRows
      var inns = try CSVInns(CSVTable(bytes, limits: limits))
      inns.link()
      guard inns.rejects.isEmpty else { return Plan(entries: [], rejects: inns.rejects) }
      guard inns.roots.count <= maxInns else {
        let reject = ImportReject(ImportPlace(), .tooMany(limit: maxInns))
        return Plan(entries: [], rejects: [reject])
      }
      return plan(inns.roots.map { Source(value: $0.value, place: $0.place) })
    } catch {
      return Plan(entries: [], rejects: ImportFile.rejects(of: error))
    }
  }

  // MARK: - Inside

  /// One inn of a file, and where each part of it stands there.
  private struct Source {
    var value: JSONValue
    /// The place of a pointer inside the inn.
    var place: (String) -> ImportPlace
  }

  private static func plan(_ sources: [Source]) -> Plan {
    var plan = Plan(entries: [], rejects: [])
    var inns: Set<InnID> = []
    var roomTypes: Set<RoomTypeID> = []
    var plans: Set<RatePlanID> = []
    func reject(_ place: ImportPlace, _ subject: String?, _ reason: ImportReject.Reason) {
      guard plan.rejects.count < ImportReport.maxRejects else { return }
      plan.rejects.append(ImportReject(place, subject: subject, reason))
    }
    for source in sources {
      let whole = source.place("")
      do {
        let entry = try InnDocument.entry(source.value)
        let id = entry.inn.id
        if !inns.insert(id).inserted { reject(whole, id.rawValue, .twice) }
        for room in entry.rooms {
          // Twice inside one inn is a flaw of the inn; this is about two inns of the file.
          if !roomTypes.insert(room.roomType.id).inserted, !entry.hasTwice(room.roomType.id) {
            reject(whole, room.roomType.id.rawValue, .twice)
          }
          for ratePlan in room.plans
          where !plans.insert(ratePlan.id).inserted && !entry.hasTwice(ratePlan.id) {
            reject(whole, ratePlan.id.rawValue, .twice)
          }
        }
        for flaw in entry.flaws {
          reject(source.place(entry.pointer(to: flaw.subject)), id.rawValue, .flaw(flaw))
        }
        plan.entries.append(Plan.Entry(place: whole, entry: entry))
      } catch {
        var subject: String?
        if case .object(let object) = source.value, case .string(let id)? = object["id"] {
          subject = id
        }
        for fault in error.list {
          let place = source.place(fault.pointer.description)
          reject(place, subject, .field(fault.fault, fault.detail))
        }
      }
    }
    return plan
  }
}

extension InnEntry {
  /// Where a part of the listing stands in the document of its inn.
  func pointer(to subject: InnFlaw.Subject) -> String {
    switch subject {
    case .inn: break
    case .phone(let number):
      if let index = phones.lastIndex(where: { $0.number == number }) { return "/phones/\(index)" }
    case .roomType(let id):
      if let index = rooms.lastIndex(where: { $0.roomType.id == id }) {
        return "/room_types/\(index)"
      }
    case .ratePlan(let id):
      for (index, room) in rooms.enumerated() {
        if let plan = room.plans.lastIndex(where: { $0.id == id }) {
          return "/room_types/\(index)/rate_plans/\(plan)"
        }
      }
    }
    return ""
  }

  fileprivate func hasTwice(_ id: RoomTypeID) -> Bool {
    rooms.count { $0.roomType.id == id } > 1
  }

  fileprivate func hasTwice(_ id: RatePlanID) -> Bool {
    rooms.reduce(0) { $0 + $1.plans.count { $0.id == id } } > 1
  }
}

/// What files of inns and of nights have in common.
enum ImportFile {
  /// The list of a document `{"format": …, "version": …, NAME: […]}`.
  ///
  /// - Throws: ``JSONFaults``.
  static func list(
    in document: JSONValue,
    _ name: String,
    format: String,
    version: Int,
    limit: Int,
  ) throws(JSONFaults) -> [JSONValue] {
    try JSONObjectReader.read(document) { members -> [JSONValue]? in
      let written = members.required("format", .any)
      let number = members.required("version", .integer(1...Int(Int32.max)))
      let list = members.required(name, .array(of: .anything, count: 0...limit))
      if let written, written != format {
        members.refuse("format", .notAllowed, "must be \(format)")
      }
      if let number, number != version {
        members.refuse("version", .notAllowed, "must be \(version)")
      }
      return list
    }
  }

  /// What is wrong with a file that can't be read at all.
  static func rejects(of error: any Error) -> [ImportReject] {
    switch error {
    case let error as CSVError:
      [ImportReject(ImportPlace(line: error.line), .csv(error.kind))]
    case let error as JSONSyntaxError:
      [ImportReject(ImportPlace(pointer: "byte \(error.byteOffset)"), .json(error.reason))]
    case let error as JSONFaults:
      error.list.map {
        ImportReject(ImportPlace(pointer: $0.pointer.description), .field($0.fault, $0.detail))
      }
    default: [ImportReject(ImportPlace(), .field(.wrongFormat, "\(error)"))]
    }
  }
}
