import InnRegistry

/// The commands of ``OperationsCommand``.
struct OperationsCommands {
  let console: Console
  let options: ListOptions
  let environment: [String: String]

  func run(_ command: OperationsCommand) throws(CommandFailure) -> ExitStatus {
    let backups = BackupCommands(console: console, options: options, environment: environment)
    let settings = ConfigurationCommands(
      console: console,
      options: options,
      environment: environment,
    )
    switch command {
    case .backup(let backup): try backups.take(backup)
    case .backupKey(let file): try backups.makeKey(file)
    case .verify(let file, let keyFile): return try backups.verify(file, keyFile: keyFile)
    case .restore(let restore): try backups.restore(restore)
    case .migrate(let isDryRun): try backups.migrate(isDryRun: isDryRun)
    case .move(let move): try MoveCommand(console: console, options: options).run(move)
    case .configCheck(let file): return try settings.check(file)
    case .configShow(let file): try settings.show(file)
    case .guest(let request): try GuestCommands(console: console, options: options).run(request)
    }
    return .success
  }
}
