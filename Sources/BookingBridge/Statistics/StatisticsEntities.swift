import InnRegistry

/// Tables and inns as entities of NGSI: `KeyPerformanceIndicator` for figures, `PointOfInterest` for
/// inns (Smart Data Models), as key-values.
package enum StatisticsEntities {
  static let context = [
    "https://raw.githubusercontent.com/smart-data-models/dataModel.PointOfInterest/"
      + "master/context.jsonld",
    "https://raw.githubusercontent.com/smart-data-models/dataModel.KeyPerformanceIndicator/"
      + "master/context.jsonld",
    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld",
  ]
  static let provider = "InnBridge"
  static let indicator = "KeyPerformanceIndicator"
  static let pointOfInterest = "PointOfInterest"

  static func id(of inn: InnID) -> String { "urn:ngsi-ld:\(pointOfInterest):innbridge:\(inn)" }

  /// An attribute: what it says, and whether brokers take it as a place or a time.
  enum Attribute: Sendable {
    case text(String)
    case texts([String])
    case number(Double)
    case point(Position)
    /// Members that are texts.
    case members([(String, String)])
    case instant(Timestamp)
  }

  struct Entity: Sendable {
    var id: String
    var type: String
    var attributes: [(name: String, value: Attribute)]
  }

  // MARK: - Figures

  static func entities(_ table: StatisticsTable, _ vintage: StatisticsVintage?) -> [Entity] {
    let frequency =
      switch table.period.length {
      case .month: "monthly"
      case .quarter: "quarterly"
      case .year: "yearly"
      }
    return table.rows.map { row in
      let measure = StatisticsWords.measure(row.measure)
      let parts = [
        table.scope.rawValue, row.measure, row.place, row.category, table.period.description,
      ]
      var attributes: [(name: String, value: Attribute)] = [
        (
          "name",
          .text("\(measure.words[.english]), \(StatisticsWords.category(row.category)[.english])")
        ),
        ("description", .text(measure.definition[.english])),
        ("category", .texts(["quantitative", "output"])),
        ("organization", .text(provider)),
        ("dataProvider", .text(provider)),
        ("process", .text("accommodation")),
        ("calculationFrequency", .text(frequency)),
        ("calculationMethod", .text("automatic")),
        (
          "calculationPeriod",
          .members([
            ("from", table.period.nights.lowerBound.description),
            ("to", (table.period.nights.upperBound - 1).description),
          ])
        ),
        ("area", .text(StatisticsWords.place(row.place)[.english])),
        // «X» is said, not left out: nobody shall take it for nothing.
        ("kpiValue", row.value.number.map { .number($0) } ?? .text(row.value.text)),
        ("source", .text(table.scope == .training ? "training data" : table.coverage.english)),
      ]
      if let vintage { attributes.append(("updatedAt", .instant(vintage.publishedAt))) }
      return Entity(
        id: "urn:ngsi-ld:\(indicator):" + parts.joined(separator: ":"),
        type: indicator,
        attributes: attributes,
      )
    }
  }

  /// All figures of a table, as key-values.
  static func document(
    _ table: StatisticsTable,
    _ vintage: StatisticsVintage?,
    isLinked: Bool,
  ) -> JSONWriter {
    list(entities(table, vintage), isLinked: isLinked)
  }

  // MARK: - Inns

  static func entities(_ inns: [InnListing]) -> [Entity] {
    inns.map { listing in
      let inn = listing.inn
      var attributes: [(name: String, value: Attribute)] = [
        ("name", .text(inn.name.japanese)), ("alternateName", .text(inn.name.romaji)),
        ("dataProvider", .text(provider)),
        (
          "address",
          .members(
            [
              ("addressCountry", "JP"), ("addressRegion", "青森県"),
              ("addressLocality", StatisticsWords.place(inn.municipality.code)[.japanese]),
            ] + (inn.profile.address.map { [("streetAddress", $0)] } ?? [])
          )
        ),
      ]
      if let code = StatisticsListings.poiCode(inn) {
        attributes.append(("category", .texts([code])))
      }
      if let position = inn.profile.position { attributes.append(("location", .point(position))) }
      if let capacity = inn.profile.capacity {
        attributes.append(("capacity", .number(Double(capacity))))
      }
      return Entity(
        id: id(of: inn.id),
        type: pointOfInterest,
        attributes: attributes,
      )
    }
  }

  static func list(_ entities: [Entity], isLinked: Bool) -> JSONWriter {
    var json = JSONWriter(capacity: 64 << 10)
    json.array { list in
      for entity in entities { writeKeyValues(entity, isLinked: isLinked, to: &list) }
    }
    return json
  }

  // MARK: - Writing

  static func writeKeyValues(
    _ entity: Entity,
    isLinked: Bool,
    to json: inout JSONWriter,
  ) {
    json.object { json in
      json.field("id", entity.id)
      json.field("type", entity.type)
      for (name, value) in entity.attributes {
        json.key(name)
        write(value, to: &json)
      }
      if isLinked { writeContext(to: &json) }
    }
  }

  static func writeContext(to json: inout JSONWriter) {
    json.array("@context") { list in for address in context { list.string(address) } }
  }

  static func write(_ value: Attribute, to json: inout JSONWriter) {
    switch value {
    case .text(let text): json.string(text)
    case .texts(let texts): json.array { list in for text in texts { list.string(text) } }
    case .number(let number): json.number(number)
    case .point(let position):
      json.object {
        $0.field("type", "Point")
        $0.array("coordinates") {
          $0.number(position.longitude)
          $0.number(position.latitude)
        }
      }
    case .members(let members):
      json.object { json in for (name, text) in members { json.field(name, text) } }
    case .instant(let instant): json.instant(instant)
    }
  }
}
