/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
enum RecordedAnswers {
  static let all: [String: APIExample.Answer] = [:]
}
