/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
extension RecordedAnswers {
  static let part4: [String: APIExample.Answer] = [
    "amendBooking.meanwhile": APIExample.Answer(
      412,
      #"""
      {
        "type": "/problems/precondition_failed",
        "title": "What holds now is not what the request expects.",
        "status": 412,
        "code": "precondition_failed",
        "detail": "the booking has revision 4 now",
        "instance": "/requests/example-1",
        "revision": 4
      }
      """#,
    ),
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
    "getNotice.phrase card": APIExample.Answer(
      200,
      #"""
      {
        "booking": "bk_1m8wxgcw0vhjjqjy2epgn3v2tzvtm65",
        "kind": "phrase_card",
        "language": "ko",
        "reviewed": false,
        "title": "전화용 회화 카드",
        "lead": ["숙소 사람은 일본어만 합니다. 전화로 이 문장을 읽거나 이 화면을 보여 주세요."],
        "sections": [
          {
            "name": "stay",
            "heading": "숙박 내용",
            "items": [
              {"type":"fact","name":"reference","label":"예약 번호","values":["502-416"]},
              {
                "type": "fact",
                "name": "inn",
                "label": "숙소",
                "values": ["Training Hibayu-so（練習・ひば湯荘）"]
              },
              {
                "type": "fact",
                "name": "phone",
                "label": "숙소 전화",
                "values": ["+81175000005","일본어로만 통화할 수 있습니다"]
              },
              {"type":"fact","name":"guest","label":"성함","values":["Training Guest"]},
              {
                "type": "fact",
                "name": "dates",
                "label": "숙박일",
                "values": ["2026년 12월 10일 목요일부터 2026년 12월 11일 금요일까지, 1박"]
              }
            ]
          },
          {
            "name": "phrases",
            "heading": "전화로 말하는 방법",
            "items": [
              {
                "type": "phrase",
                "meaning": "여보세요. 예약한 Training Guest입니다.",
                "japanese": "もしもし。予約したクンレン キャクです。",
                "kana": "もしもし。 よやく した クンレン キャク です。",
                "romaji": "moshimoshi. yoyaku shita kunren kyaku desu."
              },
              {
                "type": "phrase",
                "meaning": "제 예약 번호는 이것입니다.",
                "japanese": "予約番号は、5、0、2、4、1、6です。",
                "kana": "よやく ばんごう は、 ご ゼロ に よん いち ろく です。",
                "romaji": "yoyaku bangō wa, go zero ni yon ichi roku desu."
              },
              {
                "type": "phrase",
                "meaning": "이날부터 몇 박 숙박합니다.",
                "japanese": "12月10日から1泊です。",
                "kana": "じゅうにがつ とおか から いっぱく です。",
                "romaji": "jūnigatsu tōka kara ippaku desu."
              },
              {
                "type": "phrase",
                "meaning": "도착이 늦어집니다.",
                "japanese": "到着が遅れます。",
                "kana": "とうちゃく が おくれます。",
                "romaji": "tōchaku ga okuremasu."
              },
              {
                "type": "phrase",
                "meaning": "길을 잃었습니다.",
                "japanese": "道に迷いました。",
                "kana": "みち に まよいました。",
                "romaji": "michi ni mayoimashita."
              },
              {
                "type": "phrase",
                "meaning": "못 먹는 음식이 있습니다.",
                "japanese": "食べられないものがあります。",
                "kana": "たべられない もの が あります。",
                "romaji": "taberarenai mono ga arimasu."
              },
              {
                "type": "phrase",
                "meaning": "예약을 변경하고 싶습니다.",
                "japanese": "予約を変更したいです。",
                "kana": "よやく を へんこう したい です。",
                "romaji": "yoyaku o henkō shitai desu."
              },
              {
                "type": "phrase",
                "meaning": "예약을 취소하고 싶습니다.",
                "japanese": "予約を取り消したいです。",
                "kana": "よやく を とりけしたい です。",
                "romaji": "yoyaku o torikeshitai desu."
              },
              {
                "type": "phrase",
                "meaning": "천천히 말해 주세요.",
                "japanese": "ゆっくり話してください。",
                "kana": "ゆっくり はなして ください。",
                "romaji": "yukkuri hanashite kudasai."
              },
              {
                "type": "phrase",
                "meaning": "말이 통하지 않으면 사무국에 전화해 주세요.",
                "japanese": "分からないときは、事務局に電話してください。",
                "kana": "わからない とき は、 じむきょく に でんわ して ください。",
                "romaji": "wakaranai toki wa, jimukyoku ni denwa shite kudasai."
              }
            ]
          },
          {
            "name": "unreviewed",
            "heading": null,
            "items": [{"type":"paragraph","value":"이 번역은 아직 원어민이 확인하지 않았습니다. 아래의 일본어가 기준입니다."}]
          }
        ],
        "sms": "Training Hibayu-so 전화용 회화 카드입니다."
      }
      """#,
    ),
    "getNoticeSettings.mail": APIExample.Answer(
      200,
      #"""
      {"mail":true,"sms":false}
      """#,
    ),
    "setBookingNotices.off": APIExample.Answer(
      200,
      #"""
      {"booking":"bk_1m8wxgcw0vhjjqjy2epgn3v2tzvtm65","mail":false,"sms":false}
      """#,
    ),
    "setNoticeSettings.on": APIExample.Answer(
      200,
      #"""
      {"mail":true,"sms":false}
      """#,
    ),
    "createGuestLink.new": APIExample.Answer(
      201,
      #"""
      {
        "path": "/g/6t1kyj1d4pr1w4hm2eh7qwn9dy",
        "url": null,
        "expires_at": "2026-12-24T15:00:00.000Z"
      }
      """#,
    ),
    "listChanges.start": APIExample.Answer(
      200,
      #"""
      {"changes":[],"cursor":"7365713736","more":false}
      """#,
    ),
    "listChanges.nothing new": APIExample.Answer(
      200,
      #"""
      {"changes":[],"cursor":"7365713736","more":false}
      """#,
    ),
    "createWebhook.bookings": APIExample.Answer(
      201,
      #"""
      {
        "webhook": "we_bxxvj6wxeded79kq52n8prcpaw",
        "url": "https://platform.example/innbridge",
        "topics": ["bookings"],
        "created_at": "2026-12-03T03:00:00.000Z",
        "enabled": true,
        "disabled_at": null,
        "disabled_reason": null,
        "failing_since": null,
        "secret": "whsec_rAbzPmMQhB+fuarRxQVzSfe2d8F9QEMMNXFKhqcc+YM="
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
            "webhook": "we_bxxvj6wxeded79kq52n8prcpaw",
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
        "webhook": "we_bxxvj6wxeded79kq52n8prcpaw",
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
  ]
}
