import BookingBridge
import Glibc
import InnRegistry
import VoiceIVR

/// A running hub: the one place where live objects are built and put together.
///
/// Not sendable: belongs to the command that serves.
final class Hub {
  /// How long requests in flight may take when the hub stops.
  static let requestGrace = Span.seconds(10)
  /// Threads of the HTTP server: the registry has one writer, and reads take microseconds.
  static let httpThreads = 2

  let http: Endpoint
  let sip: Endpoint
  private let parts: Parts

  /// Everything that has to be stopped, in the order in which it was started.
  private struct Parts {
    var lock: HubLock
    var registry: Registry
    var scheduler: Scheduler
    /// Answers for the training inns that have a rule.
    var keepers: Task<Void, Never>
    /// Makes sentences ahead.
    var warming: Task<Void, Never>
    /// Webhooks, and calendars of other platforms.
    var deliveries: Deliveries
    /// Mail to guests.
    var noticing: Noticing
    /// Statistics that leave by themselves.
    var publishing: Publishing
    var telephone: Telephone
    var messaging: Messaging
    var server: MicroHTTPDServer
    var accessLog: AccessLog
    var accessLogWriter: Task<Void, Never>
    var admin: AdminSocket
    /// Looks after the disk, copies and alarms.
    var upkeep: HubUpkeep
  }

  private init(http: Endpoint, sip: Endpoint, parts: Parts) {
    self.http = http
    self.sip = sip
    self.parts = parts
  }

  // MARK: - Starting

  /// Starts everything; when this returns, calls and requests are served.
  ///
  /// - Parameter loaded: told how many training inns were loaded, and the training key.
  /// - Throws: what is in the way, and what to do about it; then nothing runs.
  static func start(
    _ options: ServeOptions,
    clock: WallClock,
    log: Log,
    environment: [String: String] = [:],
    training loaded: (_ inns: Int, _ key: String) -> Void,
  ) async throws(CommandFailure) -> Hub {
    let directory = DataDirectory(options.data, database: options.database)
    try directory.create()
    if directory.isOnServer, options.copies != nil { throw serverKeepsCopies }
    guard let lock = try HubLock.take(directory) else { throw alreadyRunning(directory) }
    // Before anything is opened, so that a taken port is told by its name.
    try checkPorts(options)
    let callBack = options.number ?? TrainingRegion.hubNumber
    var trunks: TrunkFile?
    if let path = options.trunkFile {
      trunks = try TrunkFile.read(path, number: callBack, environment: environment)
    }
    let messages = try MessagesFile.read(directory.messages)
    let notices = try NoticesFile.read(directory.notices)
    var line = sipConfiguration(options, callBack: callBack, file: trunks)
    line.takesMessages = messages?.usesSIP == true
    let sealing = try SealingSecret.key(file: options.backupKey, environment: environment)
    let speech = try makeSpeech(directory)
    let logWatch = options.copies.map { _ in LogWatch(path: directory.registry) }
    let registry = try openRegistry(directory, clock: clock, log: log, logWatch: logWatch)
    do throws(CommandFailure) {
      if options.isTraining {
        let training = Training(registry: registry, directory: directory)
        let inns = try await training.loadOnce()
        loaded(inns, try await training.key())
      }
      let scheduler = try await Scheduler.start(registry, speech: speech, log: log)
      do throws(CommandFailure) {
        return try await open(
          options,
          line,
          directory,
          lock,
          registry,
          scheduler,
          speech,
          messages,
          notices,
          logWatch,
          sealing,
          log,
        )
      } catch {
        await scheduler.stop()
        throw error
      }
    } catch {
      registry.stop()
      throw error
    }
  }

