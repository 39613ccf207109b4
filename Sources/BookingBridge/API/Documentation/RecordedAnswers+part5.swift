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
  ]
}
