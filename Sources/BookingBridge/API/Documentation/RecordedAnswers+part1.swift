/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
extension RecordedAnswers {
  static let part1: [String: APIExample.Answer] = [
    "office.shares": APIExample.Answer(
      200,
      #"""
      {"token":"ics_55fckbkdcf61nb1f29w1vxsb8d"}
      """#,
    ),
    "getChannel.training": APIExample.Answer(
      200,
      #"""
      {
        "channel": "otter",
        "name": "Otter Travel",
        "training_only": false,
        "key": "key_b8j54q3j6cg3sdd3g83vmte30m",
        "scopes": ["read","book","manage"],
        "commission_basis_points": 0,
        "limits": {
          "rooms_shown": 250,
          "open_requests_per_inn": 5,
          "holds": 200,
          "requests": 1000000,
          "requests_window_seconds": 1
        }
      }
      """#,
    ),
    "health.well": APIExample.Answer(
      200,
      #"""
      {"status":"ok","faults":[]}
      """#,
    ),
    "listInns.area": APIExample.Answer(
      200,
      #"""
      {
        "inns": [
          {
            "inn": "T10",
            "training": true,
            "name": {"ja":"練習・旅館うみねこ","kana":"レンシュウ・リョカンウミネコ","romaji":"Training Ryokan Umineko"},
            "municipality": "024236",
            "area": "oma",
            "paused": false,
            "address": "青森県下北郡大間町大間（練習用・架空）",
            "position": {"latitude":41.53,"longitude":140.91},
            "licence": "simple_lodging",
            "capacity": 78,
            "check_in_from": "15:00",
            "check_in_until": "18:00",
            "check_out_until": "10:00",
            "payments": ["cash"],
            "features": ["parking","wifi","sea_view","step_free"],
            "languages": ["ja"],
            "descriptions": [
              {"language":"ja","text":"練習用の架空の宿。海峡の見える大きな宿。"},
              {
                "language": "en",
                "text": "A fictional inn for training. A large inn above the strait."
              }
            ],
            "access": [
              {"language":"ja","text":"むつの市街から車で1時間ほど。冬は道が凍る。"},
              {
                "language": "en",
                "text": "About an hour by car from central Mutsu; icy roads in winter."
              }
            ],
            "winter_road": [],
            "house_rules": [
              {"language":"ja","text":"玄関で靴を脱いでください。夜10時からはお静かに。"},
              {
                "language": "en",
                "text": "Please take off your shoes at the door. Quiet hours begin at 22:00."
              }
            ],
            "bath": [],
            "dinner": [],
            "shelter": [],
            "photos": [],
            "room_types": [
              {
                "room_type": "T10-1",
                "name": "和室",
                "name_en": "Japanese-style room",
                "rooms": 14,
                "capacity": 5,
                "rate_plans": [
                  {
                    "rate_plan": "T10-1-hb",
                    "name": "1泊2食",
                    "name_en": "With dinner and breakfast",
                    "meals": "half_board",
                    "instant": true,
                    "cutoff": {"days_before":1,"time":"15:00"},
                    "occupancies": [1,2,3,4,5],
                    "children": [
                      {"child_class":"A","from_age":9,"to_age":12,"meals":true,"bedding":true},
                      {"child_class":"B","from_age":6,"to_age":8,"meals":true,"bedding":true},
                      {"child_class":"C","from_age":3,"to_age":5,"meals":true,"bedding":true},
                      {
                        "child_class": "D",
                        "from_age": 0,
                        "to_age": 5,
                        "meals": false,
                        "bedding": false
                      },
                      {"child_class":"E","from_age":0,"to_age":5,"meals":true,"bedding":false},
                      {"child_class":"F","from_age":0,"to_age":5,"meals":false,"bedding":true}
                    ],
                    "adult_from_age": 13,
                    "cancellation": [
                      {"days_before":3,"percent":20},
                      {"days_before":1,"percent":50},
                      {"days_before":0,"percent":80},
                      {"days_before":-1,"percent":100}
                    ]
                  },
                  {
                    "rate_plan": "T10-1-bb",
                    "name": "朝食付",
                    "name_en": "With breakfast",
                    "meals": "breakfast",
                    "instant": true,
                    "cutoff": {"days_before":0,"time":"20:00"},
                    "occupancies": [1,2,3,4,5],
                    "children": [
                      {"child_class":"A","from_age":9,"to_age":12,"meals":true,"bedding":true},
                      {"child_class":"B","from_age":6,"to_age":8,"meals":true,"bedding":true},
                      {"child_class":"C","from_age":3,"to_age":5,"meals":true,"bedding":true},
                      {
                        "child_class": "D",
                        "from_age": 0,
                        "to_age": 5,
                        "meals": false,
                        "bedding": false
                      },
                      {"child_class":"E","from_age":0,"to_age":5,"meals":true,"bedding":false},
                      {"child_class":"F","from_age":0,"to_age":5,"meals":false,"bedding":true}
                    ],
                    "adult_from_age": 13,
                    "cancellation": [
                      {"days_before":3,"percent":20},
                      {"days_before":1,"percent":50},
                      {"days_before":0,"percent":80},
                      {"days_before":-1,"percent":100}
                    ]
                  },
                  {
                    "rate_plan": "T10-1-ro",
                    "name": "素泊まり",
                    "name_en": "Room only",
                    "meals": "room_only",
                    "instant": true,
                    "cutoff": {"days_before":0,"time":"20:00"},
                    "occupancies": [1,2,3,4,5],
                    "children": [
                      {"child_class":"A","from_age":9,"to_age":12,"meals":true,"bedding":true},
                      {"child_class":"B","from_age":6,"to_age":8,"meals":true,"bedding":true},
                      {"child_class":"C","from_age":3,"to_age":5,"meals":true,"bedding":true},
                      {
                        "child_class": "D",
                        "from_age": 0,
                        "to_age": 5,
                        "meals": false,
                        "bedding": false
                      },
                      {"child_class":"E","from_age":0,"to_age":5,"meals":true,"bedding":false},
                      {"child_class":"F","from_age":0,"to_age":5,"meals":false,"bedding":true}
                    ],
                    "adult_from_age": 13,
                    "cancellation": [
                      {"days_before":3,"percent":20},
                      {"days_before":1,"percent":50},
                      {"days_before":0,"percent":80},
                      {"days_before":-1,"percent":100}
                    ]
                  }
                ]
              },
              {
                "room_type": "T10-2",
                "name": "洋室",
                "name_en": "Western-style room",
                "rooms": 4,
                "capacity": 2,
                "rate_plans": [
                  {
                    "rate_plan": "T10-2-bb",
                    "name": "朝食付",
                    "name_en": "With breakfast",
                    "meals": "breakfast",
                    "instant": true,
                    "cutoff": {"days_before":0,"time":"20:00"},
                    "occupancies": [1,2],
                    "children": [
                      {"child_class":"A","from_age":9,"to_age":12,"meals":true,"bedding":true},
                      {"child_class":"B","from_age":6,"to_age":8,"meals":true,"bedding":true},
                      {"child_class":"C","from_age":3,"to_age":5,"meals":true,"bedding":true},
                      {
                        "child_class": "D",
                        "from_age": 0,
                        "to_age": 5,
                        "meals": false,
                        "bedding": false
                      },
                      {"child_class":"E","from_age":0,"to_age":5,"meals":true,"bedding":false},
                      {"child_class":"F","from_age":0,"to_age":5,"meals":false,"bedding":true}
                    ],
                    "adult_from_age": 13,
                    "cancellation": [
                      {"days_before":3,"percent":20},
                      {"days_before":1,"percent":50},
                      {"days_before":0,"percent":80},
                      {"days_before":-1,"percent":100}
                    ]
                  }
                ]
              }
            ]
          }
        ],
        "next": "/v1/inns?area=oma&limit=1&cursor=543130"
      }
      """#,
    ),
    "getInn.small": APIExample.Answer(
      200,
      #"""
      {
        "inn": "T16",
        "training": true,
        "name": {"ja":"練習・灯台下荘","kana":"レンシュウ・トウダイシタソウ","romaji":"Training Todaishita-so"},
        "municipality": "024244",
        "area": "shiriya",
        "paused": false,
        "address": "青森県下北郡東通村尻屋（練習用・架空）",
        "position": {"latitude":41.41,"longitude":141.45},
        "licence": "simple_lodging",
        "capacity": 12,
        "check_in_from": "15:00",
        "check_in_until": "18:00",
        "check_out_until": "10:00",
        "payments": ["cash"],
        "features": ["parking","sea_view"],
        "languages": ["ja"],
        "descriptions": [
          {"language":"ja","text":"練習用の架空の宿。霧の日は霧笛が聞こえる。"},
          {"language":"en","text":"A fictional inn for training. A fog horn on misty days."}
        ],
        "access": [
          {"language":"ja","text":"むつの市街から車で1時間ほど。冬は道が凍る。"},
          {
            "language": "en",
            "text": "About an hour by car from central Mutsu; icy roads in winter."
          }
        ],
        "winter_road": [],
        "house_rules": [
          {"language":"ja","text":"玄関で靴を脱いでください。夜10時からはお静かに。"},
          {
            "language": "en",
            "text": "Please take off your shoes at the door. Quiet hours begin at 22:00."
          }
        ],
        "bath": [],
        "dinner": [],
        "shelter": [],
        "photos": [],
        "room_types": [
          {
            "room_type": "T16-1",
            "name": "和室",
            "name_en": "Japanese-style room",
            "rooms": 3,
            "capacity": 4,
            "rate_plans": [
              {
                "rate_plan": "T16-1-hb",
                "name": "1泊2食",
                "name_en": "With dinner and breakfast",
                "meals": "half_board",
                "instant": true,
                "cutoff": {"days_before":1,"time":"15:00"},
                "occupancies": [1,2,3,4],
                "children": [
                  {"child_class":"A","from_age":9,"to_age":12,"meals":true,"bedding":true},
                  {"child_class":"B","from_age":6,"to_age":8,"meals":true,"bedding":true},
                  {"child_class":"C","from_age":3,"to_age":5,"meals":true,"bedding":true},
                  {"child_class":"D","from_age":0,"to_age":5,"meals":false,"bedding":false},
                  {"child_class":"E","from_age":0,"to_age":5,"meals":true,"bedding":false},
                  {"child_class":"F","from_age":0,"to_age":5,"meals":false,"bedding":true}
                ],
                "adult_from_age": 13,
                "cancellation": [
                  {"days_before":3,"percent":20},
                  {"days_before":1,"percent":50},
                  {"days_before":0,"percent":80},
                  {"days_before":-1,"percent":100}
                ]
              }
            ]
          }
        ]
      }
      """#,
    ),
    "listRoomTypes.small": APIExample.Answer(
      200,
      #"""
      {
        "inn": "T16",
        "room_types": [
          {
            "room_type": "T16-1",
            "name": "和室",
            "name_en": "Japanese-style room",
            "rooms": 3,
            "capacity": 4,
            "rate_plans": [
              {
                "rate_plan": "T16-1-hb",
                "name": "1泊2食",
                "name_en": "With dinner and breakfast",
                "meals": "half_board",
                "instant": true,
                "cutoff": {"days_before":1,"time":"15:00"},
                "occupancies": [1,2,3,4],
                "children": [
                  {"child_class":"A","from_age":9,"to_age":12,"meals":true,"bedding":true},
                  {"child_class":"B","from_age":6,"to_age":8,"meals":true,"bedding":true},
                  {"child_class":"C","from_age":3,"to_age":5,"meals":true,"bedding":true},
                  {"child_class":"D","from_age":0,"to_age":5,"meals":false,"bedding":false},
                  {"child_class":"E","from_age":0,"to_age":5,"meals":true,"bedding":false},
                  {"child_class":"F","from_age":0,"to_age":5,"meals":false,"bedding":true}
                ],
                "adult_from_age": 13,
                "cancellation": [
                  {"days_before":3,"percent":20},
                  {"days_before":1,"percent":50},
                  {"days_before":0,"percent":80},
                  {"days_before":-1,"percent":100}
                ]
              }
            ]
          }
        ]
      }
      """#,
    ),
  ]
}
