import BookingBridge
import InnRegistry
import Testing

/// Holds answers against the OpenAPI document, more strictly than a client would: a member that the
/// document doesn't name is a fault too.
struct AnswerCheck {
  let document: JSONValue

  /// What is wrong with an answer; empty when it is as documented.
  func faults(_ operation: JSONValue, status: Int, type: String?, body: [UInt8]) -> [String] {
    guard let answer = operation["responses"]?[String(status)] else {
      return ["status \(status) is not documented"]
    }
    guard let content = answer["content"] else {
      return body.isEmpty ? [] : ["a body where none is documented"]
    }
    let bare = type?.split(separator: ";").first.map(String.init)
    guard let bare, let schema = content[bare]?["schema"] else {
      return ["type \(type ?? "none") is not documented"]
    }
    if bare.hasPrefix("text/") {
      return check(.string(String(decoding: body, as: UTF8.self)), schema, at: "")
    }
    guard let value = try? JSONValue(parsing: body) else { return ["the body is no JSON"] }
    return check(value, schema, at: "")
  }

  /// The operation of a method and path; nil for what is not documented.
  func operation(_ method: HTTPMethod, _ path: String) -> JSONValue? {
    let segments = path.split(separator: "/")
    for entry in document["paths"]?.members ?? [] {
      let pattern = entry.name.split(separator: "/")
      guard pattern.count == segments.count,
        zip(pattern, segments).allSatisfy({ $0.hasPrefix("{") || $0 == $1 })
      else { continue }
      return entry.value[method == .head ? "get" : method.rawValue.lowercased()]
    }
    return nil
  }

  // MARK: - Schemas

  private func check(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    if let reference = schema["$ref"]?.text?.split(separator: "/").last {
      guard let target = document["components"]?["schemas"]?[String(reference)] else {
        return ["\(place): nothing is named \(reference)"]
      }
      return check(value, target, at: place)
    }
    if let choices = schema["anyOf"]?.elements, !choices.isEmpty {
      let outcomes = choices.map { check(value, $0, at: place) }
      return outcomes.contains([]) ? [] : outcomes.min { $0.count < $1.count } ?? []
    }
    if let all = schema["allOf"]?.elements, let first = all.first {
      let narrowed = all.dropFirst().flatMap { part in
        (part["properties"]?.members ?? []).flatMap { member in
          value[member.name].map { check($0, member.value, at: "\(place)/\(member.name)") } ?? []
        }
      }
      return check(value, first, at: place) + narrowed
    }
    var faults = kindFaults(value, schema, at: place)
    if case .object = value { faults += memberFaults(value, schema, at: place) }
    if let items = schema["items"] {
      for (index, element) in value.elements.enumerated() {
        faults += check(element, items, at: "\(place)/\(index)")
      }
    }
    return faults
  }

  private func kindFaults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    var faults: [String] = []
    let types = schema["type"].map { $0.text.map { [$0] } ?? $0.elements.compactMap(\.text) } ?? []
    let isOfType =
      types.isEmpty || types.contains(value.typeName)
      || (types.contains("number") && value.typeName == "integer")
    if !isOfType { faults.append("\(place): \(value.typeName) instead of \(types)") }
    if let words = schema["enum"]?.elements, !words.contains(value) {
      faults.append("\(place): \(value) is not among \(words)")
    }
    if case .integer(let number) = value {
      if let least = schema["minimum"]?.number, number < least {
        faults.append("\(place): \(number)")
      }
      if let most = schema["maximum"]?.number, number > most {
        faults.append("\(place): \(number)")
      }
    }
    if let text = value.text {
      switch schema["format"]?.text {
      case "date" where CivilDate(text) == nil: faults.append("\(place): \(text) is no date")
      case "date-time" where Timestamp(rfc3339: text) == nil:
        faults.append("\(place): \(text) is no instant")
      default: break
      }
      if let pattern = schema["pattern"]?.text, let expression = try? Regex(pattern),
        text.wholeMatch(of: expression) == nil
      {
        faults.append("\(place): \(text) does not match \(pattern)")
      }
    }
    return faults
  }

  private func memberFaults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    var faults: [String] = []
    for name in schema["required"]?.elements.compactMap(\.text) ?? [] where value[name] == nil {
      faults.append("\(place)/\(name) is missing")
    }
    for member in value.members {
      guard let property = schema["properties"]?[member.name] else {
        faults.append("\(place)/\(member.name) is not documented")
        continue
      }
      faults += check(member.value, property, at: "\(place)/\(member.name)")
    }
    return faults
  }
}

extension JSONValue {
  subscript(name: String) -> JSONValue? {
    if case .object(let object) = self { object[name] } else { nil }
  }

  var members: [JSONObject.Member] {
    if case .object(let object) = self { object.members } else { [] }
  }
}
