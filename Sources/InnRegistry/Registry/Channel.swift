/// A way by which bookings come in: a travel platform or the office itself.
package struct Channel: Hashable, Codable, Sendable {
  package var id: ChannelID
  package var name: String

  package init(id: ChannelID, name: String) {
    self.id = id
    self.name = name
  }
}
