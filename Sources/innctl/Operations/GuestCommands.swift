import Foundation
import InnRegistry

/// What is asked about one guest; by booking, reference, telephone number or mail address.
enum GuestRequest: Codable, Hashable, Sendable {
  case export(String)
  case erase(String, isDryRun: Bool)
}

enum GuestReply: Codable, Hashable, Sendable {
  /// JSON, all that is known.
  case data(Data)
  /// What was erased, and what can't be yet because the guest is still to come.
  case erased([BookingID], live: [BookingID])
}

/// Carries them out; part of ``AdminDesk``.
struct GuestDesk: Sendable {
  let registry: Registry

  func answer(_ request: GuestRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .export(let who):
      let documents = try found(who).map { try registry.guestData(of: $0) }
      return .guest(.data(Data("{\"bookings\":[\(documents.joined(separator: ","))]}".utf8)))
    case .erase(let who, let isDryRun):
      let all = try found(who)
      let live = try all.filter { try registry.booking($0)?.state.isLive ?? false }
      let over = all.filter { !live.contains($0) }
      if !isDryRun {
        try registry.writeAndWait { transaction in
          for id in over { try transaction.eraseGuest(of: id, by: actor) }
        }
      }
      return .guest(.erased(over, live: live))
    }
  }

  private func found(_ who: String) throws -> [BookingID] {
    let found = try registry.bookings(ofGuest: who)
    guard !found.isEmpty else {
      throw AdminRefusal.unknown(
        Phrase(
          en: "no booking is known by what was asked for",
          ja: "該当する予約はありません",
        )
      )
    }
    return found
  }
}

/// `innctl guest …`.
struct GuestCommands {
  let console: Console
  let options: ListOptions

  func run(_ request: GuestRequest) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.guest(request))
    guard case .guest(let answer) = reply else { throw .unexpected(reply) }
    switch answer {
    case .data(let data): console.print(String(decoding: data, as: UTF8.self))
    case .erased(let over, let live):
      if options.asJSON {
        var json = JSONWriter()
        json.object {
          $0.array("erased") { for id in over { $0.string(id.rawValue) } }
          $0.array("live") { for id in live { $0.string(id.rawValue) } }
        }
        console.print(json.text)
        return
      }
      for id in over { console.print(id.rawValue) }
      console.note(
        Phrase(
          en:
            "\(over.count) bookings without their guest; \(live.count) are still to come and stay",
          ja: "\(over.count)件の予約から個人情報を消します。これからの\(live.count)件は残ります",
        )
      )
    }
  }
}
