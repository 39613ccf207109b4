package import InnRegistry

/// Answers for the training inns that have a rule (``TrainingAnswer``), at any hour and without a
/// telephone.
///
/// Inns that aren't marked as training are left alone, whatever the table says.
package actor TrainingKeepers {
  /// Between two looks at what waits: enough for whoever watches, little work under load.
  private static let pause = Span(milliseconds: 200)

  private let registry: Registry
  private let answers: [InnID: TrainingAnswer]
  private let sleep: @Sendable (Span) async throws -> Void
  private let log: Log
  /// Tellings that are being answered, so that each is answered once.
  private var underway: [Telling: Task<Void, Never>] = [:]

  private struct Telling: Hashable {
    var booking: BookingID
    var revision: Int
  }

  package init(
    registry: Registry,
    answers: [InnID: TrainingAnswer] = TrainingRegion.answers,
    sleep: @escaping @Sendable (Span) async throws -> Void = {
      try await Task.sleep(for: .milliseconds(max(0, $0.milliseconds)))
    },
    log: Log = .silent,
  ) {
    self.registry = registry
    self.answers = answers
    self.sleep = sleep
    self.log = log
  }

  /// Works until its task is cancelled.
  package func run() async {
    let changes = registry.changes()
    look()
    for await _ in changes {
      look()
      try? await sleep(TrainingKeepers.pause)
      if Task.isCancelled { break }
    }
    for task in underway.values { task.cancel() }
    await finish()
  }

  /// Waits until every answer that was taken up is given.
  package func finish() async {
    for task in Array(underway.values) { await task.value }
  }

  /// Takes up what waits at inns with a rule.
  package func look() {
    guard registry.holds(.training) else { return }
    for (inn, answer) in answers where registry.catalogue[inn]?.inn.isTraining == true {
      do {
        for news in try registry.waiting(for: inn) { take(news, inn, answer) }
        guard answer.picksUp else { continue }
        for text in try registry.broadcasts(for: inn) { confirm(text.id, inn) }
      } catch {
        log.error("training answers can't read what waits", ["error": "\(error)"])
      }
    }
  }

  /// Whoever picks up has heard what the office says.
  private func confirm(_ broadcast: BroadcastID, _ inn: InnID) {
    guard let phone = registry.catalogue[inn]?.phones.first?.number else { return }
    let name = ConversationID(trusted: "training_\(broadcast.rawValue.suffix(24))")
    let (registry, log) = (registry, log)
    Task {
      do {
        try await registry.write {
          try $0.receipt(broadcast, inn: inn, by: .keeper(phone: phone, call: name))
        }
      } catch {
        log.error("a training receipt failed", ["inn": inn.rawValue, "error": "\(error)"])
      }
    }
  }

  private func take(_ news: WaitingNews, _ inn: InnID, _ answer: TrainingAnswer) {
    let telling = Telling(booking: news.booking.id, revision: news.booking.revision)
    guard underway[telling] == nil, let wait = wait(for: news, answer) else { return }
    let sleep = sleep
    let isBySMS = if case .acceptsBySMS = answer { true } else { false }
    underway[telling] = Task {
      if isBySMS { await self.write(news, inn) }
      // Cancelled when the hub stops: the next run takes it up again.
      guard (try? await sleep(wait)) != nil else { return }
      if isBySMS {
        await self.answerBySMS(news, inn)
      } else {
        await self.say(news, inn, answer)
      }
      self.underway[telling] = nil
    }
  }

  /// nil when nothing is ever said to it.
  private func wait(for news: WaitingNews, _ answer: TrainingAnswer) -> Span? {
    switch (answer, news.kind) {
    case (.accepts(let time), _), (.declines(_, let time), _), (.acceptsBySMS(let time), _): time
    case (.acceptsTooLate, .request(let deadline)):
      (deadline + .seconds(1)) - registry.clock.now()
    case (.acceptsTooLate, _), (.never, _): nil
    }
  }

  private func say(_ news: WaitingNews, _ inn: InnID, _ answer: TrainingAnswer) async {
    guard let phone = registry.catalogue[inn]?.phones.first?.number else { return }
    let reading = (news.booking.id, revision: news.booking.revision)
    let name = ConversationID(trusted: "training_\(news.booking.id.rawValue.suffix(24))")
    let actor = Actor.keeper(phone: phone, call: name)
    do {
      try await registry.write { transaction in
        guard case .request = news.kind else {
          try transaction.hear([reading], by: actor)
          return
        }
        var reason: DeclineReason?
        if case .declines(let why, _) = answer { reason = why }
        try transaction.keepAnswer(
          reading.0,
          revision: reading.revision,
          accepts: reason == nil,
          by: actor,
        )
        try transaction.settleAnswer(reading.0)
        if let reason { _ = try transaction.tellReason(reason, for: reading.0, by: actor) }
      }
    } catch let refusal as BookingRefusal {
      // Too late, or decided otherwise: what a keeper would hear now.
      log.info("a training answer was refused", ["inn": inn.rawValue, "refusal": "\(refusal)"])
    } catch {
      log.error("a training answer failed", ["inn": inn.rawValue, "error": "\(error)"])
    }
  }

  // MARK: - By SMS

  /// The hub writes to the inn, as it would to one that nobody reaches by telephone.
  private func write(_ news: WaitingNews, _ inn: InnID) async {
    guard let phone = registry.catalogue[inn]?.phones.first else { return }
    let desk = SMSDesk(registry: registry, callBack: TrainingRegion.hubNumber)
    do {
      try await registry.write { transaction in
        guard let id = try desk.tell(news, to: phone, transaction) else { return }
        try transaction.deliverLocally(id, by: LocalGateway.training.name)
      }
    } catch {
      log.error("a training inn could not be written to", ["error": "\(error)"])
    }
  }

  /// She writes back, in words that go the whole way of a message.
  private func answerBySMS(_ news: WaitingNews, _ inn: InnID) async {
    guard let phone = registry.catalogue[inn]?.phones.first else { return }
    let desk = SMSDesk(registry: registry, callBack: TrainingRegion.hubNumber)
    let isRequest = if case .request = news.kind { true } else { false }
    let open = (try? registry.waiting(for: inn)) ?? []
    let isOnlyOne =
      open.count { if case .request = $0.kind { true } else { false } } == 1
    let yes = isOnlyOne ? "はい" : "はい \(news.booking.guest.name.written)様"
    let message = InboundMessage(
      gateway: LocalGateway.training.name,
      gatewayID: "\(news.booking.id)-\(news.booking.revision)",
      from: phone.number.e164,
      text: isRequest ? yes : "ありがとうございます",
    )
    do {
      _ = try await desk.take(message)
      // Whoever practises doesn't wait until she could have thought better of it.
      try await registry.write { _ = try $0.settleAnswer(news.booking.id) }
    } catch {
      log.info("a training answer was refused", ["inn": inn.rawValue, "refusal": "\(error)"])
    }
  }
}
