import InnRegistry

/// 紙の控え: a stay in large print for the inn, in Japanese: who comes, when, how many, dinner,
/// allergies.
package struct InnSlip {
  let facts: NoticeFacts

  package init(_ facts: NoticeFacts) { self.facts = facts }

  package var html: String {
    let writer = NoticeWriter(facts: facts, catalogue: .of(.japanese))
    let booking = facts.booking
    let name = booking.guest.name
    var rows: [(String, [String])] = [
      ("お客様", [(name.kana ?? name.written) + " さま"] + (name.kana == nil ? [] : [name.written])),
      ("泊まる日", [writer.stayText(booking.stay).base]),
      ("人数", [writer.partyText(booking.party).base]),
      ("部屋", [writer.roomText(booking.rooms).base]),
      ("食事", [meals]),
      ("食べられないもの", [booking.guest.diet?.singleLine ?? "聞いていません"]),
    ]
    if let arrival = booking.arrival { rows.append(("着く時間", ["\(arrival)ごろ"])) }
    rows.append(
      (
        "お支払い",
        [
          booking.quote.dueAtInn == .zero
            ? "支払い済み（\(yen(booking.quote.total))）"
            : "宿で \(yen(booking.quote.dueAtInn))"
              + (booking.quote.prepaid == .zero ? "" : "（\(yen(booking.quote.prepaid))は支払い済み）")
        ]
      )
    )
    if let phone = booking.guest.phone {
      rows.append(("電話", [PhoneNumber(phone)?.national ?? phone]))
    }
    if let notes = booking.guest.notes { rows.append(("伝言", [notes.singleLine])) }
    if facts.needsPassport { rows.append(("宿帳", ["パスポートを見せてもらい、写しをとってください"])) }
    return page(rows)
  }

  private var meals: String {
    let dinners = facts.booking.dinners
    return switch facts.meals {
    case .halfBoard: "夕食 \(dinners)人前・朝食あり"
    case .breakfast: "朝食あり・夕食なし"
    case .roomOnly: "食事なし（素泊まり）"
    case nil: "事務局にお確かめください"
    }
  }

  private func yen(_ amount: Yen) -> String { LocalFormat.money(amount, .japanese) }

  /// What holds, in one word across the top.
  private var state: String {
    switch facts.booking.state {
    case .confirmed, .stayed: "ご予約"
    case .requested: "問い合わせ（まだ決まっていません）"
    case .held: "仮押さえ"
    case .cancelled, .withdrawn, .released: "取り消し"
    case .declined: "お断り済み"
    case .expired: "期限切れ"
    case .noShow: "お越しにならず"
    }
  }

  private func page(_ rows: [(String, [String])]) -> String {
    var page = NoticeMarkup()
    page.raw(
      """
      <!DOCTYPE html>
      <html lang="ja">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>
      """
    )
    page.text("\(facts.inn.name.japanese) \(state)")
    page.raw("</title>\n<style>\(InnSlip.sheet)</style>\n</head>\n<body>\n<main>\n<p>")
    page.text(facts.inn.name.japanese + " さま")
    page.raw("</p>\n<h1>")
    page.text("\(state)　\(facts.booking.reference.grouped)")
    page.raw("</h1>\n<dl>\n")
    for (label, values) in rows {
      page.raw("<div><dt>")
      page.text(label)
      page.raw("</dt>")
      for value in values {
        page.raw("<dd>")
        page.text(value)
        page.raw("</dd>")
      }
      page.raw("</div>\n")
    }
    page.raw("</dl>\n")
    if let office = facts.office {
      page.raw("<p>")
      page.text("困ったとき: \(office.name) \(office.phone?.national ?? "")")
      page.raw("</p>\n")
    }
    page.raw("</main>\n</body>\n</html>\n")
    return page.text
  }

  private static let sheet = """

    @page { size: A4 portrait; margin: 12mm; }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 0 1rem; max-width: 186mm; color: #000; background: #fff;
      font-family: "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", Meiryo,
        sans-serif; font-size: 15pt; line-height: 1.25; overflow-wrap: anywhere; }
    h1 { margin: 0 0 4mm; font-size: 26pt; }
    p { margin: 0 0 2mm; }
    dl { margin: 0 0 4mm; }
    dl div { padding: 1mm 0; border-bottom: .5mm solid #000; }
    dt { font-size: 12pt; }
    dd { margin: 0; font-size: 18pt; font-weight: bold; }
    @media print { body { padding: 0; } }

    """
}
