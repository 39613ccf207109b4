import BookingBridge
import Foundation
import InnRegistry
import VoiceIVR

/// What kind of text an argument takes, as its reader is told it.
enum ArgumentKind: Hashable, Sendable {
  case path
  case databaseAddress
  case registryPlace
  case endpoint
  case numericEndpoint
  case trunk
  case portRange
  case phoneNumber
  case identifier
  case date
  case wholeNumber(ClosedRange<Int>)
  case ceiling(ClosedRange<Int>)
  /// In hundredths of a percent.
  case percent(ClosedRange<Int>)
  case address
  case oneOf([String])
  case listOf([String])
  case keys
  case kana
  case line(most: Int)
  case municipality
  case municipalities
  case month
  case period
  case taxSteps
  case officeHours
  case instant
  case mailboxes
  case phoneNumbers

  var phrase: Phrase {
    switch self {
    case .path: Phrase(en: "a path", ja: "パス")
    case .databaseAddress:
      Phrase(
        en: "a PostgreSQL address such as postgresql://hub@db.example/innbridge",
        ja: "PostgreSQLの接続先。例 postgresql://hub@db.example/innbridge",
      )
    case .registryPlace:
      Phrase(
        en: "a place such as sqlite:/var/lib/innbridge/registry.sqlite or "
          + "postgresql://hub@db.example/innbridge",
        ja: "台帳の場所。例 sqlite:/var/lib/innbridge/registry.sqlite、"
          + "postgresql://hub@db.example/innbridge",
      )
    case .endpoint:
      Phrase(
        en: "HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:8080",
        ja: "ホスト:ポート。ポートは0〜65535。例 127.0.0.1:8080",
      )
    case .numericEndpoint:
      Phrase(
        en: "ADDRESS:PORT with a port from 0 to 65535, such as 127.0.0.1:5060 or [::1]:5060",
        ja: "IPアドレス:ポート。ポートは0〜65535。例 127.0.0.1:5060、[::1]:5060",
      )
    case .trunk:
      Phrase(
        en: "sip:HOST:PORT with a port from 1 to 65535, such as sip:192.0.2.1:5060",
        ja: "sip:ホスト:ポート。ポートは1〜65535。例 sip:192.0.2.1:5060",
      )
    case .portRange:
      Phrase(
        en: "FIRST-LAST with ports from 1024 to 65535, such as 20000-21999",
        ja: "最初-最後。ポートは1024〜65535。例 20000-21999",
      )
    case .phoneNumber:
      Phrase(
        en: "a telephone number such as 0175000001 or +81175000001",
        ja: "電話番号。例 0175000001、+81175000001",
      )
    case .identifier:
      Phrase(
        en: "a name of 1 to 64 letters, digits, '-' and '_'",
        ja: "英数字と - _ で1〜64文字",
      )
    case .date: Phrase(en: "a date such as 2026-12-03", ja: "日付。例 2026-12-03")
    case .wholeNumber(let range):
      Phrase(
        en: "a whole number from \(range.lowerBound) to \(range.upperBound)",
        ja: "\(range.lowerBound)〜\(range.upperBound)の整数",
      )
    case .ceiling(let range):
      Phrase(
        en: "a whole number from \(range.lowerBound) to \(range.upperBound), or none",
        ja: "\(range.lowerBound)〜\(range.upperBound)の整数か none",
      )
    case .percent(let range):
      Phrase(
        en: "a share such as 12.5%, from \(Percent.text(range.lowerBound)) to "
          + Percent.text(range.upperBound),
        ja: "割合。例 12.5%（\(Percent.text(range.lowerBound))〜\(Percent.text(range.upperBound))）",
      )
    case .address:
      Phrase(en: "an IP address such as 127.0.0.1", ja: "IPアドレス。例 127.0.0.1")
    case .oneOf(let choices):
      Phrase(
        en: "one of \(choices.joined(separator: ", "))",
        ja: "次のいずれか: \(choices.joined(separator: ", "))",
      )
    case .listOf(let choices):
      Phrase(
        en: "a list, by commas, of \(choices.joined(separator: ", "))",
        ja: "コンマ区切りで次から: \(choices.joined(separator: ", "))",
      )
    case .keys:
      Phrase(
        en: "a row of telephone keys 0-9, * and #, '.' for silence, 'v' for a voice",
        ja: "電話のキー 0〜9 * # の並び。「.」は無言、「v」は声",
      )
    case .kana: Phrase(en: "a reading in katakana", ja: "カタカナの読み")
    case .line(let most):
      Phrase(en: "one line of 1 to \(most) characters", ja: "1〜\(most)文字の一行")
    case .municipality:
      Phrase(
        en: "a municipality code of six digits with its check digit, such as 022080",
        ja: "検査数字付き6桁の全国地方公共団体コード。例 022080",
      )
    case .municipalities:
      Phrase(
        en: "a list, by commas, of municipality codes such as 022080,024236",
        ja: "コンマ区切りの全国地方公共団体コード。例 022080,024236",
      )
    case .month: Phrase(en: "a month such as 2026-12", ja: "月。例 2026-12")
    case .period:
      Phrase(en: "a period such as 2026-08, 2026-Q3 or 2026", ja: "期間。例 2026-08、2026-Q3、2026")
    case .instant:
      Phrase(
        en: "a moment such as 2026-12-03T17:00:00+09:00",
        ja: "日時。例 2026-12-03T17:00:00+09:00",
      )
    case .mailboxes:
      Phrase(
        en: "mail addresses by commas, ten at most",
        ja: "コンマ区切りのメールアドレス（10まで）",
      )
    case .phoneNumbers:
      Phrase(
        en: "telephone numbers by commas, ten at most",
        ja: "コンマ区切りの電話番号（10まで）",
      )
    case .officeHours:
      Phrase(en: "hours such as 09:00-17:30", ja: "時間。例 09:00-17:30")
    case .taxSteps:
      Phrase(
        en: "steps of PRICE:YEN or PRICE:RATE%, such as 0:100,20000:200",
        ja: "料金:税額 か 料金:税率% の段階。例 0:100,20000:200",
      )
    }
  }
}

