/// This program's version, as semantic versioning counts.
enum ProgramVersion {
  static let current = "0.1.0"
}
