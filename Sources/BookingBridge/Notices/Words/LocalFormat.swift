package import InnRegistry

/// Dates, numbers and money as each language writes them.
///
/// Always the Gregorian calendar (Thai programs would print Buddhist years), always Tokyo's civil
/// time with 24 hours, always the weekday: who travels counts in weekdays. The forms are CLDR's of
/// each language.
package enum LocalFormat {
  /// Digits in groups of three: all seven languages set the same comma.
  package static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    guard digits.utf8.count > 3 else { return String(number) }
    var result: [UInt8] = []
    for (index, digit) in digits.utf8.enumerated() {
      if index > 0, (digits.utf8.count - index) % 3 == 0 { result.append(UInt8(ascii: ",")) }
      result.append(digit)
    }
    return (number < 0 ? "-" : "") + String(decoding: result, as: UTF8.self)
  }

  /// `JPY 19,800（19,800円）`, never a bare ¥: it is China's money too.
  package static func money(_ amount: Yen, _ language: NoticeLanguage) -> String {
    let digits = grouped(amount.amount)
    return language.isJapanese ? digits + "円" : "JPY " + digits + "（" + digits + "円）"
  }

  package static func date(
    _ date: CivilDate,
    _ style: MessagePattern.DateStyle,
    _ language: NoticeLanguage,
  ) -> RichText {
    let (year, month, day) = date.parts
    let weekday = date.weekday.rawValue
    switch language {
    case .japanese:
      let name = japaneseDays[weekday]
      return switch style {
      case .full: RichText("\(year)年\(month)月\(day)日（\(name)）")
      case .medium: RichText("\(month)月\(day)日（\(name)）")
      case .short: RichText("\(month)/\(day)(\(name))")
      }
    case .easyJapanese: return easy(year, month, day, weekday, style)
    case .english:
      return switch style {
      case .full: RichText("\(englishDays[weekday]), \(day) \(englishMonths[month - 1]) \(year)")
      case .medium:
        RichText("\(englishDays[weekday].prefix(3)), \(day) \(englishMonths[month - 1])")
      case .short:
        RichText("\(englishDays[weekday].prefix(3)) \(day) \(englishMonths[month - 1].prefix(3))")
      }
    case .traditionalChinese, .simplifiedChinese:
      let name = chineseDays[weekday]
      let week = language == .traditionalChinese ? "（星期\(name)）" : "（星期\(name)）"
      return switch style {
      case .full: RichText("\(year)年\(month)月\(day)日\(week)")
      case .medium: RichText("\(month)月\(day)日\(week)")
      case .short: RichText("\(month)/\(day)(\(name))")
      }
    case .korean:
      let name = koreanDays[weekday]
      return switch style {
      case .full: RichText("\(year)년 \(month)월 \(day)일 \(name)요일")
      case .medium: RichText("\(month)월 \(day)일 \(name)요일")
      case .short: RichText("\(month)/\(day)(\(name))")
      }
    case .thai:
      return switch style {
      case .full:
        RichText("วัน\(thaiDays[weekday])ที่ \(day) \(thaiMonths[month - 1]) ค.ศ. \(year)")
      case .medium: RichText("วัน\(thaiDays[weekday])ที่ \(day) \(thaiMonths[month - 1])")
      case .short: RichText("\(thaiShortDays[weekday]) \(day) \(thaiShortMonths[month - 1])")
      }
    }
  }

  private static func easy(
    _ year: Int,
    _ month: Int,
    _ day: Int,
    _ weekday: Int,
    _ style: MessagePattern.DateStyle,
  ) -> RichText {
    let name = japaneseDays[weekday]
    if style == .short { return RichText("\(month)/\(day)(\(easyDays[weekday]))") }
    var text = RichText()
    if style == .full {
      text.append(String(year))
      text.append(.ruby(base: "年", reading: "ねん"))
    }
    text.append(.ruby(base: "\(month)月", reading: KanaReading.month(month)))
    text.append(.ruby(base: "\(day)日", reading: KanaReading.day(day)))
    text.append("（")
    text.append(.ruby(base: "\(name)曜日", reading: easyDays[weekday] + "ようび"))
    text.append("）")
    return text
  }

  static let japaneseDays = ["日", "月", "火", "水", "木", "金", "土"]
  static let easyDays = ["にち", "げつ", "か", "すい", "もく", "きん", "ど"]
  static let englishDays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
  static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let chineseDays = ["日", "一", "二", "三", "四", "五", "六"]
  static let koreanDays = ["일", "월", "화", "수", "목", "금", "토"]
  static let thaiDays = ["อาทิตย์", "จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์"]
  static let thaiShortDays = ["อา.", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส."]
  static let thaiMonths = [
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม",
    "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
  ]
  static let thaiShortMonths = [
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.",
    "ธ.ค.",
  ]
}
