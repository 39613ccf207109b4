import Glibc
package import InnRegistry
import Synchronization

/// Turns sentences into sound and keeps them.
///
/// A call never waits for synthesis: what isn't ready within ``patience`` is preceded by
/// ``waitPhrase``, which is made at start.
package actor Speech {
  /// Said while a sentence isn't ready yet.
  package static let waitPhrase = "少々お待ちください。"
  /// How long a call waits in silence for a sentence before it says ``waitPhrase``.
  package static let patience = Span(milliseconds: 300)
  /// Sentences that may wait for synthesis; a catalogue has some hundreds.
  package static let waitingLimit = 4096

  package struct Configuration: Sendable {
    package var synthesizer: SpeechSynthesizer
    /// Where sentences are kept between starts; nil keeps them in memory only.
    package var folder: String?
    /// Processes at once for sentences that nobody waits for yet; one more is there for the others.
    package var workers = Configuration.customaryWorkers
    /// Bytes of sound in memory: an hour and ten minutes.
    package var memoryLimit = 64 << 20
    /// Bytes of sound on disk: four and a half hours, some 5000 sentences.
    package var diskLimit = 256 << 20

    /// Sentences that a person recorded, by what they speak; they go before synthesised ones, at
    /// any rate.
    package var recorded: [String: SpeechAudio] = [:]

    /// Two, but never on every processor: where two of them are halves of one core, as on rented
    /// machines, whatever else the hub does takes twice as long while the other half speaks.
    private static let customaryWorkers = max(1, min(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1))

    package init(synthesizer: SpeechSynthesizer = .installed, folder: String? = nil) {
      self.synthesizer = synthesizer
      self.folder = folder
    }
  }

  /// What a sentence is known by: voice, rate and text.
  private struct Sentence: Hashable {
    let text: String
    let rate: SpeechRate
  }

  private let configuration: Configuration
  private let pool: SpeechPool
  private var store: SpeechStore?
  private var kept: [Sentence: (audio: SpeechAudio, lastUse: UInt64)] = [:]
  private var keptBytes = 0
  private var uses: UInt64 = 0
  private var making: [Sentence: Task<SpeechAudio, any Error>] = [:]

  package init(_ configuration: Configuration) throws(SpeechError) {
    try configuration.synthesizer.check()
    self.configuration = configuration
    pool = SpeechPool(patient: configuration.workers, limit: Speech.waitingLimit)
    if let folder = configuration.folder {
      store = try SpeechStore(folder: folder, limit: configuration.diskLimit)
    }
  }

  deinit { pool.close() }

  /// Forgets sentences that nobody has needed for so long, and all that is kept in memory: they may
  /// hold names of guests.
  ///
  /// - Returns: how many files went.
  @discardableResult
  package func forget(unusedFor age: Span) -> Int {
    kept = [:]
    keptBytes = 0
    return store?.forget(unusedFor: age) ?? 0
  }

  // MARK: Asking

  /// The sound of a sentence that was made before, from memory or disk.
  package func cached(_ text: String, rate: SpeechRate = .normal) -> SpeechAudio? {
    if let recorded = configuration.recorded[text] { return recorded }
    let sentence = Sentence(text: text, rate: rate)
    uses += 1
    if let entry = kept[sentence] {
      kept[sentence]?.lastUse = uses
      return entry.audio
    }
    guard let audio = store?.read(name(of: sentence), text: key(of: sentence)) else { return nil }
    keep(audio, for: sentence)
    return audio
  }

  /// The sound of a sentence, made now if need be.
  package func audio(
    for text: String,
    rate: SpeechRate = .normal,
  ) async throws(SpeechError) -> SpeechAudio {
    try await make(Sentence(text: text, rate: rate), isUrgent: true)
  }

  /// The sound of a sentence if it is there or can be made in time; it is made in any case.
  ///
  /// - Returns: nil when it isn't ready yet.
  package func audio(
    for text: String,
    rate: SpeechRate = .normal,
    within patience: Span,
  ) async throws(SpeechError) -> SpeechAudio? {
    if let audio = cached(text, rate: rate) { return audio }
    let race = Mutex<CheckedContinuation<Result<SpeechAudio?, SpeechError>, Never>?>(nil)
    let result = await withCheckedContinuation { continuation in
      race.withLock { $0 = continuation }
      let finish: @Sendable (Result<SpeechAudio?, SpeechError>) -> Void = { result in
        race.withLock { waiting in
          waiting?.resume(returning: result)
          waiting = nil
        }
      }
      Task {
        do throws(SpeechError) {
          finish(.success(try await self.audio(for: text, rate: rate)))
        } catch {
          finish(.failure(error))
        }
      }
      Task {
        try? await Task.sleep(for: .milliseconds(patience.milliseconds))
        finish(.success(nil))
      }
    }
    return try result.get()
  }

  /// Makes sentences ahead, behind everything that is asked for meanwhile.
  ///
  /// - Returns: those that couldn't be made.
  package func warm(
    _ texts: [String],
    rate: SpeechRate = .normal,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
  ) async -> [String] {
    var failed: [String] = []
    let all = [Speech.waitPhrase] + texts
    // Of a usual call nearly everything is in memory: a look each, not a task.
    var rest = all.filter { !isKept($0, rate: rate) }[...]
    let total = all.count
    var done = total - rest.count
    guard !rest.isEmpty else { return [] }
    // As many at once as there are workers, twice, so that none ever waits for us.
    await withTaskGroup(of: (String, Bool).self) { group in
      for _ in 0..<(configuration.workers * 2) {
        guard let text = rest.popFirst() else { break }
        group.addTask { (text, await self.isMade(text, rate: rate)) }
      }
      while let (text, isMade) = await group.next() {
        done += 1
        if !isMade { failed.append(text) }
        progress(done, total)
        guard let next = rest.popFirst() else { continue }
        group.addTask { (next, await self.isMade(next, rate: rate)) }
      }
    }
    return failed
  }

  /// Whether a sentence needs nothing to be played; being wanted keeps it in memory.
  private func isKept(_ text: String, rate: SpeechRate) -> Bool {
    if configuration.recorded[text] != nil { return true }
    uses += 1
    let sentence = Sentence(text: text, rate: rate)
    guard kept[sentence] != nil else { return false }
    kept[sentence]?.lastUse = uses
    return true
  }

  private func isMade(_ text: String, rate: SpeechRate) async -> Bool {
    (try? await make(Sentence(text: text, rate: rate), isUrgent: false)) != nil
  }

  // MARK: Making

  private func make(
    _ sentence: Sentence,
    isUrgent: Bool,
  ) async throws(SpeechError) -> SpeechAudio {
    if let audio = cached(sentence.text, rate: sentence.rate) { return audio }
    let id = hash(of: sentence)
    let task: Task<SpeechAudio, any Error>
    // One that is being made with what others leave of the processors may take long: whoever can't
    // wait has it made anew.
    if let running = making[sentence], !isUrgent || pool.hurry(id) {
      task = running
    } else {
      let synthesizer = configuration.synthesizer
      let pool = pool
      task = Task {
        try await withCheckedThrowingContinuation { continuation in
          let isTaken = pool.submit(id, isUrgent: isUrgent) { isUrgent in
            continuation.resume(
              with: Result { try Speech.synthesise(sentence, synthesizer, isUrgent: isUrgent) }
            )
          }
          if !isTaken { continuation.resume(throwing: SpeechError.tooManyWaiting) }
        }
      }
      making[sentence] = task
    }
    let result = await task.result
    if making[sentence] == task {
      making[sentence] = nil
      if case .success(let audio) = result {
        let isStored =
          store?.write(name(of: sentence), text: key(of: sentence), audio: audio) ?? false
        // What was made ahead comes into memory with its first use: the sentences of all inns' calls
        // have 30 MB.
        if isUrgent || !isStored { keep(audio, for: sentence) }
      }
    }
    switch result {
    case .success(let audio): return audio
    case .failure(let error as SpeechError): throw error
    case .failure(let error): throw .synthesis("\(error)")
    }
  }

  private static func synthesise(
    _ sentence: Sentence,
    _ synthesizer: SpeechSynthesizer,
    isUrgent: Bool,
  ) throws(SpeechError) -> SpeechAudio {
    let wave = try synthesizer.speak(sentence.text, rate: sentence.rate, isUrgent: isUrgent)
    let samples = SpeechShaping.shortenPauses(try SpeechShaping.telephone(wave))
    guard !samples.isEmpty else { throw .nothingToSay }
    return SpeechAudio(SpeechShaping.level(samples))
  }

  // MARK: Keeping

  private func keep(_ audio: SpeechAudio, for sentence: Sentence) {
    if let old = kept[sentence] { keptBytes -= old.audio.samples.count * 2 }
    kept[sentence] = (audio, uses)
    keptBytes += audio.samples.count * 2
    guard keptBytes > configuration.memoryLimit else { return }
    // Least used first, until a tenth is free, so that this is rare.
    for (old, entry) in kept.sorted(by: { $0.value.lastUse < $1.value.lastUse })
    where keptBytes > configuration.memoryLimit / 10 * 9 {
      kept[old] = nil
      keptBytes -= entry.audio.samples.count * 2
    }
  }

  /// Everything the sound depends on; stored in the file, too.
  private func key(of sentence: Sentence) -> String {
    let voice = configuration.synthesizer.voice.split(separator: "/").last ?? ""
    return "\(voice) \(sentence.rate.option) \(sentence.text)"
  }

  /// FNV-1a of 64 bits: a name, not a proof; the file says what it speaks.
  private func hash(of sentence: Sentence) -> UInt64 {
    key(of: sentence).utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private func name(of sentence: Sentence) -> String {
    let digits = String(hash(of: sentence), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
