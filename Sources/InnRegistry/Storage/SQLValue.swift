/// A value bound to a statement's parameter.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  /// Text that was written as UTF-8, such as JSON.
  case utf8([UInt8])
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

  /// Bytes that lie outside the value, once it is bound.
  var boundBytes: Int {
    switch self {
    case .null, .integer, .real: 0
    case .text(let text): text.utf8.count
    case .utf8(let bytes), .blob(let bytes): bytes.count
    }
  }
}
