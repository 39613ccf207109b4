import Glibc
import InnRegistry

/// Sentences on disk: one WAV file each, named by the content that was asked for.
///
/// Files are readable by the hub only: some sentences contain a guest's name. The oldest go when
/// the folder grows over its limit. Not thread-safe: ``Speech`` owns it.
struct SpeechStore {
  private let folder: String
  private let limit: Int
  private var total = 0

  /// Opens the folder, created with its parents when missing; `limit` in bytes, 16 000 a second of
  /// speech.
  init(folder: String, limit: Int) throws(SpeechError) {
    self.folder = folder
    self.limit = limit
    var path = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
      path += part + "/"
      guard mkdir(path, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
        throw .missing("speech folder", path: folder)
      }
    }
    total = files().reduce(0) { $0 + $1.size }
  }

  /// The sentence under this name; nil when there is none, it can't be read, or it speaks another
  /// text (two texts can share a name of 64 bits).
  func read(_ name: String, text: String) -> SpeechAudio? {
    guard let file = fopen(path(name), "rb") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: SpeechStore.longestFile + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    guard count <= SpeechStore.longestFile else { return nil }
    guard let wave = try? SpeechWave.read(Array(bytes[..<count])), wave.comment == text,
      wave.sampleRate == SpeechAudio.sampleRate, !wave.samples.isEmpty
    else { return nil }
    touch(name)
    return SpeechAudio(wave.samples)
  }

  /// Remembers that a sentence was needed, so that it isn't forgotten.
  private func touch(_ name: String) {
    var status = stat()
    guard stat(path(name), &status) == 0 else { return }
    let age = Int(time(nil)) - Int(status.st_mtim.tv_sec)
    if age > Int(SpeechFolder.precision.milliseconds / 1000) {
      utimensat(AT_FDCWD, path(name), nil, 0)
    }
  }

  /// Removes what was not used for so long.
  mutating func forget(unusedFor age: Span) -> Int {
    let count = SpeechFolder(folder).forget(unusedFor: age, isDryRun: false)
    total = files().reduce(0) { $0 + $1.size }
    return count
  }

  /// Four minutes; no prompt is that long.
  private static let longestFile = 4_000_000

  /// Writes a sentence whole or not at all; a full disk only costs the cache.
  ///
  /// - Returns: whether it lies there.
  mutating func write(_ name: String, text: String, audio: SpeechAudio) -> Bool {
    let wave = SpeechWave(
      sampleRate: SpeechAudio.sampleRate,
      samples: Array(audio.samples),
      comment: text,
    )
    let bytes = wave.bytes
    guard bytes.count <= SpeechStore.longestFile else { return false }
    if total + bytes.count > limit { makeRoom(for: bytes.count) }
    let scratch = path(name) + ".new"
    let descriptor = open(scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    let isWhole = Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    close(descriptor)
    guard isWhole, rename(scratch, path(name)) == 0 else {
      unlink(scratch)
      return false
    }
    total += bytes.count
    return true
  }

  private func path(_ name: String) -> String { folder + "/" + name + ".wav" }

  /// Removes the oldest files until a tenth of the limit is free.
  private mutating func makeRoom(for size: Int) {
    let oldestFirst = files().sorted { $0.changed < $1.changed }
    total = oldestFirst.reduce(0) { $0 + $1.size }
    for file in oldestFirst where total + size > limit - limit / 10 {
      if unlink(folder + "/" + file.name) == 0 { total -= file.size }
    }
  }

  private func files() -> [SpeechFolder.File] { SpeechFolder(folder).files() }
}
