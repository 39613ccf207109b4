/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
extension RecordedAnswers {
  static let part3: [String: APIExample.Answer] = [
    "extendHold.longer": APIExample.Answer(
      200,
      #"""
      {
        "booking": "bk_1m8wxgcw0pws26tshwtgp1vkcn0wewe",
        "reference": "838701",
        "state": "held",
        "expires_at": "2026-12-03T03:10:00.000Z",
        "revision": 2,
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
    "createHold.given up": APIExample.Answer(
      201,
      #"""
      {
        "booking": "bk_1m8wxgcw00eqmt59hfpx8am8fd8tt1t",
        "reference": "538167",
        "state": "held",
        "expires_at": "2026-12-03T03:10:00.000Z",
        "revision": 1,
        "inn": "T02",
        "room_type": "T02-1",
        "channel_reference": null,
        "rate_plan": "T02-1-ro",
        "check_in": "2026-12-03",
        "check_out": "2026-12-04",
        "rooms": 1,
        "adults": 1,
        "children": [],
        "arrival": null,
        "guest": null,
        "payment": "at_inn",
        "price": {"amount":6000,"currency":"JPY"},
        "taxes": {"amount":0,"currency":"JPY"},
        "due_at_inn": {"amount":6000,"currency":"JPY"},
        "prepaid": {"amount":0,"currency":"JPY"},
        "lines": [
          {
            "kind": "adult",
            "night": "2026-12-03",
            "quantity": 1,
            "unit": {"amount":6000,"currency":"JPY"},
            "amount": {"amount":6000,"currency":"JPY"}
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
    "releaseHold.given up": APIExample.Answer(
      204,
      #"""

      """#,
    ),
    "createBooking.from a hold": APIExample.Answer(
      201,
      #"""
      {
        "booking": "bk_1m8wxgcw0pws26tshwtgp1vkcn0wewe",
        "reference": "838701",
        "state": "confirmed",
        "revision": 3,
        "inn": "T01",
        "room_type": "T01-1",
        "channel_reference": "YOUR-1",
        "rate_plan": "T01-1-ro",
        "check_in": "2026-12-08",
        "check_out": "2026-12-10",
        "rooms": 1,
        "adults": 2,
        "children": [],
        "arrival": "17:00",
        "guest": {
          "name": "Training Guest",
          "name_kana": "クンレン キャク",
          "phone": null,
          "email": "guest@example.com",
          "language": "en",
          "country": "TW",
          "prefecture": null,
          "diet": null,
          "notes": null
        },
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
    "createBooking.on request": APIExample.Answer(
      202,
      #"""
      {
        "booking": "bk_1m8wxgcw0vhjjqjy2epgn3v2tzvtm65",
        "reference": "502416",
        "state": "requested",
        "answer_by": "2026-12-04T03:00:00.000Z",
        "revision": 1,
        "inn": "T05",
        "room_type": "T05-1",
        "channel_reference": "YOUR-2",
        "rate_plan": "T05-1-hb",
        "check_in": "2026-12-10",
        "check_out": "2026-12-11",
        "rooms": 1,
        "adults": 2,
        "children": [],
        "arrival": null,
        "guest": {
          "name": "Training Guest",
          "name_kana": "クンレン キャク",
          "phone": null,
          "email": "guest@example.com",
          "language": "en",
          "country": "TW",
          "prefecture": null,
          "diet": null,
          "notes": null
        },
        "payment": "at_inn",
        "price": {"amount":22000,"currency":"JPY"},
        "taxes": {"amount":0,"currency":"JPY"},
        "due_at_inn": {"amount":22000,"currency":"JPY"},
        "prepaid": {"amount":0,"currency":"JPY"},
        "lines": [
          {
            "kind": "adult",
            "night": "2026-12-10",
            "quantity": 2,
            "unit": {"amount":11000,"currency":"JPY"},
            "amount": {"amount":22000,"currency":"JPY"}
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
    "createBooking.full": APIExample.Answer(
      409,
      #"""
      {
        "type": "/problems/no_longer_available",
        "title": "The rooms are no longer available.",
        "status": 409,
        "code": "no_longer_available",
        "detail": "fewer rooms are left on 2026-12-09 than you asked for",
        "instance": "/requests/example-1",
        "night": "2026-12-09"
      }
      """#,
    ),
    "createBooking.wrong": APIExample.Answer(
      422,
      #"""
      {
        "type": "/problems/invalid_fields",
        "title": "The body has wrong fields.",
        "status": 422,
        "code": "invalid_fields",
        "instance": "/requests/example-1",
        "errors": [
          {
            "pointer": "/check_in",
            "code": "wrong_format",
            "detail": "must be a date of the form YYYY-MM-DD"
          },
          {"pointer":"/adults","code":"out_of_range","detail":"must be from 1 to 60"},
          {"pointer":"/guest/passport","code":"unknown","detail":"is not a known member"}
        ]
      }
      """#,
    ),
    "getBooking.confirmed": APIExample.Answer(
      200,
      #"""
      {
        "booking": "bk_1m8wxgcw0pws26tshwtgp1vkcn0wewe",
        "reference": "838701",
        "state": "confirmed",
        "revision": 3,
        "inn": "T01",
        "room_type": "T01-1",
        "channel_reference": "YOUR-1",
        "rate_plan": "T01-1-ro",
        "check_in": "2026-12-08",
        "check_out": "2026-12-10",
        "rooms": 1,
        "adults": 2,
        "children": [],
        "arrival": "17:00",
        "guest": {
          "name": "Training Guest",
          "name_kana": "クンレン キャク",
          "phone": null,
          "email": "guest@example.com",
          "language": "en",
          "country": "TW",
          "prefecture": null,
          "diet": null,
          "notes": null
        },
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
    "amendBooking.shorter": APIExample.Answer(
      200,
      #"""
      {
        "booking": "bk_1m8wxgcw0pws26tshwtgp1vkcn0wewe",
        "reference": "838701",
        "state": "confirmed",
        "revision": 4,
        "inn": "T01",
        "room_type": "T01-1",
        "channel_reference": "YOUR-1",
        "rate_plan": "T01-1-ro",
        "check_in": "2026-12-08",
        "check_out": "2026-12-09",
        "rooms": 1,
        "adults": 2,
        "children": [],
        "arrival": "17:00",
        "guest": {
          "name": "Training Guest",
          "name_kana": "クンレン キャク",
          "phone": null,
          "email": "guest@example.com",
          "language": "en",
          "country": "TW",
          "prefecture": null,
          "diet": null,
          "notes": null
        },
        "payment": "at_inn",
        "price": {"amount":11000,"currency":"JPY"},
        "taxes": {"amount":0,"currency":"JPY"},
        "due_at_inn": {"amount":11000,"currency":"JPY"},
        "prepaid": {"amount":0,"currency":"JPY"},
        "lines": [
          {
            "kind": "adult",
            "night": "2026-12-08",
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
