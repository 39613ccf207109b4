import InnRegistry

/// The printable page of what is free tonight.
struct RoomsTonightPage {
  let answer: RoomsTonight.Answer
  let office: Organisation?

  var response: HTTPResponse {
    var html = HTMLWriter(.japanese)
    html.doctype()
    html(.html, .lang("ja")) { html in
      html(.head) { html in
        html(.meta, .utf8)
        html.void(.meta, Attribute.meta("viewport", "width=device-width, initial-scale=1"))
        html(.title, "今夜の空室 – 下北 / Rooms tonight, Shimokita")
        html(.link, .stylesheet, .href(ConsoleAssets.style.path))
      }
      html(.body) { html in
        html(.main) { html in
          html(.h1, "今夜の空室 / Rooms tonight")
          html(.p, TokyoClock.date(answer.night)[.japanese])
          html(.table) { html in
            html(.tbody) { html in
              for area in answer.areas {
                let name = StatisticsWords.place(area.place)
                html(.tr) { html in
                  html(
                    .th,
                    .scope(.row),
                    text: name.ja == name.en ? name.ja : "\(name.ja) / \(name.en)",
                  )
                  html(.td, area.level.sign)
                }
              }
            }
          }
          html(.p, "○ 空きあり rooms free　△ 残りわずか few left　× 満室 full")
          if let office, let phone = office.phone {
            html(.p) { html in
              html.text("お問い合わせ / Please ring: \(office.name) ")
              html(.a, .telephone(phone.e164), text: phone.national)
            }
          }
        }
      }
    }
    return HTTPResponse(
      .ok,
      headers: [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", ConsoleFrame.policy),
      ],
      body: .bytes(html.bytes),
    )
  }
}

/// The open list of inns as a page for people, with the same as schema.org for search engines.
struct InnsPage {
  let inns: [InnListing]

  var response: HTTPResponse {
    var html = HTMLWriter(.japanese)
    html.doctype()
    html(.html, .lang("ja")) { html in
      html(.head) { html in
        html(.meta, .utf8)
        html.void(.meta, Attribute.meta("viewport", "width=device-width, initial-scale=1"))
        html(.title, "下北の宿 / Inns of Shimokita")
        html(.link, .stylesheet, .href(ConsoleAssets.style.path))
        html.jsonLD(StatisticsListings.schemaOrg(inns))
      }
      html(.body) { html in
        html(.main) { html in
          html(.h1, "下北の宿 / Inns of Shimokita")
          for (code, listings) in Dictionary(grouping: inns, by: \.inn.municipality.code)
            .sorted(by: { $0.key < $1.key })
          {
            let place = StatisticsWords.place(code)
            html(.section, .class("panel")) { html in
              html(.h2, place.ja == place.en ? place.ja : "\(place.ja) / \(place.en)")
              html(.ul, .class("rows")) { html in
                for listing in listings { row(listing.inn, &html) }
              }
            }
          }
        }
      }
    }
    return HTTPResponse(
      .ok,
      headers: [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", ConsoleFrame.policy),
      ],
      body: .bytes(html.bytes),
    )
  }

  private func row(_ inn: Inn, _ html: inout HTMLWriter) {
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, "\(inn.name.japanese) / \(inn.name.romaji)")
        html(.span, .class("meta")) { html in
          if let address = inn.profile.address { html(.span, address) }
          for text in inn.profile.descriptions where ["ja", "en"].contains(text.language) {
            html(.span, .lang(text.language), text: text.text)
          }
        }
      }
    }
  }
}
