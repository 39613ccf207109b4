/// The price of a stay with the lines that add up to it.
///
/// The same plan, stay, party and taxes always give the same lines to the yen; a booking keeps its
/// quote, so later changes of a tariff never touch it. All amounts are yen (ISO 4217 `JPY`) with
/// consumption tax included.
package struct Quote: Hashable, Sendable {
  /// By night, then as ``Line/Kind`` lists them.
  package var lines: [Line]
  package var collection: Collection
  /// The channel's share of the price, as ``Channel/commission`` was when the quote was made.
  package var commissionShare: Int

  package init(lines: [Line], collection: Collection = .atInn, commissionShare: Int = 0) {
    self.lines = lines
    self.collection = collection
    self.commissionShare = commissionShare
  }

  package static let currency = "JPY"

  package var total: Yen { Quote.sum(lines) }
  /// Lodging and meals: the total without taxes.
  package var price: Yen { Quote.sum(lines.filter { !$0.kind.isTax }) }
  /// Bathing and accommodation tax.
  package var taxes: Yen { Quote.sum(lines.filter(\.kind.isTax)) }

  /// What the channel keeps or is owed: its share of ``price``, never of taxes, without fractions of
  /// a yen.
  package var commission: Yen { Yen(price.amount * commissionShare / 10_000) }

  /// What the guest pays at the inn.
  package var dueAtInn: Yen {
    (collection.price == .inn ? price : .zero) + (collection.taxes == .inn ? taxes : .zero)
  }

  /// What the channel has collected or will collect.
  package var prepaid: Yen { total - dueAtInn }

  /// Subtotals in the order of the nights; they add up to ``total`` when every line has a night.
  package var nights: [Night] {
    var nights: [Night] = []
    for line in lines {
      guard let date = line.night else { continue }
      if nights.last?.night != date { nights.append(Night(night: date)) }
      if line.kind.isTax {
        nights[nights.count - 1].taxes += line.amount
      } else {
        nights[nights.count - 1].price += line.amount
      }
    }
    return nights
  }

  static func sum(_ lines: some Sequence<Line>) -> Yen { lines.reduce(.zero) { $0 + $1.amount } }

  /// One night of a quote.
  package struct Night: Hashable, Sendable {
    package var night: CivilDate
    package var price = Yen.zero
    package var taxes = Yen.zero

    package var total: Yen { price + taxes }
  }

  /// Who takes the guest's money.
  package struct Collection: Hashable, Codable, Sendable {
    package var price: Collector
    package var taxes: Collector

    package init(price: Collector, taxes: Collector) {
      self.price = price
      self.taxes = taxes
    }

    /// 現地払い: everything at arrival.
    package static let atInn = Collection(price: .inn, taxes: .inn)
    /// 事前決済, taxes still paid at the inn as most platforms do.
    package static let prepaid = Collection(price: .channel, taxes: .inn)
  }

  package enum Collector: String, CaseIterable, Codable, Sendable {
    case inn
    case channel
  }
}

// MARK: - Lines

extension Quote {
  /// A quantity of one thing at one unit price.
  ///
  /// Season and day are inside the unit price (`adult 9,900 × 2`), as inns print it and because a
  /// child's share is reckoned on it; ``base`` and ``season`` show how it came about.
  package struct Line: Hashable, Codable, Sendable {
    package var kind: Kind
    /// The night the line is for; nil for lines of the whole stay.
    package var night: CivilDate?
    package var quantity: Int
    package var unit: Yen
    /// The class, for ``Kind/child``.
    package var childClass: ChildClass.Code?
    /// Guests in the room who made this price (2名1室); nil where it doesn't depend on them.
    package var occupancy: Int?
    /// The unit price before season and day, where they changed it.
    package var base: Yen?
    /// Name of the season inside the unit price.
    package var season: String?

    package var amount: Yen { unit * quantity }

    package init(
      kind: Kind,
      night: CivilDate?,
      quantity: Int,
      unit: Yen,
      childClass: ChildClass.Code? = nil,
      occupancy: Int? = nil,
      base: Yen? = nil,
      season: String? = nil,
    ) {
      self.kind = kind
      self.night = night
      self.quantity = quantity
      self.unit = unit
      self.childClass = childClass
      self.occupancy = occupancy
      self.base = base
      self.season = season
    }

    /// What a line is for; within a night lines stand in this order.
    package enum Kind: String, CaseIterable, Codable, Sendable {
      /// A guest who pays as an adult.
      case adult
      /// A room sold as a whole.
      case room
      case child
      /// 1名利用追加料金
      case singleUse = "single_use"
      /// 入湯税
      case bathingTax = "bathing_tax"
      /// 宿泊税
      case accommodationTax = "accommodation_tax"

      package var isTax: Bool { self == .bathingTax || self == .accommodationTax }
    }
  }
}

extension Quote: Codable {
  private enum CodingKeys: String, CodingKey {
    case lines
    case collection
    case commissionShare
  }

  /// Without a collection everything is paid at the inn; without a share there is no commission.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      lines: try container.decode([Line].self, forKey: .lines),
      collection: try container.decodeIfPresent(Collection.self, forKey: .collection) ?? .atInn,
      commissionShare: try container.decodeIfPresent(Int.self, forKey: .commissionShare) ?? 0,
    )
  }
}
