import InnRegistry

extension PlatformAPI {
  /// Finds out who asks from `Authorization: Bearer KEY` (RFC 6750) and whether they may.
  var authentication: Middleware {
    Middleware { [registry, limiter] context, next in
      guard case .channel(let scope) = context.route?.access else { return try next(context) }
      guard let secret = context.request.headers["Authorization"].flatMap(bearerToken),
        let open = registry.catalogue.key(secret: secret)
      else {
        throw HTTPProblem(
          .unauthenticated,
          detail: "send a valid key as «Authorization: Bearer KEY»",
          headers: [("WWW-Authenticate", "Bearer realm=\"InnBridge\"")],
        )
      }
      let caller = ChannelCaller(
        channel: open.channel.id,
        keyName: open.key.id.rawValue,
        scopes: open.key.scopes,
        isTest: open.channel.isTrainingOnly,
      )
      context.identify(as: .channel(caller))
      let allowance = limiter.take(key: caller.keyName, now: context.now)
      return try HTTPReply.transforming(
        { allowance.tell(with: &$0) },
        of: {
          if let seconds = allowance.retryAfter {
            throw HTTPProblem(
              .rateLimited,
              detail:
                "at most \(allowance.limit.requests) requests in \(allowance.limit.seconds) s",
              headers: [("Retry-After", "\(seconds)")],
            )
          }
          try PlatformAPI.checkRights(of: caller, in: open.channel, to: scope)
          return try next(context)
        },
      )
    }
  }

  private static func checkRights(
    of caller: ChannelCaller,
    in channel: Channel,
    to scope: KeyScope,
  ) throws(HTTPProblem) {
    guard caller.scopes.contains(scope) else {
      throw HTTPProblem(
        .insufficientScope,
        detail: "this needs the scope «\(scope.rawValue)»",
        headers: [
          (
            "WWW-Authenticate",
            "Bearer realm=\"InnBridge\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
          )
        ],
      )
    }
    if channel.isSuspended {
      throw HTTPProblem(.channelSuspended, detail: "ask the tourism office")
    }
  }
}

extension RateAllowance {
  /// Tells what is left with an answer, good or bad.
  func tell(with outcome: inout HTTPDeferral.Outcome) {
    if case .failure(var problem as HTTPProblem) = outcome {
      add(to: &problem.headers)
      outcome = .failure(problem)
    } else {
      outcome.editAnswer { add(to: &$0.headers) }
    }
  }

  private func add(to headers: inout HTTPHeaders) {
    headers.append("RateLimit-Policy", policyField)
    headers.append("RateLimit", field)
  }
}

private let scheme = Array("bearer".utf8)

/// The token of a `Bearer` credential; the scheme's name is case-insensitive (RFC 9110, 11.1).
private func bearerToken(_ header: String) -> String? {
  var header = header
  return header.withUTF8 { bytes in
    guard let end = bytes.firstIndex(of: UInt8(ascii: " ")),
      end == scheme.count, zip(bytes, scheme).allSatisfy({ $0 | 0x20 == $1 })
    else { return nil }
    return String(decoding: bytes[end...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
  }
}

extension RequestContext {
  /// The channel that asks; only on routes whose access is a channel's.
  func channelCaller() throws(HTTPProblem) -> ChannelCaller {
    guard case .channel(let caller) = caller else { throw HTTPProblem(.unauthenticated) }
    return caller
  }
}

extension Catalogue {
  /// The inns that a channel may see: those listed that agreed to be sold, and for a training channel only training inns.
  func visible(_ inn: InnID, to caller: ChannelCaller) -> InnListing? {
    guard let listing = self[inn], listing.isShown, listing.inn.isTraining || !caller.isTest else {
      return nil
    }
    return listing
  }
}
