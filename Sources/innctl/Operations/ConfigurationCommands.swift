import Foundation
import InnRegistry

/// `innctl config …`.
struct ConfigurationCommands {
  let console: Console
  let options: ListOptions
  let environment: [String: String]

  /// Reads everything that a hub would read at its start, and starts nothing.
  func check(_ file: String?) throws(CommandFailure) -> ExitStatus {
    let configuration = try read(file)
    var failures: [CommandFailure] = []
    func look(_ body: () throws(CommandFailure) -> Void) {
      do throws(CommandFailure) { try body() } catch { failures.append(error) }
    }
    let serve = configuration.options
    let directory = DataDirectory(serve.data)
    look { () throws(CommandFailure) in
      _ = try HubClock.clock(environment: environment, isTraining: serve.isTraining)
    }
    if FileManager.default.fileExists(atPath: serve.data) {
      look { () throws(CommandFailure) in try directory.check() }
    }
    if let path = serve.trunkFile {
      let number = serve.number ?? TrainingRegion.hubNumber
      look { () throws(CommandFailure) in
        _ = try TrunkFile.read(path, number: number, environment: environment)
      }
    }
    look { () throws(CommandFailure) in _ = try MessagesFile.read(directory.messages) }
    look { () throws(CommandFailure) in
      let notices = try NoticesFile.read(directory.notices)
      guard !serve.alarmMail.isEmpty, notices?.mail == nil else { return }
      throw CommandFailure(
        .usage,
        Phrase(
          en: "alarm_mail needs a mail server in \(directory.notices)",
          ja: "alarm_mail には \(directory.notices) のメールサーバーが必要です",
        ),
      )
    }
    look { () throws(CommandFailure) in
      _ = try SealingSecret.key(file: serve.backupKey, environment: environment)
    }
    if let copies = serve.copies {
      look { () throws(CommandFailure) in try DataDirectory(copies).check() }
    }
    for failure in failures { console.fail(failure) }
    guard failures.isEmpty else { return .usage }
    console.print(Phrase(en: "the settings are in order", ja: "設定に誤りはありません"))
    return .success
  }

  func show(_ file: String?) throws(CommandFailure) {
    let configuration = try read(file)
    if options.asJSON {
      var json = JSONWriter()
      json.object { json in
        for setting in Setting.all {
          json.object(setting.name) {
            $0.field("value", setting.shown(configuration.options))
            $0.field("from", configuration.origin(of: setting).phrase.en)
          }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "SETTING", ja: "設定"), Phrase(en: "VALUE", ja: "値"),
        Phrase(en: "FROM", ja: "出どころ"),
      ].map { $0[console.language] }
    )
    for setting in Setting.all {
      table.append([
        setting.name, setting.shown(configuration.options) ?? "-",
        configuration.origin(of: setting).phrase[console.language],
      ])
    }
    console.write(table.text)
  }

  private func read(_ file: String?) throws(CommandFailure) -> Configuration {
    try Configuration.load(
      flags: ServeOptions(),
      file: file ?? environment[Configuration.fileVariable].flatMap(\.nilIfEmpty),
      environment: environment,
    )
  }
}

extension String {
  /// An empty variable of the environment says nothing.
  var nilIfEmpty: String? { isEmpty ? nil : self }
}

extension Configuration {
  /// As ``read(flags:file:environment:)``, with failures in a command's words.
  static func load(
    flags: ServeOptions,
    file: String?,
    environment: [String: String],
  ) throws(CommandFailure) -> Configuration {
    do {
      return try read(flags: flags, file: file, environment: environment)
    } catch let mistakes as Mistakes {
      throw mistakes.failure
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.failure, Phrase("\(error)"))
    }
  }
}
