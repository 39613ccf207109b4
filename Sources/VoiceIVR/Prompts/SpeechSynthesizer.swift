import CProcess
import Glibc

/// Open JTalk as a process: one sentence in, 16-bit samples out.
///
/// A process for each sentence, because the library keeps its state in globals and a crash in its
/// dictionary must not end calls. Its traps: only the first line of the input is spoken, about a
/// kilobyte is cut without a word, and empty input succeeds without sound.
package struct SpeechSynthesizer: Hashable, Sendable {
  package var program: String
  package var dictionary: String
  package var voice: String

  /// Longest input of one process in bytes of UTF-8: two hundred characters.
  ///
  /// Open JTalk cuts at 1024; shorter pieces keep processes small.
  static let longestInput = 600
  /// Longest time one process may take: a text of ``longestInput`` takes about four seconds.
  static let timeLimitSeconds = 20
  /// The same while nobody waits: on a busy machine such a process stands still for long.
  static let patientLimitSeconds = 600
  /// Most bytes of sound taken from one process: four minutes at 48 kHz.
  ///
  /// Pauses come two seconds long before they are shortened.
  static let longestOutput = 240 * 48_000 * 2

  package init(program: String, dictionary: String, voice: String) {
    self.program = program
    self.dictionary = dictionary
    self.voice = voice
  }

  /// Where the set-up script and Debian put things; `INNBRIDGE_VOICE` names another voice.
  package static var installed: SpeechSynthesizer {
    SpeechSynthesizer(
      program: "/usr/bin/open_jtalk",
      dictionary: "/var/lib/mecab/dic/open-jtalk/naist-jdic",
      voice: getenv("INNBRIDGE_VOICE").map { String(cString: $0) }
        ?? voices.first { access($0, R_OK) == 0 } ?? voices[0],
    )
  }

  /// Where the set-up script puts the voice, and where the package does.
  private static let voices = ["/usr/local", "/usr"].map {
    $0 + "/share/innbridge/voices/mei_normal.htsvoice"
  }

  /// Sees that everything is there.
  package func check() throws(SpeechError) {
    guard access(program, X_OK) == 0 else { throw .missing("open_jtalk", path: program) }
    guard access(dictionary, R_OK) == 0 else { throw .missing("dictionary", path: dictionary) }
    guard access(voice, R_OK) == 0 else { throw .missing("voice", path: voice) }
  }

  /// Speaks a text of any length.
  ///
  /// Blocks for about 0.1 s for each second of speech; minutes on a busy machine unless it is urgent.
  func speak(
    _ text: String,
    rate: SpeechRate,
    isUrgent: Bool = true,
  ) throws(SpeechError) -> SpeechWave {
    guard text.contains(where: { $0.isLetter || $0.isNumber }) else { throw .nothingToSay }
    var whole: SpeechWave?
    for piece in SpeechSynthesizer.pieces(of: text) {
      let wave = try SpeechWave.read(run(piece, rate: rate, isUrgent: isUrgent))
      if let before = whole {
        guard before.sampleRate == wave.sampleRate else {
          throw .synthesis("sample rate changed")
        }
        whole = SpeechWave(sampleRate: wave.sampleRate, samples: before.samples + wave.samples)
      } else {
        whole = wave
      }
    }
    guard let whole, !whole.samples.isEmpty else { throw .nothingToSay }
    return whole
  }

  // MARK: Cutting

  /// Pieces that fit into Open JTalk's buffer, cut where a speaker breathes: at line ends, then
  /// 。, then 、, and only where there is neither, between two characters.
  static func pieces(of text: String, limit: Int = longestInput) -> [String] {
    var pieces: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      var rest = line.drop(while: \.isWhitespace)
      while rest.utf8.count > limit {
        var end = rest.startIndex
        var best: (rank: Int, end: Substring.Index)?
        while end < rest.endIndex {
          let next = rest.index(after: end)
          guard rest[rest.startIndex..<next].utf8.count <= limit else { break }
          let rank = "。！？".contains(rest[end]) ? 2 : rest[end] == "、" ? 1 : 0
          if rank >= best?.rank ?? 0 { best = (rank, next) }
          end = next
        }
        let cut = best?.end ?? rest.index(after: rest.startIndex)
        pieces.append(String(rest[..<cut]))
        rest = rest[cut...]
      }
      if !rest.isEmpty { pieces.append(String(rest)) }
    }
    return pieces
  }

  // MARK: Process

  private func run(
    _ text: String,
    rate: SpeechRate,
    isUrgent: Bool,
  ) throws(SpeechError) -> [UInt8] {
    let words = [
      program, "-x", dictionary, "-m", voice, "-r", rate.option, "-ow", "/dev/stdout",
    ]
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let line = Array((text + "\n").utf8)
    var output: Int32 = -1
    let process = innbridge_spawn(program, arguments, line, line.count, &output)
    guard process > 0 else { throw .synthesis("open_jtalk can't be started: error \(errno)") }
    defer { close(output) }
    if !isUrgent {
      // Only what nobody else wants of a processor, and off it at once when somebody does: a merely
      // «nice» process is left on it for the rest of its slice, some 3 ms. A burst of bookings makes
      // hundreds.
      innbridge_idle(process)
    }
    let limit =
      isUrgent ? SpeechSynthesizer.timeLimitSeconds : SpeechSynthesizer.patientLimitSeconds
    let sound = SpeechSynthesizer.readAll(output, within: limit)
    if sound == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard let sound else { throw .synthesis("open_jtalk took too long") }
    guard status == 0 else { throw .synthesis("open_jtalk ended with status \(status)") }
    return sound
  }

  /// Everything a process writes; nil when it takes longer than so many seconds or says more than it
  /// may.
  private static func readAll(_ descriptor: Int32, within limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let deadline = now.tv_sec + limit
    while bytes.count <= longestOutput {
      clock_gettime(CLOCK_MONOTONIC, &now)
      guard now.tv_sec < deadline else { return nil }
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, Int32(deadline - now.tv_sec) * 1000)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    return nil
  }
}
