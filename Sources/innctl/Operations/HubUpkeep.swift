import BookingBridge
import Foundation
import Glibc
import InnRegistry
import Synchronization
import VoiceIVR

/// What keeps a running hub: its watch, its continuous copy, and word of alarms to the office.
final class HubUpkeep: Sendable {
  let watch: HubWatch
  private let probe: DiskProbe
  private let post: AlarmPost
  private let copy: ContinuousCopy?
  private let mark: RunningMark
  private let work = Mutex<[Task<Void, Never>]>([])

  /// A registry up to this size, in bytes, is looked at page by page before anybody is served.
  ///
  /// It takes a third of a second; a larger one is looked at once the hub serves.
  private static let quicklyChecked = 64 << 20

  static func isQuicklyChecked(_ directory: DataDirectory) -> Bool {
    BackupDisk.size(directory.registry) <= quicklyChecked
  }

  /// - Throws: when the place for continuous copies can't be used.
  init(
    _ options: ServeOptions,
    _ directory: DataDirectory,
    _ registry: Registry,
    _ telephone: Telephone,
    _ notices: NoticesFile?,
    _ logWatch: LogWatch?,
    _ sealing: SealingKey?,
    _ log: Log,
  ) throws(CommandFailure) {
    let probe = DiskProbe(path: directory.diskProbe)
    var settings = AlarmPost.Settings(mail: options.alarmMail, sms: options.alarmSMS)
    if let mail = notices?.mail {
      let client = MailClient(mail.server)
      let from = mail.from.address
      settings.from = from
      settings.send = { message, to in try await client.send(message, from: from, to: to) }
    }
    let post = AlarmPost(registry: registry, settings: settings, log: log)
    var copy: ContinuousCopy?
    if let place = options.copies, let logWatch {
      try DataDirectory(place).makeForCopies()
      copy = ContinuousCopy(
        of: directory.registry,
        watch: logWatch,
        to: place,
        keeping: .days(options.copiesDays),
        sealedBy: sealing,
        clock: registry.clock,
        log: log,
      )
    }
    var copies: (@Sendable () -> ContinuousCopy.State)?
    if let copy { copies = { copy.state } }
    let mark = RunningMark(path: directory.runningMark)
    let sources = HubWatch.Sources(
      registry: registry,
      probe: probe,
      isTakingCalls: { telephone.isTakingCalls },
      figures: { await telephone.endpoint.figures() },
      copies: copies,
      lastBackup: { directory.lastBackupAt },
      backupHours: options.backupHours,
      hasCheckedPages: HubUpkeep.isQuicklyChecked(directory),
      wasCut: mark.isThere,
      isOneOfMany: directory.isOnServer,
    )
    watch = HubWatch(sources, log: log) { await post.tellDirectly($0) }
    self.probe = probe
    self.post = post
    self.copy = copy
    self.mark = mark
  }

  func start() {
    mark.set()
    probe.start()
    work.withLock {
      $0 = [
        Task { [watch] in await watch.run() },
        Task { [post] in await post.run() },
      ]
    }
  }

  func stop() async {
    probe.stop()
    let tasks = work.withLock { $0 }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
    copy?.stop()
    // A hub that never began says nothing about the one before it.
    if !tasks.isEmpty { mark.remove() }
  }
}

/// A file that is there while a hub runs: one that finds it knows how the last one ended.
struct RunningMark: Sendable {
  let path: String

  var isThere: Bool { access(path, F_OK) == 0 }

  /// A full disk is told elsewhere; without the mark nothing is missed but this alarm.
  func set() {
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if file >= 0 { close(file) }
  }

  func remove() { unlink(path) }
}

extension DataDirectory {
  /// Nil when none was taken by `innctl backup`.
  var lastBackupAt: Timestamp? { read(lastBackup).flatMap { Timestamp(rfc3339: $0) } }

  /// The place for continuous copies: its parent must be there, for a disk that isn't mounted is
  /// not to be replaced by a folder on the first one.
  func makeForCopies() throws(CommandFailure) {
    let isMade = mkdir(path, 0o700) == 0
    if !isMade { try check() }
  }
}
