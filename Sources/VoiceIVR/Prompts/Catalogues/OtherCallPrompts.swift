/// Unknown callers, broadcasts, telephones without keys.
let otherCallPrompts: [Prompt] = [
  Prompt(
    .identifyGreeting,
    "お[電話|でんわ]ありがとうございます。[下北|しもきた][宿|やど][案内|あんない]です。",
    "Thank you for calling the hub.",
  ),
  Prompt(
    .identifyInn,
    "お[宿|やど]の[番号|ばんごう]を、{4けた|よんけた}で[押|お]してください。",
    "Press your inn number, four digits.",
  ),
  Prompt(
    .identifyPin,
    "[暗証|あんしょう][番号|ばんごう]を、{4けた|よんけた}で[押|お]してください。",
    "Press your PIN, four digits.",
  ),
  Prompt(
    .identifyWrong,
    "[番号|ばんごう]が[合|あ]いません。",
    "The numbers don't match.",
  ),
  Prompt(
    .identifyLocked,
    "お[確|たし]かめできませんでしたので、[係|かかり]が[承|うけたまわ]ります。",
    "We could not verify you: the office will see to it.",
  ),
  Prompt(
    .broadcastText,
    "<text>",
    "The text of the broadcast.",
  ),
  Prompt(
    .broadcastAsk,
    "お[聞|き]きになりましたら、[1|いち]。もう[一度|いちど]は、{米印|こめじるし}。",
    "Press 1 when you have heard it, * to hear it again.",
  ),
  Prompt(
    .broadcastThanks,
    "ありがとうございます。[承|うけたまわ]りました。",
    "Thank you; noted.",
  ),
  Prompt(
    .voiceKeeper,
    "お[宿|やど]の{方|かた}でしたら、このあと、はい、とお{話|はな}しください。",
    "If you are of the inn, say «yes» after this.",
  ),
  Prompt(
    .voiceAccept,
    "お[受|う]けできるなら、このあと、はい、とお{話|はな}しください。",
    "If you can accept, say «yes» after this.",
  ),
  Prompt(
    .voiceConfirm,
    "お[受|う]けします。それでよければ、もう[一度|いちど]、はい、とお{話|はな}しください。",
    "We accept it. If that is right, say «yes» once more.",
  ),
  Prompt(
    .voiceAccepted,
    "お[受|う]けする、で[承|うけたまわ]りました。お[客|きゃく]さまに、お[知|し]らせします。",
    "Accepted; the guest is told.",
  ),
  Prompt(
    .voiceGiveBack,
    "この[部屋|へや]を、[売|う]りに[戻|もど]してよければ、このあと、はい、とお{話|はな}しください。",
    "If these rooms may be sold again, say «yes» after this.",
  ),
  Prompt(
    .voiceRooms,
    "<night>は、いまのまま、<rooms>で、よろしいですか。",
    "May we go on selling (rooms) for (night)?",
  ),
  Prompt(
    .voiceYes,
    "よければ、このあと、はい、とお{話|はな}しください。",
    "If so, say «yes» after this.",
  ),
  Prompt(
    .voiceHeard,
    "お[聞|き]きになりましたら、このあと、はい、とお{話|はな}しください。",
    "When you have heard it, say «yes» after this.",
  ),
  Prompt(
    .voiceRoomsSaved,
    "<night>、<rooms>で、[承|うけたまわ]りました。",
    "Saved: (rooms) for (night).",
  ),
  Prompt(
    .voiceOfficeRings,
    "あとで、[係|かかり]がお[電話|でんわ]します。",
    "The office will ring you.",
  ),
]
