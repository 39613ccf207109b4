/// The menu and what it leads to.
let menuPrompts: [Prompt] = [
  Prompt(
    .menuHangUp,
    "ご[用|よう]がなければ、このまま、お[切|き]りください。",
    "If that was all, just hang up.",
  ),
  Prompt(
    .menuMain,
    "ほかの[日|ひ]や[休業|きゅうぎょう]は、[1|いち]。[予約|よやく]を[聞|き]くなら、[2|に]。そのほかは、[3|さん]。",
    "Another day or a closure 1, hear bookings 2, more 3.",
  ),
  Prompt(
    .menuPerson,
    "[係|かかり]とお[話|はな]しになるなら、そのまま、お[待|ま]ちください。",
    "To speak with the office, just wait.",
  ),
  Prompt(
    .menuBookings,
    "[今夜|こんや]の[予約|よやく]は、[1|いち]。[今夜|こんや]から[7日間|なのかかん]は、[2|に]。",
    "Tonight's bookings 1, the next seven days 2.",
  ),
  Prompt(
    .menuMore,
    "[今月|こんげつ]の[数字|すうじ]は、[1|いち]。ゆうべの[人数|にんずう]は、[2|に]。[伝言|でんごん]は、[3|さん]。",
    "This month's figures 1, last night's guests 2, a message to the office 3.",
  ),
  Prompt(
    .monthFigures,
    "<month>の[予約|よやく]は、<count>。お[泊|と]まりは、のべ<guests>です。",
    "In (month): (n) bookings, (n) guest nights.",
  ),
  Prompt(
    .monthSales,
    "[売|う]り[上|あ]げは、<price>です。",
    "Sales are (yen).",
  ),
  Prompt(
    .monthUse,
    "お[宿|やど]の[数字|すうじ]は、まちで[使|つか]われています。",
    "What the town does with the inns' figures; the ledger's newest line follows.",
  ),
  Prompt(
    .outsideGuests,
    "ゆうべ、こちらの[予約|よやく]のほかに、[何名|なんめい]お[泊|と]まりでしたか。",
    "How many guests stayed last night besides our bookings?",
  ),
  Prompt(
    .outsideAbroad,
    "そのうち、[外国|がいこく]のお[客|きゃく]さまは、[何名|なんめい]ですか。",
    "How many of them came from abroad?",
  ),
  Prompt(
    .outsideKeys,
    "[人数|にんずう]を、{2けた|ふたけた}で[押|お]してください。",
    "Press the number in two digits.",
  ),
  Prompt(
    .outsideRead,
    "ゆうべのお[泊|と]まりは、<guests>、うち、[外国|がいこく]から<from_abroad>ですね。",
    "(n) guests, (n) of them from abroad.",
  ),
  Prompt(
    .outsideReadNone,
    "ゆうべ、ほかのお[泊|と]まりは、なし、ですね。",
    "No other guests.",
  ),
  Prompt(
    .outsideSaved,
    "ゆうべのお[泊|と]まりは、<guests>、うち、[外国|がいこく]から<from_abroad>で、[承|うけたまわ]りました。",
    "Saved: (n) guests, (n) of them from abroad.",
  ),
  Prompt(
    .outsideSavedNone,
    "ゆうべ、ほかのお[泊|と]まりは、なし、で[承|うけたまわ]りました。",
    "Saved: no other guests.",
  ),
  Prompt(
    .outsideTooMany,
    "[外国|がいこく]のお[客|きゃく]さまのほうが、[多|おお]くなっています。はじめから、うかがいます。",
    "More from abroad than in all: once more from the start.",
  ),
  Prompt(
    .outsideAgain,
    "<guests>、ですね。お[確|たし]かめに、もう[一度|いちど]、うかがいます。",
    "(n) guests. To make sure, once more.",
  ),
  Prompt(
    .messageRecord,
    "ピーという[音|おと]のあとに、お{話|はな}しください。[終|お]わりましたら、お[切|き]りください。",
    "Speak after the tone; when done, hang up.",
  ),
  Prompt(
    .messageKept,
    "お[話|はなし]を、[係|かかり]に[伝|つた]えます。",
    "Your message goes to the office.",
  ),
  Prompt(
    .messageEmpty,
    "お[話|はなし]が、[聞|き]き[取|と]れませんでした。",
    "Nothing was heard.",
  ),
]
