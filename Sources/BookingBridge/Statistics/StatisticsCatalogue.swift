package import InnRegistry

/// What is published, as DCAT (W3C, version 3) in JSON-LD: a data set for each table with all its
/// periods, a distribution for each period and form.
package enum StatisticsCatalogue {
  static let licence = "https://creativecommons.org/licenses/by/4.0/"

  /// - Parameter base: under which the hub is reached, without a slash at its end.
  package static func dcat(_ vintages: [StatisticsVintage], base: String) -> [UInt8] {
    var json = JSONWriter(capacity: 64 << 10)
    json.object { json in
      json.object("@context") {
        $0.field("dcat", "http://www.w3.org/ns/dcat#")
        $0.field("dct", "http://purl.org/dc/terms/")
        $0.field("foaf", "http://xmlns.com/foaf/0.1/")
        $0.field("spdx", "http://spdx.org/rdf/terms#")
        $0.field("xsd", "http://www.w3.org/2001/XMLSchema#")
      }
      json.field("@id", base + "/v1/statistics/catalogue")
      json.field("@type", "dcat:Catalog")
      texts("dct:title", Words(ja: "下北の宿泊統計", en: "Accommodation statistics of Shimokita"), &json)
      texts(
        "dct:description",
        Words(
          ja: "宿の予約から集計し、宿やお客様が分からないように加工した統計。",
          en: "Drawn from bookings, protected so that no inn and no guest shows.",
        ),
        &json,
      )
      publisher(&json)
      json.array("dcat:dataset") { list in
        for (table, all) in Dictionary(grouping: vintages, by: \.table).sorted(by: {
          $0.key.rawValue < $1.key.rawValue
        }) {
          list.object { dataset(table, all, base, &$0) }
        }
        list.object { listings(base, &$0) }
      }
    }
    return json.bytes
  }

  private static func dataset(
    _ table: StatisticsTableName,
    _ vintages: [StatisticsVintage],
    _ base: String,
    _ json: inout JSONWriter,
  ) {
    json.field("@id", "\(base)/v1/statistics/\(table.rawValue)")
    json.field("@type", "dcat:Dataset")
    texts("dct:title", StatisticsWords.title(table), &json)
    texts("dct:description", StatisticsWords.title(table), &json)
    json.field("dct:identifier", table)
    publisher(&json)
    json.object("dct:license") { $0.field("@id", licence) }
    if let last = vintages.map(\.publishedAt).max() {
      json.object("dct:modified") {
        $0.field("@type", "xsd:dateTime")
        $0.field("@value", last)
      }
    }
    json.array("dcat:distribution") { list in
      for vintage in vintages {
        for format in StatisticsFormat.allCases where format != .peopleFlow || table == .days {
          list.object { json in
            let path = "/v1/statistics/\(table.rawValue)/\(vintage.period)/\(format.rawValue)"
            json.field("@id", base + path)
            json.field("@type", "dcat:Distribution")
            json.field(
              "dct:title",
              "\(StatisticsWords.title(table)[.english]) \(vintage.period), \(format.rawValue)",
            )
            json.object("dcat:accessURL") { $0.field("@id", base + path) }
            json.object("dcat:downloadURL") { $0.field("@id", base + path) }
            json.field("dcat:mediaType", String(format.mediaType.prefix { $0 != ";" }))
            json.object("dct:license") { $0.field("@id", licence) }
            json.object("dct:issued") {
              $0.field("@type", "xsd:dateTime")
              $0.field("@value", vintage.publishedAt)
            }
          }
        }
      }
    }
  }

  private static func listings(_ base: String, _ json: inout JSONWriter) {
    json.field("@id", base + "/v1/statistics/listings")
    json.field("@type", "dcat:Dataset")
    texts("dct:title", Words(ja: "観光施設一覧（宿泊）", en: "Tourism facilities: inns"), &json)
    texts("dct:description", Words(ja: "宿の一覧。", en: "The list of inns."), &json)
    json.field("dct:identifier", "listings")
    publisher(&json)
    json.object("dct:license") { $0.field("@id", licence) }
    json.array("dcat:distribution") { list in
      for (form, type) in [("csv", "text/csv"), ("geojson", "application/geo+json")] {
        list.object { json in
          let address = "\(base)/v1/statistics/listings/\(form)"
          json.field("@id", address)
          json.field("@type", "dcat:Distribution")
          json.field("dct:title", "Inns, \(form)")
          json.object("dcat:accessURL") { $0.field("@id", address) }
          json.object("dcat:downloadURL") { $0.field("@id", address) }
          json.field("dcat:mediaType", type)
          json.object("dct:license") { $0.field("@id", licence) }
        }
      }
    }
  }

  private static func texts(_ name: String, _ words: Words, _ json: inout JSONWriter) {
    json.array(name) { list in
      for (language, tag) in [(ConsoleLanguage.japanese, "ja"), (.english, "en")] {
        list.object {
          $0.field("@language", tag)
          $0.field("@value", words[language])
        }
      }
    }
  }

  private static func publisher(_ json: inout JSONWriter) {
    json.object("dct:publisher") {
      $0.field("@type", "foaf:Agent")
      $0.field("foaf:name", StatisticsEntities.provider)
    }
  }
}
