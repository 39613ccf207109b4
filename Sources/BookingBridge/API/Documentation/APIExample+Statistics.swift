/// Open figures, which need no key.
extension APIExample {
  static let statistics: [APIExample] = [
    APIExample("listStatistics", "real", "Nothing real has been published yet"),
    APIExample(
      "getStatistics",
      "bookings",
      "How the training region was booked in a month",
      path: ["table": "bookings", "period": "2026-10"],
      query: ["training": "true"],
    ),
    APIExample(
      "getStatisticsCSV",
      "bookings",
      "The same for a spreadsheet",
      path: ["table": "bookings", "period": "2026-10"],
      query: ["training": "true"],
    ),
    APIExample(
      "getRoomsTonight",
      "training",
      "Signs by area",
      query: ["training": "true"],
    ),
  ]
}
