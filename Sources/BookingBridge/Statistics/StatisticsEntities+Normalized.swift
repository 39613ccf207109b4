import InnRegistry

/// Entities as brokers keep them: each attribute with its type.
extension StatisticsEntities {
  /// What a broker understands.
  package enum Dialect: String, CaseIterable, Codable, Sendable {
    /// ETSI GS CIM 009.
    case ngsiLD = "ngsi-ld"
    /// FIWARE NGSIv2.
    case ngsiV2 = "ngsi-v2"
  }

  /// - Parameter isLinked: whether the context stands in the entity.
  static func writeNormalized(
    _ entity: Entity,
    _ dialect: Dialect,
    isLinked: Bool,
    to json: inout JSONWriter,
  ) {
    json.object { json in
      json.field("id", entity.id)
      json.field("type", entity.type)
      for (name, value) in entity.attributes {
        json.object(name) { json in
          switch dialect {
          case .ngsiLD: writeLinked(value, to: &json)
          case .ngsiV2: writeTyped(value, to: &json)
          }
        }
      }
      if isLinked { writeContext(to: &json) }
    }
  }

  private static func writeLinked(_ value: Attribute, to json: inout JSONWriter) {
    switch value {
    case .point: json.field("type", "GeoProperty")
    case .text, .texts, .number, .members, .instant: json.field("type", "Property")
    }
    json.key("value")
    if case .instant(let instant) = value {
      json.object {
        $0.field("@type", "DateTime")
        $0.field("@value", instant)
      }
    } else {
      write(value, to: &json)
    }
  }

  private static func writeTyped(_ value: Attribute, to json: inout JSONWriter) {
    let type =
      switch value {
      case .text: "Text"
      case .texts, .members: "StructuredValue"
      case .number: "Number"
      case .point: "geo:json"
      case .instant: "DateTime"
      }
    json.field("type", type)
    json.key("value")
    write(allowed(value), to: &json)
  }

  /// Brokers of NGSIv2 refuse some signs in every text (Orion, «Forbidden characters»); those that
  /// look like them say the same.
  static func allowed(_ value: Attribute) -> Attribute {
    switch value {
    case .text(let text): .text(allowed(text))
    case .texts(let texts): .texts(texts.map(allowed))
    case .members(let members): .members(members.map { ($0.0, allowed($0.1)) })
    case .number, .point, .instant: value
    }
  }

  private static let substitutes: [Character: Character] = [
    "<": "‹", ">": "›", "\"": "”", "'": "’", "=": "＝", ";": ",", "(": "[", ")": "]",
  ]

  static func allowed(_ text: String) -> String { String(text.map { substitutes[$0] ?? $0 }) }

  // MARK: - What is sent to brokers

  /// Entities in one request: brokers take a megabyte, and an entity has one to two thousand bytes.
  static let atOnce = 200

  /// Requests that have a broker keep these entities, in place of what it had of them before.
  static func upserts(_ entities: [Entity], _ dialect: Dialect) -> [(path: String, body: [UInt8])] {
    chunks(entities).map { part in
      switch dialect {
      case .ngsiLD:
        var json = JSONWriter(capacity: 64 << 10)
        json.array { list in
          for entity in part { writeNormalized(entity, dialect, isLinked: true, to: &list) }
        }
        return ("/ngsi-ld/v1/entityOperations/upsert", json.bytes)
      case .ngsiV2: return ("/v2/op/update", update("append", part))
      }
    }
  }

  /// Requests that have a broker forget entities of a type.
  static func removals(_ ids: [String], type: String, _ dialect: Dialect)
    -> [(path: String, body: [UInt8])]
  {
    chunks(ids).map { part in
      switch dialect {
      case .ngsiLD:
        var json = JSONWriter()
        json.array { list in for id in part { list.string(id) } }
        return ("/ngsi-ld/v1/entityOperations/delete", json.bytes)
      case .ngsiV2:
        return (
          "/v2/op/update", update("delete", part.map { Entity(id: $0, type: type, attributes: []) })
        )
      }
    }
  }

  private static func update(_ action: String, _ entities: [Entity]) -> [UInt8] {
    var json = JSONWriter(capacity: 64 << 10)
    json.object { json in
      json.field("actionType", action)
      json.array("entities") { list in
        for entity in entities { writeNormalized(entity, .ngsiV2, isLinked: false, to: &list) }
      }
    }
    return json.bytes
  }

  private static func chunks<Item>(_ items: [Item]) -> [[Item]] {
    stride(from: 0, to: items.count, by: atOnce).map {
      Array(items[$0..<min($0 + atOnce, items.count)])
    }
  }
}
