/// What a guest pays for cancelling, by days before check-in.
package struct CancellationPolicy: Hashable, Codable, Sendable {
  package var steps: [Step]

  package init(steps: [Step]) { self.steps = steps }

  package struct Step: Hashable, Codable, Sendable {
    /// The step holds from this many days before check-in; 0 is the day itself, -1 a no-show.
    package var daysBefore: Int
    /// Hundredths of the total price, 0...100.
    package var percent: Int

    package init(daysBefore: Int, percent: Int) {
      self.daysBefore = daysBefore
      self.percent = percent
    }
  }
}
