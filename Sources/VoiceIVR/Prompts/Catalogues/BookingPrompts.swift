/// A booking, read to its end.
let bookingPrompts: [Prompt] = [
  Prompt(
    .bookingRequest,
    "お[問|と]い[合|あ]わせです。",
    "A request.",
  ),
  Prompt(
    .bookingConfirmed,
    "[新|あたら]しい[予約|よやく]です。",
    "A new booking.",
  ),
  Prompt(
    .bookingChanged,
    "[予約|よやく]の[変更|へんこう]です。",
    "A changed booking.",
  ),
  Prompt(
    .bookingCancelled,
    "[予約|よやく]の[取|と]り[消|け]しです。",
    "A cancellation.",
  ),
  Prompt(
    .bookingListed,
    "[予約|よやく]です。",
    "A booking.",
  ),
  Prompt(
    .bookingStay,
    "<date>から、<stay>。<rooms>、<party>。",
    "From (date), (n) nights; (rooms), (party).",
  ),
  Prompt(
    .bookingGuest,
    "<guest>、<meals>。",
    "(Guest), (meals).",
  ),
  Prompt(
    .bookingArrival,
    "お[着|つ]きは、<text>ごろです。",
    "They come at about (time).",
  ),
  Prompt(
    .bookingPrice,
    "<price>、<collection>です。",
    "(Price), (who collects).",
  ),
  Prompt(
    .bookingNotes,
    "ご[要望|ようぼう]があります。[係|かかり]に、おたずねください。",
    "There are wishes: ask the office.",
  ),
  Prompt(
    .partAtInn,
    "[現地|げんち][払|ばら]い",
    "paid at the inn",
  ),
  Prompt(
    .partPrepaid,
    "[支払|しはら]い[済|ず]み",
    "already paid",
  ),
  Prompt(
    .partRoomOnly,
    "[素泊|すどま]り",
    "room only",
  ),
  Prompt(
    .partBreakfast,
    "[朝食|ちょうしょく][付|つ]き",
    "with breakfast",
  ),
  Prompt(
    .partHalfBoard,
    "[1泊|いっぱく][2食|にしょく][付|つ]き",
    "with dinner and breakfast",
  ),
  Prompt(
    .partAdults,
    "[大人|おとな]<count>",
    "(n) adults",
  ),
  Prompt(
    .partChildren,
    "[子|こ]ども<count>",
    "(n) children",
  ),
  Prompt(
    .cancelAsk,
    "この[部屋|へや]を、[売|う]りに[戻|もど]しますか。[戻|もど]すなら、[1|いち]。[戻|もど]さないなら、[2|に]。",
    "Put these rooms back on sale? 1 yes, 2 no.",
  ),
  Prompt(
    .cancelGivingBack,
    "[売|う]りに[戻|もど]す、で[承|うけたまわ]りました。[違|ちが]うときは、{米印|こめじるし}。",
    "Understood: back on sale. If that's wrong, press *.",
  ),
  Prompt(
    .cancelGivenBack,
    "[売|う]りに[戻|もど]しました。",
    "They are on sale again.",
  ),
  Prompt(
    .cancelKept,
    "[売|う]りには[戻|もど]しません。",
    "They stay off sale.",
  ),
  Prompt(
    .listNone,
    "[予約|よやく]は、ありません。",
    "There are no bookings.",
  ),
  Prompt(
    .listCount,
    "[予約|よやく]は、<count>です。",
    "There are (n) bookings.",
  ),
]
