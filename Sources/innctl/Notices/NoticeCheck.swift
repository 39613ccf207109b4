import BookingBridge
import InnRegistry

/// `innctl notice check`.
extension NoticeCommands {
  func check() -> ExitStatus {
    let flaws = NoticeCatalogue.checkAll()
    if options.asJSON {
      writeJSON(flaws)
    } else {
      for (language, flaw) in flaws { console.print("\(language.rawValue): \(flaw)") }
      var table = TextTable(
        [
          Phrase(en: "LANGUAGE", ja: "言語"), Phrase(en: "MESSAGES", ja: "文"),
          Phrase(en: "REVIEWED", ja: "確認済み"), Phrase(en: "MISTAKES", ja: "誤り"),
        ].map { $0[console.language] },
        rightAligned: [1, 2, 3],
      )
      for language in NoticeLanguage.allCases {
        table.append([
          language.rawValue, String(NoticeWord.allCases.count),
          String(NoticeCatalogue.of(language).reviewedCount),
          String(flaws.count { $0.0 == language }),
        ])
      }
      console.write(table.text)
    }
    return flaws.isEmpty ? .success : .failure
  }

  private func writeJSON(_ flaws: [(NoticeLanguage, NoticeCatalogue.Flaw)]) {
    var json = JSONWriter()
    json.object {
      $0.array("languages") { list in
        for language in NoticeLanguage.allCases {
          list.object {
            $0.field("language", language)
            $0.field("messages", NoticeWord.allCases.count)
            $0.field("reviewed", NoticeCatalogue.of(language).reviewedCount)
            $0.array("mistakes") { list in
              for (owner, flaw) in flaws where owner == language { list.string("\(flaw)") }
            }
          }
        }
      }
    }
    console.print(json.text)
  }
}
