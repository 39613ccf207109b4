/// Waits for what nothing announces: a lease taken, another hub's news arrived.
///
/// It looks again every few milliseconds; how long is patience enough is for the test to say, by
/// `.timeLimit`, which fails it.
package func until(_ holds: () async throws -> Bool) async throws {
  while try await !holds() { try await Task.sleep(for: .milliseconds(5)) }
}
