import Foundation
import Glibc
import InnRegistry

/// `innctl backup`, `verify`, `restore` and `migrate`.
struct BackupCommands {
  let console: Console
  let options: ListOptions
  let environment: [String: String]

  private var directory: DataDirectory { DataDirectory(options.data) }
  /// By the file that is named, or that the settings name, or a passphrase.
  private func sealingKey(_ file: String?) throws(CommandFailure) -> SealingKey? {
    let file = file ?? CommandSettings.find(environment).backupKey
    return try SealingSecret.key(file: file, environment: environment)
  }

  private var now: Timestamp { WallClock.system.now() }

  // MARK: - Taking

  func take(_ backup: BackupOptions) throws(CommandFailure) {
    guard !directory.isOnServer else { throw Hub.serverKeepsCopies }
    let key = try sealingKey(backup.keyFile)
    guard directory.hasRegistry else { throw BackupFailure.noRegistry(directory.registry).failure }
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: backup.target, isDirectory: &isFolder)
    let isInFolder = isThere && isFolder.boolValue
    let target =
      isInFolder
      ? backup.target + "/" + BackupName.file(at: now, isSealed: key != nil) : backup.target
    if backup.keep != nil, !isInFolder {
      throw CommandFailure(
        .usage,
        Phrase(en: "--keep needs a directory", ja: "--keep はディレクトリにだけ使えます"),
      )
    }
    let facts: Backup.Facts
    do throws(BackupFailure) {
      facts = try Backup.take(
        of: directory.registry,
        to: target,
        scratch: directory.path,
        key: key,
      )
    } catch {
      throw error.failure
    }
    // For the hub's watch over the age of the last backup.
    try directory.write(now.description + "\n", to: directory.lastBackup)
    let removed = backup.keep.map { Backup.prune(backup.target, keeping: $0) } ?? 0
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.field("file", facts.path)
        $0.field("bytes", facts.bytes)
        $0.field("sealed", facts.isSealed)
        $0.field("sha256", facts.checksum)
        $0.field("removed", removed)
      }
      console.print(json.text)
      return
    }
    console.print(facts.path)
    console.note(
      Phrase(
        en: "\(facts.bytes) bytes, \(facts.isSealed ? "sealed" : "not sealed"), \(removed) removed",
        ja: "\(facts.bytes)バイト、\(facts.isSealed ? "封あり" : "封なし")、古い控えの削除\(removed)",
      )
    )
  }

  func makeKey(_ file: String) throws(CommandFailure) {
    try SealingSecret.make(file, random: .system)
    console.note(
      Phrase(
        en: "keep a copy of \(file) elsewhere than the backups",
        ja: "\(file) の写しを、控えとは別の場所に保管してください",
      )
    )
  }

  // MARK: - Looking

  func verify(_ file: String, keyFile: String?) throws(CommandFailure) -> ExitStatus {
    let key = try sealingKey(keyFile)
    let scratch =
      FileManager.default.isWritableFile(atPath: directory.path)
      ? directory.path : FileManager.default.temporaryDirectory.path
    let report: BackupReport
    do throws(BackupFailure) {
      report = try Backup.verify(file, key: key, scratch: scratch, now: now)
    } catch {
      throw error.failure
    }
    show(report)
    return report.flaws.isEmpty ? .success : .failure
  }

  // MARK: - Putting back

  func restore(_ restore: RestoreOptions) throws(CommandFailure) {
    let key = try sealingKey(restore.keyFile)
    try directory.create()
    guard let lock = try HubLock.take(directory) else { throw Hub.alreadyRunning(directory) }
    defer { withExtendedLifetime(lock) {} }
    guard !directory.isOnServer else { throw Hub.serverKeepsCopies }
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: restore.source, isDirectory: &isFolder)
    if restore.moment != nil, !isFolder.boolValue {
      throw CommandFailure(
        .usage,
        Phrase(
          en: "--at needs a directory of continuous copies",
          ja: "--at は連続した写しのディレクトリにだけ使えます",
        ),
      )
    }
    let report: BackupReport
    do throws(BackupFailure) {
      if isFolder.boolValue {
        let restored = try Backup.restore(
          continuous: restore.source,
          to: directory.registry,
          at: restore.moment,
          key: key,
          now: now,
        )
        report = restored.report
        console.note(
          Phrase(en: "as it was at \(restored.reached)", ja: "\(restored.reached) の状態です")
        )
      } else {
        report = try Backup.restore(restore.source, to: directory.registry, key: key, now: now)
      }
    } catch {
      throw error.failure
    }
    show(report)
    console.note(
      Phrase(
        en: "what came after it is gone: docs/operations/backup.md tells whom to ask and tell",
        ja: "その後のことは失われました。確かめる相手は docs/operations/backup.md にあります",
      )
    )
  }

  private func show(_ report: BackupReport) {
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.field("ok", report.flaws.isEmpty)
        $0.field("schema", report.schema)
        $0.field("inns", report.inns)
        $0.field("bookings", report.bookings)
        $0.field("events", Int(report.events))
        $0.field("newest", report.newest)
        $0.array("flaws") { for flaw in report.flaws { $0.string(flaw) } }
      }
      console.print(json.text)
      return
    }
    for flaw in report.flaws { console.print(flaw) }
    let newest = report.newest?.description ?? "-"
    console.print(
      report.flaws.isEmpty
        ? Phrase(
          en: "sound: \(report.inns) inns, \(report.bookings) bookings, "
            + "\(report.events) events, the last at \(newest)",
          ja: "正常です。宿\(report.inns)軒、予約\(report.bookings)件、"
            + "記録\(report.events)件、最後は \(newest)",
        )
        : Phrase(en: "not sound", ja: "正常ではありません")
    )
  }

  // MARK: - The schema

  func migrate(isDryRun: Bool) throws(CommandFailure) {
    guard directory.hasRegistry else { throw BackupFailure.noRegistry(directory.registry).failure }
    let path: String
    var lock: HubLock?
    defer { withExtendedLifetime(lock) {} }
    if isDryRun {
      path = directory.path + "/migrate.part"
      BackupDisk.remove(path)
    } else {
      lock = try HubLock.take(directory)
      guard lock != nil else { throw Hub.alreadyRunning(directory) }
      path = directory.registry
    }
    defer { if isDryRun { BackupDisk.remove(path) } }
    do {
      if isDryRun {
        try SQLConnection(path: directory.registry, mode: .readOnly).copyAll(to: path)
      }
      let plan = try Migrations.plan(for: path)
      let registry = try Registry(path: path)
      let differences = try registry.compareLogWithTables()
      let violations = try registry.checkInvariants()
      registry.stop()
      guard violations.isEmpty, differences.isEmpty else {
        throw BackupFailure.unsound(violations.map(\.description) + differences)
      }
      console.print(
        plan.steps.isEmpty
          ? Phrase(en: "schema \(plan.current): nothing to do", ja: "形式\(plan.current)、移すものはありません")
          : Phrase(
            en: "schema \(plan.current): "
              + plan.steps.map { "\($0.version) (\($0.name))" }.joined(separator: ", "),
            ja: "形式\(plan.current): "
              + plan.steps.map { "\($0.version)（\($0.name)）" }.joined(separator: "、"),
          )
      )
    } catch let failure as BackupFailure {
      throw failure.failure
    } catch {
      throw AdminRefusal(error).failure
    }
  }
}

