import Glibc
import InnRegistry

/// Runs what a command line asks for.
struct CommandLineTool: Sendable {
  let console: Console
  let environment: [String: String]

  /// Runs a command line to its end.
  ///
  /// - Parameter arguments: without the program's name.
  func run(_ arguments: [String]) async -> ExitStatus {
    let command: Command
    var database: String?
    let settings = CommandSettings.find(environment)
    do throws(UsageError) {
      (command, database) = try CommandParser.understand(arguments, data: settings.data)
    } catch {
      console.fail(CommandFailure(.usage, error.message, advice: advice(on: error, arguments)))
      return .usage
    }
    let outcome: Result<ExitStatus, CommandFailure> = await DataDirectory.$database.withValue(
      database ?? settings.database
    ) {
      do throws(CommandFailure) {
        return .success(try await carryOut(command))
      } catch {
        return .failure(error)
      }
    }
    switch outcome {
    case .success(let status): return status
    case .failure(let failure):
      console.fail(failure)
      return failure.status
    }
  }

  /// Which help explains it.
  private func advice(on error: UsageError, _ arguments: [String]) -> Phrase {
    var path: [String] = []
    for word in arguments {
      guard CommandTable.words(under: path).contains(word) else { break }
      path.append(word)
    }
    let line = (["innctl"] + path + ["--help"]).joined(separator: " ")
    return Phrase(en: "Try '\(line)'.", ja: "使い方は「\(line)」で見られます。")
  }

  private func carryOut(_ command: Command) async throws(CommandFailure) -> ExitStatus {
    switch command {
    case .help(let path): console.write(HelpPage.text(for: path, console.language))
    case .version(let asJSON): VersionCommand(console: console).run(asJSON: asJSON)
    case .completion(let shell): console.write(Completion.script(for: shell))
    case .serve(let options):
      return try await ServeCommand(console: console, environment: environment).run(options)
    case .status(let options): try StatusCommand(console: console).run(options)
    case .dial(let options): try DialCommand(console: console).run(options)
    case .innList(let options): try InnCommands(console: console).list(options)
    case .innShow(let inn, let options): try InnCommands(console: console).show(inn, options)
    case .innAdd(let draft, let data): try InnCommands(console: console).add(draft, data: data)
    case .innImport(let options): try InnCommands(console: console).importFile(options)
    case .innExport(let options): try InnCommands(console: console).export(options)
    case .innConsent(let options): try InnCommands(console: console).recordConsent(options)
    case .bookingList(let options): try BookingCommands(console: console).list(options)
    case .bookingShow(let name, let options):
      try BookingCommands(console: console).show(name, options)
    case .callList(let options): try CallCommands(console: console).list(options)
    case .callShow(let call, let options): try CallCommands(console: console).show(call, options)
    case .promptsExport(let folder, let data):
      try await PromptCommands(console: console).export(to: folder, data: data)
    case .promptsImport(let folder, let data):
      try PromptCommands(console: console).importFolder(folder, data: data)
    case .promptsList(let options): try PromptCommands(console: console).list(options)
    case .card(let options): try CardCommand(console: console).run(options)
    case .messageList(let options): try MessageCommands(console: console).list(options)
    case .messageSave(let id, let file, let data):
      try MessageCommands(console: console).save(id, to: file, data: data)
    case .messageDone(let id, let data):
      try MessageCommands(console: console).finish(id, data: data)
    case .sms(let options): try SMSCommands(console: console).converse(options)
    case .smsList(let options): try SMSCommands(console: console).list(options)
    case .keyCreate(let options): try KeyCommands(console: console).create(options)
    case .keyList(let options): try KeyCommands(console: console).list(options)
    case .keyRotate(let key, let options): try KeyCommands(console: console).rotate(key, options)
    case .keyRevoke(let key, let data): try KeyCommands(console: console).revoke(key, data: data)
    case .office(let command, let options):
      try OfficeCommands(console: console, options: options).run(command)
    case .user(let request, let options):
      try UserCommands(console: console, options: options).run(request)
    case .broadcast(let command, let options):
      try BroadcastCommands(console: console, options: options).run(command)
    case .alarm(let request, let options):
      try AlarmCommands(console: console, options: options).run(request)
    case .notice(let command, let options):
      return try NoticeCommands(console: console, options: options).run(command)
    case .statistics(let command, let options):
      try StatisticsCommands(console: console, options: options).run(command)
    case .delivery(let request, let options):
      try DeliveryCommands(console: console, options: options).run(request)
    case .operations(let command, let options):
      return try OperationsCommands(console: console, options: options, environment: environment)
        .run(command)
    case .doctor(let options): return await DoctorCommand(console: console).run(options)
    }
    return .success
  }
}

extension CommandFailure {
  /// An answer of another kind than was asked for: a fault of the program.
  static func unexpected(_ reply: AdminReply) -> CommandFailure {
    AdminRefusal.notUnderstood("an unexpected answer").failure
  }
}
