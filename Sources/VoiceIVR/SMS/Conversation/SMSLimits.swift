package import InnRegistry

/// Every number by which the hub exchanges messages.
package enum SMSLimits {
  /// UTF-16 units of an answer: one segment in UCS-2 (3GPP TS 23.038), which a flip phone shows on
  /// one page and a carrier charges once.
  package static let answerUnits = 70
  /// The same text again from one sender within this time is the same message: carriers deliver
  /// twice when a receipt is lost.
  package static let duplicates = Span.minutes(2)
  /// How long the state of a conversation holds: yesterday's question is nobody's any more.
  package static let memory = Span.days(1)
  /// How long a number alone answers «how many on the 5th?»; afterwards it is about tonight again.
  package static let numberMemory = Span.hours(2)
  /// Questions back and explanations to one number in an hour: a person gives up earlier, and two
  /// machines must not talk for ever.
  package static let asksAnHour = 5
  /// Answers of any kind to one number in an hour; nobody sets rooms more often, a machine might.
  package static let answersAnHour = 30
  /// Between an answer's sending and a message written with it in mind.
  package static let readingTime = Span.seconds(20)
  /// Between a request's sending and an answer to it: no network delivers and nobody types faster.
  package static let arrivalTime = Span.seconds(3)
  /// Nights of one statement about rooms; a season is for the office.
  package static let nightsAtOnce = 62
  /// Nights of one closure by SMS.
  package static let closureNights = 120
}
