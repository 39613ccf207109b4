/// Mistakes, the office, goodbye.
let closingPrompts: [Prompt] = [
  Prompt(
    .confirmAgain,
    "お[確|たし]かめに、もう[一度|いちど]、うかがいます。",
    "To make sure, once more.",
  ),
  Prompt(
    .mistakeNotUnderstood,
    "すみません、わかりませんでした。",
    "Sorry, that was not understood.",
  ),
  Prompt(
    .errorUnavailable,
    "[申|もう]し[訳|わけ]ありません。ただいま、[記録|きろく]できません。",
    "Sorry, nothing can be saved just now.",
  ),
  Prompt(
    .errorNotAllowed,
    "この[電話|でんわ]からは、[変|か]えられません。",
    "This telephone may not change that.",
  ),
  Prompt(
    .officeConnecting,
    "[係|かかり]におつなぎします。そのまま、お[待|ま]ちください。",
    "Connecting you with the office; please wait.",
  ),
  Prompt(
    .officeClosed,
    "ただいまの[時間|じかん]は、[係|かかり]がおりません。",
    "The office is closed now.",
  ),
  Prompt(
    .officeUnanswered,
    "ただいま、[係|かかり]が[出|で]られません。",
    "The office can't answer just now.",
  ),
  Prompt(
    .officeRecord,
    "ピーという[音|おと]のあとに、ご[用件|ようけん]をお{話|はな}しください。こちらから、お[電話|でんわ]します。",
    "Say what it is about after the tone; we shall ring you.",
  ),
  Prompt(
    .officeCallBack,
    "こちらから、お[電話|でんわ]します。",
    "We shall ring you.",
  ),
  Prompt(
    .officeRequestDue,
    "[予約|よやく]のお[問|と]い[合|あ]わせに、<inn>が、[出|で]ません。",
    "(Inn) does not answer a request.",
  ),
  Prompt(
    .officeUnheard,
    "<inn>が、まだ[聞|き]いていない[予約|よやく]があります。",
    "(Inn) has not heard of a booking.",
  ),
  Prompt(
    .officeArrival,
    "お[着|つ]きは、<date>です。",
    "The guests arrive on (date).",
  ),
  Prompt(
    .officeRingInn,
    "<phone>へ、お[電話|でんわ]をお[願|ねが]いします。",
    "Please ring (number).",
  ),
  Prompt(
    .timeUp,
    "お[電話|でんわ]が[長|なが]くなりましたので、いったん、お[切|き]りします。",
    "This call has become long, so we end it here.",
  ),
  Prompt(
    .goodbye,
    "ありがとうございました。[失礼|しつれい]します。",
    "Thank you and goodbye.",
  ),
]
