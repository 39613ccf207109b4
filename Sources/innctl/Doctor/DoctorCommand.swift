import InnRegistry

/// `innctl doctor`.
struct DoctorCommand {
  let console: Console

  /// Runs every check; fails when any of them does.
  func run(_ options: DoctorOptions) async -> ExitStatus {
    let doctor = Doctor(options)
    let findings = await doctor.findings()
    if options.list.asJSON {
      console.print(DoctorCommand.json(findings))
    } else {
      console.write(text(findings))
    }
    return findings.contains { $0.state == .fail } ? .failure : .success
  }

  private func text(_ findings: [Finding]) -> String {
    let language = console.language
    var table = TextTable(
      [
        Phrase(en: "CHECK", ja: "項目"), Phrase(en: "STATE", ja: "判定"),
        Phrase(en: "FOUND", ja: "内容"),
      ].map { $0[language] }
    )
    for finding in findings {
      let colour: Console.Colour =
        switch finding.state {
        case .ok: .green
        case .warn: .yellow
        case .fail: .red
        }
      table.append([
        finding.subject[language],
        console.coloured(finding.state.rawValue, colour),
        finding.detail[language],
      ])
    }
    var text = table.text
    let troubles = findings.filter { $0.state != .ok }
    for finding in troubles {
      guard let advice = finding.advice else { continue }
      text += "\n\(finding.subject[language]): \(advice[language])"
    }
    if troubles.contains(where: { $0.advice != nil }) { text += "\n" }
    return text
  }

  static func json(_ findings: [Finding]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.field("ok", !findings.contains { $0.state == .fail })
      json.array("checks") { json in
        for finding in findings {
          json.object {
            $0.field("check", finding.check)
            $0.field("state", finding.state)
            $0.field("detail", finding.detail.en)
            $0.field("advice", finding.advice?.en)
          }
        }
      }
    }
    return json.text
  }
}
