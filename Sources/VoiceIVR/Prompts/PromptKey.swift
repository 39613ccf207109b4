/// Names a sentence of the prompt catalogue, such as `rooms.ask`; stable, because recorded prompts
/// are filed under it.
package struct PromptKey: Hashable, Codable, Sendable, RawRepresentable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
}
