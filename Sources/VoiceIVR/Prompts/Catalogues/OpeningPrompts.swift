/// Who calls, and whether it is the keeper who answers.
let openingPrompts: [Prompt] = [
  Prompt(
    .greetingInbound,
    "<inn>さま、お[電話|でんわ]ありがとうございます。",
    "Thank you for calling, (inn).",
  ),
  Prompt(
    .greetingResumed,
    "{先|さき}ほどは、お[電話|でんわ]が[切|き]れまして、[失礼|しつれい]しました。",
    "Sorry that the line broke just now.",
  ),
  Prompt(
    .greetingSeveral,
    "お[電話|でんわ]ありがとうございます。どちらのお[宿|やど]ですか。",
    "Thank you for calling. Which inn is it?",
  ),
  Prompt(
    .innChoice,
    "<inn>は、<count>。",
    "(Inn) (key).",
  ),
  Prompt(
    .introRequest,
    "[下北|しもきた][宿|やど][案内|あんない]です。<inn>さまへ、[予約|よやく]のお[問|と]い[合|あ]わせです。",
    "This is the hub, calling (inn) about a booking request.",
  ),
  Prompt(
    .introNews,
    "[下北|しもきた][宿|やど][案内|あんない]です。<inn>さまへ、[予約|よやく]のお[知|し]らせです。",
    "This is the hub, calling (inn) with news of bookings.",
  ),
  Prompt(
    .introEvening,
    "[下北|しもきた][宿|やど][案内|あんない]です。<inn>さまへ、[空室|くうしつ]のおうかがいです。",
    "This is the hub, calling (inn) to ask how many rooms are free.",
  ),
  Prompt(
    .introBroadcast,
    "[下北|しもきた][宿|やど][案内|あんない]です。<inn>さまへ、[宿|やど]の[皆|みな]さまへの、お[知|し]らせです。",
    "This is the hub, calling (inn) with an announcement to all inns.",
  ),
  Prompt(
    .introRepetition,
    "[下北|しもきた][宿|やど][案内|あんない]です。<inn>さまへ、{先|さき}ほどのお[電話|でんわ]の、[確認|かくにん]です。",
    "This is the hub, calling (inn) to confirm what was keyed a moment ago.",
  ),
  Prompt(
    .introOffice,
    "[下北|しもきた][宿|やど][案内|あんない]から、[事務局|じむきょく]への、お[知|し]らせです。",
    "This is the hub, calling its office.",
  ),
  Prompt(
    .keeperAsk,
    "[女将|おかみ]さんですか。お[宿|やど]の{方|かた}でしたら、[1|いち]を[押|お]してください。",
    "Is this the keeper? If you are of the inn, press 1.",
  ),
  Prompt(
    .keeperHandOver,
    "お[宿|やど]の{方|かた}に、お[代|か]わりください。[代|か]わりましたら、[1|いち]を[押|お]してください。",
    "Please hand over to somebody of the inn; then press 1.",
  ),
  Prompt(
    .keeperRingBack,
    "お{手数|てすう}ですが、<phone>へ、お[電話|でんわ]ください。",
    "Please ring back this number.",
  ),
  Prompt(
    .waitingGone,
    "お[知|し]らせすることが、なくなりました。お[騒|さわ]がせしました。",
    "There is nothing to tell you any more; sorry to have disturbed you.",
  ),
  Prompt(
    .waitingCount,
    "お[知|し]らせが、<count>あります。",
    "There are (n) things for you.",
  ),
]
