/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
extension RecordedAnswers {
  static let part5: [String: APIExample.Answer] = [
    "testWebhook.try": APIExample.Answer(
      202,
      #"""
      {
        "message": "msg_1m8wxgcw044mbc9c1q63jtd2fg4zcsr",
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
            "message": "msg_1m8wxgcw044mbc9c1q63jtd2fg4zcsr",
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
        "webhook": "we_bxxvj6wxeded79kq52n8prcpaw",
        "secret": "whsec_bSwHWmjirGUc4NxIL29hcBf88y5OgtZADP/+ViIunoc=",
        "old_secret_until": "2026-12-04T03:00:00.000Z"
      }
      """#,
    ),
    "enableWebhook.again": APIExample.Answer(
      200,
      #"""
      {"webhook":"we_bxxvj6wxeded79kq52n8prcpaw","enabled":true}
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
    "listStatistics.real": APIExample.Answer(
      200,
      #"""
      {"tables":[],"uses":[]}
      """#,
    ),
    "getStatistics.bookings": APIExample.Answer(
      200,
      #"""
      {
        "table": "bookings",
        "title": "Bookings",
        "period": "2026-10",
        "training": true,
        "exact": false,
        "vintage": 1,
        "published_at": "2026-12-03T03:00:00.000Z",
        "sha256": "fdf3ee23780109da91a33195c168d083606585c5ad2c7d20902c5ec1f25ecd98",
        "nationalities_version": 1,
        "coverage": {
          "inns": 24,
          "all_inns": 24,
          "beds": 522,
          "all_beds": 522,
          "reported_nights": 147,
          "inn_nights": 744,
          "text": "24 of 24 inns, 100 % of beds"
        },
        "measures": [
          {
            "measure": "lead_days_median",
            "name": "Lead time, median",
            "unit": "days",
            "definition": "From booking to check-in, by party."
          },
          {
            "measure": "lead_days_p90",
            "name": "Lead time, nine of ten within",
            "unit": "days",
            "definition": "From booking to check-in, by party."
          },
          {
            "measure": "cancellation_rate",
            "name": "Cancellation rate",
            "unit": "%",
            "definition": "Cancelled of all that were confirmed."
          },
          {
            "measure": "no_show_rate",
            "name": "No-show rate",
            "unit": "%",
            "definition": "No-shows of all that were confirmed."
          },
          {
            "measure": "adr",
            "name": "ADR, meals included",
            "unit": "JPY",
            "definition": "Price without taxes by room nights; five inns or more."
          },
          {
            "measure": "answer_rate",
            "name": "Answer rate",
            "unit": "%",
            "definition": "Requests answered in time."
          },
          {
            "measure": "answer_minutes_median",
            "name": "Minutes to answer, median",
            "unit": "minutes",
            "definition": "From request to answer."
          }
        ],
        "rows": [
          {
            "measure": "lead_days_median",
            "place": "region",
            "place_name": "Shimokita",
            "category": "total",
            "category_name": "Total",
            "value": 10.0,
            "shown": "10"
          },
          {
            "measure": "lead_days_p90",
            "place": "region",
            "place_name": "Shimokita",
            "category": "total",
            "category_name": "Total",
            "value": 37.0,
            "shown": "37"
          },
          {
            "measure": "cancellation_rate",
            "place": "region",
            "place_name": "Shimokita",
            "category": "total",
            "category_name": "Total",
            "value": 8.4,
            "shown": "8.4"
          },
          {
            "measure": "no_show_rate",
            "place": "region",
            "place_name": "Shimokita",
            "category": "total",
            "category_name": "Total",
            "value": 2.1,
            "shown": "2.1"
          },
          {
            "measure": "adr",
            "place": "region",
            "place_name": "Shimokita",
            "category": "total",
            "category_name": "Total",
            "value": 19500.0,
            "shown": "19500"
          },
          {
            "measure": "answer_rate",
            "place": "region",
            "place_name": "Shimokita",
            "category": "total",
            "category_name": "Total",
            "value": 98.1,
            "shown": "98.1"
          },
          {
            "measure": "answer_minutes_median",
            "place": "region",
            "place_name": "Shimokita",
            "category": "total",
            "category_name": "Total",
            "value": 69.0,
            "shown": "69"
          }
        ]
      }
      """#,
    ),
    "getStatisticsCSV.bookings": APIExample.Answer(
      200,
      #"""
      ﻿期間,地域コード,地域,区分コード,区分,指標コード,指標,値,単位,版,公表日,データ元,定義,集計対象
      2026-10,,下北地域,total,合計,lead_days_median,予約からの日数（中央値）,10,日,1,2026-12-03,練習用の架空データ,予約した日からチェックインまで。,24軒中24軒、収容人数の100％
      2026-10,,下北地域,total,合計,lead_days_p90,予約からの日数（90％）,37,日,1,2026-12-03,練習用の架空データ,予約した日からチェックインまで。,24軒中24軒、収容人数の100％
      2026-10,,下北地域,total,合計,cancellation_rate,取消率,8.4,％,1,2026-12-03,練習用の架空データ,取消÷確定した予約。,24軒中24軒、収容人数の100％
      2026-10,,下北地域,total,合計,no_show_rate,不泊率,2.1,％,1,2026-12-03,練習用の架空データ,不泊÷確定した予約。,24軒中24軒、収容人数の100％
      2026-10,,下北地域,total,合計,adr,平均客室単価（食事込み）,19500,円,1,2026-12-03,練習用の架空データ,税を除く宿泊料金÷利用客室数。5軒未満では公表しない。,24軒中24軒、収容人数の100％
      2026-10,,下北地域,total,合計,answer_rate,回答率,98.1,％,1,2026-12-03,練習用の架空データ,期限までに答えた予約リクエスト。,24軒中24軒、収容人数の100％
      2026-10,,下北地域,total,合計,answer_minutes_median,回答までの分（中央値）,69,分,1,2026-12-03,練習用の架空データ,リクエストから回答まで。,24軒中24軒、収容人数の100％

      """#,
    ),
    "getRoomsTonight.training": APIExample.Answer(
      200,
      #"""
      {
        "night": "2026-12-03",
        "as_of": "2026-12-03T03:00:00.000Z",
        "telephone": null,
        "areas": [
          {"place":"022080","name":"Mutsu","level":"many","sign":"○"},
          {"place":"024244","name":"Higashidori","level":"many","sign":"○"},
          {"place":"024252","name":"Kazamaura","level":"many","sign":"○"},
          {"place":"024261","name":"Sai","level":"many","sign":"○"},
          {"place":"oma","name":"oma","level":"many","sign":"○"},
          {"place":"region","name":"Shimokita","level":"many","sign":"○"}
        ]
      }
      """#,
    ),
  ]
}
