/// Answers to the examples, as the hub gave them.
///
/// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
enum RecordedAnswers {
  static let all = [String: APIExample.Answer]()
    .merging(part1) { $1 }
    .merging(part2) { $1 }
    .merging(part3) { $1 }
    .merging(part4) { $1 }
    .merging(part5) { $1 }
}
