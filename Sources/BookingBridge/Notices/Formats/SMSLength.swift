/// How many messages of a telephone network a text takes (3GPP TS 23.038 and 23.040).
package enum SMSLength {
  /// Letters of the default alphabet in one message, and in each of several.
  static let septets = (single: 160, part: 153)
  /// UTF-16 units in one message, and in each of several.
  static let units = (single: 70, part: 67)

  private static let basic = Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
      .unicodeScalars
  ).union("ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà".unicodeScalars)
  private static let extended = Set("\u{0C}^{}\\[~]|€".unicodeScalars)

  package static func parts(of text: String) -> Int {
    var count = 0
    var isDefault = true
    for scalar in text.unicodeScalars {
      if basic.contains(scalar) {
        count += 1
      } else if extended.contains(scalar) {
        count += 2
      } else {
        isDefault = false
        break
      }
    }
    if isDefault { return parts(count, septets) }
    return parts(text.utf16.count, units)
  }

  private static func parts(_ count: Int, _ room: (single: Int, part: Int)) -> Int {
    count <= room.single ? 1 : (count + room.part - 1) / room.part
  }
}
