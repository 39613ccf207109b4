import InnRegistry

/// What tables, measures, places and categories are called.
enum StatisticsWords {
  static func title(_ name: StatisticsTableName) -> Words {
    switch name {
    case .guestNights: Words(ja: "延べ宿泊者数", en: "Guest nights")
    case .guests: Words(ja: "実宿泊者数", en: "Guests")
    case .origins: Words(ja: "国籍（出身地）別宿泊者", en: "Guests by country or region")
    case .prefectures: Words(ja: "都道府県別延べ宿泊者数", en: "Guest nights by prefecture")
    case .occupancy: Words(ja: "稼働率", en: "Occupancy")
    case .bookings: Words(ja: "予約のようす", en: "Bookings")
    case .demand: Words(ja: "満たせなかった希望", en: "Refused demand")
    case .days: Words(ja: "日別宿泊者数", en: "Guests by night")
    case .outside: Words(ja: "ハブを通さない宿泊者（宿の申告）", en: "Guests outside the hub, as reported")
    case .levelling: Words(ja: "平準化率", en: "Levelling rate")
    }
  }

  /// What a measure is called, its unit, and its definition in a sentence.
  static func measure(_ name: String) -> (words: Words, unit: Words, definition: Words) {
    let nights = Words(ja: "人泊", en: "guest nights")
    let percent = Words(ja: "％", en: "%")
    switch name {
    case "guest_nights":
      return (
        Words(ja: "延べ宿泊者数", en: "Guest nights"), nights,
        Words(
          ja: "宿泊した人の数を泊数で数えたもの。子どもを含み、日帰りを含まない。公表する表では、居住地の分からない人を国内に含める。",
          en:
            "Persons times nights slept; children count, day use does not. In published tables guests "
            + "of unknown residence count as from Japan.",
        )
      )
    case "guests":
      return (
        Words(ja: "実宿泊者数", en: "Guests"), Words(ja: "人", en: "persons"),
        Words(ja: "その期間にチェックインした人の数。", en: "Persons who checked in.")
      )
    case "average_stay":
      return (
        Words(ja: "平均泊数", en: "Average stay"), Words(ja: "泊", en: "nights"),
        Words(
          ja: "その期間にチェックインした人の、ひとりあたりの泊数。",
          en: "Nights for each person who checked in.",
        )
      )
    case "room_nights":
      return (
        Words(ja: "利用客室数", en: "Room nights"), Words(ja: "室泊", en: "room nights"),
        Words(ja: "客が泊まった部屋の延べ数。", en: "Rooms slept in, night by night.")
      )
    case "room_occupancy", "room_occupancy_open":
      let isOpen = name.hasSuffix("open")
      return (
        isOpen
          ? Words(ja: "客室稼働率（休業日を除く）", en: "Room occupancy, closed nights left out")
          : Words(ja: "客室稼働率", en: "Room occupancy"), percent,
        Words(ja: "利用客室数÷全客室数。", en: "Room nights by rooms of the building.")
      )
    case "bed_occupancy", "bed_occupancy_open":
      let isOpen = name.hasSuffix("open")
      return (
        isOpen
          ? Words(ja: "定員稼働率（休業日を除く）", en: "Bed occupancy, closed nights left out")
          : Words(ja: "定員稼働率", en: "Bed occupancy"), percent,
        Words(ja: "延べ宿泊者数÷収容人数。", en: "Guest nights by places for guests.")
      )
    default: return rest(name)
    }
  }

