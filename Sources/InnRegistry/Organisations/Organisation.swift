/// Who helps inns: an office that serves some municipalities.
package struct Organisation: Hashable, Sendable {
  package var id: OrganisationID
  package var name: String
  package var municipalities: Set<MunicipalityCode>
  /// The office's telephone in its hours.
  package var phone: PhoneNumber?
  /// When somebody is there; nil where somebody always is.
  package var hours: OfficeHours?
  /// Rung when nobody at the inn answers and the office is shut.
  package var dutyPhone: PhoneNumber?
  /// Registration as a travel service under the Travel Agency Act (旅行業法), where it has one.
  ///
  /// Brokering rooms for reward may need it; without it the hub takes no commission.
  package var registration: String?

  /// More municipalities than any region of one office has: Hokkaido has 179.
  package static let maxMunicipalities = 200

  package init(
    id: OrganisationID,
    name: String,
    municipalities: Set<MunicipalityCode>,
    phone: PhoneNumber? = nil,
    hours: OfficeHours? = nil,
    dutyPhone: PhoneNumber? = nil,
    registration: String? = nil,
  ) {
    self.id = id
    self.name = name
    self.municipalities = municipalities
    self.phone = phone
    self.hours = hours
    self.dutyPhone = dutyPhone
    self.registration = registration
  }
}

/// A name of an organisation, such as `tabi-assist`.
package typealias OrganisationID = Identifier<Organisation>

/// A person who works for an organisation.
package struct StaffMember: Hashable, Sendable {
  /// The login name; ``Actor/staff(_:)`` carries it into the log.
  package var id: StaffID
  package var organisation: OrganisationID
  package var name: String
  package var role: StaffRole
  /// May do nothing any more; kept because the log names the person.
  package var isSuspended: Bool

  package init(
    id: StaffID,
    organisation: OrganisationID,
    name: String,
    role: StaffRole,
    isSuspended: Bool = false,
  ) {
    self.id = id
    self.organisation = organisation
    self.name = name
    self.role = role
    self.isSuspended = isSuspended
  }
}

/// A login name of a member of staff.
package typealias StaffID = Identifier<StaffMember>

package enum StaffRole: String, CaseIterable, Codable, Sendable {
  /// Looks at listings, rooms and figures.
  case viewer
  /// Helps inns by telephone with listings and rooms; students do, so no guest data.
  case helper
  /// Works with bookings and guests.
  case staff
  /// Also decides who works here, which platforms are connected, and what is kept.
  case admin
}

/// Something that a person at the office may do.
package enum StaffRight: String, CaseIterable, Codable, Sendable {
  case viewListings = "view_listings"
  case viewRooms = "view_rooms"
  /// Exact figures; published ones are open to everybody.
  case viewStatistics = "view_statistics"
  /// Publish tables, write into the public ledger, send inns their month.
  case publishStatistics = "publish_statistics"
  case viewUsage = "view_usage"
  case editListings = "edit_listings"
  /// State rooms, restrictions and closures for a keeper.
  case setRooms = "set_rooms"
  /// Bookings without who the guests are.
  case viewBookings = "view_bookings"
  /// Names, contacts, diets and notes of guests.
  case viewGuests = "view_guests"
  /// Book at the counter, answer, cancel and report no-shows for an inn.
  case decideBookings = "decide_bookings"
  case eraseGuests = "erase_guests"
  case recordConsent = "record_consent"
  case setPINs = "set_pins"
  case importListings = "import_listings"
  case viewLog = "view_log"
  case clearAlarms = "clear_alarms"
  /// Have inns rung to hear a text of the office.
  case sendBroadcasts = "send_broadcasts"
  case setTaxes = "set_taxes"
  case setRetention = "set_retention"
  case manageChannels = "manage_channels"
  case manageStaff = "manage_staff"
  case manageOrganisation = "manage_organisation"

  /// Concerns one inn, and so needs the organisation to serve the inn's municipality.
  package var concernsInn: Bool {
    switch self {
    case .viewListings, .viewRooms, .editListings, .setRooms, .viewBookings, .viewGuests,
      .decideBookings, .eraseGuests, .recordConsent, .setPINs, .clearAlarms, .viewUsage:
      true
    case .viewStatistics, .importListings, .viewLog, .setTaxes, .setRetention, .manageChannels,
      .manageStaff, .manageOrganisation, .sendBroadcasts, .publishStatistics:
      false
    }
  }
}

// MARK: - Who may do what

extension StaffRole {
  /// The one table of rights.
  package var rights: Set<StaffRight> {
    switch self {
    case .viewer: [.viewListings, .viewRooms, .viewStatistics, .viewUsage]
    case .helper: [.viewListings, .viewRooms, .editListings, .setRooms]
    case .staff:
      [
        .viewListings, .viewRooms, .viewStatistics, .viewUsage, .editListings, .setRooms,
        .viewBookings, .viewGuests, .decideBookings, .eraseGuests, .recordConsent, .setPINs,
        .importListings, .viewLog, .clearAlarms, .sendBroadcasts, .publishStatistics,
      ]
    case .admin: Set(StaffRight.allCases)
    }
  }
}

extension StaffMember {
  /// Refuses what the person may not do.
  ///
  /// - Parameters:
  ///   - municipality: that of the inn in question; nil where no single inn is.
  ///   - organisation: the person's own.
  /// - Throws: ``OfficeRefusal/staffSuspended``, ``OfficeRefusal/notAllowed(_:)`` or
  ///   ``OfficeRefusal/otherMunicipality``.
  package func check(
    _ right: StaffRight,
    at municipality: MunicipalityCode? = nil,
    in organisation: Organisation,
  ) throws(OfficeRefusal) {
    if isSuspended { throw .staffSuspended }
    guard role.rights.contains(right), organisation.id == self.organisation else {
      throw .notAllowed(right)
    }
    if right.concernsInn, let municipality, !organisation.municipalities.contains(municipality) {
      throw .otherMunicipality
    }
  }
}

/// Why something is not done for the office.
package enum OfficeRefusal: Error, Hashable, Sendable {
  case organisationUnknown
  case staffUnknown
  case staffSuspended
  case innUnknown
  case notAllowed(StaffRight)
  /// The inn lies outside what the person's organisation serves.
  case otherMunicipality
  /// The login name belongs to somebody of another organisation.
  case staffOfOther(OrganisationID)
  /// The change would leave an organisation without anybody who can manage it.
  case lastAdmin
  /// A name or number that can't be meant; the fields' names.
  case malformed([String])
}
