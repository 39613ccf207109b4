import Foundation
import Glibc
import InnRegistry

/// Hostile input for one reader: whatever comes, a value or a refusal.
///
/// The environment says for how long, and how input is found:
///
/// | Variable | |
/// |---|---|
/// | none | a second or two of changed seeds, always the same ones |
/// | `INNBRIDGE_FUZZ_SECONDS` | so long, other ones each time; `INNBRIDGE_FUZZ_SEED` repeats a run |
/// | `INNBRIDGE_FUZZ_KIND` | this kind alone, led by what it reached in the program (libFuzzer), in a build with `--sanitize fuzzer` |
/// | `INNBRIDGE_FUZZ_DIRECTORY` | where such a run keeps what it found |
/// | `INNBRIDGE_FUZZ_INPUT` | a file that is tried alone, of `INNBRIDGE_FUZZ_KIND` |
package struct Fuzz {
  private let kind: String
  private let seeds: [[UInt8]]
  private let words: [String]

  /// What a reader must not do; any other error is a refusal, which is as good as a value.
  package struct Finding: Error {
    package let text: String

    package init(_ text: String) { self.text = text }
  }

  /// Inputs of a kind in a run of all tests.
  private static let usual = 1500
  /// Inputs until caches and pools have their size.
  private static let warmUp = 1000
  /// What a minute of input may leave behind, in bytes: bookings of a test's registry, free lists.
  private static let mostGrowth = 512 << 20

  /// - Parameters:
  ///   - kind: its name, of letters and hyphens.
  ///   - seeds: good input, that bad input is made from.
  ///   - words: what this kind of reader might stumble over.
  package init(_ kind: String, _ seeds: [String], words: [String] = []) {
    self.kind = kind
    self.seeds = seeds.map { Array($0.utf8) }
    self.words = words
  }

  /// Tries inputs.
  ///
  /// - Parameter body: reads one, and throws a ``Finding`` where more than a refusal is wrong.
  /// - Returns: what is wrong and how to repeat it; nil when nothing is.
  package func run(_ body: @escaping ([UInt8]) throws -> Void) -> String? {
    let environment = ProcessInfo.processInfo.environment
    if let only = environment["INNBRIDGE_FUZZ_KIND"], !only.isEmpty {
      guard only == kind else { return nil }
      if let file = environment["INNBRIDGE_FUZZ_INPUT"] {
        let input = FileManager.default.contents(atPath: file).map { [UInt8]($0) }
        return input.map { attempt($0, body) } ?? "there is no \(file)"
      }
      return guided(body, environment)
    }
    let seconds = environment["INNBRIDGE_FUZZ_SECONDS"].flatMap { Double($0) }
    let seed =
      environment["INNBRIDGE_FUZZ_SEED"].flatMap { UInt64($0) }
      ?? (seconds == nil ? 1 : RandomSource.system.next())
    // Before anything can crash: with the seed it is found again.
    if let seconds { Fuzz.say("fuzz \(kind): seed \(seed), \(Int(seconds)) s") }
    return changed(body, seed: seed, until: seconds.map { Date(timeIntervalSinceNow: $0) })
  }

  // MARK: - Changed seeds

  private func changed(
    _ body: ([UInt8]) throws -> Void,
    seed: UInt64,
    until: Date?,
  ) -> String? {
    var mutations = Mutations(seed: seed, words: words)
    var count = 0
    var before = 0
    while until.map({ count % 100 != 0 || Date(timeIntervalSinceNow: 0) < $0 })
      ?? (count < Fuzz.usual)
    {
      if let fault = attempt(mutations.next(from: seeds), body) {
        return "\(fault); seed \(seed), input \(count)"
      }
      count += 1
      if count == Fuzz.warmUp { before = Fuzz.residentBytes }
    }
    guard until != nil else { return nil }
    let growth = count < Fuzz.warmUp ? 0 : Fuzz.residentBytes - before
    Fuzz.say("fuzz \(kind): \(count) inputs, \(growth >> 20) MiB more than before")
    return growth > Fuzz.mostGrowth ? "\(kind) grew by \(growth >> 20) MiB; seed \(seed)" : nil
  }

  private func attempt(_ input: [UInt8], _ body: ([UInt8]) throws -> Void) -> String? {
    do {
      try body(input)
    } catch let finding as Finding {
      return "\(kind): \(finding.text): \(String(decoding: input.prefix(2000), as: UTF8.self))"
    } catch {
      // A refusal.
    }
    return nil
  }

  /// Pages of this process that are in memory, in bytes.
  private static var residentBytes: Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
      .split(separator: " ")
    return (fields.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * sysconf(CInt(_SC_PAGESIZE))
  }

  private static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  // MARK: - Led by coverage

  /// Hands over to libFuzzer, which ends the process when the time is up or something is found.
  private func guided(
    _ body: @escaping ([UInt8]) throws -> Void,
    _ environment: [String: String],
  ) -> String? {
    // Looked for by name: in a usual build there is none.
    guard let symbol = dlsym(nil, "LLVMFuzzerRunDriver") else {
      return "this build isn't led by coverage: swift build --build-tests --sanitize fuzzer"
    }
    let driver = unsafeBitCast(symbol, to: GuideDriver.self)
    let directory = environment["INNBRIDGE_FUZZ_DIRECTORY"] ?? "."
    let arguments: [String]
    do {
      arguments = try prepared(directory, seconds: environment["INNBRIDGE_FUZZ_SECONDS"] ?? "60")
    } catch {
      return "\(error)"
    }
    guidedBody = { input in
      if let fault = attempt(input, body) {
        Fuzz.say(fault)
        abort()
      }
    }
    var count = CInt(arguments.count)
    var pointers = arguments.map { strdup($0) }
    pointers.append(nil)
    // It keeps them to the end of the process.
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: pointers.count
    )
    list.initialize(from: pointers, count: pointers.count)
    var kept: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = list
    let status = driver(&count, &kept, tryGuided)
    return status == 0 ? nil : "\(kind): libFuzzer ended with \(status)"
  }

  /// Writes seeds and words where libFuzzer reads them.
  private func prepared(_ directory: String, seconds: String) throws -> [String] {
    let corpus = "\(directory)/\(kind)"
    let start = "\(directory)/\(kind)-seeds"
    let words = "\(directory)/\(kind).words"
    for folder in [corpus, start] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    for (number, seed) in seeds.enumerated() {
      try Data(seed).write(to: URL(filePath: "\(start)/\(number)"))
    }
    let lines = (Mutations.awkward + self.words).map { word in
      "\"" + word.utf8.map { "\\x" + Secret.hex([$0]).uppercased() }.joined() + "\"\n"
    }
    try Data(lines.joined().utf8).write(to: URL(filePath: words))
    return [
      "fuzz", "-max_total_time=\(seconds)", "-timeout=20", "-rss_limit_mb=4096", "-max_len=8192",
      "-dict=\(words)", "-artifact_prefix=\(directory)/\(kind)-", "-print_final_stats=1", corpus,
      start,
    ]
  }
}

private typealias GuidedInput = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
/// `int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*)(const uint8_t *, size_t))`.
private typealias GuideDriver =
  @convention(c) (
    UnsafeMutablePointer<CInt>,
    UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    GuidedInput,
  ) -> CInt

/// Set once, before libFuzzer is called on the same thread.
nonisolated(unsafe) private var guidedBody: (([UInt8]) -> Void)?

private func tryGuided(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guidedBody?(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
