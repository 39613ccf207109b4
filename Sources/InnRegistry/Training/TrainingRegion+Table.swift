extension TrainingRegion {
  /// The whole region.
  ///
  /// Names are invented.
  static let table: [TrainingInn] = mutsu + oma + higashidori + kazamaura + sai

  private static func every(_ rooms: Int) -> [Int] { Array(repeating: rooms, count: 7) }

  // MARK: - Mutsu

  private static let mutsu: [TrainingInn] = [
    TrainingInn(
      number: 1,
      name: "はまなす荘",
      kana: "ハマナスソウ",
      romaji: "Hamanasu-so",
      place: .ohata,
      rooms: [
        TrainingRoom(
          count: 5,
          offer: every(2),
          plans: [.roomOnly(5500), .halfBoard(9500), .breakfast(6800, .onRequest)],
        )
      ],
      story: ("いか釣り船の港まで歩いて五分。", "Five minutes on foot from the squid boats."),
    ),
    TrainingInn(
      number: 2,
      name: "いさり火の宿",
      kana: "イサリビノヤド",
      romaji: "Isaribi-no-yado",
      place: .ohata,
      rooms: [TrainingRoom(count: 4, offer: every(2), plans: [.halfBoard(9000), .roomOnly(5000)])],
      features: [.parking, .seaView],
      story: ("夜は沖に漁火が並ぶ。", "Fishing lights line the sea at night."),
    ),
    TrainingInn(
      number: 3,
      name: "旅の家たなぶ",
      kana: "タビノイエタナブ",
      romaji: "Tabi-no-ie Tanabu",
      place: .tanabu,
      rooms: [
        TrainingRoom(count: 6, offer: [3, 4, 4, 4, 4, 2, 2], plans: [.roomOnly(4800)]),
        .western(count: 3, offer: every(1), plans: [.roomOnly(5600), .breakfast(6600)]),
      ],
      features: [.parking, .wifi, .laundry],
      story: ("仕事の長い泊まりにも。", "For long working stays, too."),
      kitchen: (6, 9),
    ),
    TrainingInn(
      number: 4,
      name: "釜臥荘",
      kana: "カマフセソウ",
      romaji: "Kamafuse-so",
      place: .ominato,
      rooms: [
        TrainingRoom(count: 7, offer: every(3), plans: [.halfBoard(8800), .breakfast(6500)])
      ],
      features: [.parking, .wifi, .seaView],
      story: ("湾の向こうに山が立つ。", "A mountain stands across the bay."),
    ),
    TrainingInn(
      number: 5,
      name: "ひば湯荘",
      kana: "ヒバユソウ",
      romaji: "Hibayu-so",
      place: .yagen,
      rooms: [
        TrainingRoom(
          count: 5,
          offer: every(2),
          plans: [.halfBoard(11_000, .onRequest), .roomOnly(6000)]
        )
      ],
      features: [.parking, .onsen],
      story: ("ひばの湯船と渓流の音。", "A cypress bath and the sound of the stream."),
    ),
    TrainingInn(
      number: 6,
      name: "かわうち屋",
      kana: "カワウチヤ",
      romaji: "Kawauchi-ya",
      place: .kawauchi,
      rooms: [
        TrainingRoom(
          count: 4,
          offer: every(2),
          plans: [.halfBoard(9200, .onRequest), .roomOnly(5200)]
        )
      ],
      story: ("ほたての浜に近い。", "Close to the scallop shore."),
    ),
    TrainingInn(
      number: 7,
      name: "北のさる荘",
      kana: "キタノサルソウ",
      romaji: "Kita-no-saru-so",
      place: .wakinosawa,
      rooms: [
        TrainingRoom(
          count: 3,
          offer: every(1),
          plans: [.halfBoard(8600, .onRequest), .roomOnly(4800)]
        )
      ],
      story: ("裏山に猿の群れが来る。", "Monkeys come down the hill behind."),
    ),
    TrainingInn(
      number: 8,
      name: "たら汁の宿",
      kana: "タラジルノヤド",
      romaji: "Tarajiru-no-yado",
      place: .wakinosawa,
      rooms: [
        TrainingRoom(
          count: 4,
          offer: every(2),
          plans: [.halfBoard(9400, .onRequest), .breakfast(6400, .onRequest)],
        )
      ],
      story: ("冬は鱈づくし。", "All about cod in winter."),
    ),
    TrainingInn(
      number: 9,
      name: "湯野川みどり荘",
      kana: "ユノカワミドリソウ",
      romaji: "Yunokawa Midori-so",
      place: .yunokawa,
      rooms: [
        TrainingRoom(
          count: 4,
          offer: every(2),
          plans: [.halfBoard(10_500, .onRequest), .roomOnly(5600)]
        )
      ],
      features: [.parking, .onsen, .nonSmoking],
      story: ("川ぞいの小さな湯。", "A small hot spring by the river."),
      phoneKind: .mobile,
    ),
  ]

  // MARK: - Oma

  private static let oma: [TrainingInn] = [
    TrainingInn(
      number: 10,
      name: "旅館うみねこ",
      kana: "リョカンウミネコ",
      romaji: "Ryokan Umineko",
      place: .oma,
      rooms: [
        TrainingRoom(
          count: 14,
          capacity: 5,
          offer: [8, 10, 10, 10, 10, 6, 5],
          plans: [.halfBoard(13_000), .breakfast(9000), .roomOnly(8000)],
        ),
        .western(count: 4, offer: every(2), plans: [.breakfast(9500)]),
      ],
      features: [.parking, .wifi, .seaView, .stepFree],
      story: ("海峡の見える大きな宿。", "A large inn above the strait."),
      caps: NightCaps(dinners: 40),
    ),
    TrainingInn(
      number: 11,
      name: "一本釣り荘",
      kana: "イッポンヅリソウ",
      romaji: "Ippon-zuri-so",
      place: .oma,
      rooms: [
        TrainingRoom(count: 5, offer: every(2), plans: [.halfBoard(12_000), .roomOnly(6500)])
      ],
      features: [.parking, .seaView],
      story: ("まぐろは船の都合しだい。", "Tuna, if the boats had luck."),
      caps: NightCaps(parties: 4),
    ),
    TrainingInn(
      number: 12,
      name: "最北の家",
      kana: "サイホクノイエ",
      romaji: "Saihoku-no-ie",
      place: .oma,
      rooms: [
        TrainingRoom(count: 3, offer: every(1), plans: [.halfBoard(9800)]),
        .western(count: 2, offer: every(1), plans: [.roomOnly(6200)]),
      ],
      features: [.parking, .wifi],
      story: ("岬まで自転車で。", "By bicycle to the cape."),
      eveningCall: nil,
    ),
    TrainingInn(
      number: 13,
      name: "おこっぺ荘",
      kana: "オコッペソウ",
      romaji: "Okoppe-so",
      place: .okudo,
      rooms: [
        TrainingRoom(
          count: 4,
          offer: [2, 2, 2, 0, 2, 2, 2],
          plans: [.halfBoard(8900), .roomOnly(4900)]
        )
      ],
      story: ("水曜は休み。", "Closed on Wednesdays."),
    ),
  ]

  // MARK: - Higashidori

  private static let higashidori: [TrainingInn] = [
    TrainingInn(
      number: 14,
      name: "風車荘",
      kana: "フウシャソウ",
      romaji: "Fusha-so",
      place: .iwaya,
      rooms: [
        TrainingRoom(count: 6, offer: every(3), plans: [.halfBoard(8200), .roomOnly(4600)])
      ],
      features: [.parking, .wifi, .laundry],
      story: ("丘に風車が回る。", "Wind turbines on the hill."),
      phoneKind: .rotary,
    ),
    TrainingInn(
      number: 15,
      name: "寒立の宿",
      kana: "カンダチノヤド",
      romaji: "Kandachi-no-yado",
      place: .shiriya,
      rooms: [
        TrainingRoom(count: 4, offer: every(2), plans: [.halfBoard(9100), .breakfast(6300)]),
        TrainingRoom(
          name: "離れ",
          kana: "ハナレ",
          nameEnglish: "Detached room",
          count: 1,
          capacity: 6,
          offer: every(1),
          plans: [.halfBoard(12_500, .onRequest)],
        ),
      ],
      story: ("馬の群れが雪のなかに立つ。", "Horses stand in the snow."),
    ),
    TrainingInn(
      number: 16,
      name: "灯台下荘",
      kana: "トウダイシタソウ",
      romaji: "Todaishita-so",
      place: .shiriya,
      rooms: [TrainingRoom(count: 3, offer: every(1), plans: [.halfBoard(8700)])],
      features: [.parking, .seaView],
      story: ("霧の日は霧笛が聞こえる。", "A fog horn on misty days."),
    ),
    TrainingInn(
      number: 17,
      name: "小田野の家",
      kana: "オダノノイエ",
      romaji: "Odano-no-ie",
      place: .odanosawa,
      rooms: [
        TrainingRoom(count: 8, offer: every(4), plans: [.roomOnly(4400), .halfBoard(7800)])
      ],
      features: [.parking, .wifi, .laundry],
      story: ("工事の人も旅の人も。", "For workers and travellers."),
      kitchen: (17, 20),
    ),
  ]

  // MARK: - Kazamaura

  private static let kazamaura: [TrainingInn] = [
    TrainingInn(
      number: 18,
      name: "湯けむり荘",
      kana: "ユケムリソウ",
      romaji: "Yukemuri-so",
      place: .shimofuro,
      rooms: [
        TrainingRoom(count: 6, offer: every(3), plans: [.halfBoard(10_800), .roomOnly(6000)]),
        TrainingRoom(
          name: "海側和室",
          kana: "ウミガワワシツ",
          nameEnglish: "Japanese-style room with a view of the sea",
          count: 2,
          offer: every(1),
          plans: [.halfBoard(12_800, .onRequest)],
        ),
      ],
      features: [.parking, .onsen, .seaView],
      story: ("白い湯と黒い湯。", "A white spring and a black one."),
    ),
    TrainingInn(
      number: 19,
      name: "あんこう屋",
      kana: "アンコウヤ",
      romaji: "Anko-ya",
      place: .shimofuro,
      rooms: [
        TrainingRoom(count: 5, offer: every(2), plans: [.halfBoard(11_500), .breakfast(7200)])
      ],
      features: [.parking, .onsen],
      story: ("冬は鮟鱇鍋。", "Monkfish stew in winter."),
      caps: NightCaps(dinners: 12),
    ),
    TrainingInn(
      number: 20,
      name: "いこくま荘",
      kana: "イコクマソウ",
      romaji: "Ikokuma-so",
      place: .ikokuma,
      rooms: [TrainingRoom(count: 4, offer: every(2), plans: [.halfBoard(8500), .roomOnly(4700)])],
      story: ("浜で昆布を干す。", "Kelp dries on the beach."),
      eveningCall: nil,
    ),
    TrainingInn(
      number: 21,
      name: "へび浦の宿",
      kana: "ヘビウラノヤド",
      romaji: "Hebiura-no-yado",
      place: .hebiura,
      rooms: [
        TrainingRoom(count: 3, offer: every(1), plans: [.halfBoard(8300, .onRequest)])
      ],
      features: [.parking, .pets],
      story: ("犬も泊まれる。", "Dogs may stay, too."),
    ),
  ]

  // MARK: - Sai

  private static let sai: [TrainingInn] = [
    TrainingInn(
      number: 22,
      name: "船つき場の宿",
      kana: "フナツキバノヤド",
      romaji: "Funatsukiba-no-yado",
      place: .sai,
      rooms: [
        TrainingRoom(count: 5, offer: every(2), plans: [.halfBoard(9000), .roomOnly(5100)]),
        .western(count: 2, offer: every(1), plans: [.breakfast(7000)]),
      ],
      features: [.parking, .wifi, .pickUp],
      story: ("遊覧船は目の前から。", "Excursion boats leave from the door."),
    ),
    TrainingInn(
      number: 23,
      name: "うに番屋",
      kana: "ウニバンヤ",
      romaji: "Uni-banya",
      place: .isoya,
      rooms: [TrainingRoom(count: 3, offer: every(1), plans: [.halfBoard(10_200)])],
      features: [.parking, .seaView],
      story: ("夏はうに丼。", "Sea urchin in summer."),
    ),
    TrainingInn(
      number: 24,
      name: "福浦えびす荘",
      kana: "フクウラエビスソウ",
      romaji: "Fukuura Ebisu-so",
      place: .fukuura,
      rooms: [
        TrainingRoom(
          count: 3,
          offer: [1, 1, 1, 1, 1, 2, 2],
          plans: [.halfBoard(8800), .roomOnly(4800)],
        )
      ],
      story: ("村芝居の歌舞伎が残る。", "A village that still plays kabuki."),
    ),
  ]
}