/// How an argument's text becomes a value.
struct ArgumentFormat<Value: Sendable>: Sendable {
  let kind: ArgumentKind
  /// Nil for text that isn't of the kind.
  let read: @Sendable (String) -> Value?
}

extension ArgumentFormat where Value == String {
  static var path: Self { ArgumentFormat(kind: .path) { $0.isEmpty ? nil : $0 } }

  /// One line for people: no control characters.
  static func line(most: Int) -> Self {
    ArgumentFormat(kind: .line(most: most)) { text in
      try? TextFormat<String>.line(1...most).read(text)
    }
  }

  /// As ``line(most:)``, or nothing at all.
  static func lineOrNothing(most: Int) -> Self {
    ArgumentFormat(kind: .line(most: most)) { $0.isEmpty ? "" : line(most: most).read($0) }
  }

  static var kana: Self {
    ArgumentFormat(kind: .kana) { text in
      let isReading =
        (1...80).contains(text.count)
        && text.unicodeScalars.allSatisfy(GuestName.isKatakana)
      return isReading ? text : nil
    }
  }

  /// Keys of a telephone and `.` for a wait without a key; a limit keeps a script readable.
  static var keys: Self {
    ArgumentFormat(kind: .keys) { text in
      (1...1000).contains(text.count) && text.allSatisfy { "0123456789*#.v".contains($0) }
        ? text : nil
    }
  }
}

extension ArgumentFormat where Value == Int {
  static func wholeNumber(_ range: ClosedRange<Int>) -> Self {
    ArgumentFormat(kind: .wholeNumber(range)) { text in
      guard let value = Int(text), range.contains(value) else { return nil }
      return value
    }
  }
}

extension ArgumentFormat where Value == PhoneNumber {
  static var phoneNumber: Self { ArgumentFormat(kind: .phoneNumber) { PhoneNumber($0) } }
}

extension ArgumentFormat where Value == OfficeHours {
  /// Weekdays, from the first time of day until the second.
  static var officeHours: Self {
    ArgumentFormat(kind: .officeHours) { text in
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let from = TimeOfDay(ends[0]), let until = TimeOfDay(ends[1]),
        from < until
      else { return nil }
      return OfficeHours(from: from, until: until)
    }
  }
}

extension ArgumentFormat where Value == CivilDate {
  static var date: Self { ArgumentFormat(kind: .date) { CivilDate($0) } }
}

