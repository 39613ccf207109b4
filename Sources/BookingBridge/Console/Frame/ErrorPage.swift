import InnRegistry

/// What is shown instead of a page: why, and a way on.
enum ErrorPage {
  static func response(_ problem: ConsoleProblem, _ guise: Guise) -> HTTPResponse {
    var html = HTMLWriter(guise.language, capacity: 4096)
    let (title, text) = words(problem)
    html.doctype()
    html(.html, .lang(guise.language.rawValue)) { html in
      ConsoleFrame.head(title, &html)
      html(.body, .class("alone")) { html in
        html(.main, .class("card")) { html in
          html(.h1, title)
          html(.p, text)
          html(.p) { html in
            html(.a, .class("button"), .href(ConsolePath("today")), words: .backToToday)
          }
        }
      }
    }
    return ConsoleFrame.page(html, problem.status)
  }

  private static func words(_ problem: ConsoleProblem) -> (Words, Words) {
    switch problem {
    case .notFound: (.notFoundTitle, .notFoundText)
    case .notAllowed(let right): (.notAllowedTitle, .notAllowedText(right))
    case .foreignForm: (.foreignFormTitle, .foreignFormText)
    case .malformed: (.malformedTitle, .malformedText)
    case .tooManyTries: (.tooManyTriesTitle, .tooManyTriesText)
    case .refused(let words): (.refusedTitle, words)
    }
  }
}
