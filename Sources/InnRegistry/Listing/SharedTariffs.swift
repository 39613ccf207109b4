/// Parts of tariffs that many inns have alike, such as the customary classes of children: while
/// everything is read at the start, equal ones come to lie in memory once.
struct SharedTariffs {
  private var childClasses: Set<[ChildClass]> = []
  private var steps: Set<[CancellationPolicy.Step]> = []

  /// The same plan, its parts taken from those of earlier plans where they are equal.
  mutating func sharing(_ plan: RatePlan) -> RatePlan {
    var plan = plan
    plan.prices.childClasses = childClasses.insert(plan.prices.childClasses).memberAfterInsert
    plan.cancellation.steps = steps.insert(plan.cancellation.steps).memberAfterInsert
    return plan
  }
}
