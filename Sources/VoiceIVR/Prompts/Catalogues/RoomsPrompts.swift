/// How many rooms are free.
let roomsPrompts: [Prompt] = [
  Prompt(
    .roomsSoldCount,
    "ご[案内|あんない][済|ず]みの[予約|よやく]が、<count>あります。",
    "Bookings you have heard: (n).",
  ),
  Prompt(
    .roomsSoldOne,
    "<guest>、<rooms>。",
    "(Guest), (rooms).",
  ),
  Prompt(
    .roomsSoldRest,
    "ほかに、<count>、<rooms>。",
    "And (n) more, (rooms).",
  ),
  Prompt(
    .roomsNight,
    "<night>です。",
    "It is about (night).",
  ),
  Prompt(
    .roomsAskBesides,
    "ご[案内|あんない]した[予約|よやく]のほかに、<room_type>あと[何部屋|なんへや]、{空|あ}いていますか。",
    "Besides the bookings you have heard, how many rooms are free?",
  ),
  Prompt(
    .roomsAsk,
    "<room_type>あと[何部屋|なんへや]、{空|あ}いていますか。",
    "How many rooms are free?",
  ),
  Prompt(
    .roomsNow,
    "いまは、<rooms>です。",
    "Now it is (rooms).",
  ),
  Prompt(
    .roomsNowFull,
    "いまは、[満室|まんしつ]です。",
    "Now it is full.",
  ),
  Prompt(
    .roomsNowStanding,
    "いまは、いつもどおりの、<rooms>です。",
    "Now it is the usual (rooms).",
  ),
  Prompt(
    .roomsNowMixed,
    "いまは、[夜|よる]によって[違|ちが]います。",
    "Now it differs from night to night.",
  ),
  Prompt(
    .roomsKeysOne,
    "[部屋|へや]の[数|かず]を、[押|お]してください。[満室|まんしつ]は、{0|ゼロ}。",
    "Press the number of rooms; full is 0.",
  ),
  Prompt(
    .roomsKeysMany,
    "[部屋|へや]の[数|かず]を、<count>で[押|お]してください。<rooms>なら、<example>。[満室|まんしつ]は、{0|ゼロ}。",
    "Press the number of rooms in (n) digits; full is 0.",
  ),
  Prompt(
    .roomsAgain,
    "[部屋|へや]の[数|かず]を、[押|お]してください。[変|か]えないなら、そのままお[待|ま]ちください。",
    "Press the number of rooms, or wait to change nothing.",
  ),
  Prompt(
    .roomsTooMany,
    "<room_type>[全部|ぜんぶ]で<rooms>です。もう[一度|いちど]、[押|お]してください。",
    "There are only (rooms) in all. Please press again.",
  ),
  Prompt(
    .roomsEcho,
    "<rooms>。",
    "(Rooms).",
  ),
  Prompt(
    .roomsSaved,
    "<night>、<room_type><rooms>で、[承|うけたまわ]りました。",
    "Saved: (rooms) for (night).",
  ),
  Prompt(
    .roomsSavedFull,
    "<night>、<room_type>[満室|まんしつ]で、[承|うけたまわ]りました。",
    "Saved: full for (night).",
  ),
  Prompt(
    .correctHint,
    "[違|ちが]うときは、{米印|こめじるし}。",
    "If that's wrong, press *.",
  ),
  Prompt(
    .roomsAllFull,
    "どの[部屋|へや]も[満室|まんしつ]で、[承|うけたまわ]りました。まだ{空|あ}いている[部屋|へや]があるなら、[1|いち]。",
    "Saved: everything is full. If some rooms are free after all, press 1.",
  ),
  Prompt(
    .roomsNewlySold,
    "その{間|あいだ}に、[新|あたら]しい[予約|よやく]が、<count>ありました。",
    "Meanwhile there were (n) new bookings.",
  ),
  Prompt(
    .roomsLeftToSell,
    "これから[売|う]るのは、あと<rooms>です。",
    "Still to be sold: (rooms).",
  ),
  Prompt(
    .roomsLeftNone,
    "これから[売|う]る[部屋|へや]は、ありません。",
    "Nothing is left to be sold.",
  ),
  Prompt(
    .roomsStand,
    "[今夜|こんや]は、<rooms>です。",
    "Tonight: (rooms).",
  ),
  Prompt(
    .roomsUnchanged,
    "[部屋|へや]の[数|かず]は、[変|か]えずにおきます。",
    "The number stays as it is.",
  ),
  Prompt(
    .roomsShortfall,
    "[予約|よやく]が、<rooms>[分|ぶん]、[多|おお]くなります。",
    "Bookings exceed your rooms by (rooms).",
  ),
  Prompt(
    .roomsShortfallAsk,
    "お[受|う]けできますか。できるなら、[1|いち]。できないなら、[2|に]。",
    "Can you take them? 1 yes, 2 no.",
  ),
  Prompt(
    .roomsShortfallYes,
    "ありがとうございます。よろしくお[願|ねが]いします。",
    "Thank you.",
  ),
  Prompt(
    .roomsShortfallNo,
    "わかりました。[係|かかり]が、お[客|きゃく]さまとお[話|はな]しします。",
    "Understood; the office will talk with the guest.",
  ),
  Prompt(
    .roomsClosed,
    "<night>は、[休業|きゅうぎょう]になっています。",
    "(Night) is closed.",
  ),
  Prompt(
    .roomsReopen,
    "[休業|きゅうぎょう]をやめて、[部屋|へや]を[売|う]りますか。[売|う]るなら、[1|いち]。[休|やす]みのままなら、[2|に]。",
    "Reopen and sell rooms? 1 yes, 2 stay closed.",
  ),
  Prompt(
    .roomsReopened,
    "[休業|きゅうぎょう]をやめました。",
    "The closure is lifted.",
  ),
  Prompt(
    .roomsStaysClosed,
    "[休業|きゅうぎょう]のままにします。",
    "It stays closed.",
  ),
  Prompt(
    .roomsPast,
    "その[夜|よる]は、もう[過|す]ぎました。",
    "That night is over.",
  ),
  Prompt(
    .vouchAsk,
    "この{先|さき}[1週間|いっしゅうかん]も、いまの[数|かず]のままでよければ、[1|いち]。",
    "If the coming week stands as it is, press 1.",
  ),
  Prompt(
    .vouchSaving,
    "この{先|さき}[1週間|いっしゅうかん]も、いまの[数|かず]にします。よければ、もう[一度|いちど]、[1|いち]。",
    "The coming week shall stand as it is. If that is right, press 1 once more.",
  ),
  Prompt(
    .vouchNot,
    "この{先|さき}[1週間|いっしゅうかん]のことは、[取|と]り[消|け]しました。",
    "The coming week: taken back.",
  ),
  Prompt(
    .vouchSaved,
    "この{先|さき}[1週間|いっしゅうかん]、いまの[数|かず]で[売|う]ります。ありがとうございます。",
    "The coming week stands. Thank you.",
  ),
  Prompt(
    .partFull,
    "[満室|まんしつ]",
    "full",
  ),
  Prompt(
    .partTonight,
    "、[今夜|こんや]",
    "tonight",
  ),
  Prompt(
    .partTomorrow,
    "、あしたの[夜|よる]",
    "tomorrow night",
  ),
  Prompt(
    .partNight,
    "の[夜|よる]",
    "the night of",
  ),
  Prompt(
    .partRange,
    "<date>の[夜|よる]から、<last_date>の[夜|よる]まで、<count>",
    "from the night of (date) to that of (last date), (n) nights",
  ),
  Prompt(
    .partTwoDigits,
    "{2けた|ふたけた}",
    "two digits",
  ),
  Prompt(
    .partThreeDigits,
    "[3けた|さんけた]",
    "three digits",
  ),
  Prompt(
    .partOfType,
    "<room_type>は、",
    "of (type)",
  ),
  Prompt(
    .partOfTypeRooms,
    "<room_type>、",
    "(type),",
  ),
]