extension ArgumentFormat where Value == Int {
  /// A share in hundredths of a percent, written `12`, `12.5` or `12.5%`.
  static func percent(_ range: ClosedRange<Int>) -> Self {
    ArgumentFormat(kind: .percent(range)) { text in
      Percent.hundredths(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

/// Shares of a whole, in hundredths of a percent.
enum Percent {
  static func text(_ hundredths: Int) -> String {
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    guard rest != 0 else { return "\(whole)%" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(rest / 10)\(rest % 10)%"
  }

  /// Nil for text with more than two decimals, and for what is no number.
  static func hundredths(_ text: String) -> Int? {
    let bare = text.hasSuffix("%") ? text.dropLast() : text[...]
    let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), (1...3).contains(parts[0].count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let whole = Int(parts[0])
    else { return nil }
    guard parts.count == 2 else { return whole * 100 }
    guard parts[1].count <= 2, let rest = Int(parts[1]) else { return nil }
    return whole * 100 + (parts[1].count == 1 ? rest * 10 : rest)
  }
}

extension ArgumentFormat where Value == String {
  /// An IP address, as a connection's other end is written.
  static var address: Self { ArgumentFormat(kind: .address) { PeerAddress.normal($0) } }
}

extension ArgumentFormat where Value == Ceiling {
  static var ceiling: Self {
    let range = ChannelAllotment.range
    return ArgumentFormat(kind: .ceiling(range)) { text in
      if text == "none" { return Ceiling.none }
      return Int(text).flatMap { range.contains($0) ? .rooms($0) : nil }
    }
  }
}

extension ArgumentFormat where Value == MunicipalityCode {
  static var municipality: Self { ArgumentFormat(kind: .municipality) { MunicipalityCode($0) } }
}

extension ArgumentFormat {
  static func identifier<Subject>() -> Self where Value == Identifier<Subject> {
    ArgumentFormat(kind: .identifier) { Identifier($0) }
  }

  static func oneOf() -> Self
  where Value: RawRepresentable<String> & CaseIterable {
    ArgumentFormat(kind: .oneOf(Value.allCases.map(\.rawValue))) { Value(rawValue: $0) }
  }

  static func setOf<Element>() -> Self
  where Value == Set<Element>, Element: RawRepresentable<String> & CaseIterable {
    ArgumentFormat(kind: .listOf(Element.allCases.map(\.rawValue))) { text in
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      let elements = parts.compactMap { Element(rawValue: String($0)) }
      return elements.count == parts.count ? Set(elements) : nil
    }
  }
}

// MARK: - Network addresses

/// Where to listen or whom to reach: a host and a port.
struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  var host: String
  /// 0 where any free port will do.
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`; an IPv6 address stands in brackets.
  init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":"), let port = Endpoint.port(text[colon...].dropFirst())
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    let isPlain = host.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-_:%".unicodeScalars.contains($0))
    }
    guard isPlain, (1...253).contains(host.utf8.count) else { return nil }
    self.init(host: String(host), port: port)
  }

  static func port(_ text: some StringProtocol) -> Int? {
    guard text.allSatisfy(\.isASCII), text.allSatisfy(\.isNumber), let port = Int(text),
      (0...65_535).contains(port)
    else { return nil }
    return port
  }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension ArgumentFormat where Value == Endpoint {
  static var endpoint: Self { ArgumentFormat(kind: .endpoint) { Endpoint($0) } }

  /// PJSIP binds numeric addresses only.
  static var numericEndpoint: Self {
    ArgumentFormat(kind: .numericEndpoint) { text in
      guard let endpoint = Endpoint(text), !endpoint.host.contains("/"),
        AddressPrefix(endpoint.host) != nil
      else { return nil }
      return endpoint
    }
  }

  static var trunk: Self {
    ArgumentFormat(kind: .trunk) { text in
      guard text.hasPrefix("sip:"), let endpoint = Endpoint(text.dropFirst(4)),
        endpoint.port > 0
      else { return nil }
      return endpoint
    }
  }
}

extension ArgumentFormat where Value == ClosedRange<UInt16> {
  static var portRange: Self {
    ArgumentFormat(kind: .portRange) { text in
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = Endpoint.port(ends[0]), let last = Endpoint.port(ends[1]),
        first >= 1024, first < last
      else { return nil }
      return UInt16(first)...UInt16(last)
    }
  }
}

extension ArgumentFormat where Value == String {
  /// Whether there is such a server shows when it is connected to.
  static var databaseAddress: Self {
    ArgumentFormat(kind: .databaseAddress) { DatabaseAddress.isServer($0) ? $0 : nil }
  }
}
