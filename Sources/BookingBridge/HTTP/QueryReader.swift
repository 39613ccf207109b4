package import InnRegistry

/// Reads query parameters one by one and collects everything that is wrong, as
/// ``InnRegistry/JSONObjectReader`` does for bodies.
///
/// A parameter nobody asks for is an error, because a misspelt filter would widen a search without
/// a word; a repeated one too, because two readers may take different ones of the two.
package struct QueryReader {
  private let items: [QueryItem]
  private var asked: Set<String> = []
  private var errors: [HTTPProblem.FieldError] = []
  /// What was asked for so far, while the reader only describes; nil while it reads.
  private var description: [FieldDescription]?

  package init(_ items: [QueryItem]) { self.items = items }

  /// What `parameters` asks for, without a query: it is run once and gets nothing.
  package static func describe<Value>(_ parameters: (inout QueryReader) -> Value?)
    -> [FieldDescription]
  {
    var reader = QueryReader([])
    reader.description = []
    _ = parameters(&reader)
    return reader.description ?? []
  }

  /// A parameter that must be there; nil after an error.
  package mutating func required<Value>(_ name: String, _ format: TextFormat<Value>) -> Value? {
    if description != nil {
      description?.append(FieldDescription(name, format.schema()))
      return nil
    }
    asked.insert(name)
    guard let item = items.first(where: { $0.name == name }) else {
      refuse(name, .missing, "is required")
      return nil
    }
    return read(item, format)
  }

  /// A parameter that may be absent; nil then, and after an error.
  package mutating func optional<Value>(_ name: String, _ format: TextFormat<Value>) -> Value? {
    if description != nil {
      description?.append(FieldDescription(name, format.schema(), isRequired: false))
      return nil
    }
    asked.insert(name)
    guard let item = items.first(where: { $0.name == name }) else { return nil }
    return read(item, format)
  }

  /// A parameter that may be absent, which means `fallback`.
  package mutating func optional<Value>(
    _ name: String,
    _ format: TextFormat<Value>,
    default fallback: Value,
  ) -> Value {
    if description != nil {
      let field = FieldDescription(name, format.schema(), isRequired: false)
      description?.append(field.defaulting(to: fallback))
      return fallback
    }
    return optional(name, format) ?? fallback
  }

  /// Records an error that only several parameters together show.
  package mutating func refuse(_ name: String, _ fault: FieldFault, _ detail: String) {
    errors.append(
      HTTPProblem.FieldError(place: .query(name), fault: fault, detail: detail)
    )
  }

  private mutating func read<Value>(_ item: QueryItem, _ format: TextFormat<Value>) -> Value? {
    do throws(TextFault) {
      return try format.read(item.value)
    } catch {
      refuse(item.name, error.fault, error.detail)
      return nil
    }
  }

  /// All errors, those of repeated and unknown parameters included.
  package mutating func finish() -> [HTTPProblem.FieldError] {
    var seen: Set<String> = []
    var reported: Set<String> = []
    for item in items {
      if !asked.contains(item.name), reported.insert(item.name).inserted {
        refuse(item.name, .unknown, "is not a known parameter")
      } else if !seen.insert(item.name).inserted, reported.insert(item.name).inserted {
        refuse(item.name, .repeated, "must appear once")
      }
    }
    return errors
  }
}
