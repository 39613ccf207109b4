/// A request of HTTP as a value, for doors that must not know the server or the client: what a
/// gateway of messages is told by its provider, and what the hub sends.
package struct HTTPExchange: Hashable, Sendable {
  package var method: String
  /// As it was sent or is to be sent, with path and query: absolute when it leaves the hub, from
  /// the path on when it came in.
  package var url: String
  /// In the order in which they came; names compare without case.
  package var headers: [HTTPField]
  package var body: [UInt8]

  package init(method: String, url: String, headers: [HTTPField] = [], body: [UInt8] = []) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// The value of a field; nil when there is none or several, which nobody may choose among.
  package func header(_ name: String) -> String? { headers.only(name) }
}

/// One header field.
package struct HTTPField: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The answer to an ``HTTPExchange``.
package struct HTTPAnswer: Hashable, Sendable {
  package var status: Int
  package var headers: [HTTPField]
  package var body: [UInt8]

  package init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? { headers.only(name) }
}

extension [HTTPField] {
  fileprivate func only(_ name: String) -> String? {
    let wanted = name.lowercased()
    let found = filter { $0.name.lowercased() == wanted }
    return found.count == 1 ? found.first?.value : nil
  }
}
