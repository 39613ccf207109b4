package import InnRegistry

/// Every number of the telephone's conduct, in one place.
///
/// Listeners are 65 to 90 years old, in a kitchen, on a landline: times are generous, tries few,
/// and a person is always near.
package enum DialogueLimits {
  // MARK: Time

  /// Wait for the first key, from the end of the prompt: glasses on, handset away from the ear.
  package static let firstKey = Span.seconds(10)
  /// Wait between two keys of an entry; also ends an entry that is shorter than it could be.
  package static let nextKey = Span.seconds(5)
  /// Silence between a key and the speech that follows: the handset travels back to the ear.
  package static let handsetReturn = Span(milliseconds: 500)
  /// Pause between two phrases: long enough to be a breath, short enough not to seem the end.
  package static let phrasePause = Span(milliseconds: 600)
  /// Wait for a voice from a telephone without keys.
  package static let voiceAnswer = Span.seconds(5)
  /// Wait for the keeper whom somebody else in the house went to fetch.
  package static let handOver = Span.seconds(30)
  /// An answer stays open to correction this long after its read-back (domain: «pending»).
  package static let correction = Span.seconds(5)
  /// How long the office's telephone rings before the keeper is offered to leave a message.
  package static let officeRings = Span.seconds(25)
  /// Longest recorded message; voice mail of Japanese carriers allows three minutes, and two are
  /// as much as the office wants to hear.
  package static let longestMessage = Span.seconds(120)
  /// Longest call: three requests, a night's recital and a menu take under five minutes; a line
  /// that nobody hung up must not be held for ever (a trunk has two).
  package static let longestCall = Span.minutes(10)
  /// A prompt is to be no longer than this; longer ones are cut into phrases.
  package static let promptAim = Span.seconds(8)
  /// No phrase may be longer than this: nobody keeps more in mind.
  package static let promptCeiling = Span.seconds(20)

  /// Speed of speech in mora a second, times ten: about 5.5, never above 8.5.
  package static let tenthsOfMoraPerSecond = 55

  // MARK: Tries

  /// Wrong entries to one question before the office is called in.
  package static let mistakes = 3
  /// Silences to one question before it is left alone or the office is called in.
  package static let silences = 2
  /// Times one item is read again on request; then the question moves on to the office.
  package static let repeats = 5
  /// Wrong inn numbers or PINs in one call; the lockout that lasts beyond it is the registry's.
  package static let identifications = 3
  /// Questions asked in one call, repeats included: an end for those who play with the keys.
  package static let questions = 80

  // MARK: Contents

  /// Choices in a menu; never a fifth.
  package static let menuChoices = 4
  /// Requests in one call (S31): more can't be weighed with a pot on the stove.
  package static let requestsACall = 3
  /// Bookings recited one by one before the question for rooms; those beyond are summed up.
  package static let recital = 6
  /// Bookings read in answer to «hear bookings».
  package static let bookingList = 20
  /// Children whose ages are read one by one; more are only counted.
  package static let childAges = 4
  /// A text of the office, read out: longer ones are for a letter.
  package static let longestAnnouncement = Span.seconds(60)
  /// Nights of a closure or a range of rooms keyed on the phone: a season; longer is the office's.
  package static let longestRange = 120
  /// A month and day without a year mean the next such date within this many days; anything else
  /// is asked.
  package static let daysAhead = 330
  /// Digits of an inn's number when a caller is unknown.
  package static let innNumberDigits = 4
  /// Digits of a PIN.
  package static let pinDigits = 4
  /// Guests outside the hub in one night that can be keyed; three digits would be a hotel.
  package static let outsideGuestDigits = 2
}