  /// The doors, once the registry is ready.
  private static func open(
    _ options: ServeOptions,
    _ line: SIPConfiguration,
    _ directory: DataDirectory,
    _ lock: HubLock,
    _ registry: Registry,
    _ scheduler: Scheduler,
    _ speech: Speech,
    _ messages: MessagesFile?,
    _ notices: NoticesFile?,
    _ logWatch: LogWatch?,
    _ sealing: SealingKey?,
    _ log: Log,
  ) async throws(CommandFailure) -> Hub {
    let callBack = options.number ?? TrainingRegion.hubNumber
    let statistics = try StatisticsSettingsFile.read(directory.statistics)
    let telephone: Telephone
    do {
      telephone = try await Telephone.start(
        line,
        registry: registry,
        speech: speech,
        callBack: callBack,
        drain: .seconds(options.drainSeconds),
        log: log,
      )
    } catch {
      throw failure(error, options)
    }
    let addresses: OutgoingAddress = options.mayReachPrivate ? .anywhere : .publicInternet
    let api = PlatformAPI(
      registry: registry,
      webhookAddresses: addresses,
      publicURL: notices?.publicURL,
    ) {
      HealthReport(faults: telephone.isTakingCalls ? [] : ["the telephone takes no calls"])
    }
    let accessLog = AccessLog(path: directory.accessLog, log: log)
    let upkeep: HubUpkeep
    do throws(CommandFailure) {
      upkeep = try HubUpkeep(
        options,
        directory,
        registry,
        telephone,
        notices,
        logWatch,
        sealing,
        log
      )
    } catch {
      await telephone.stop()
      throw error
    }
    let desk = AdminDesk(
      registry: registry,
      process: getpid(),
      callBack: callBack,
      speechFolder: directory.speech,
      lines: telephone.outboundLines,
      line: { telephone.figuresAndWait() },
      addresses: addresses,
    )
    var routes = Messaging.routes(messages, registry: registry, callBack: callBack)
    let canText = messages?.hasGateways == true
    let carriers = ConsoleDoors.Carriers(
      mails: notices?.mail != nil,
      texting: canText ? notices?.sms.policy : nil,
    )
    routes.add(OfficeConsole(registry: registry, doors: .hub(desk, carriers: carriers)).routes)
    routes.add(
      WatchRoutes(watch: upkeep.watch, accessLog: accessLog, registry: registry).routes
    )
    var limits = ServerLimits()
    if let proxy = options.proxy { limits.uncountedAddresses = [proxy] }
    let server: MicroHTTPDServer
    let admin: AdminSocket
    do {
      server = try MicroHTTPDServer(
        host: options.http.host,
        port: options.http.port,
        threads: httpThreads,
        limits: limits,
        application: HTTPApplication(router(api, routes, log, accessLog)),
      )
    } catch {
      await upkeep.stop()
      await telephone.stop()
      throw failure(error, options)
    }
    do throws(CommandFailure) {
      admin = try AdminSocket(directory, desk: desk, log: log)
    } catch {
      server.stop(within: .seconds(0))
      await upkeep.stop()
      await telephone.stop()
      throw error
    }
    let warming = Task(priority: .utility) { await telephone.warm(registry, log: log) }
    let messaging = await Messaging.start(
      messages,
      registry: registry,
      callBack: callBack,
      line: telephone.endpoint,
      log: log,
    )
    let trainingKeepers = TrainingKeepers(registry: registry, log: log)
    let keepers = Task { await trainingKeepers.run() }
    upkeep.start()
    let sipPort = await telephone.endpoint.port
    return Hub(
      http: Endpoint(host: options.http.host, port: server.port),
      sip: Endpoint(host: options.sip.host, port: Int(sipPort)),
      parts: Parts(
        lock: lock,
        registry: registry,
        scheduler: scheduler,
        keepers: keepers,
        warming: warming,
        deliveries: Deliveries.start(registry, addresses, log),
        noticing: Noticing.start(
          notices,
          canText: canText,
          registry: registry,
          log: log,
        ),
        publishing: Publishing.start(
          statistics,
          canText: canText,
          registry: registry,
          log: log,
        ),
        telephone: telephone,
        messaging: messaging,
        server: server,
        accessLog: accessLog,
        accessLogWriter: Task(priority: .utility) { await accessLog.run() },
        admin: admin,
        upkeep: upkeep,
      ),
    )
  }

  private static func router(
    _ api: PlatformAPI,
    _ others: RouteTable,
    _ log: Log,
    _ accessLog: AccessLog,
  ) -> Router {
    var all = others
    all.add(GuestPages(registry: api.registry).routes)
    return api.router(
      adding: all,
      log: { accessLog.add($0) },
      reportError: { error, requestID in
        log.error("a request failed", ["id": requestID, "error": "\(error)"])
      },
    )
  }

  // MARK: - Stopping

  /// Ends every wait for a server that is gone, so that there are threads to stop on.
  var endWaits: @Sendable () -> Void {
    let registry = parts.registry
    return { registry.prepareToStop() }
  }

  /// Lets calls and requests finish, then closes the registry.
  func stop() async {
    endWaits()
    // Before requests in flight get their time: whoever came to the telephone would find nobody.
    await parts.telephone.stopRinging()
    // Then commands: what they ask for is short, and nothing new shall begin.
    parts.admin.stop()
    parts.server.stop(within: Hub.requestGrace)
    parts.accessLogWriter.cancel()
    await parts.accessLogWriter.value
    await parts.telephone.stop()
    parts.warming.cancel()
    await parts.messaging.stop()
    parts.keepers.cancel()
    await parts.keepers.value
    await parts.noticing.stop()
    parts.publishing.stop()
    try? await parts.registry.logRefusals()
    await parts.deliveries.stop()
    await parts.scheduler.stop()
    // Last, so that a continuous copy has everything.
    await parts.upkeep.stop()
    parts.registry.stop()
    withExtendedLifetime(parts.lock) {}
  }
}
