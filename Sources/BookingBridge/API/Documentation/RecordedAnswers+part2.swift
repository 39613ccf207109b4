/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
extension RecordedAnswers {
  static let part2: [String: APIExample.Answer] = [
    "listRatePlans.small": APIExample.Answer(
      200,
      #"""
      {
        "inn": "T16",
        "rate_plans": [
          {
            "rate_plan": "T16-1-hb",
            "room_type": "T16-1",
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
      """#,
    ),
    "searchAvailability.area": APIExample.Answer(
      200,
      #"""
      {
        "check_in": "2026-12-03",
        "check_out": "2026-12-04",
        "availability": [
          {
            "inn": "T01",
            "inn_name": {"ja":"練習・はまなす荘","kana":"レンシュウ・ハマナスソウ","romaji":"Training Hamanasu-so"},
            "training": true,
            "area": "ohata",
            "room_type": "T01-1",
            "room_type_name": "和室",
            "room_type_name_en": "Japanese-style room",
            "remaining": 2,
            "as_of": "2026-12-03T03:00:00.000Z",
            "source": "standing",
            "confidence": "fresh",
            "instant": true,
            "unavailable": null,
            "rate_plans": [
              {
                "rate_plan": "T01-1-ro",
                "name": "素泊まり",
                "name_en": "Room only",
                "meals": "room_only",
                "instant": true,
                "price": {"amount":13500,"currency":"JPY"},
                "unavailable": null
              },
              {
                "rate_plan": "T01-1-hb",
                "name": "1泊2食",
                "name_en": "With dinner and breakfast",
                "meals": "half_board",
                "instant": false,
                "unavailable": "past_cutoff",
                "unavailable_detail": "the plan could be booked until 2026-12-02T06:00:00.000Z"
              },
              {
                "rate_plan": "T01-1-bb",
                "name": "朝食付",
                "name_en": "With breakfast",
                "meals": "breakfast",
                "instant": false,
                "price": {"amount":17010,"currency":"JPY"},
                "unavailable": null
              }
            ]
          }
        ],
        "next": "/v1/availability?adults=2&area=ohata&check_in=2026-12-03&check_out=2026-12-04&child_ages=9&limit=1&cursor=5430312d31"
      }
      """#,
    ),
    "searchAvailability.full": APIExample.Answer(
      200,
      #"""
      {
        "check_in": "2026-12-09",
        "check_out": "2026-12-10",
        "availability": [
          {
            "inn": "T13",
            "inn_name": {"ja":"練習・おこっぺ荘","kana":"レンシュウ・オコッペソウ","romaji":"Training Okoppe-so"},
            "training": true,
            "area": "okudo",
            "room_type": "T13-1",
            "room_type_name": "和室",
            "room_type_name_en": "Japanese-style room",
            "remaining": 0,
            "as_of": "2026-12-03T03:00:00.000Z",
            "source": "standing",
            "confidence": "fresh",
            "instant": false,
            "unavailable": "no_longer_available",
            "unavailable_detail": "fewer rooms are left on 2026-12-09 than you asked for",
            "unavailable_night": "2026-12-09",
            "rate_plans": [
              {
                "rate_plan": "T13-1-hb",
                "name": "1泊2食",
                "name_en": "With dinner and breakfast",
                "meals": "half_board",
                "instant": true,
                "price": {"amount":17800,"currency":"JPY"},
                "unavailable": null
              },
              {
                "rate_plan": "T13-1-ro",
                "name": "素泊まり",
                "name_en": "Room only",
                "meals": "room_only",
                "instant": true,
                "price": {"amount":9800,"currency":"JPY"},
                "unavailable": null
              }
            ]
          }
        ],
        "next": null
      }
      """#,
    ),
    "searchAvailability.wrong": APIExample.Answer(
      400,
      #"""
      {
        "type": "/problems/invalid_query",
        "title": "The query has wrong parameters.",
        "status": 400,
        "code": "invalid_query",
        "instance": "/requests/example-1",
        "errors": [
          {
            "parameter": "check_out",
            "code": "out_of_range",
            "detail": "must be 1 to 30 nights after check_in"
          },
          {"parameter":"limit","code":"out_of_range","detail":"must be from 1 to 200"}
        ]
      }
      """#,
    ),
    "getCalendar.two nights": APIExample.Answer(
      200,
      #"""
      {
        "inn": "T16",
        "paused": false,
        "from": "2026-12-05",
        "to": "2026-12-07",
        "room_types": [
          {
            "room_type": "T16-1",
            "nights": [
              {
                "night": "2026-12-05",
                "remaining": 1,
                "instant": true,
                "closed": false,
                "as_of": "2026-12-03T03:00:00.000Z",
                "source": "standing",
                "confidence": "fresh",
                "stop_sell": false,
                "min_stay": null,
                "max_stay": null,
                "closed_to_arrival": false,
                "closed_to_departure": false
              },
              {
                "night": "2026-12-06",
                "remaining": 1,
                "instant": true,
                "closed": false,
                "as_of": "2026-12-03T03:00:00.000Z",
                "source": "standing",
                "confidence": "fresh",
                "stop_sell": false,
                "min_stay": null,
                "max_stay": null,
                "closed_to_arrival": false,
                "closed_to_departure": false
              }
            ]
          }
        ]
      }
      """#,
    ),
    "writeCalendar.bulk": APIExample.Answer(
      200,
      #"""
      {
        "inn": "T16",
        "results": [
          {
            "room_type": "T16-1",
            "night": "2026-12-05",
            "last_night": "2026-12-06",
            "status": "saved"
          },
          {
            "room_type": "T16-1",
            "night": "2026-12-07",
            "last_night": "2026-12-07",
            "status": "refused",
            "code": "invalid_fields",
            "detail": "the inn has 3 rooms of this type"
          }
        ]
      }
      """#,
    ),
    "createQuote.on request": APIExample.Answer(
      200,
      #"""
      {
        "inn": "T05",
        "room_type": "T05-1",
        "rate_plan": "T05-1-hb",
        "check_in": "2026-12-10",
        "check_out": "2026-12-11",
        "rooms": 1,
        "guests": 3,
        "instant": false,
        "answer_by": "2026-12-04T03:00:00.000Z",
        "remaining": 2,
        "as_of": "2026-12-03T03:00:00.000Z",
        "payment": "at_inn",
        "price": {"amount":25300,"currency":"JPY"},
        "taxes": {"amount":0,"currency":"JPY"},
        "due_at_inn": {"amount":25300,"currency":"JPY"},
        "prepaid": {"amount":0,"currency":"JPY"},
        "lines": [
          {
            "kind": "adult",
            "night": "2026-12-10",
            "quantity": 2,
            "unit": {"amount":11000,"currency":"JPY"},
            "amount": {"amount":22000,"currency":"JPY"}
          },
          {
            "kind": "child",
            "night": "2026-12-10",
            "quantity": 1,
            "unit": {"amount":3300,"currency":"JPY"},
            "amount": {"amount":3300,"currency":"JPY"},
            "child_class": "E"
          }
        ],
        "nights": [
          {
            "night": "2026-12-10",
            "price": {"amount":25300,"currency":"JPY"},
            "taxes": {"amount":0,"currency":"JPY"}
          }
        ],
        "cancellation": [
          {"days_before":3,"percent":20},
          {"days_before":1,"percent":50},
          {"days_before":0,"percent":80},
          {"days_before":-1,"percent":100}
        ],
        "free_until": "2026-12-06T15:00:00.000Z"
      }
      """#,
    ),
    "createQuote.not offered": APIExample.Answer(
      422,
      #"""
      {
        "type": "/problems/not_offered",
        "title": "The plan is not sold for this stay and party.",
        "status": 422,
        "code": "not_offered",
        "detail": "9 guests, 4 places",
        "instance": "/requests/example-1",
        "reason": "too_many_guests"
      }
      """#,
    ),
    "createHold.five minutes": APIExample.Answer(
      201,
      #"""
      {
        "booking": "bk_1m8wxgcw0pws26tshwtgp1vkcn0wewe",
        "reference": "838701",
        "state": "held",
        "expires_at": "2026-12-03T03:05:00.000Z",
        "revision": 1,
        "inn": "T01",
        "room_type": "T01-1",
        "channel_reference": null,
        "rate_plan": "T01-1-ro",
        "check_in": "2026-12-08",
        "check_out": "2026-12-10",
        "rooms": 1,
        "adults": 2,
        "children": [],
        "arrival": null,
        "guest": null,
        "payment": "at_inn",
        "price": {"amount":22000,"currency":"JPY"},
        "taxes": {"amount":0,"currency":"JPY"},
        "due_at_inn": {"amount":22000,"currency":"JPY"},
        "prepaid": {"amount":0,"currency":"JPY"},
        "lines": [
          {
            "kind": "adult",
            "night": "2026-12-08",
            "quantity": 2,
            "unit": {"amount":5500,"currency":"JPY"},
            "amount": {"amount":11000,"currency":"JPY"}
          },
          {
            "kind": "adult",
            "night": "2026-12-09",
            "quantity": 2,
            "unit": {"amount":5500,"currency":"JPY"},
            "amount": {"amount":11000,"currency":"JPY"}
          }
        ],
        "cancellation": [
          {"days_before":3,"percent":20},
          {"days_before":1,"percent":50},
          {"days_before":0,"percent":80},
          {"days_before":-1,"percent":100}
        ],
        "created_at": "2026-12-03T03:00:00.000Z",
        "updated_at": "2026-12-03T03:00:00.000Z"
      }
      """#,
    ),
  ]
}
