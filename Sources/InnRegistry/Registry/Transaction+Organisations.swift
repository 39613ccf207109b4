/// Organisations, who works there, and what they may do.
extension Transaction {
  package func save(_ organisation: Organisation, by actor: Actor) throws {
    var malformed: [String] = []
    if !Listing.isLine(organisation.name) { malformed.append("name") }
    if organisation.municipalities.count > Organisation.maxMunicipalities {
      malformed.append("municipalities")
    }
    if let registration = organisation.registration, !Listing.isLine(registration) {
      malformed.append("registration")
    }
    if let hours = organisation.hours, hours.days.isEmpty || hours.until <= hours.from {
      malformed.append("hours")
    }
    guard malformed.isEmpty else { throw OfficeRefusal.malformed(malformed) }
    try OrganisationTable.save(organisation, db)
    try log(.officeSaved, subject: organisation.id.rawValue, by: actor) {
      $0.field("name", organisation.name)
      $0.array("municipalities") { array in
        for code in organisation.municipalities.map(\.code).sorted() { array.string(code) }
      }
      $0.field("phone", organisation.phone?.e164)
      $0.field("duty_phone", organisation.dutyPhone?.e164)
      $0.field("registration", organisation.registration)
    }
  }

  /// Adds a person or changes name, role or suspension.
  ///
  /// - Throws: ``OfficeRefusal``; the last admin of an organisation can't be demoted or suspended.
  package func save(_ member: StaffMember, by actor: Actor) throws {
    let organisations = try OrganisationTable.all(db)
    guard organisations.contains(where: { $0.id == member.organisation }) else {
      throw OfficeRefusal.organisationUnknown
    }
    guard Listing.isLine(member.name) else { throw OfficeRefusal.malformed(["name"]) }
    var staff = try OrganisationTable.staff(db)
    if let known = staff.first(where: { $0.id == member.id }) {
      guard known.organisation == member.organisation else {
        throw OfficeRefusal.staffOfOther(known.organisation)
      }
      let hadAdmin = staff.hasAdmin(in: member.organisation)
      staff.removeAll { $0.id == member.id }
      staff.append(member)
      if hadAdmin, !staff.hasAdmin(in: member.organisation) { throw OfficeRefusal.lastAdmin }
    }
    try OrganisationTable.save(member, db)
    try log(.staffSaved, subject: member.id.rawValue, by: actor) {
      $0.field("organisation", member.organisation)
      $0.field("role", member.role)
      $0.field("suspended", member.isSuspended)
    }
  }

  /// Refuses what a person may not do; to be asked in the transaction that does it, so that a right
  /// taken away a moment ago is not used any more.
  ///
  /// - Parameter inn: the inn in question; nil where no single inn is.
  /// - Throws: ``OfficeRefusal``.
  package func check(_ right: StaffRight, of staff: StaffID, inn: InnID? = nil) throws {
    try OrganisationTable.check(right, of: staff, inn: inn, catalogue, db)
  }
}

extension Registry {
  package func organisations() throws -> [Organisation] { try read(OrganisationTable.all) }

  package func staff() throws -> [StaffMember] { try read(OrganisationTable.staff) }

  /// Organisations that serve an inn's municipality, by name; the first one's telephones are rung
  /// when nobody at the inn answers.
  package func organisations(serving inn: InnID) throws -> [Organisation] {
    guard let municipality = catalogue[inn]?.inn.municipality else { return [] }
    return try organisations().filter { $0.municipalities.contains(municipality) }
  }

  /// Refuses what a person may not look at.
  ///
  /// - Throws: ``OfficeRefusal``.
  package func check(_ right: StaffRight, of staff: StaffID, inn: InnID? = nil) throws {
    let catalogue = catalogue
    try read { try OrganisationTable.check(right, of: staff, inn: inn, catalogue, $0) }
  }
}

extension OrganisationTable {
  static func check(
    _ right: StaffRight,
    of id: StaffID,
    inn: InnID?,
    _ catalogue: Catalogue,
    _ db: SQLConnection,
  ) throws {
    guard let member = try staff(db).first(where: { $0.id == id }) else {
      throw OfficeRefusal.staffUnknown
    }
    guard let organisation = try all(db).first(where: { $0.id == member.organisation }) else {
      throw OfficeRefusal.organisationUnknown
    }
    var municipality: MunicipalityCode?
    if let inn {
      guard let listing = catalogue[inn] else { throw OfficeRefusal.innUnknown }
      municipality = listing.inn.municipality
    }
    try member.check(right, at: municipality, in: organisation)
  }
}

extension [StaffMember] {
  fileprivate func hasAdmin(in organisation: OrganisationID) -> Bool {
    contains { $0.organisation == organisation && $0.role == .admin && !$0.isSuspended }
  }
}
