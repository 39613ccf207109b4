package import InnRegistry

/// Rings the office about what can't wait: requests that nobody answers, and guests that an inn has
/// not heard of. Out of hours whoever is on duty is rung, where it would be too late otherwise.
///
/// One call at a time: it is one person who answers. What is due is looked at again in the
/// transaction that takes it up.
package actor OfficeCaller {
  /// Between two looks; deadlines are in minutes.
  private static let tick = Span.seconds(5)
  /// Calls in one look; more wait for the next.
  private static let callsInOneLook = 10

  package typealias Ring = @Sendable (PhoneNumber, OfficeNotice) async -> Bool

  private let registry: Registry
  private let ring: Ring
  private let log: Log

  /// - Parameter ring: rings a number, and tells whether somebody said to have heard.
  package init(registry: Registry, log: Log = .silent, ring: @escaping Ring) {
    self.registry = registry
    self.ring = ring
    self.log = log
  }

  /// Works until its task is cancelled.
  package func run() async {
    while !Task.isCancelled {
      await look()
      try? await Task.sleep(for: .milliseconds(OfficeCaller.tick.milliseconds))
    }
  }

  /// Makes the calls that are due now.
  package func look() async {
    do {
      for _ in 0..<OfficeCaller.callsInOneLook where !Task.isCancelled {
        let call = try await registry.write { try $0.nextOfficeCall(owner: "telephone") }
        guard let call else { return }
        try await make(call)
      }
    } catch {
      log.error("the office can't be rung", ["error": "\(error)"])
    }
  }

  private func make(_ call: OfficeCall) async throws {
    guard let number = call.contact.number, let listing = registry.catalogue[call.inn] else {
      return
    }
    let notice = OfficeNotice(
      inn: listing.inn.name,
      innPhone: listing.phones.first?.number,
      reason: OfficeNotice.Reason(call.reason),
    )
    let isHeard = await ring(number, notice)
    log.info("rang the office", ["inn": call.inn.rawValue, "heard": "\(isHeard)"])
    try await registry.write { transaction in
      if isHeard {
        try transaction.delivered(call.entry.id)
      } else {
        try transaction.failed(call.entry, error: "nobody answers", retry: OfficeCall.retry)
      }
    }
  }
}

extension OfficeContact {
  /// The number to ring; nil when nobody is there.
  package var number: PhoneNumber? {
    switch self {
    case .office(let number), .duty(let number): number
    case .nobody: nil
    }
  }
}

extension OfficeNotice.Reason {
  init(_ reason: OfficeCall.Reason) {
    switch reason {
    case .requestUnanswered(let deadline): self = .requestUnanswered(deadline: deadline)
    case .bookingUnheard(let checkIn): self = .bookingUnheard(checkIn: checkIn)
    }
  }
}
