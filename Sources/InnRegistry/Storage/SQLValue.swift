/// A value bound to a statement's parameter.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  package static func int(_ value: Int) -> SQLValue { .integer(Int64(value)) }
  package static func bool(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
  package static func date(_ value: CivilDate) -> SQLValue { .integer(Int64(value.daysSinceEpoch)) }
  package static func instant(_ value: Timestamp) -> SQLValue { .integer(value.milliseconds) }
  package static func yen(_ value: Yen) -> SQLValue { .integer(Int64(value.amount)) }
  package static func id<Subject>(_ value: Identifier<Subject>) -> SQLValue {
    .text(value.rawValue)
  }
  package static func optional<Value>(_ value: Value?, _ make: (Value) -> SQLValue) -> SQLValue {
    value.map(make) ?? .null
  }
}