  private static func rest(_ name: String) -> (words: Words, unit: Words, definition: Words) {
    let percent = Words(ja: "％", en: "%")
    let days = Words(ja: "日", en: "days")
    switch name {
    case "lead_days_median", "lead_days_p90":
      let isMedian = name.hasSuffix("median")
      return (
        isMedian
          ? Words(ja: "予約からの日数（中央値）", en: "Lead time, median")
          : Words(ja: "予約からの日数（90％）", en: "Lead time, nine of ten within"), days,
        Words(ja: "予約した日からチェックインまで。", en: "From booking to check-in, by party.")
      )
    case "cancellation_rate":
      return (
        Words(ja: "取消率", en: "Cancellation rate"), percent,
        Words(ja: "取消÷確定した予約。", en: "Cancelled of all that were confirmed.")
      )
    case "no_show_rate":
      return (
        Words(ja: "不泊率", en: "No-show rate"), percent,
        Words(ja: "不泊÷確定した予約。", en: "No-shows of all that were confirmed.")
      )
    case "adr":
      return (
        Words(ja: "平均客室単価（食事込み）", en: "ADR, meals included"), Words(ja: "円", en: "JPY"),
        Words(
          ja: "税を除く宿泊料金÷利用客室数。5軒未満では公表しない。",
          en: "Price without taxes by room nights; five inns or more.",
        )
      )
    case "answer_rate":
      return (
        Words(ja: "回答率", en: "Answer rate"), percent,
        Words(ja: "期限までに答えた予約リクエスト。", en: "Requests answered in time.")
      )
    case "answer_minutes_median":
      return (
        Words(ja: "回答までの分（中央値）", en: "Minutes to answer, median"), Words(ja: "分", en: "minutes"),
        Words(ja: "リクエストから回答まで。", en: "From request to answer.")
      )
    case "outside_nights":
      return (
        Words(ja: "ハブを通さない延べ宿泊者数", en: "Guest nights outside the hub"),
        Words(ja: "人泊", en: "guest nights"),
        Words(
          ja: "宿が電話やSMSで知らせた数。ほかの表には含めない。",
          en: "As keepers reported by telephone or SMS; in no other table.",
        )
      )
    case "refused":
      return (
        Words(ja: "満たせなかった希望", en: "Refused demand"), Words(ja: "件", en: "wishes"),
        Words(
          ja: "お断り・期限切れ・見つからなかった検索。同じ希望は一度だけ。",
          en: "Declined and expired requests, quotes and marked searches in vain; each once.",
        )
      )
    case "levelling_rate":
      return (
        Words(ja: "平準化率", en: "Levelling rate"), percent,
        Words(ja: "月平均÷最も多い月。", en: "An average month by the busiest month.")
      )
    default: return (Words(name), Words(""), Words(""))
    }
  }

  static func place(_ place: String) -> Words {
    if place == StatisticsTable.region { return Words(ja: "下北地域", en: "Shimokita") }
    if place == StatisticsTable.others { return Words(ja: "ほかの町村", en: "Other towns") }
    return MunicipalityCode(place).map { Words.municipality($0) } ?? Words(place)
  }

  static func category(_ category: String) -> Words {
    let parts = category.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      switch category {
      case "total": return Words(ja: "合計", en: "Total")
      case "domestic": return Words(ja: "日本人・国内在住", en: "From Japan")
      case "foreign": return Words(ja: "海外", en: "From abroad")
      case "unknown": return Words(ja: "不詳", en: "Unknown")
      case "abroad": return Words(ja: "うち海外", en: "Of these from abroad")
      default: return Words(category)
      }
    }
    switch parts[0] {
    case "group":
      return FlowOrigin.Group(rawValue: parts[1]).map { Words(ja: $0.japanese, en: $0.english) }
        ?? Words(parts[1])
    case "nation":
      return FlowOrigin.nationality(of: parts[1]).map { Words(ja: $0.japanese, en: $0.english) }
        ?? Words(parts[1])
    case "prefecture":
      guard let found = FlowOrigin.prefectures.first(where: { $0.code == parts[1] }) else {
        return Words(ja: "都道府県不詳", en: "Prefecture unknown")
      }
      return Words(ja: found.japanese, en: found.english)
    case "day": return Words(ja: "\(Int(parts[1]) ?? 0)日", en: "Day \(Int(parts[1]) ?? 0)")
    case "language":
      return parts[1] == FlowRefusal.Reason.other.rawValue
        ? Words(ja: "その他の言語", en: "Other languages") : LanguageNames.words(parts[1])
    case "reason": return reason(parts[1])
    default: return Words(parts[1])
    }
  }

  private static func reason(_ reason: String) -> Words {
    switch FlowRefusal.Reason(rawValue: reason) {
    case .full: Words(ja: "満室", en: "Full")
    case .closed: Words(ja: "休業", en: "Closed")
    case .unreachable: Words(ja: "連絡が間に合わない", en: "Inn not reachable in time")
    case .noMatch: Words(ja: "条件に合う部屋がない", en: "Nothing that fits")
    case .meals: Words(ja: "食事ができない", en: "Meals")
    case .unanswered: Words(ja: "返事なし", en: "No answer")
    case .other, nil: Words(ja: "その他", en: "Other")
    }
  }
}
