/// What she keyed in a call that ended before it was repeated.
let repetitionPrompts: [Prompt] = [
  Prompt(
    .repeatRooms,
    "<room_type><rooms>と、[承|うけたまわ]っています。",
    "We have noted (n rooms).",
  ),
  Prompt(
    .repeatEcho,
    "<rooms>です。",
    "(N rooms).",
  ),
  Prompt(
    .repeatAccepted,
    "<date>からのお[問|と]い[合|あ]わせは、[承諾|しょうだく]と、[承|うけたまわ]っています。",
    "We have noted that you accept the request from (date).",
  ),
  Prompt(
    .repeatDeclined,
    "<date>からのお[問|と]い[合|あ]わせは、お[断|ことわ]りと、[承|うけたまわ]っています。",
    "We have noted that you decline the request from (date).",
  ),
  Prompt(
    .repeatGivenBack,
    "<date>からのお[部屋|へや]は、[売|う]りに[戻|もど]すと、[承|うけたまわ]っています。",
    "We have noted that the rooms from (date) are for sale again.",
  ),
  Prompt(
    .repeatClosed,
    "<night>は、[休業|きゅうぎょう]と、[承|うけたまわ]っています。",
    "We have noted that you are closed (nights).",
  ),
  Prompt(
    .repeatReopened,
    "<night>の[休業|きゅうぎょう]は、[取|と]り[消|け]しと、[承|うけたまわ]っています。",
    "We have noted that you are not closed (nights).",
  ),
  Prompt(
    .repeatGuests,
    "ゆうべのお[泊|と]まりは、<guests>、うち、[外国|がいこく]から<from_abroad>と、[承|うけたまわ]っています。",
    "We have noted (n) guests last night, (m) of them from abroad.",
  ),
  Prompt(
    .repeatGuestsNone,
    "ゆうべ、ほかのお[泊|と]まりは、なし、と[承|うけたまわ]っています。",
    "We have noted no other guests last night.",
  ),
  Prompt(
    .repeatAsk,
    "よければ、このまま、お[切|き]りください。[違|ちが]うときは、{米印|こめじるし}。",
    "If that is right, just hang up. If it is wrong, press *.",
  ),
  Prompt(
    .repeatRoomsKey,
    "お[確|たし]かめに、もう[一度|いちど]、[部屋|へや]の[数|かず]を、[押|お]してください。[満室|まんしつ]は、{0|ゼロ}。",
    "To make sure, key the number of rooms once more; full is 0.",
  ),
  Prompt(
    .repeatAnswerKey,
    "お[確|たし]かめに、もう[一度|いちど]、[承諾|しょうだく]は、[1|いち]。お[断|ことわ]りは、[2|に]。",
    "To make sure, once more: accept 1, decline 2.",
  ),
  Prompt(
    .repeatGivenBackKey,
    "お[確|たし]かめに、もう[一度|いちど]、[売|う]りに[戻|もど]すなら、[1|いち]。[戻|もど]さないなら、[2|に]。",
    "To make sure, once more: 1 puts them back on sale, 2 does not.",
  ),
]
