import InnRegistry

extension PlatformAPI {
  /// Finds out who asks from `Authorization: Bearer KEY` (RFC 6750) and whether they may.
  var authentication: Middleware {
    { [registry] context, next in
      guard case .channel(let scope) = context.route?.access else { return try next(context) }
      guard let secret = context.request.headers["Authorization"].flatMap(bearerToken),
        let (channel, key) = registry.catalogue.key(secret: secret)
      else {
        throw HTTPProblem(
          .unauthenticated,
          detail: "send a valid key as «Authorization: Bearer KEY»",
          headers: [("WWW-Authenticate", "Bearer realm=\"InnBridge\"")],
        )
      }
      let scopes = Set(key.scopes.compactMap { AccessScope(rawValue: $0.rawValue) })
      let caller = ChannelCaller(
        channel: channel.id,
        keyName: key.id.rawValue,
        scopes: scopes,
        isTest: channel.isTrainingOnly,
      )
      context.identify(as: .channel(caller))
      guard scopes.contains(scope) else {
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
      return try next(context)
    }
  }
}

/// The token of a `Bearer` credential; the scheme's name is case-insensitive (RFC 9110, 11.1).
private func bearerToken(_ header: String) -> String? {
  let parts = header.split(separator: " ", maxSplits: 1)
  guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
  return parts[1].trimmingSpaces()
}

extension Substring {
  fileprivate func trimmingSpaces() -> String { String(self).trimmingSpaces() }
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
