import Glibc
import InnRegistry

/// `innctl serve`.
struct ServeCommand {
  let console: Console
  let environment: [String: String]

  /// Serves until SIGTERM or Ctrl-C.
  func run(_ flags: ServeOptions) async throws(CommandFailure) -> ExitStatus {
    DescriptorLimit.raise()
    // A file that may grow no further is an error to be told, not the end of the hub.
    signal(SIGXFSZ, SIG_IGN)
    let options = try Configuration.load(
      flags: flags,
      file: flags.configFile ?? environment[Configuration.fileVariable].flatMap(\.nilIfEmpty),
      environment: environment,
    ).options
    let signals = try StopSignals.catching()
    let clock = try HubClock.clock(environment: environment, isTraining: options.isTraining)
    let log = Log.standardError(least: options.logLevel.level)
    if !Allocator.givesBack { log.info("memory is not jemalloc's: it goes back late") }
    if options.trunk != nil, !options.isTraining, options.number == nil {
      console.note(
        Phrase(
          en: "--number is missing: inns that are rung see a fictional number",
          ja: "--number がないため、かけた宿には架空の番号が表示されます",
        )
      )
    }
    let hub = try await Hub.start(options, clock: clock, log: log, environment: environment) {
      inns,
      key in
      if inns > 0 {
        console.print(
          Phrase(
            en: "loaded \(inns) training inns into \(options.data)",
            ja: "練習用の宿\(inns)軒を \(options.data) に入れました",
          )
        )
      }
      console.print("training key: \(key)")
    }
    console.print("InnBridge ready: http=\(hub.http) sip=\(hub.sip) data=\(options.data)")
    await signals.wait(atOnce: hub.endWaits)
    console.note(
      Phrase(
        en: "stopping: calls and requests finish (again: at once)",
        ja: "停止します。通話と要求が終わるのを待ちます（もう一度で直ちに停止）",
      )
    )
    await hub.stop()
    return .success
  }
}

extension LogLevel {
  fileprivate var level: Log.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
