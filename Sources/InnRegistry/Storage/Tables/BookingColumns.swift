/// What only changes with a booking's stay, as its row and the log keep it: made once for both.
struct StoredTerms {
  let party: [UInt8]
  let quote: [UInt8]
  let cancellation: [UInt8]

  init(_ booking: Booking) {
    party = booking.party.stored
    quote = booking.quote.stored
    cancellation = booking.cancellation.stored
  }

  /// As members of the object that is being written.
  func write(to json: inout JSONWriter) {
    json.key("party")
    json.raw(party)
    json.key("quote")
    json.raw(quote)
    json.key("cancellation")
    json.raw(cancellation)
  }
}

/// Stored forms written without Foundation: a booking's commit is the hot path, and encoding by
/// reflection costs more than the database does. Each is JSON in UTF-8, what the type's `Decodable`
/// reads.
extension Quote {
  var stored: [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.object {
      $0.array("lines") { array in for line in lines { line.write(to: &array) } }
      $0.object("collection") {
        $0.field("price", collection.price)
        $0.field("taxes", collection.taxes)
      }
      if commissionShare != 0 { $0.field("commissionShare", commissionShare) }
    }
    return json.bytes
  }
}

extension Quote.Line {
  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("kind", kind)
      if let night { $0.field("night", night) }
      $0.field("quantity", quantity)
      $0.field("unit", unit.amount)
      if let childClass { $0.field("childClass", childClass) }
      if let occupancy { $0.field("occupancy", occupancy) }
      if let base { $0.field("base", base.amount) }
      if let season { $0.field("season", season) }
    }
  }
}

extension CancellationPolicy {
  var stored: [UInt8] {
    var json = JSONWriter(capacity: 128)
    json.object {
      $0.array("steps") { array in
        for step in steps {
          array.object {
            $0.field("daysBefore", step.daysBefore)
            $0.field("percent", step.percent)
          }
        }
      }
      $0.field("base", base)
    }
    return json.bytes
  }
}

extension Party {
  var stored: [UInt8] {
    var json = JSONWriter(capacity: 64)
    json.object {
      $0.field("adults", adults)
      $0.array("children") { array in
        for child in children {
          array.object {
            $0.field("age", child.age)
            if let meals = child.meals { $0.field("meals", meals) }
            if let bedding = child.bedding { $0.field("bedding", bedding) }
          }
        }
      }
      $0.field("isSchoolTrip", isSchoolTrip)
    }
    return json.bytes
  }
}

extension BookingState {
  var storedReason: SQLValue {
    switch self {
    case .cancelled(let party): .text(party.rawValue)
    case .declined(let reason): .text(reason.rawValue)
    case .held, .requested, .confirmed, .stayed, .noShow, .released, .expired, .withdrawn: .null
    }
  }
}
