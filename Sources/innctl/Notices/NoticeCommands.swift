import BookingBridge
import Foundation
import InnRegistry

/// `innctl notice …`: what guests are told.
struct NoticeCommands {
  let console: Console
  let options: ListOptions

  func run(_ command: NoticeCommand) throws(CommandFailure) -> ExitStatus {
    switch command {
    case .render(let draft, let file): try render(draft, file)
    case .check: return check()
    case .list(let state, let booking, let limit):
      try list(.list(state: state, booking: booking, limit: limit))
    case .resend(let id):
      _ = try ask(.resend(id))
      console.note(Phrase(en: "notice \(id) is sent anew", ja: "通知 \(id) をもう一度送ります"))
    case .bounce(let file): try bounce(file)
    case .headcount: try headcount()
    case .emergency(let draft, let isDryRun): try emergency(draft, isDryRun: isDryRun)
    case .wishes: try wishes()
    case .finishWish(let id):
      _ = try ask(.finishWish(id))
      console.note(Phrase(en: "wish \(id) is done", ja: "希望 \(id) を済みにしました"))
    }
    return .success
  }

  private func ask(_ request: NoticeRequest) throws(CommandFailure) -> AdminReply {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    return try channel.send(.notice(request))
  }

  private func render(_ draft: NoticeDraft, _ file: String?) throws(CommandFailure) {
    let reply = try ask(.render(draft))
    guard case .file(let data) = reply else { throw .unexpected(reply) }
    guard let file else {
      console.write(String(decoding: data, as: UTF8.self))
      return
    }
    try OutputFile.write(data, to: file)
    console.note(Phrase(en: "wrote \(file)", ja: "\(file) に書きました"))
  }

  private func bounce(_ file: String) throws(CommandFailure) {
    let report = try InputFile.read(file)
    _ = try ask(.bounce(report: String(decoding: report, as: UTF8.self)))
    console.note(Phrase(en: "the office is told", ja: "事務局に知らせました"))
  }

  private func list(_ request: NoticeRequest) throws(CommandFailure) {
    let reply = try ask(request)
    guard case .notice(.list(let records)) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("notices") { list in for record in records { record.write(to: &list) } }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "NO.", ja: "番号"), Phrase(en: "MADE", ja: "作成"), Phrase(en: "KIND", ja: "種類"),
        Phrase(en: "STATE", ja: "状態"), Phrase(en: "TRIES", ja: "回数"),
        Phrase(en: "BOOKING", ja: "予約"), Phrase(en: "WHY", ja: "理由"),
      ].map { $0[console.language] },
      rightAligned: [0, 4],
    )
    for record in records {
      table.append([
        String(record.id), record.createdAt.description, record.kind.rawValue,
        record.state.rawValue, String(record.attempts), record.booking.rawValue,
        record.error ?? "",
      ])
    }
    console.write(table.text)
  }

  private func headcount() throws(CommandFailure) {
    let reply = try ask(.headcount)
    guard case .notice(.headcount(let counts)) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter()
      json.object { write(counts, to: &$0) }
      console.print(json.text)
    } else {
      console.write(table(counts).text)
    }
  }

  private func emergency(_ draft: EmergencyDraft, isDryRun: Bool) throws(CommandFailure) {
    let reply = try ask(.emergency(draft, isDryRun: isDryRun))
    guard case .notice(.emergency(let id, let parties, let calls, let counts)) = reply else {
      throw .unexpected(reply)
    }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.field("id", id)
        $0.field("parties", parties)
        $0.field("calls", calls)
        write(counts, to: &$0)
      }
      console.print(json.text)
      return
    }
    console.write(table(counts).text)
    console.note(
      Phrase(
        en: "\(parties) parties are written to, \(calls) inns are rung",
        ja: "\(parties)組にメール、\(calls)軒に電話",
      )
    )
    if let id { console.print(id.rawValue) }
  }

  private func wishes() throws(CommandFailure) {
    let reply = try ask(.wishes)
    guard case .notice(.wishes(let wishes)) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("wishes") { list in
          for wish in wishes {
            list.object {
              $0.field("id", wish.id)
              $0.field("booking", wish.booking)
              $0.field("created_at", wish.createdAt)
              $0.field("text", wish.text)
            }
          }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "NO.", ja: "番号"), Phrase(en: "ASKED", ja: "時刻"),
        Phrase(en: "BOOKING", ja: "予約"), Phrase(en: "WISH", ja: "希望"),
      ].map { $0[console.language] },
      rightAligned: [0],
    )
    for wish in wishes {
      table.append([
        String(wish.id), wish.createdAt.description, wish.booking.rawValue, wish.text.singleLine,
      ])
    }
    console.write(table.text)
  }

  // MARK: - Writing

  private func table(_ counts: [HeadcountRecord]) -> TextTable {
    var table = TextTable(
      [
        Phrase(en: "INN", ja: "宿"), Phrase(en: "NAME", ja: "名前"),
        Phrase(en: "STAYING", ja: "滞在中"), Phrase(en: "ARRIVING", ja: "到着予定"),
      ].map { $0[console.language] },
      rightAligned: [2, 3],
    )
    for count in counts {
      table.append([
        count.inn.rawValue, count.name, String(count.staying), String(count.arriving),
      ])
    }
    return table
  }

  private func write(_ counts: [HeadcountRecord], to json: inout JSONWriter) {
    json.array("inns") { list in
      for count in counts {
        list.object {
          $0.field("inn", count.inn)
          $0.field("name", count.name)
          $0.field("staying_parties", count.stayingParties)
          $0.field("staying", count.staying)
          $0.field("arriving_parties", count.arrivingParties)
          $0.field("arriving", count.arriving)
        }
      }
    }
  }
}

extension NoticeRecord {
  fileprivate func write(to json: inout JSONWriter) {
    json.object {
      $0.field("id", id)
      $0.field("booking", booking)
      $0.field("inn", inn)
      $0.field("kind", kind)
      $0.field("state", state)
      $0.field("way", way)
      $0.field("created_at", createdAt)
      $0.field("ended_at", endedAt)
      $0.field("attempts", attempts)
      $0.field("error", error)
    }
  }
}
