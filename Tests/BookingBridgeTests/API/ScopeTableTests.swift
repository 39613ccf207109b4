import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// Each operation with each kind of key: scope by route, from the table that serves.
struct ScopeTableTests {
  private static func target(_ pattern: String) -> String {
    pattern.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("{") ? "x1" : String($0) }.joined(separator: "/")
  }

  private func status(_ route: Route, of api: APIWorld, key: String?) async throws -> (Int, String?)
  {
    var fields = [("Host", "localhost")]
    if let key { fields.append(("Authorization", "Bearer \(key)")) }
    let request = HTTPRequest(
      method: route.method,
      target: try RequestTarget(
        parsing: Array(ScopeTableTests.target(route.pattern).utf8),
        for: route.method
      ),
      headers: HTTPHeaders(fields),
    )
    let response = await api.answer(api.router.respond(to: request))
    let text = response.body.wholeBytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
    return (response.status.rawValue, text)
  }

  @Test func eachOperationWithEachKey() async throws {
    let api = try APIWorld(scopes: Set(KeyScope.allCases))
    let routes = PlatformAPI(registry: api.world.registry).routes.routes
    var keys: [KeyScope: String] = [:]
    for scope in KeyScope.allCases {
      keys[scope] = try await api.world.registry.write {
        try $0.createKey(for: Fixtures.channel, scopes: [scope], by: .hub).secret
      }
    }
    var guarded = 0
    for route in routes {
      let name = "\(route.method.rawValue) \(route.pattern)"
      guard case .channel(let wanted) = route.access else {
        #expect(
          !route.pattern.hasPrefix("/v1/") || route.method == .get,
          "\(name) is for everybody"
        )
        continue
      }
      guarded += 1
      let nobody = try await status(route, of: api, key: nil)
      #expect(nobody.0 == 401, "\(name) without a key: \(nobody)")
      let stranger = try await status(route, of: api, key: "not-a-key")
      #expect(stranger.0 == 401, "\(name) with a wrong key: \(stranger)")
      for scope in KeyScope.allCases {
        let (status, text) = try await status(route, of: api, key: keys[scope])
        let isRefused = status == 403 && text?.contains("insufficient_scope") == true
        #expect(isRefused == (scope != wanted), "\(name) with \(scope): \(status)")
        #expect(status != 401, "\(name) with \(scope)")
      }
    }
    #expect(guarded > 20)
  }

  @Test func aSuspendedChannelAndARevokedKeyOpenNothing() async throws {
    let api = try APIWorld(scopes: Set(KeyScope.allCases))
    let routes = PlatformAPI(registry: api.world.registry).routes.routes.filter {
      if case .channel = $0.access { true } else { false }
    }
    try await api.world.registry.write { transaction in
      guard var channel = transaction.catalogue.channels[Fixtures.channel] else { return }
      channel.isSuspended = true
      try transaction.save(channel, by: .hub)
    }
    for route in routes {
      #expect(try await status(route, of: api, key: api.key).0 == 403, "\(route.pattern)")
    }
    let stored = try #require(api.world.registry.catalogue.keys.first)
    try await api.world.registry.write { try $0.revokeKey(stored.id, by: .hub) }
    for route in routes {
      #expect(try await status(route, of: api, key: api.key).0 == 401, "\(route.pattern)")
    }
  }
}
