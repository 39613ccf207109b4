import BookingBridge
import InnRegistry

/// Mail and messages to guests, where something carries them.
struct Noticing: Sendable {
  private let worker: Task<Void, Never>?

  /// - Parameter canText: whether a gateway carries messages by SMS.
  static func start(_ file: NoticesFile?, canText: Bool, registry: Registry, log: Log)
    -> Noticing
  {
    let texting = canText ? file?.sms.policy : nil
    guard let file, file.mail != nil || texting != nil else { return Noticing(worker: nil) }
    let client = file.mail.map { MailClient($0.server) }
    let worker = NoticeWorker(
      registry: registry,
      settings: NoticeWorker.Settings(
        from: file.mail?.from,
        publicURL: file.publicURL,
        texting: texting,
      ),
      log: log,
    ) { (message, from, to) throws(MailClient.Failure) in
      guard let client else {
        throw MailClient.Failure(code: nil, text: "no mail server is named", wasReached: false)
      }
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
