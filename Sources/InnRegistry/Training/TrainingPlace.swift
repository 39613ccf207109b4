/// Places of the Shimokita peninsula where the training inns pretend to stand.
enum TrainingPlace {
  case tanabu
  case ominato
  case ohata
  case yagen
  case kawauchi
  case yunokawa
  case wakinosawa
  case oma
  case okudo
  case iwaya
  case shiriya
  case odanosawa
  case shimofuro
  case ikokuma
  case hebiura
  case sai
  case isoya
  case fukuura
}

extension TrainingPlace {
  /// As listings name the area.
  var area: String { "\(self)" }

  var municipality: MunicipalityCode {
    switch self {
    case .tanabu, .ominato, .ohata, .yagen, .kawauchi, .yunokawa, .wakinosawa:
      MunicipalityCode(trusted: "022080")
    case .oma, .okudo: MunicipalityCode(trusted: "024236")
    case .iwaya, .shiriya, .odanosawa: MunicipalityCode(trusted: "024244")
    case .shimofuro, .ikokuma, .hebiura: MunicipalityCode(trusted: "024252")
    case .sai, .isoya, .fukuura: MunicipalityCode(trusted: "024261")
    }
  }

  var japanese: String {
    switch self {
    case .tanabu: "むつ市田名部"
    case .ominato: "むつ市大湊"
    case .ohata: "むつ市大畑町"
    case .yagen: "むつ市大畑町薬研"
    case .kawauchi: "むつ市川内町"
    case .yunokawa: "むつ市川内町湯野川"
    case .wakinosawa: "むつ市脇野沢"
    case .oma: "下北郡大間町大間"
    case .okudo: "下北郡大間町奥戸"
    case .iwaya: "下北郡東通村岩屋"
    case .shiriya: "下北郡東通村尻屋"
    case .odanosawa: "下北郡東通村小田野沢"
    case .shimofuro: "下北郡風間浦村下風呂"
    case .ikokuma: "下北郡風間浦村易国間"
    case .hebiura: "下北郡風間浦村蛇浦"
    case .sai: "下北郡佐井村佐井"
    case .isoya: "下北郡佐井村磯谷"
    case .fukuura: "下北郡佐井村福浦"
    }
  }

  /// The middle of the settlement, roughly: no house stands for a fictional inn.
  var latitude: Double {
    switch self {
    case .tanabu: 41.29
    case .ominato: 41.25
    case .ohata: 41.40
    case .yagen: 41.34
    case .kawauchi: 41.20
    case .yunokawa: 41.28
    case .wakinosawa: 41.15
    case .oma: 41.53
    case .okudo: 41.50
    case .iwaya: 41.40
    case .shiriya: 41.41
    case .odanosawa: 41.24
    case .shimofuro: 41.47
    case .ikokuma: 41.49
    case .hebiura: 41.51
    case .sai: 41.43
    case .isoya: 41.37
    case .fukuura: 41.33
    }
  }

  var longitude: Double {
    switch self {
    case .tanabu: 141.19
    case .ominato: 141.14
    case .ohata: 141.16
    case .yagen: 141.08
    case .kawauchi: 141.00
    case .yunokawa: 140.96
    case .wakinosawa: 140.82
    case .oma: 140.91
    case .okudo: 140.90
    case .iwaya: 141.40
    case .shiriya: 141.45
    case .odanosawa: 141.39
    case .shimofuro: 141.08
    case .ikokuma: 141.03
    case .hebiura: 140.98
    case .sai: 140.86
    case .isoya: 140.82
    case .fukuura: 140.80
    }
  }

  /// Prices of the place's own season.
  var seasons: [PriceTable.Season] {
    switch self {
    case .oma, .okudo:
      // Tuna is landed in autumn.
      [TrainingPlan.season("まぐろの季節", (9, 1), (11, 30), .percent(10))].compactMap(\.self)
    case .shimofuro, .yagen, .yunokawa:
      [TrainingPlan.season("紅葉", (10, 10), (11, 5), .yen(800))].compactMap(\.self)
    case .wakinosawa, .sai, .isoya, .fukuura:
      [TrainingPlan.season("冬", (12, 1), (3, 20), .percent(-10))].compactMap(\.self)
    case .tanabu, .ominato, .ohata, .kawauchi, .iwaya, .shiriya, .odanosawa, .ikokuma, .hebiura:
      []
    }
  }

  var access: (japanese: String, english: String) {
    switch self {
    case .tanabu, .ominato:
      ("鉄道の終点から車で10分ほど。", "About 10 minutes by car from the end of the railway.")
    case .ohata, .yagen, .kawauchi, .yunokawa, .odanosawa:
      ("むつの市街から車で30分から50分。", "30 to 50 minutes by car from central Mutsu.")
    case .wakinosawa, .oma, .okudo, .iwaya, .shiriya, .shimofuro, .ikokuma, .hebiura, .sai, .isoya,
      .fukuura:
      (
        "むつの市街から車で1時間ほど。冬は道が凍る。",
        "About an hour by car from central Mutsu; icy roads in winter."
      )
    }
  }
}
