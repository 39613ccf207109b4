import Foundation
import InnRegistry

/// `innctl card INN`: the sheet beside the telephone.
struct CardCommand {
  let console: Console

  func run(_ options: CardOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.card(options.inn))
    guard case .card(var facts) = reply else { throw .unexpected(reply) }
    if let number = options.number { facts.number = number }
    let html = InnCard(facts: facts).html
    guard let file = options.file else {
      console.write(html)
      return
    }
    try OutputFile.write(Data(html.utf8), to: file)
    console.note(
      Phrase(en: "wrote \(file); print it on one A4 page", ja: "\(file) に書きました。A4で1枚に印刷できます")
    )
  }
}

struct CardOptions: Hashable, Sendable {
  var inn: InnID
  var data = Defaults.data
  /// Nil prints it.
  var file: String?
  /// The hub's number, where no hub runs that knows it.
  var number: PhoneNumber?
}

extension AdminDesk {
  /// What an inn's card says.
  func card(of id: InnID) throws -> CardFacts {
    guard let listing = registry.catalogue[id] else { throw AdminRefusal.innUnknown(id) }
    let office = try registry.organisations(serving: id).first
    return CardFacts(
      name: listing.inn.name,
      number: callBack,
      mostRooms: listing.rooms.map(\.roomType.rooms).max() ?? 1,
      innNumber: try registry.number(of: id)?.description,
      officeName: office?.name,
      officePhone: office?.phone,
      officeHours: office?.hours,
    )
  }
}