extension BackupFailure {
  var failure: CommandFailure { CommandFailure(status, message, advice: advice) }

  private var status: ExitStatus {
    switch self {
    case .noRegistry, .noChain: .notFound
    case .exists: .refused
    case .keyNeeded: .usage
    case .unreadable, .unwritable, .wrongKeyOrChanged, .checksum, .gap, .unsound, .database, .other:
      .failure
    }
  }

  private var message: Phrase {
    switch self {
    case .noRegistry(let path):
      Phrase(en: "there is no registry \(path)", ja: "台帳 \(path) がありません")
    case .exists(let path):
      Phrase(en: "\(path) exists, and is not overwritten", ja: "\(path) があるため、上書きしません")
    case .unreadable(let path): Phrase(en: "\(path) can't be read", ja: "\(path) を読めません")
    case .unwritable(let path): Phrase(en: "\(path) can't be written", ja: "\(path) に書けません")
    case .wrongKeyOrChanged(let path):
      Phrase(
        en: "\(path): the key is not the right one, or the file was changed",
        ja: "\(path): 鍵が違うか、ファイルが変えられています",
      )
    case .keyNeeded(let path):
      Phrase(en: "\(path) is sealed by a key that is not given", ja: "\(path) を開く鍵がありません")
    case .checksum(let path):
      Phrase(en: "\(path) is not what its checksum says", ja: "\(path) が検査の値と合いません")
    case .noChain:
      Phrase(
        en: "no continuous copy reaches so far back",
        ja: "その時点までさかのぼれる連続した写しがありません",
      )
    case .gap(let path):
      Phrase(en: "\(path) is missing or broken", ja: "\(path) がないか壊れています")
    case .unsound(let flaws):
      flaws.reduce(Phrase(en: "the copy is not sound:", ja: "写しが正しくありません:")) {
        $0 + Phrase("\n  " + $1)
      }
    case .database(let error): Phrase(error.description)
    case .other(let text): Phrase(text)
    }
  }

  private var advice: Phrase? {
    switch self {
    case .exists(let path) where path.contains("registry.sqlite"):
      Phrase(
        en: "Stop the hub, move registry.sqlite, -wal and -shm elsewhere, and keep them.",
        ja: "ハブを止め、registry.sqlite と -wal、-shm を別の場所に移して残しておいてください。",
      )
    case .keyNeeded:
      Phrase(
        en: "Name it with --key-file, or set \(SealingSecret.variable).",
        ja: "--key-file で指定するか、\(SealingSecret.variable) を設定してください。",
      )
    case .wrongKeyOrChanged, .checksum, .gap, .unsound:
      Phrase(en: "Take an older backup.", ja: "一つ前の控えを使ってください。")
    case .noRegistry, .exists, .unreadable, .unwritable, .noChain, .database, .other: nil
    }
  }
}
