package import InnRegistry
import Synchronization

/// One request on its way through middleware to its handler.
///
/// A class, because every layer passes it on: copies of its parts would cost more than the layers.
package final class RequestContext: Sendable {
  package let request: HTTPRequest
  /// Names this request in the answer, the log and problem documents.
  package let requestID: String
  /// When the request was complete: the «now» of everything that it decides.
  package let now: Timestamp
  let resolution: Router.Resolution
  private let parameterValues: [String]
  /// Nobody ever waits for it: so it needs none of what ``Lock`` is for.
  private let callerSlot = Mutex(Caller.nobody)

  init(
    request: HTTPRequest,
    requestID: String,
    now: Timestamp,
    resolution: Router.Resolution,
    parameterValues: [String],
  ) {
    self.request = request
    self.requestID = requestID
    self.now = now
    self.resolution = resolution
    self.parameterValues = parameterValues
  }

  private var endpoint: Router.Endpoint? {
    if case .endpoint(let endpoint) = resolution { endpoint } else { nil }
  }

  /// The route that was found; nil when the answer will be 404 or 405.
  package var route: Route? { endpoint?.route }

  /// The values of the route's `{names}`.
  package var parameters: PathParameters {
    PathParameters(names: endpoint?.parameterNames ?? [], values: parameterValues)
  }

  /// Who asks, as far as middleware has found out.
  package var caller: Caller { callerSlot.withLock { $0 } }

  /// Says who asks; for the middleware that checks keys.
  package func identify(as caller: Caller) { callerSlot.withLock { $0 = caller } }
}

/// Who a request comes from.
package enum Caller: Hashable, Sendable {
  case nobody
  case channel(ChannelCaller)
}

/// A travel platform or another program with a key.
package struct ChannelCaller: Hashable, Sendable {
  package let channel: ChannelID
  /// The name of the key, not the key.
  package let keyName: String
  package let scopes: Set<KeyScope>
  /// Test keys see only the training inns.
  package let isTest: Bool

  package init(channel: ChannelID, keyName: String, scopes: Set<KeyScope>, isTest: Bool) {
    self.channel = channel
    self.keyName = keyName
    self.scopes = scopes
    self.isTest = isTest
  }
}

/// The values of a route's `{names}`, decoded.
package struct PathParameters: Hashable, Sendable {
  private let names: [String]
  private let values: [String]

  init(names: [String], values: [String]) {
    self.names = names
    self.values = values
  }

  /// The text of a parameter; nil for a name that the pattern does not have.
  package subscript(name: String) -> String? {
    names.firstIndex(of: name).map { values[$0] }
  }
}

extension RequestContext {
  /// A parameter of the path in a format; text that can't be one names nothing, so: 404.
  package func parameter<Value>(
    _ name: String,
    _ format: TextFormat<Value>,
  ) throws(HTTPProblem) -> Value {
    guard let text = parameters[name] else { throw HTTPProblem(.notFound) }
    do throws(TextFault) {
      return try format.read(text)
    } catch {
      throw HTTPProblem(.notFound)
    }
  }

  /// A parameter of the path that is an identifier, such as `{inn}`.
  package func identifier<Subject>(
    _ name: String
  ) throws(HTTPProblem) -> Identifier<Subject> {
    guard let identifier = parameters[name].flatMap({ Identifier<Subject>($0) }) else {
      throw HTTPProblem(.notFound)
    }
    return identifier
  }
}
