import BookingBridge
import Glibc
import InnRegistry
import VoiceIVR

/// What a hub needs before its doors open, and how what is in the way is told.
extension Hub {
  /// Lines without a trunk's contract to count them: softphones on this machine.
  private static let trainingLines = 32
  /// Lines of a usual trunk in a small office (voice.md of the design: two).
  private static let trunkLines = 2

  static func alreadyRunning(_ directory: DataDirectory) -> CommandFailure {
    let holder = directory.read(directory.lock) ?? "?"
    return CommandFailure(
      .unavailable,
      Phrase(
        en: "another process (\(holder)) works on \(directory.path)",
        ja: "別のプロセス（\(holder)）が \(directory.path) を使用中です",
      ),
      advice: Phrase(
        en: "Stop that hub first, or name another directory with --data.",
        ja: "そのハブを先に止めるか、--data で別の場所を指定してください。",
      ),
    )
  }

  /// Backups and continuous copies are those of a file.
  static let serverKeepsCopies = CommandFailure(
    .usage,
    Phrase(
      en: "a registry on PostgreSQL is copied by PostgreSQL's own tools, not by innctl",
      ja: "PostgreSQL上の台帳の控えはPostgreSQLの道具で取ります。innctl では取れません",
    ),
    advice: Phrase(
      en: "pg_dump, pg_basebackup, a standby: docs/operations/postgresql.md.",
      ja: "pg_dump、pg_basebackup、スタンバイについては docs/operations/postgresql.md を見てください。",
    ),
  )

  static func checkPorts(_ options: ServeOptions) throws(CommandFailure) {
    let wanted: [(Endpoint, PortProbe.Transport, String)] = [
      (options.http, .tcp, "http"), (options.sip, .udp, "sip"), (options.sip, .tcp, "sip"),
    ]
    for (endpoint, transport, option) in wanted {
      guard let obstacle = PortProbe.obstacle(endpoint, transport) else { continue }
      throw CommandFailure(
        .failure,
        obstacle.message(endpoint, transport),
        advice: obstacle.advice(option: option),
      )
    }
  }

  static func openRegistry(
    _ directory: DataDirectory,
    clock: WallClock,
    log: Log,
    logWatch: LogWatch?,
  ) throws(CommandFailure) -> Registry {
    let registry = try AdminChannel.openRegistry(
      directory,
      clock: clock,
      log: log,
      logWatch: logWatch,
    )
    guard HubUpkeep.isQuicklyChecked(directory) else { return registry }
    let faults: [String]
    do {
      faults = try registry.pageFaults()
    } catch {
      faults = ["\(error)"]
    }
    guard let first = faults.first else { return registry }
    registry.stop()
    throw damaged(directory, first)
  }

  static func damaged(_ directory: DataDirectory, _ cause: String) -> CommandFailure {
    CommandFailure(
      .unavailable,
      Phrase(
        en: "the registry \(directory.registryName) is damaged: \(cause)",
        ja: "台帳 \(directory.registryName) が壊れています: \(cause)",
      ),
      advice: Phrase(
        en: "Move registry.sqlite, -wal and -shm elsewhere and keep them; then "
          + "innctl restore BACKUP --data \(directory.path) (docs/operations/backup.md).",
        ja: "registry.sqlite と -wal、-shm を別の場所に移して残し、"
          + "innctl restore 控え --data \(directory.path) で戻してください（docs/operations/backup.md）。",
      ),
    )
  }

  static func makeSpeech(_ directory: DataDirectory) throws(CommandFailure) -> Speech {
    var configuration = Speech.Configuration(folder: directory.speech)
    configuration.recorded = PromptFolder(directory).recordings().sounds
    do throws(SpeechError) {
      return try Speech(configuration)
    } catch {
      throw CommandFailure(
        .failure,
        error.phrase,
        advice: Phrase(
          en: "scripts/setup installs Japanese speech; innctl doctor looks at it.",
          ja: "scripts/setup で音声合成が入ります。innctl doctor で調べられます。",
        ),
      )
    }
  }

  // MARK: - The line

