/// What a guest pays for cancelling, by days before check-in (違約金).
///
/// The fee is a share of the price of lodging and meals. Bathing and accommodation tax are left
/// out: they are owed for nights stayed, and none is.
package struct CancellationPolicy: Hashable, Sendable {
  /// Farthest from check-in first; see ``flaws``.
  package var steps: [Step]
  package var base: Base

  package init(steps: [Step], base: Base = .wholeStay) {
    self.steps = steps
    self.base = base
  }

  package struct Step: Hashable, Codable, Sendable {
    /// The step holds from this many days before check-in; 0 is the day itself, -1 a no-show.
    package var daysBefore: Int
    /// Hundredths of the price, 0...100.
    package var percent: Int

    package init(daysBefore: Int, percent: Int) {
      self.daysBefore = daysBefore
      self.percent = percent
    }
  }

  /// The price that the percentages are reckoned on.
  package enum Base: String, CaseIterable, Codable, Sendable {
    case wholeStay = "whole_stay"
    case firstNight = "first_night"
  }

  /// ``Step/daysBefore`` of a no-show (不泊).
  package static let noShow = -1
  /// Farthest step, in days before check-in: nights are sold up to a year ahead.
  package static let maxDaysBefore = 365

  /// Steps customary among small inns: 3 days before 20 %, the day before 50 %, the same day 80 %,
  /// no-show 100 %.
  ///
  /// A default to be agreed with the keeper, whose own terms of lodging (宿泊約款) decide; the
  /// model terms leave the figures to each inn.
  package static let customary = CancellationPolicy(steps: [
    Step(daysBefore: 3, percent: 20),
    Step(daysBefore: 1, percent: 50),
    Step(daysBefore: 0, percent: 80),
    Step(daysBefore: noShow, percent: 100),
  ])

  /// Cancelling and staying away cost nothing.
  package static let free = CancellationPolicy(steps: [])
}

extension CancellationPolicy {
  /// Hundredths of the price for cancelling so many days before check-in.
  ///
  /// The count is negative once the check-in date is over, which counts as a no-show.
  package func percent(daysBefore: Int) -> Int {
    let day = max(daysBefore, CancellationPolicy.noShow)
    let reached = steps.filter { $0.daysBefore >= day }
    return reached.min { $0.daysBefore < $1.daysBefore }?.percent ?? 0
  }

  /// What a guest owes who cancels at `instant`.
  ///
  /// Days are civil days in Tokyo: until 23:59 of the day before it is the day before. Fractions of
  /// a yen are dropped.
  package func fee(for quote: Quote, checkIn: CivilDate, at instant: Timestamp) -> Yen {
    amount(of: quote, percent: percent(daysBefore: checkIn - TokyoTime.date(at: instant)))
  }

  /// What a guest owes who never came.
  package func noShowFee(for quote: Quote) -> Yen {
    amount(of: quote, percent: percent(daysBefore: CancellationPolicy.noShow))
  }

  private func amount(of quote: Quote, percent: Int) -> Yen {
    switch base {
    case .wholeStay: quote.price.percent(percent)
    case .firstNight: (quote.nights.first?.price ?? .zero).percent(percent)
    }
  }

  /// When the next higher percentage begins, for «free until …»; nil when none follows before the
  /// check-in date is over.
  package func nextStep(after instant: Timestamp, checkIn: CivilDate) -> (Timestamp, Step)? {
    let today = TokyoTime.date(at: instant)
    let now = percent(daysBefore: checkIn - today)
    let following = steps.filter {
      $0.daysBefore >= 0 && checkIn - $0.daysBefore > today && $0.percent > now
    }
    guard let step = following.max(by: { $0.daysBefore < $1.daysBefore }) else { return nil }
    return (TokyoTime.instant(checkIn - step.daysBefore), step)
  }

  package enum Flaw: Hashable, Sendable {
    case daysOutOfRange(Int)
    case percentOutOfRange(Int)
    /// Two steps for one day, or a step that doesn't come nearer to check-in than the one before.
    case daysNotFalling(Int)
    /// Cancelling later would cost less.
    case percentFalling(daysBefore: Int)
  }

  /// Everything that is wrong with the steps; empty for a policy that may be stored.
  package var flaws: [Flaw] {
    var found: [Flaw] = []
    var previous: Step?
    for step in steps {
      if !(CancellationPolicy.noShow...CancellationPolicy.maxDaysBefore).contains(step.daysBefore) {
        found.append(.daysOutOfRange(step.daysBefore))
      }
      if !(0...100).contains(step.percent) { found.append(.percentOutOfRange(step.percent)) }
      if let previous {
        if step.daysBefore >= previous.daysBefore { found.append(.daysNotFalling(step.daysBefore)) }
        if step.percent < previous.percent {
          found.append(.percentFalling(daysBefore: step.daysBefore))
        }
      }
      previous = step
    }
    return found
  }
}

extension CancellationPolicy: Codable {
  private enum CodingKeys: String, CodingKey {
    case steps
    case base
  }

  /// Without a base the percentages are of the whole stay.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      steps: try container.decode([Step].self, forKey: .steps),
      base: try container.decodeIfPresent(Base.self, forKey: .base) ?? .wholeStay,
    )
  }
}
