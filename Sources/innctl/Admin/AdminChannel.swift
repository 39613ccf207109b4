import Glibc
import InnRegistry

/// A command's way to the registry: through the hub that runs, or directly when none does.
///
/// Not sendable: a command has one, on the main thread.
final class AdminChannel {
  private var route: Route

  private enum Route {
    case hub(AdminConnection)
    case direct(AdminSession, Registry, HubLock)
    case closed
  }

  /// How long a command waits for a hub that is just starting, or for another command.
  static let patience = Span.seconds(10)
  /// Between two tries.
  private static let pause = Span(milliseconds: 50)
  /// For the hub's answer: a large import takes seconds.
  static let answerLimit = Span.minutes(2)

  private init(_ route: Route) { self.route = route }

  /// Whether a hub runs.
  var isThroughHub: Bool {
    switch route {
    case .hub: true
    case .direct, .closed: false
    }
  }

  /// Finds the way.
  ///
  /// - Parameter mayCreate: makes a registry where there is none.
  static func open(
    _ directory: DataDirectory,
    mayCreate: Bool,
    patience: Span = AdminChannel.patience,
  ) throws(CommandFailure) -> AdminChannel {
    if mayCreate || directory.isOnServer {
      try directory.create()
    } else if !directory.hasRegistry {
      throw noRegistry(directory)
    } else {
      try directory.check()
    }
    let tries = max(1, patience.milliseconds / pause.milliseconds)
    for attempt in 1...tries {
      if let lock = try HubLock.take(directory) {
        let registry = try openRegistry(directory)
        let session = AdminSession(
          desk: AdminDesk(registry: registry, speechFolder: directory.speech),
          user: loginName(geteuid()),
        )
        return AdminChannel(.direct(session, registry, lock))
      }
      if let connection = try connect(directory) { return AdminChannel(.hub(connection)) }
      // Somebody holds the lock and doesn't listen: a hub that starts or stops, or another command.
      if attempt < tries { usleep(UInt32(pause.milliseconds * 1000)) }
    }
    let holder = directory.read(directory.lock) ?? "?"
    throw CommandFailure(
      .unavailable,
      Phrase(
        en: "process \(holder) works on \(directory.path) and doesn't answer",
        ja: "プロセス \(holder) が \(directory.path) を使用中で、応答しません",
      ),
      advice: Phrase(
        en: "Wait until the hub has started, or end that process if it hangs.",
        ja: "ハブの起動を待つか、止まらないときはそのプロセスを終了してください。",
      ),
    )
  }

  private static func noRegistry(_ directory: DataDirectory) -> CommandFailure {
    CommandFailure(
      .unavailable,
      Phrase(
        en: "there is no registry in \(directory.path)",
        ja: "\(directory.path) に台帳がありません",
      ),
      advice: Phrase(
        en: "innctl serve makes one; --data says where it lies.",
        ja: "innctl serve で作られます。場所は --data で指定します。",
      ),
    )
  }

  static func openRegistry(
    _ directory: DataDirectory,
    clock: WallClock = .system,
    log: Log = .silent,
    logWatch: LogWatch? = nil,
  ) throws(CommandFailure) -> Registry {
    do {
      return try Registry(path: directory.registry, clock: clock, log: log, logWatch: logWatch)
    } catch let error as DatabaseError where error.kind == .corrupt {
      throw Hub.damaged(directory, error.message)
    } catch {
      throw CommandFailure(
        .unavailable,
        Phrase(
          en: "the registry \(directory.registryName) can't be opened: \(error)",
          ja: "台帳 \(directory.registryName) を開けません: \(error)",
        ),
        advice: Phrase(
          en: "innctl doctor --data \(directory.path) looks for the cause.",
          ja: "innctl doctor --data \(directory.path) で原因を調べられます。",
        ),
      )
    }
  }

  /// Nil when nobody listens.
  private static func connect(_ directory: DataDirectory) throws(CommandFailure) -> AdminConnection?
  {
    let address = try AdminAddress(directory)
    defer { address.close() }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    guard address.connect(descriptor) == 0 else {
      let code = errno
      Glibc.close(descriptor)
      guard code == EACCES || code == EPERM else { return nil }
      throw CommandFailure(
        .unavailable,
        Phrase(
          en: "the hub in \(directory.path) belongs to another user",
          ja: "\(directory.path) のハブは別のユーザーのものです",
        ),
      )
    }
    let connection = AdminConnection(descriptor: descriptor)
    connection.limitTime(answerLimit)
    return connection
  }

  /// Asks and waits for the answer.
  ///
  /// - Throws: what the desk refused, or that the hub can't be reached any more.
  func send(_ request: AdminRequest) throws(CommandFailure) -> AdminReply {
    let reply: AdminReply
    switch route {
    case .closed: throw AdminRefusal.stopping.failure
    case .direct(let session, _, _): reply = session.answer(request)
    case .hub(let connection):
      do {
        try connection.send(try AdminWire.encode(request))
        guard let line = try connection.line(limit: AdminWire.maxReplyBytes) else {
          throw AdminConnection.Failure.closed
        }
        reply = try AdminWire.decode(AdminReply.self, line)
      } catch let refusal as AdminRefusal {
        throw refusal.failure
      } catch {
        throw CommandFailure(
          .unavailable,
          Phrase(
            en: "the hub broke off (\(error)); whether it did what was asked is not known",
            ja: "ハブとの接続が切れました（\(error)）。実行されたかどうかは分かりません",
          ),
        )
      }
    }
    if case .refused(let refusal) = reply { throw refusal.failure }
    return reply
  }

  /// Leaves the hub alone or, where this command had the registry to itself, closes it and lets
  /// others have it.
  func close() {
    if case .direct(_, let registry, _) = route { registry.stop() }
    route = .closed
  }
}
