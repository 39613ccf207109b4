import InnRegistry
import VoiceIVR

/// The sheet beside the telephone: whom to ring, and what the keys do; one page in large print.
///
/// Nothing is loaded from anywhere: it prints where there is no network.
struct InnCard {
  let facts: CardFacts

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="ja">
    <head>
    <meta charset="utf-8">
    <title>\(escaped(facts.name.japanese)) 電話のしかた</title>
    <style>
    @page { size: A4 portrait; margin: 11mm 14mm; }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 182mm; color: #000; background: #fff;
      font-family: "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo",
        sans-serif; font-size: 17pt; line-height: 1.4; }
    h1 { margin: 0; font-size: 26pt; }
    .inn { margin: 0 0 3mm; font-size: 19pt; }
    .number { margin: 0 0 4mm; padding: 3mm 5mm; border: 1.2mm solid #000; border-radius: 4mm; }
    .number p { margin: 0; }
    .number .big { font-size: 45pt; font-weight: bold; line-height: 1.15; white-space: nowrap; }
    h2 { margin: 4mm 0 1.5mm; padding-left: 3mm; border-left: 3mm solid #000; font-size: 20pt; }
    table { width: 100%; border-collapse: collapse; }
    th, td { padding: 1.2mm 3mm; border: 0.4mm solid #000; text-align: left; font-weight: normal; }
    th { width: 40mm; font-size: 27pt; font-weight: bold; text-align: center; line-height: 1.1;
      white-space: nowrap; }
    p { margin: 0 0 1mm; }
    .office { font-weight: bold; font-size: 21pt; }
    .small { font-size: 14pt; }
    </style>
    </head>
    <body>
    <h1>下北宿案内 電話のしかた</h1>
    <p class="inn">\(escaped(facts.name.japanese)) さま</p>
    <div class="number">
    <p>空いている部屋を知らせるとき</p>
    <p class="big">☎ \(written(facts.number))</p>
    </div>
    <h2>押すキー</h2>
    <table>
    <tr><th>\(roomKeys)</th><td>今夜、空いている部屋の数\(digitsHint)</td></tr>
    <tr><th>\(fullKeys)</th><td>満室</td></tr>
    <tr><th>1</th><td>はい・お受けする（承諾）</td></tr>
    <tr><th>2</th><td>いいえ・お断り</td></tr>
    <tr><th>＊</th><td>もう一度・まちがえたとき</td></tr>
    <tr><th>＃</th><td>事務局の人と話す</td></tr>
    </table>
    <h2>こちらからかける電話</h2>
    <p>いつも上の番号からかけます。予約の問い合わせには、最後まで聞いてから 1 か 2 を押してください。</p>
    <p>こちらからの電話で、暗証番号をうかがうことはありません。</p>
    \(office)
    \(otherTelephone)
    </body>
    </html>

    """
  }

  /// As many digits as the inn's largest kind of rooms needs.
  private var digits: Int { String(facts.mostRooms).utf8.count }

  private var roomKeys: String {
    digits == 1 ? (facts.mostRooms == 1 ? "1" : "1〜\(facts.mostRooms)") : padded("5")
  }

  private var fullKeys: String { String(repeating: "0", count: digits) }

  private var digitsHint: String {
    digits == 1 ? "" : "（\(digits)けたで。5部屋なら \(padded("5"))）"
  }

  private func padded(_ digit: String) -> String {
    String(repeating: "0", count: digits - 1) + digit
  }

  private var office: String {
    guard let phone = facts.officePhone else { return "" }
    let name = facts.officeName.map(escaped) ?? "事務局"
    let hours = facts.officeHours.map { "<p class=\"small\">\(hoursText($0))</p>" } ?? ""
    return """
      <h2>困ったとき</h2>
      <p class="office">\(name)　☎ \(written(phone))</p>
      \(hours)
      """
  }

  /// In groups, as numbers stand on paper: `0175-00-0099`.
  private func written(_ number: PhoneNumber) -> String {
    JapaneseReadings.phone(number).written
  }

  private func hoursText(_ hours: OfficeHours) -> String {
    let names = ["日", "月", "火", "水", "木", "金", "土"]
    let days = Weekday.allCases.filter(hours.days.contains).map { names[$0.rawValue] }
      .joined(separator: "・")
    return "\(days)曜日（祝日は休み）　\(hours.from)〜\(hours.until)"
  }

  private var otherTelephone: String {
    guard let number = facts.innNumber else { return "" }
    return """
      <p class="small">ほかの電話からかけるときは、宿番号 <b>\(number)</b> と、お渡しした暗証番号を押してください。</p>
      """
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for letter in text {
      switch letter {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(letter)
      }
    }
    return result
  }
}

/// What the card says.
struct CardFacts: Codable, Hashable, Sendable {
  var name: InnName
  /// The hub's own number.
  var number: PhoneNumber
  /// Rooms of the inn's largest kind: how many digits she keys.
  var mostRooms: Int
  /// The number by which she is known on the keypad; nil before she has a PIN.
  var innNumber: String?
  var officeName: String?
  var officePhone: PhoneNumber?
  var officeHours: OfficeHours?
}
