/// The story: Thursday, 3 December 2026, noon in Japan; a platform with a training key.
extension APIExample {
  package static let script: [APIExample] =
    access + inns + availability + sales + bookings + notices + feed + webhooks + statistics

  private static let access = [
    APIExample("getChannel", "training", "A training key"),
    APIExample("health", "well", "All is well"),
  ]

  private static let inns = [
    APIExample(
      "listInns",
      "area",
      "The first inn of an area",
      query: ["area": "oma", "limit": "1"]
    ),
    APIExample("getInn", "small", "A small inn", path: ["inn": "T16"]),
    APIExample("listRoomTypes", "small", "One room type", path: ["inn": "T16"]),
    APIExample("listRatePlans", "small", "One rate plan", path: ["inn": "T16"]),
  ]

  private static let tonight = ["check_in": "2026-12-03", "check_out": "2026-12-04"]

  private static let availability = [
    APIExample(
      "searchAvailability",
      "area",
      "Two adults and a child tonight",
      query: tonight.merging(["area": "ohata", "adults": "2", "child_ages": "9", "limit": "1"]) {
        $1
      },
    ),
    APIExample(
      "searchAvailability",
      "full",
      "A named inn that has nothing on its day off",
      query: [
        "check_in": "2026-12-09", "check_out": "2026-12-10", "inns": "T13", "adults": "2",
      ],
    ),
    APIExample(
      "searchAvailability",
      "wrong",
      "Every wrong parameter is named",
      query: ["check_in": "2026-12-03", "check_out": "2026-12-03", "limit": "0"],
    ),
    APIExample(
      "getCalendar",
      "two nights",
      "Two nights",
      path: ["inn": "T16"],
      query: ["from": "2026-12-05", "to": "2026-12-07"],
    ),
    APIExample(
      "writeCalendar",
      "bulk",
      "One item is saved, one refused",
      path: ["inn": "T16"],
      body: """
        {"items": [
          {"room_type": "T16-1", "night": "2026-12-05", "last_night": "2026-12-06",
           "remaining": 2, "min_stay": 2},
          {"room_type": "T16-1", "night": "2026-12-07", "remaining": 9}
        ]}
        """,
    ),
  ]

  private static let sales = [
    APIExample(
      "createQuote",
      "on request",
      "A plan on request",
      body: """
        {"rate_plan": "T05-1-hb", "check_in": "2026-12-10", "check_out": "2026-12-11", "rooms": 1,
         "adults": 2, "children": [{"age": 4, "meals": true, "bedding": false}]}
        """,
    ),
    APIExample(
      "createQuote",
      "not offered",
      "More guests than the room takes",
      body: """
        {"rate_plan": "T05-1-ro", "check_in": "2026-12-10", "check_out": "2026-12-11",
         "adults": 9}
        """,
    ),
    APIExample(
      "createHold",
      "five minutes",
      "Kept for five minutes",
      headers: ["Idempotency-Key": "6f1c1b0e-hold-1"],
      body: """
        {"rate_plan": "T01-1-ro", "check_in": "2026-12-08", "check_out": "2026-12-10", "adults": 2,
         "seconds": 300}
        """,
    ),
    APIExample(
      "extendHold",
      "longer",
      "Ten minutes from now",
      path: ["hold": "${createHold.five minutes:booking}"],
      body: #"{"seconds": 600}"#,
    ),
    APIExample(
      "createHold",
      "given up",
      "Another one",
      headers: ["Idempotency-Key": "6f1c1b0e-hold-2"],
      body: """
        {"rate_plan": "T02-1-ro", "check_in": "2026-12-03", "check_out": "2026-12-04", "adults": 1}
        """,
    ),
    APIExample(
      "releaseHold",
      "given up",
      "Given up",
      path: ["hold": "${createHold.given up:booking}"],
    ),
  ]

  private static let guest = """
    {"name": "Training Guest", "name_kana": "クンレン キャク", "language": "en", "country": "TW",
      "email": "guest@example.com"}
    """

  private static let bookings = [
    APIExample(
      "createBooking",
      "from a hold",
      "A hold becomes a booking",
      headers: ["Idempotency-Key": "6f1c1b0e-booking-1"],
      body: """
        {"hold": "${createHold.five minutes:booking}", "guest": \(guest), "arrival": "17:00",
         "channel_reference": "YOUR-1"}
        """,
    ),
    APIExample(
      "createBooking",
      "on request",
      "The keeper is asked",
      headers: ["Idempotency-Key": "6f1c1b0e-booking-2"],
      body: """
        {"rate_plan": "T05-1-hb", "check_in": "2026-12-10", "check_out": "2026-12-11", "adults": 2,
         "guest": \(guest), "channel_reference": "YOUR-2"}
        """,
    ),
    APIExample(
      "createBooking",
      "full",
      "Fewer rooms are left",
      headers: ["Idempotency-Key": "6f1c1b0e-booking-3"],
      body: """
        {"rate_plan": "T13-1-ro", "check_in": "2026-12-09", "check_out": "2026-12-10", "adults": 2,
         "guest": \(guest)}
        """,
    ),
    APIExample(
      "createBooking",
      "wrong",
      "Every wrong member is named",
      headers: ["Idempotency-Key": "6f1c1b0e-booking-4"],
      body: """
        {"rate_plan": "T01-1-ro", "check_in": "2026-02-30", "check_out": "2026-12-04", "adults": 0,
         "guest": {"name": "Training Guest", "passport": "none of our business"}}
        """,
    ),
    APIExample(
      "getBooking",
      "confirmed",
      "Confirmed",
      path: ["booking": "${createBooking.from a hold:booking}"],
    ),
    APIExample(
      "amendBooking",
      "shorter",
      "A night less needs nobody's consent",
      path: ["booking": "${createBooking.from a hold:booking}"],
      headers: ["If-Match": "\"3\""],
      body: #"{"check_out": "2026-12-09"}"#,
    ),
    APIExample(
      "amendBooking",
      "meanwhile",
      "Somebody changed it meanwhile",
      path: ["booking": "${createBooking.from a hold:booking}"],
      headers: ["If-Match": "\"3\""],
      body: #"{"arrival": "18:00"}"#,
    ),
    APIExample(
      "listBookings",
      "since",
      "The next one that changed",
      query: ["updated_since": "2026-12-03T00:00:00Z", "states": "requested", "limit": "1"],
    ),
    APIExample(
      "withdrawAmendment",
      "none",
      "No amendment waits",
      path: ["booking": "${createBooking.from a hold:booking}"],
    ),
    APIExample(
      "cancelBooking",
      "free",
      "Long before arrival",
      path: ["booking": "${createBooking.from a hold:booking}"],
    ),
  ]

  private static let feed = [
    APIExample("listChanges", "start", "A new consumer gets its cursor"),
    APIExample(
      "listChanges",
      "nothing new",
      "Nothing new",
      query: ["cursor": "${listChanges.start:cursor}", "wait": "0"],
    ),
  ]
}
