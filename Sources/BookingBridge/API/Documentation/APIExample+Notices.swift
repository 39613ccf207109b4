/// The guest is told; the platform writes its own mail.
extension APIExample {
  static let notices: [APIExample] = [
    APIExample(
      "getNotice",
      "phrase card",
      "What to say to a keeper who speaks Japanese only",
      path: ["booking": "${createBooking.on request:booking}"],
      query: ["kind": "phrase_card", "language": "ko"],
    ),
    APIExample("getNoticeSettings", "mail", "The hub writes to the guests"),
    APIExample(
      "setBookingNotices",
      "off",
      "This guest gets the platform's own mail",
      path: ["booking": "${createBooking.on request:booking}"],
      body: #"{"mail": false}"#,
    ),
    APIExample(
      "setNoticeSettings",
      "on",
      "All others are written to",
      body: #"{"mail": true}"#,
    ),
    APIExample(
      "createGuestLink",
      "new",
      "The guest's page",
      path: ["booking": "${createBooking.on request:booking}"],
    ),
  ]
}
