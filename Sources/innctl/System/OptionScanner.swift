import CCommandLine
import Glibc
import Synchronization

/// What getopt_long made of a command's arguments.
struct ScannedArguments: Hashable, Sendable {
  /// The options in the order in which they were given.
  var options: [Option] = []
  var operands: [String] = []

  struct Option: Hashable, Sendable {
    var name: String
    var argument: String?
  }
}

/// Reads arguments by the rules of getopt_long: `--name value`, `--name=value`, unambiguous
/// abbreviations, clusters of short options, operands anywhere, `--` ends the options.
enum OptionScanner {
  /// getopt_long keeps its place in global variables.
  private static let gate = Mutex(())
  /// Values of long options begin here, above every character of a short one.
  private static let firstLongValue: Int32 = 1000

  /// - Parameter stopsAtOperand: the first operand ends the options, because it is a command's name
  ///   and what follows belongs to it.
  /// - Throws: ``UsageError`` for the first thing that isn't understood.
  static func scan(
    _ arguments: [String],
    options: [OptionSyntax],
    stopsAtOperand: Bool = false,
  ) throws(UsageError) -> ScannedArguments {
    let outcome = gate.withLock { _ in
      Result<ScannedArguments, UsageError> { () throws(UsageError) in
        try scanAlone(arguments, options: options, stopsAtOperand: stopsAtOperand)
      }
    }
    return try outcome.get()
  }

  private static func scanAlone(
    _ arguments: [String],
    options: [OptionSyntax],
    stopsAtOperand: Bool,
  ) throws(UsageError) -> ScannedArguments {
    let texts = CStrings()
    defer { withExtendedLifetime(texts) {} }
    // A leading colon tells a missing argument (':') from an unknown option ('?').
    var shortForms = stopsAtOperand ? "+:" : ":"
    var longForms: [option] = []
    for (index, syntax) in options.enumerated() {
      if let letter = syntax.short {
        shortForms += String(letter) + (syntax.argument == nil ? "" : ":")
      }
      longForms.append(
        option(
          name: texts.pointer(syntax.name),
          has_arg: syntax.argument == nil ? no_argument : required_argument,
          flag: nil,
          val: firstLongValue + Int32(index),
        )
      )
    }
    longForms.append(option(name: nil, has_arg: 0, flag: nil, val: 0))
    // getopt_long moves operands to the end of this array; the first element is the program.
    var argv = (["innctl"] + arguments).map { Optional(texts.mutablePointer($0)) }
    argv.append(nil)
    let count = Int32(argv.count - 1)

    command_line_reset()
    var scanned = ScannedArguments()
    // Each round takes at least one letter, so the letters of all arguments bound the loop.
    while true {
      let found = getopt_long(count, argv, shortForms, longForms, nil)
      if found == -1 { break }
      let place = Int(command_line_optind())
      let given = place > 0 && place <= argv.count - 1 ? text(argv[place - 1]) : ""
      switch found {
      case 63:  // '?': unknown, ambiguous, or with an argument that it does not take
        throw misread(given, options)
      case 58:  // ':'
        throw .argumentMissing(option: syntax(command_line_optopt(), options)?.name ?? given)
      default:
        guard let syntax = syntax(found, options) else { throw .optionUnknown(given, nearest: nil) }
        scanned.options.append(
          ScannedArguments.Option(
            name: syntax.name,
            argument: syntax.argument == nil ? nil : text(command_line_optarg()),
          )
        )
      }
    }
    scanned.operands = argv[Int(command_line_optind())..<Int(count)].map { text($0) }
    return scanned
  }

  private static func misread(_ given: String, _ options: [OptionSyntax]) -> UsageError {
    let value = command_line_optopt()
    if value >= firstLongValue, let syntax = syntax(value, options) {
      return .argumentUnwanted(option: syntax.name)
    }
    if value != 0, let scalar = Unicode.Scalar(UInt32(bitPattern: value)) {
      return .optionUnknown("-\(Character(scalar))", nearest: nil)
    }
    let written = given.prefix { $0 != "=" }
    let name = written.drop { $0 == "-" }
    let candidates = options.map(\.name).filter { $0.hasPrefix(name) && !name.isEmpty }
    if candidates.count > 1 {
      return .optionAmbiguous(String(written), candidates: candidates.map { "--" + $0 })
    }
    let nearest = Spelling.nearest(to: String(name), among: options.map(\.name))
    return .optionUnknown(String(written), nearest: nearest.map { "--" + $0 })
  }

  private static func syntax(_ value: Int32, _ options: [OptionSyntax]) -> OptionSyntax? {
    if value >= firstLongValue {
      let index = Int(value - firstLongValue)
      return options.indices.contains(index) ? options[index] : nil
    }
    return options.first { $0.short?.asciiValue.map(Int32.init) == value }
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }

  private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }
}

/// Copies of texts for C, freed together.
private final class CStrings {
  private var owned: [UnsafeMutablePointer<CChar>] = []

  deinit {
    for pointer in owned { pointer.deallocate() }
  }

  func mutablePointer(_ text: String) -> UnsafeMutablePointer<CChar> {
    let bytes = text.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { copy[index] = byte }
    owned.append(copy)
    return copy
  }

  func pointer(_ text: String) -> UnsafePointer<CChar> { UnsafePointer(mutablePointer(text)) }
}

/// Finds what somebody probably meant.
enum Spelling {
  /// Slips that still count as the same word.
  private static let mostSlips = 2

  /// The one candidate at most two letters away; nil when there is none or several.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let scored = candidates.map { ($0, distance(word, $0)) }
    guard let least = scored.map(\.1).min(), least <= mostSlips else { return nil }
    let best = scored.filter { $0.1 == least }
    return best.count == 1 ? best[0].0 : nil
  }

  /// Letters to insert, drop or replace (Levenshtein); words of options are short.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
