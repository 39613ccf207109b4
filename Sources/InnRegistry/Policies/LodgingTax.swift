package struct LodgingTaxTable: Hashable, Sendable {
  package init() {}
}
