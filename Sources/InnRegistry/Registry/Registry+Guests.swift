/// Finding what is known of one person, who has the right to ask (個人情報保護法第33条, 第35条).
extension Registry {
  /// Bookings of a guest by booking, reference, telephone number or mail address; the oldest first.
  ///
  /// Numbers are compared as numbers, however they are written, and mail addresses without regard to
  /// case. Whoever was erased can't be found by number or address any more.
  package func bookings(ofGuest who: String) throws -> [BookingID] {
    let number = PhoneNumber(who)
    let address = who.contains("@") ? who.lowercased() : nil
    let reference = BookingReference(who)?.digits
    return try read { db in
      var found: [BookingID] = try db.rows(
        "SELECT id FROM booking WHERE id = $1 OR (CAST($2 AS TEXT) IS NOT NULL AND reference = $2)",
        .text(who),
        .optional(reference) { .text($0) },
      ) { $0.id(0) }
      if number != nil || address != nil {
        let guests: [(BookingID, String, String)] = try db.rows(
          """
          SELECT booking, coalesce(phone, ''), coalesce(email, '') FROM booking_guest
          WHERE phone IS NOT NULL OR email IS NOT NULL
          """
        ) { ($0.id(0), $0.text(1), $0.text(2)) }
        found += guests.compactMap { booking, phone, email in
          let isPhone = number != nil && PhoneNumber(phone) == number
          let isAddress = address != nil && email.lowercased() == address
          return isPhone || isAddress ? booking : nil
        }
      }
      return Set(found).sorted()
    }
  }
}
