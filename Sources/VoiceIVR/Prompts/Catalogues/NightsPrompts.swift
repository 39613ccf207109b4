/// Another night, a run of nights, a closure.
let nightsPrompts: [Prompt] = [
  Prompt(
    .nightsWhat,
    "[部屋|へや]の[数|かず]は、[1|いち]。[休業|きゅうぎょう]は、[2|に]。[休業|きゅうぎょう]をやめるなら、[3|さん]。",
    "Number of rooms 1, a closure 2, lift a closure 3.",
  ),
  Prompt(
    .nightsFirst,
    "[何日|なんにち]からですか。",
    "From which day?",
  ),
  Prompt(
    .nightsFirstClose,
    "[休業|きゅうぎょう]は、[何日|なんにち]からですか。",
    "A closure from which day?",
  ),
  Prompt(
    .nightsFirstReopen,
    "[休業|きゅうぎょう]をやめるのは、[何日|なんにち]からですか。",
    "From which day shall the closure be lifted?",
  ),
  Prompt(
    .nightsDateKeys,
    "[月|つき]と[日|ひ]を、{4けた|よんけた}で[押|お]してください。<date>なら、<example>。",
    "Press month and day in four digits.",
  ),
  Prompt(
    .nightsLast,
    "<date>からですね。",
    "From (date).",
  ),
  Prompt(
    .nightsLastKeys,
    "[最後|さいご]の[夜|よる]を、{4けた|よんけた}で[押|お]してください。[一晩|ひとばん]だけなら、{0|ゼロ}。",
    "Press the last night in four digits; just one night is 0.",
  ),
  Prompt(
    .nightsNoSuchDay,
    "その[日|ひ]は、ありません。もう[一度|いちど]、[押|お]してください。",
    "There is no such day. Please press again.",
  ),
  Prompt(
    .nightsTooFar,
    "その[日|ひ]は、まだ、うかがえません。もう[一度|いちど]、[押|お]してください。",
    "That is too far ahead. Please press again.",
  ),
  Prompt(
    .nightsTooLong,
    "[長|なが]すぎますので、[係|かかり]がうかがいます。",
    "That is too long; the office will see to it.",
  ),
  Prompt(
    .nightsClose,
    "<night>、[休業|きゅうぎょう]にします。",
    "Closing (nights).",
  ),
  Prompt(
    .nightsReopen,
    "<night>、[休業|きゅうぎょう]をやめます。",
    "Lifting the closure of (nights).",
  ),
  Prompt(
    .nightsConfirm,
    "よければ、[1|いち]。[違|ちが]うときは、{米印|こめじるし}。",
    "Right 1, wrong *.",
  ),
  Prompt(
    .nightsClosed,
    "<night>、[休業|きゅうぎょう]で[承|うけたまわ]りました。",
    "(Nights) are closed.",
  ),
  Prompt(
    .nightsClosedTwice,
    "さきほどの[休業|きゅうぎょう]も、そのままです。[係|かかり]から、お[電話|でんわ]で、お[確|たし]かめします。",
    "The closure of a moment ago stands, too; the office will ring to make sure.",
  ),
  Prompt(
    .nightsReopened,
    "<night>、[休業|きゅうぎょう]をやめました。",
    "(Nights) are open again.",
  ),
  Prompt(
    .nightsAsBefore,
    "[部屋|へや]の[数|かず]は、[前|まえ]のとおりです。",
    "With the rooms as before.",
  ),
  Prompt(
    .nightsBookingsInside,
    "[休業|きゅうぎょう]の{間|あいだ}に、[予約|よやく]が、<count>あります。[予約|よやく]は、そのままです。",
    "There are (n) bookings inside the closure; they stand.",
  ),
]
