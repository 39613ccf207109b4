package import InnRegistry

/// The open list of inns: standard data set of tourism facilities, GeoJSON, schema.org.
///
/// What an inn has not told stays openly empty; nothing here says how full it is.
package enum StatisticsListings {
  /// Inns that anybody may know of: listed, with their consent to be shown.
  package static func inns(_ catalogue: Catalogue, _ scope: FlowScope) -> [InnListing] {
    catalogue.sorted.filter { $0.isShown && $0.inn.isTraining == (scope == .training) }
  }

  /// 2304 旅館, 2305 民宿, 2307 ゲストハウス; nil where the licence is not known.
  static func poiCode(_ inn: Inn) -> String? {
    switch inn.profile.licence {
    case .hotel: "2304"
    case .simpleLodging, .boarding: "2305"
    case .homeSharing: "2307"
    case nil: nil
    }
  }

  /// 観光施設一覧 of the government's recommended data sets (推奨データセット), every column kept.
  static let columns = [
    "都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "名称", "名称_カナ", "名称_英語", "POIコード", "住所", "方書",
    "緯度", "経度", "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項", "料金(基本)", "料金(詳細)", "説明", "説明_英語",
    "アクセス方法", "駐車場情報", "バリアフリー情報", "連絡先名称", "連絡先電話番号", "連絡先内線番号", "画像", "画像_ライセンス", "URL",
    "備考",
  ]

  package static func csv(_ inns: [InnListing]) -> [UInt8] {
    var file = CSVWriter(isForSpreadsheets: true)
    file.append(columns)
    for listing in inns {
      let inn = listing.inn
      let profile = inn.profile
      func text(_ texts: [LocalizedText], _ language: String) -> String {
        texts.first { $0.language == language }?.text ?? ""
      }
      file.append([
        inn.municipality.code,
        inn.id.rawValue,
        inn.municipality.code.hasPrefix("02") ? "青森県" : "",
        StatisticsWords.place(inn.municipality.code)[.japanese],
        inn.name.japanese,
        inn.name.kana,
        inn.name.romaji,
        poiCode(inn) ?? "",
        profile.address ?? "",
        "",
        profile.position.map { "\($0.latitude)" } ?? "",
        profile.position.map { "\($0.longitude)" } ?? "",
        "",
        profile.checkInFrom?.description ?? "",
        profile.checkOutUntil?.description ?? "",
        profile.checkInFrom == nil ? "" : "開始時間はチェックイン、終了時間はチェックアウト",
        "",
        "",
        text(profile.descriptions, "ja"),
        text(profile.descriptions, "en"),
        text(profile.access, "ja"),
        profile.features.contains(.parking) ? "有" : "",
        profile.features.contains(.stepFree) ? "段差なし" : "",
        inn.name.japanese,
        "",
        "",
        profile.photos.first?.url ?? "",
        "",
        "",
        inn.isTraining ? "練習用の架空の宿" : "",
      ])
    }
    return file.bytes
  }

  /// GeoJSON (RFC 7946); an inn without a position has `null` for its geometry.
  package static func geoJSON(_ inns: [InnListing]) -> [UInt8] {
    var json = JSONWriter(capacity: 32 << 10)
    json.object { json in
      json.field("type", "FeatureCollection")
      json.array("features") { list in
        for listing in inns {
          let inn = listing.inn
          list.object { json in
            json.field("type", "Feature")
            json.field("id", inn.id)
            json.key("geometry")
            if let position = inn.profile.position {
              json.object {
                $0.field("type", "Point")
                $0.array("coordinates") {
                  $0.number(position.longitude)
                  $0.number(position.latitude)
                }
              }
            } else {
              json.null()
            }
            json.object("properties") {
              $0.field("name", inn.name.japanese)
              $0.field("name_kana", inn.name.kana)
              $0.field("name_en", inn.name.romaji)
              $0.field("municipality", inn.municipality.code)
              $0.field("area", inn.area)
              $0.field("poi_code", poiCode(inn))
              $0.field("address", inn.profile.address)
              $0.field("training", inn.isTraining)
            }
          }
        }
      }
    }
    return json.bytes
  }

  /// Inns as `PointOfInterest`, key-values.
  package static func entities(_ inns: [InnListing], isLinked: Bool) -> [UInt8] {
    StatisticsEntities.list(StatisticsEntities.entities(inns), isLinked: isLinked).bytes
  }

  /// An inn as schema.org's `LodgingBusiness`.
  private static func lodging(_ inn: Inn, to json: inout JSONWriter) {
    json.field("@type", "LodgingBusiness")
    json.field("@id", "urn:innbridge:inn:\(inn.id)")
    json.field("name", inn.name.japanese)
    json.field("alternateName", inn.name.romaji)
    json.object("address") {
      $0.field("@type", "PostalAddress")
      $0.field("addressCountry", "JP")
      $0.field("addressRegion", "青森県")
      $0.field("addressLocality", StatisticsWords.place(inn.municipality.code)[.japanese])
      if let address = inn.profile.address { $0.field("streetAddress", address) }
    }
    if let position = inn.profile.position {
      json.object("geo") {
        $0.field("@type", "GeoCoordinates")
        $0.field("latitude", position.latitude)
        $0.field("longitude", position.longitude)
      }
    }
    if let time = inn.profile.checkInFrom { json.field("checkinTime", time.description) }
    if let time = inn.profile.checkOutUntil { json.field("checkoutTime", time.description) }
  }

  /// The list as a page of schema.org, for search engines.
  package static func schemaOrg(_ inns: [InnListing]) -> JSONWriter {
    var json = JSONWriter(capacity: 32 << 10)
    json.object { json in
      json.field("@context", "https://schema.org")
      json.field("@type", "ItemList")
      json.field("numberOfItems", inns.count)
      json.array("itemListElement") { list in
        for (place, listing) in inns.enumerated() {
          list.object { json in
            json.field("@type", "ListItem")
            json.field("position", place + 1)
            json.object("item") { lodging(listing.inn, to: &$0) }
          }
        }
      }
    }
    return json
  }

  /// The middle of the inns of each place that a table tells of, the others together, for maps.
  static func middles(_ inns: [InnListing], of table: StatisticsTable) -> [String: Position] {
    let places = Set(table.rows.map(\.place))
    let grouped = Dictionary(grouping: inns) { listing in
      let code = listing.inn.municipality.code
      return places.contains(code) ? code : StatisticsTable.others
    }
    return grouped.compactMapValues(middle)
  }

  private static func middle(of listings: [InnListing]) -> Position? {
    let places = listings.compactMap(\.inn.profile.position)
    guard !places.isEmpty else { return nil }
    let count = Double(places.count)
    return Position(
      latitude: places.reduce(0) { $0 + $1.latitude } / count,
      longitude: places.reduce(0) { $0 + $1.longitude } / count,
    )
  }
}
