package import InnRegistry

/// What a handler gives back: the answer itself, or how to get it without holding the thread.
package enum HTTPReply: Sendable {
  case response(HTTPResponse)
  case deferred(HTTPDeferral)
}

/// Why the engine stops waiting for a deferred answer.
package enum DeferralEnd: Hashable, Sendable {
  case deadline
  case stopping
}

/// An answer that comes later, from any thread.
package struct HTTPDeferral: Sendable {
  package typealias Outcome = Result<HTTPResponse, any Error>

  /// How long the client waits at most.
  package var deadline: Span
  /// The answer when the wait ends without one: 503 unless the handler knows better, as a long poll
  /// does, for which nothing new is an answer.
  package var fallback: @Sendable (DeferralEnd) -> Outcome
  /// Begins the work, on the connection's thread, which it must not hold up.
  package var start: @Sendable (HTTPCompletion) -> Void
  /// What middleware does with the outcome, on whatever thread completes it.
  private var transform: @Sendable (inout Outcome) -> Void

  /// For work without a deadline of its own; the API promises an answer to a booking within 2.4 s,
  /// and a platform that waited 10 s has given up.
  package static let defaultDeadline = Span.seconds(10)

  package init(
    deadline: Span = HTTPDeferral.defaultDeadline,
    fallback: @escaping @Sendable (DeferralEnd) -> Outcome = HTTPDeferral.unavailable,
    start: @escaping @Sendable (HTTPCompletion) -> Void,
  ) {
    self.deadline = deadline
    self.fallback = fallback
    self.start = start
    transform = { _ in }
  }

  /// 503 with the reason, and when to come back.
  @Sendable package static func unavailable(_ end: DeferralEnd) -> Outcome {
    switch end {
    case .deadline: .failure(HTTPProblem(.deadlineExceeded, headers: [("Retry-After", "1")]))
    case .stopping: .failure(HTTPProblem(.shuttingDown, headers: [("Retry-After", "5")]))
    }
  }

  /// The same deferral whose outcome passes through `change` as well, after what was there before.
  package func transformed(_ change: @escaping @Sendable (inout Outcome) -> Void) -> HTTPDeferral {
    var copy = self
    copy.transform = { [transform] outcome in
      transform(&outcome)
      change(&outcome)
    }
    return copy
  }

  /// Starts the work; `deliver` gets the answer exactly once, maybe before this returns.
  package func run(_ deliver: @escaping @Sendable (HTTPResponse) -> Void) -> HTTPCompletion {
    let completion = HTTPCompletion { [transform] outcome in
      var outcome = outcome
      transform(&outcome)
      switch outcome {
      case .success(let response): deliver(response)
      case .failure(let problem as HTTPProblem): deliver(problem.response())
      case .failure: deliver(HTTPProblem(.internalError).response())
      }
    }
    start(completion)
    return completion
  }
}

/// Takes the answer of a deferred request, once.
package final class HTTPCompletion: Sendable {
  private let deliver: @Sendable (HTTPDeferral.Outcome) -> Void
  private let state = Lock(State.waiting(onAbandoned: nil))

  private enum State {
    case waiting(onAbandoned: (@Sendable () -> Void)?)
    case completed
    case abandoned
  }

  init(_ deliver: @escaping @Sendable (HTTPDeferral.Outcome) -> Void) { self.deliver = deliver }

  /// Gives the answer.
  ///
  /// - Returns: false when there was one already or nobody waits any more. The work itself stands:
  ///   a booking made too late for its answer is found again under its idempotency key.
  @discardableResult
  package func complete(_ outcome: HTTPDeferral.Outcome) -> Bool {
    let isFirst = state.withLock { state in
      guard case .waiting = state else { return false }
      state = .completed
      return true
    }
    if isFirst { deliver(outcome) }
    return isFirst
  }

  @discardableResult
  package func succeed(_ response: HTTPResponse) -> Bool { complete(.success(response)) }

  @discardableResult
  package func fail(_ error: any Error) -> Bool { complete(.failure(error)) }

  /// Calls `action` when the engine gives up waiting, at once if it has: time to leave a queue.
  package func onAbandoned(_ action: @escaping @Sendable () -> Void) {
    let isAbandoned = state.withLock { state in
      switch state {
      case .waiting:
        state = .waiting(onAbandoned: action)
        return false
      case .completed: return false
      case .abandoned: return true
      }
    }
    if isAbandoned { action() }
  }

  /// Ends the wait with an answer that the handler did not give.
  func abandon(_ outcome: HTTPDeferral.Outcome) {
    let abandoned = state.withLock { state -> (@Sendable () -> Void)?? in
      guard case .waiting(let action) = state else { return nil }
      state = .abandoned
      return .some(action)
    }
    guard let action = abandoned else { return }
    action?()
    deliver(outcome)
  }
}

// MARK: - Making replies

extension HTTPReply {
  /// An answer from a task; the task is cancelled when nobody waits any more.
  package static func task(
    deadline: Span = HTTPDeferral.defaultDeadline,
    _ operation: @escaping @Sendable () async throws -> HTTPResponse,
  ) -> HTTPReply {
    .deferred(
      HTTPDeferral(deadline: deadline) { completion in
        let task = Task {
          do {
            completion.succeed(try await operation())
          } catch {
            completion.fail(error)
          }
        }
        completion.onAbandoned { task.cancel() }
      }
    )
  }

  /// Runs `handler` and passes its outcome through `change`, be it at once or later, answer or
  /// error: what middleware is made of.
  package static func transforming(
    _ change: @escaping @Sendable (inout HTTPDeferral.Outcome) -> Void,
    of handler: () throws -> HTTPReply,
  ) throws -> HTTPReply {
    var outcome: HTTPDeferral.Outcome
    do {
      switch try handler() {
      case .response(let response): outcome = .success(response)
      case .deferred(let deferral): return .deferred(deferral.transformed(change))
      }
    } catch {
      outcome = .failure(error)
    }
    change(&outcome)
    return .response(try outcome.get())
  }
}

extension HTTPDeferral.Outcome {
  /// Changes the answer where it lies; its header fields aren't copied for it.
  package mutating func editAnswer(_ change: (inout HTTPResponse) -> Void) {
    switch consume self {
    case .success(var response):
      change(&response)
      self = .success(response)
    case .failure(let error): self = .failure(error)
    }
  }
}