  /// - Parameter file: trunks beside or instead of the one of `--trunk`.
  static func sipConfiguration(
    _ options: ServeOptions,
    callBack: PhoneNumber,
    file: TrunkFile? = nil,
  ) -> SIPConfiguration {
    var configuration = SIPConfiguration()
    configuration.bindAddress = options.sip.host
    configuration.port = UInt16(options.sip.port)
    configuration.soundPorts = options.soundPorts
    configuration.logLevel = options.logLevel == .debug ? 4 : 2
    if options.isTraining { configuration.trustedSources = [.loopback, .loopback6] }
    if let file {
      configuration.trunks = file.trunks
      configuration.tls = file.tls
      configuration.secondAddress = file.secondAddress
      configuration.publicAddress = file.publicAddress
    } else if let trunk = options.trunk ?? (options.isTraining ? Defaults.trainingTrunk : nil) {
      configuration.trunks = [
        SIPTrunk(
          host: trunk.host,
          port: UInt16(trunk.port),
          number: callBack,
        )
      ]
    }
    configuration.maxCalls = options.lines ?? lines(of: configuration.trunks, options)
    configuration.reservedLines = min(options.reservedLines, configuration.maxCalls - 1)
    return configuration
  }

  /// Calls at once where nothing says how many.
  static func usualLines(_ options: ServeOptions) -> Int {
    options.isTraining ? Hub.trainingLines : Hub.trunkLines
  }

  private static func lines(of trunks: [SIPTrunk], _ options: ServeOptions) -> Int {
    let usual = usualLines(options)
    let told = trunks.compactMap(\.lines)
    guard told.count == trunks.count, !told.isEmpty else { return max(usual, told.reduce(0, +)) }
    return min(told.reduce(0, +), SIPEndpoint.mostCalls)
  }

  // MARK: - Failures

  static func failure(_ error: SIPError, _ options: ServeOptions) -> CommandFailure {
    switch error {
    case .soundPortsTaken(let free, let wanted):
      let range = "\(options.soundPorts.lowerBound)-\(options.soundPorts.upperBound)"
      return CommandFailure(
        .failure,
        Phrase(
          en: "only \(free) of \(wanted) pairs of UDP ports \(range) are free for sound",
          ja: "音声用のUDPポート \(range) は\(wanted)組のうち\(free)組しか空いていません",
        ),
        advice: Phrase(
          en: "Choose another range with --sound-ports.",
          ja: "--sound-ports で別の範囲を指定してください。",
        ),
      )
    case .invalidConfiguration(let text):
      return CommandFailure(.usage, Phrase(en: "--sip: \(text)", ja: "--sip: \(text)"))
    case .library(let step, let status, let text):
      return CommandFailure(
        .failure,
        Phrase(
          en: "the telephone can't be opened on \(options.sip): \(step): \(text) (\(status))",
          ja: "\(options.sip) で電話を開けません: \(step): \(text)（\(status)）",
        ),
        advice: Phrase(
          en: "innctl doctor looks at ports and libraries.",
          ja: "innctl doctor でポートとライブラリを調べられます。",
        ),
      )
    case .alreadyRunning, .noTrunk, .trunksDown, .linesBusy, .stopped:
      return CommandFailure(
        .failure,
        Phrase(
          en: "the telephone can't be opened: \(error)",
          ja: "電話を開けません: \(error)",
        ),
      )
    }
  }

  static func failure(_ error: ServerStartError, _ options: ServeOptions) -> CommandFailure {
    CommandFailure(
      .failure,
      Phrase(
        en: "HTTP can't be served on \(options.http): \(error)",
        ja: "\(options.http) でHTTPを開けません: \(error)",
      ),
      advice: Phrase(
        en: "Choose another address with --http.",
        ja: "--http で別のアドレスを指定してください。",
      ),
    )
  }
}

extension SpeechError {
  var phrase: Phrase {
    switch self {
    case .missing(let what, let path):
      Phrase(
        en: "Japanese speech needs \(what), which is not at \(path)",
        ja: "音声合成に必要な \(what) が \(path) にありません",
      )
    case .synthesis(let text):
      Phrase(en: "Japanese speech fails: \(text)", ja: "音声合成が失敗しました: \(text)")
    case .nothingToSay, .tooManyWaiting:
      Phrase(en: "Japanese speech fails: \(self)", ja: "音声合成が失敗しました: \(self)")
    }
  }
}
