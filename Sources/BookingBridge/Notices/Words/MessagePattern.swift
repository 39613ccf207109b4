package import InnRegistry

/// What stands in a message's place-holder.
package enum MessageArgument: Hashable, Sendable {
  case text(String)
  case number(Int)
  case date(CivilDate)
  case time(TimeOfDay)
  case rich(RichText)
}

/// A message in the syntax of ICU's MessageFormat, read once and filled many times.
///
/// Understood: text, `{name}`, `{n, number}`, `{d, date, full|medium|short}`, `{t, time, short}`,
/// `{n, plural, =0 {…} one {…} other {# …}}`, `{s, select, a {…} other {…}}`, nested; an apostrophe
/// quotes `{`, `}` and, in a plural, `#`, and `''` is an apostrophe. Not understood, and refused:
/// `offset:`, `selectordinal`, `choice`, patterns and skeletons of numbers and dates.
package struct MessagePattern: Hashable, Sendable {
  let parts: [Part]

  indirect enum Part: Hashable, Sendable {
    case text(RichText)
    case argument(String, Format)
    case plural(String, exact: [Int: [Part]], forms: [PluralForm: [Part]])
    case select(String, [String: [Part]])
    /// `#`: the number of the plural around it.
    case number
  }

  /// How an argument is written.
  package enum Format: Hashable, Sendable {
    case text
    case number
    case date(DateStyle)
    case time
    case plural
    case select
  }

  package enum DateStyle: String, CaseIterable, Sendable {
    case full
    case medium
    case short
  }

  /// - Throws: ``MessageSyntaxError``.
  package init(_ text: String) throws(MessageSyntaxError) {
    var parser = MessageParser(text)
    parts = try parser.message()
  }

  /// The message with its arguments; what is missing stands as `{name}`, so that it is seen.
  package func filled(_ arguments: [String: MessageArgument], in language: NoticeLanguage)
    -> RichText
  {
    var result = RichText()
    MessagePattern.fill(parts, arguments, language, nil, &result)
    return result
  }

  private static func fill(
    _ parts: [Part],
    _ arguments: [String: MessageArgument],
    _ language: NoticeLanguage,
    _ count: Int?,
    _ result: inout RichText,
  ) {
    for part in parts {
      switch part {
      case .text(let text): result.append(text)
      case .number:
        result.append(count.map(LocalFormat.grouped) ?? "#")
      case .argument(let name, let format):
        write(arguments[name], name, format, language, &result)
      case .plural(let name, let exact, let forms):
        guard case .number(let number)? = arguments[name] else {
          result.append("{\(name)}")
          continue
        }
        let form = PluralForm.of(number, in: language)
        let chosen = exact[number] ?? forms[form] ?? forms[.other] ?? []
        fill(chosen, arguments, language, number, &result)
      case .select(let name, let cases):
        guard case .text(let word)? = arguments[name] else {
          result.append("{\(name)}")
          continue
        }
        fill(cases[word] ?? cases["other"] ?? [], arguments, language, count, &result)
      }
    }
  }

  private static func write(
    _ argument: MessageArgument?,
    _ name: String,
    _ format: Format,
    _ language: NoticeLanguage,
    _ result: inout RichText,
  ) {
    switch (argument, format) {
    case (.text(let text), _): result.append(text)
    case (.rich(let text), _): result.append(text)
    case (.number(let number), _): result.append(LocalFormat.grouped(number))
    case (.date(let date), .date(let style)):
      result.append(LocalFormat.date(date, style, language))
    case (.date(let date), _): result.append(LocalFormat.date(date, .full, language))
    case (.time(let time), _): result.append(time.description)
    case (nil, _): result.append("{\(name)}")
    }
  }
}

extension MessagePattern {
  /// Every argument with the ways in which it is used.
  package var arguments: [String: Set<Format>] {
    var found: [String: Set<Format>] = [:]
    MessagePattern.walk(parts) { part in
      switch part {
      case .argument(let name, let format): found[name, default: []].insert(format)
      case .plural(let name, _, _): found[name, default: []].insert(.plural)
      case .select(let name, _): found[name, default: []].insert(.select)
      case .text, .number: break
      }
    }
    return found
  }

  /// The words each selection knows, `other` among them.
  package var choices: [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    MessagePattern.walk(parts) { part in
      if case .select(let name, let cases) = part {
        found[name, default: []].formUnion(cases.keys)
      }
    }
    return found
  }

  /// Forms of every plural in the message, in the order in which they stand.
  package var plurals: [Set<PluralForm>] {
    var found: [Set<PluralForm>] = []
    MessagePattern.walk(parts) { part in
      if case .plural(_, _, let forms) = part { found.append(Set(forms.keys)) }
    }
    return found
  }

  /// Every passage of fixed text, whichever way is taken.
  package var passages: [RichText] {
    var found: [RichText] = []
    MessagePattern.walk(parts) { part in
      if case .text(let text) = part { found.append(text) }
    }
    return found
  }

  private static func walk(_ parts: [Part], _ visit: (Part) -> Void) {
    for part in parts {
      visit(part)
      switch part {
      case .plural(_, let exact, let forms):
        for key in exact.keys.sorted() { walk(exact[key] ?? [], visit) }
        for form in PluralForm.allCases { walk(forms[form] ?? [], visit) }
      case .select(_, let cases):
        for key in cases.keys.sorted() { walk(cases[key] ?? [], visit) }
      case .text, .argument, .number: break
      }
    }
  }
}

/// A category of CLDR's plural rules.
package enum PluralForm: String, CaseIterable, Sendable {
  case zero
  case one
  case two
  case few
  case many
  case other

  /// The categories of whole numbers in a language (CLDR 44, cardinal): English has two, Japanese,
  /// Chinese, Korean and Thai one.
  package static func forms(of language: NoticeLanguage) -> Set<PluralForm> {
    switch language {
    case .english: [.one, .other]
    case .japanese, .easyJapanese, .traditionalChinese, .simplifiedChinese, .korean, .thai:
      [.other]
    }
  }

  package static func of(_ number: Int, in language: NoticeLanguage) -> PluralForm {
    language == .english && abs(number) == 1 ? .one : .other
  }
}

/// What is wrong with a message's syntax.
package struct MessageSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
  /// In characters from the beginning.
  package var position: Int
  package var reason: String

  package var description: String { "at character \(position): \(reason)" }
}
