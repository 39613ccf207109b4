/// Reads and writes organisations and their staff.
enum OrganisationTable {
  static func all(_ db: SQLConnection) throws -> [Organisation] {
    var municipalities: [OrganisationID: Set<MunicipalityCode>] = [:]
    let pairs: [(OrganisationID, String)] = try db.rows(
      "SELECT organisation, municipality FROM organisation_municipality"
    ) { ($0.id(0), $0.text(1)) }
    for (id, text) in pairs {
      guard let code = MunicipalityCode(text) else {
        throw DatabaseError(kind: .corrupt, code: 0, message: "municipality \(text)", sql: "")
      }
      municipalities[id, default: []].insert(code)
    }
    return try db.rows(
      "SELECT id, name, phone, duty_phone, registration, hours FROM organisation ORDER BY id"
    ) { row in
      let id: OrganisationID = row.id(0)
      return Organisation(
        id: id,
        name: row.text(1),
        municipalities: municipalities[id] ?? [],
        phone: row.optional(2) { $0.text($1) }.flatMap { PhoneNumber($0) },
        hours: row.isNull(5) ? nil : try StoredJSON.decode(OfficeHours.self, row.text(5)),
        dutyPhone: row.optional(3) { $0.text($1) }.flatMap { PhoneNumber($0) },
        registration: row.optional(4) { $0.text($1) },
      )
    }
  }

  static func save(_ organisation: Organisation, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO organisation (id, name, phone, duty_phone, registration, hours)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (id) DO UPDATE SET name = $2, phone = $3, duty_phone = $4, registration = $5,
        hours = $6
      """,
      .id(organisation.id),
      .text(organisation.name),
      .optional(organisation.phone) { .text($0.e164) },
      .optional(organisation.dutyPhone) { .text($0.e164) },
      .optional(organisation.registration) { .text($0) },
      organisation.hours == nil ? .null : .text(try StoredJSON.encode(organisation.hours)),
    )
    try db.run(
      "DELETE FROM organisation_municipality WHERE organisation = $1",
      .id(organisation.id),
    )
    for municipality in organisation.municipalities.sorted(by: { $0.code < $1.code }) {
      try db.run(
        "INSERT INTO organisation_municipality (organisation, municipality) VALUES ($1, $2)",
        .id(organisation.id),
        .text(municipality.code),
      )
    }
  }

  static func staff(_ db: SQLConnection) throws -> [StaffMember] {
    try db.rows("SELECT id, organisation, name, role, suspended FROM staff ORDER BY id") { row in
      StaffMember(
        id: row.id(0),
        organisation: row.id(1),
        name: row.text(2),
        role: try row.word(3),
        isSuspended: row.bool(4),
      )
    }
  }

  static func save(_ member: StaffMember, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO staff (id, organisation, name, role, suspended) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (id) DO UPDATE SET name = $3, role = $4, suspended = $5
      """,
      .id(member.id),
      .id(member.organisation),
      .text(member.name),
      .text(member.role.rawValue),
      .bool(member.isSuspended),
    )
  }
}
