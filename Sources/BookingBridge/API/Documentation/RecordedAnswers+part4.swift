/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
extension RecordedAnswers {
  static let part4: [String: APIExample.Answer] = [
    "listBookings.since": APIExample.Answer(
      200,
      #"""
      {
        "bookings": [
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
        ],
        "next": null
      }
      """#,
    ),
    "withdrawAmendment.none": APIExample.Answer(
      409,
      #"""
      {
        "type": "/problems/wrong_state",
        "title": "The booking's state does not allow this.",
        "status": 409,
        "code": "wrong_state",
        "detail": "the booking is confirmed",
        "instance": "/requests/example-1",
        "state": "confirmed"
      }
      """#,
    ),
    "cancelBooking.free": APIExample.Answer(
      200,
      #"""
      {
        "booking": "bk_1m8wxgcw0pws26tshwtgp1vkcn0wewe",
        "reference": "838701",
        "state": "cancelled",
        "cancelled_by": "guest",
        "revision": 5,
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
        "cancellation_fee": {"amount":0,"currency":"JPY"},
        "created_at": "2026-12-03T03:00:00.000Z",
        "updated_at": "2026-12-03T03:00:00.000Z"
      }
      """#,
    ),
    "listChanges.start": APIExample.Answer(
      200,
      #"""
      {"changes":[],"cursor":"7365713732","more":false}
      """#,
    ),
    "listChanges.nothing new": APIExample.Answer(
      200,
      #"""
      {"changes":[],"cursor":"7365713732","more":false}
      """#,
    ),
    "createWebhook.bookings": APIExample.Answer(
      201,
      #"""
      {
        "webhook": "we_zcent8qr5rwjqqdfq0qf0tgrn9",
        "url": "https://platform.example/innbridge",
        "topics": ["bookings"],
        "created_at": "2026-12-03T03:00:00.000Z",
        "enabled": true,
        "disabled_at": null,
        "disabled_reason": null,
        "failing_since": null,
        "secret": "whsec_RofpZWjE4hCcRCpcPJfXFM2PVNEO/fF+rAbzPmMQhB8="
      }
      """#,
    ),
    "createWebhook.within": APIExample.Answer(
      422,
      #"""
      {
        "type": "/problems/invalid_fields",
        "title": "The body has wrong fields.",
        "status": 422,
        "code": "invalid_fields",
        "instance": "/requests/example-1",
        "errors": [{"pointer":"/url","code":"not_allowed","detail":"must be https"}]
      }
      """#,
    ),
    "listWebhooks.one": APIExample.Answer(
      200,
      #"""
      {
        "webhooks": [
          {
            "webhook": "we_zcent8qr5rwjqqdfq0qf0tgrn9",
            "url": "https://platform.example/innbridge",
            "topics": ["bookings"],
            "created_at": "2026-12-03T03:00:00.000Z",
            "enabled": true,
            "disabled_at": null,
            "disabled_reason": null,
            "failing_since": null
          }
        ]
      }
      """#,
    ),
    "getWebhook.well": APIExample.Answer(
      200,
      #"""
      {
        "webhook": "we_zcent8qr5rwjqqdfq0qf0tgrn9",
        "url": "https://platform.example/innbridge",
        "topics": ["bookings"],
        "created_at": "2026-12-03T03:00:00.000Z",
        "enabled": true,
        "disabled_at": null,
        "disabled_reason": null,
        "failing_since": null
      }
      """#,
    ),
    "testWebhook.try": APIExample.Answer(
      202,
      #"""
      {
        "message": "msg_1m8wxgcw0bxxvj6wxeded79kq52n8pr",
        "type": "webhook.test",
        "created_at": "2026-12-03T03:00:00.000Z",
        "state": "waiting",
        "next_try": "2026-12-03T03:00:00.000Z",
        "attempts": []
      }
      """#,
    ),
    "listDeliveries.waiting": APIExample.Answer(
      200,
      #"""
      {
        "deliveries": [
          {
            "message": "msg_1m8wxgcw0bxxvj6wxeded79kq52n8pr",
            "type": "webhook.test",
            "created_at": "2026-12-03T03:00:00.000Z",
            "state": "waiting",
            "next_try": "2026-12-03T03:00:00.000Z",
            "attempts": []
          }
        ],
        "next": null
      }
      """#,
    ),
    "redeliverWebhook.one": APIExample.Answer(
      202,
      #"""
      {"redelivered":1}
      """#,
    ),
    "redeliverWebhook.failed": APIExample.Answer(
      202,
      #"""
      {"redelivered":0}
      """#,
    ),
    "rotateWebhook.new": APIExample.Answer(
      200,
      #"""
      {
        "webhook": "we_zcent8qr5rwjqqdfq0qf0tgrn9",
        "secret": "whsec_incJGehnbP+E0MUSC9cMmbqJB8lnGSuWbSwHWmjirGU=",
        "old_secret_until": "2026-12-04T03:00:00.000Z"
      }
      """#,
    ),
    "enableWebhook.again": APIExample.Answer(
      200,
      #"""
      {"webhook":"we_zcent8qr5rwjqqdfq0qf0tgrn9","enabled":true}
      """#,
    ),
    "deleteWebhook.gone": APIExample.Answer(
      204,
      #"""

      """#,
    ),
    "readCalendarFile.small": APIExample.Answer(
      200,
      #"""
      BEGIN:VCALENDAR
      VERSION:2.0
      PRODID:-//InnBridge//Taken nights//EN
      CALSCALE:GREGORIAN
      METHOD:PUBLISH
      X-WR-CALNAME:Training Todaishita-so\, Japanese-style room
      X-WR-TIMEZONE:Asia/Tokyo
      END:VCALENDAR

      """#,
    ),
    "readCalendarFile.no token": APIExample.Answer(
      404,
      #"""
      {
        "type": "/problems/not_found",
        "title": "There is nothing of this name.",
        "status": 404,
        "code": "not_found",
        "instance": "/requests/example-1"
      }
      """#,
    ),
  ]
}
