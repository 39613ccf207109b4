import BookingBridge
import InnRegistry

/// Mail to guests, where a server is named.
struct Noticing: Sendable {
  private let worker: Task<Void, Never>?

  static func start(_ file: NoticesFile?, registry: Registry, log: Log) -> Noticing {
    guard let mail = file?.mail else { return Noticing(worker: nil) }
    let client = MailClient(mail.server)
    let worker = NoticeWorker(
      registry: registry,
      settings: NoticeWorker.Settings(from: mail.from, publicURL: file?.publicURL),
      log: log,
    ) { (message, from, to) throws(MailClient.Failure) in
      try await client.send(message, from: from, to: to)
    }
    return Noticing(worker: Task { await worker.run() })
  }

  /// Waits for the mail that is being handed over, so that it is noted and not sent twice.
  func stop() async {
    worker?.cancel()
    await worker?.value
  }
}
