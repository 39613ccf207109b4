import InnRegistry

/// Fields with their labels, hints and errors tied together.
extension HTMLWriter {
  /// One labelled input.
  ///
  /// - Parameters:
  ///   - value: what is stored; a form that was sent shows what was sent.
  ///   - more: attributes beside those that tie label, hint and error to the input.
  mutating func field(
    _ label: Words,
    _ name: String,
    _ type: Attribute.InputType = .text,
    value: String = "",
    in form: FormState = .empty,
    hint: Words? = nil,
    isRequired: Bool = false,
    _ more: Attribute...,
  ) {
    let id = "f-" + name
    self(.div, .class("field")) { html in
      html.fieldLabel(label, for: id, isRequired: isRequired)
      html.fieldHint(hint, id)
      let shown = type == .password || type == .file ? "" : form.value(name, or: value)
      html.void(
        .input,
        [.id(id), .name(name), .type(type), .value(shown), .when(isRequired, .required)]
          + html.ties(name, id, hint, form) + more,
      )
      html.fieldError(name, id, form)
    }
  }

  mutating func area(
    _ label: Words,
    _ name: String,
    value: String = "",
    rows: Int = 3,
    in form: FormState = .empty,
    hint: Words? = nil,
    isRequired: Bool = false,
    _ more: Attribute...,
  ) {
    let id = "f-" + name
    self(.div, .class("field wide")) { html in
      html.fieldLabel(label, for: id, isRequired: isRequired)
      html.fieldHint(hint, id)
      let attributes: [Attribute] = [
        .id(id), .name(name), .rows(rows), .when(isRequired, .required),
      ]
      html.element(.textarea, attributes + html.ties(name, id, hint, form) + more) { html in
        // A line break right after the tag would be dropped by the browser's parser.
        html.text("\n" + form.value(name, or: value))
      }
      html.fieldError(name, id, form)
    }
  }

  /// A choice of one; `choices` are values with what they are called.
  mutating func choice(
    _ label: Words,
    _ name: String,
    _ choices: [(value: String, words: Words)],
    value: String = "",
    in form: FormState = .empty,
    hint: Words? = nil,
    isRequired: Bool = false,
  ) {
    let id = "f-" + name
    let chosen = form.value(name, or: value)
    self(.div, .class("field")) { html in
      html.fieldLabel(label, for: id, isRequired: isRequired)
      html.fieldHint(hint, id)
      let attributes: [Attribute] = [.id(id), .name(name), .when(isRequired, .required)]
      html.element(.select, attributes + html.ties(name, id, hint, form)) { html in
        for choice in choices {
          html(
            .option,
            .value(choice.value),
            .when(choice.value == chosen, .selected),
            words: choice.words,
          )
        }
      }
      html.fieldError(name, id, form)
    }
  }

  mutating func check(
    _ label: Words,
    _ name: String,
    value: String = "yes",
    isOn: Bool = false,
    in form: FormState = .empty,
  ) {
    self(.label, .class("check")) { html in
      html(
        .input,
        .type(.checkbox),
        .name(name),
        .value(value),
        .when(form.isChosen(name, value, or: isOn), .checked),
      )
      html(.span, label)
    }
  }

  /// What is wrong with a form, at its head, with a way to each field.
  mutating func summary(of form: FormState) {
    guard form.problem != nil || !form.errors.isEmpty else { return }
    self(.div, .class("notice problem"), .role("alert")) { html in
      html(.strong, form.problem ?? .formHasErrors)
      guard !form.errors.isEmpty else { return }
      html(.ul) { html in
        for (name, words) in form.errors.sorted(by: { $0.key < $1.key }) {
          html(.li) { html in html(.a, .anchor("f-" + name), words: words) }
        }
      }
    }
  }

  // MARK: - Parts

  private mutating func fieldLabel(_ label: Words, for id: String, isRequired: Bool) {
    self(.label, .for(id)) { html in
      html.text(label)
      if isRequired {
        html.text(" ")
        html(.span, .class("required"), words: .required)
      }
    }
  }

  private mutating func fieldHint(_ hint: Words?, _ id: String) {
    guard let hint else { return }
    self(.span, .class("hint"), .id(id + "-hint"), words: hint)
  }

  private mutating func fieldError(_ name: String, _ id: String, _ form: FormState) {
    guard let words = form.errors[name] else { return }
    self(.span, .class("error"), .id(id + "-error"), words: words)
  }

  private func ties(_ name: String, _ id: String, _ hint: Words?, _ form: FormState) -> [Attribute]
  {
    let hasError = form.errors[name] != nil
    let ids = (hint == nil ? [] : [id + "-hint"]) + (hasError ? [id + "-error"] : [])
    return (hasError ? [.invalid] : [])
      + (ids.isEmpty ? [] : [.describedBy(ids.joined(separator: " "))])
  }
}
