import BookingBridge
import Foundation
import InnRegistry

/// What the commands about notices ask.
enum NoticeRequest: Codable, Hashable, Sendable {
  case render(NoticeDraft)
}

struct NoticeDraft: Codable, Hashable, Sendable {
  /// A reference or a name.
  var booking: String
  /// Nil for the one that tells how the booking stands.
  var kind: NoticeKind?
  /// Nil for the guest's.
  var language: NoticeLanguage?
  var format: NoticeFormat
}

/// How a notice is written.
enum NoticeFormat: String, CaseIterable, Codable, Sendable {
  case text
  case html
  case json
  case sms
  case slip
}

/// Carries them out; part of ``AdminDesk``.
struct NoticeDesk: Sendable {
  let registry: Registry

  func answer(_ request: NoticeRequest, booking: (String) throws -> BookingID) throws -> AdminReply
  {
    switch request {
    case .render(let draft):
      let id = try booking(draft.booking)
      return .file(Data(try render(draft, id).utf8))
    }
  }

  private func render(_ draft: NoticeDraft, _ id: BookingID) throws -> String {
    guard let booking = try registry.booking(id) else { throw BookingRefusal.bookingUnknown }
    guard let kind = draft.kind ?? NoticeKind.present(of: booking.state) else {
      throw BookingRefusal.notPossible(booking.state.name)
    }
    guard let facts = try registry.noticeFacts(of: booking, for: kind) else {
      throw AdminRefusal.innUnknown(booking.inn)
    }
    if draft.format == .slip { return InnSlip(facts).html }
    let notice = Notice(kind, facts, language: draft.language)
    return switch draft.format {
    case .text: notice.text
    case .html: notice.html
    case .json: notice.json + "\n"
    case .sms: notice.sms + "\n"
    case .slip: ""
    }
  }
}
