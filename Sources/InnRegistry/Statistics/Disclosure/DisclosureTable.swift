/// Figures that are to be published, with who stands behind each, and how they add up: all that
/// disclosure control has to know of a table, whatever the table is about.
///
/// Several tables that share cells or totals are one value: what one of them tells may give away what
/// another one hides. Tables that were published before belong to it too, with what they showed.
package struct DisclosureTable: Hashable, Sendable {
  package var cells: [Cell]
  package var sums: [Sum]

  package init(cells: [Cell] = [], sums: [Sum] = []) {
    self.cells = cells
    self.sums = sums
  }

  /// One figure: a count of something, never negative.
  package struct Cell: Hashable, Sendable {
    /// Unique in the table.
    package var name: String
    /// What each contributor (an inn) adds, more than nothing.
    package var contributions: [String: Int]
    /// What nobody in particular adds, such as searches that name no inn.
    package var crowd: Int
    /// Parties and persons behind the figure.
    package var parties: Int
    package var persons: Int
    package var history: History
    /// What hiding it costs, beside its own size: totals are dearer than their parts.
    package var weight: Int
    /// Contributors it needs at least, where that is more than the rules ask of a count.
    package var leastContributors: Int

    package init(
      name: String,
      contributions: [String: Int],
      crowd: Int = 0,
      parties: Int,
      persons: Int,
      history: History = .new,
      weight: Int = 1,
      leastContributors: Int = 0,
    ) {
      self.name = name
      self.contributions = contributions.filter { $0.value > 0 }
      self.crowd = crowd
      self.parties = parties
      self.persons = persons
      self.history = history
      self.weight = weight
      self.leastContributors = leastContributors
    }

    package var value: Int { contributions.values.reduce(crowd, +) }
  }

  /// What an earlier publication showed of a cell.
  package enum History: String, CaseIterable, Codable, Sendable {
    /// Nothing: it may be shown or hidden.
    case new
    /// Its figure: hiding it now protects nothing.
    case published
    /// That it is hidden: it stays so.
    case suppressed
  }

  /// A total and the parts that add up to it, by their places in ``DisclosureTable/cells``.
  package struct Sum: Hashable, Sendable {
    package var total: Int
    package var parts: [Int]

    package init(total: Int, parts: [Int]) {
      self.total = total
      self.parts = parts
    }

    var members: [Int] { [total] + parts }
  }

  /// What does not add up or names a cell that is not there; nil when all is well.
  package var flaw: DisclosureFlaw? {
    var names: Set<String> = []
    for cell in cells {
      if !names.insert(cell.name).inserted { return .nameTwice(cell.name) }
      if cell.crowd < 0 || cell.parties < 0 || cell.persons < 0 { return .negative(cell.name) }
    }
    for sum in sums {
      guard sum.members.allSatisfy(cells.indices.contains) else { return .sumOfUnknownCell }
      let found = sum.parts.reduce(0) { $0 + cells[$1].value }
      if found != cells[sum.total].value {
        return .sumDiffers(cells[sum.total].name, total: cells[sum.total].value, parts: found)
      }
    }
    return nil
  }
}

/// Why a table can't be judged, or not be published.
package enum DisclosureFlaw: Error, Hashable, Sendable {
  case nameTwice(String)
  case negative(String)
  case sumOfUnknownCell
  case sumDiffers(String, total: Int, parts: Int)
  /// Whatever is hidden now, what was published before gives this cell away.
  case unprotectable(String)
  case tooLarge(cells: Int, limit: Int)
}

/// What becomes of each cell.
package struct DisclosurePattern: Hashable, Sendable {
  package enum Decision: Hashable, Sendable {
    /// Shown, rounded.
    case published(Int)
    /// Nothing happened there: shown as «-».
    case empty
    /// Shown as «X»; `reason` is for the office, never published.
    case suppressed(Reason)

    package var isSuppressed: Bool { if case .suppressed = self { true } else { false } }
  }

  package enum Reason: String, CaseIterable, Codable, Sendable {
    case fewContributors = "few_contributors"
    case fewParties = "few_parties"
    case fewPersons = "few_persons"
    case dominance
    /// The largest contributor could be estimated too closely by the second.
    case estimable
    /// Hidden so that others can't be computed back.
    case complementary
    /// An earlier publication hid it.
    case earlier
  }

  /// In the order of the table's cells.
  package var decisions: [Decision]

  package var suppressed: [Int] { decisions.indices.filter { decisions[$0].isSuppressed } }
}
