/// A request: answer, read-back, reason.
let requestPrompts: [Prompt] = [
  Prompt(
    .requestDeadline,
    "お[返事|へんじ]は、<deadline>までです。",
    "The answer is due by (deadline).",
  ),
  Prompt(
    .requestAsk,
    "[承諾|しょうだく]は、[1|いち]。お[断|ことわ]りは、[2|に]。もう[一度|いちど]は、{米印|こめじるし}。",
    "Accept 1, decline 2, again *.",
  ),
  Prompt(
    .requestAskKeeper,
    "お[宿|やど]の{方|かた}が、お{決|き}めください。",
    "For somebody of the inn to decide.",
  ),
  Prompt(
    .requestGuest,
    "お{名前|なまえ}は、<guest>です。",
    "The name is (guest).",
  ),
  Prompt(
    .requestEchoAccept,
    "[承諾|しょうだく]。",
    "Accept.",
  ),
  Prompt(
    .requestEchoDecline,
    "お[断|ことわ]り。",
    "Decline.",
  ),
  Prompt(
    .requestAccepting,
    "お[受|う]けする、で[承|うけたまわ]りました。[違|ちが]うときは、{米印|こめじるし}。",
    "Understood: accept. If that's wrong, press *.",
  ),
  Prompt(
    .requestDeclining,
    "お[断|ことわ]り、で[承|うけたまわ]りました。[違|ちが]うときは、{米印|こめじるし}。",
    "Understood: decline. If that's wrong, press *.",
  ),
  Prompt(
    .requestTakenBack,
    "[取|と]り[消|け]しました。",
    "Taken back.",
  ),
  Prompt(
    .requestAccepted,
    "ありがとうございます。お[受|う]けすると、お[客|きゃく]さまに、お[知|し]らせします。",
    "Thank you; the guest is told that you accept.",
  ),
  Prompt(
    .requestDeclined,
    "お[断|ことわ]りすると、お[客|きゃく]さまに、お[知|し]らせします。",
    "The guest is told that you decline.",
  ),
  Prompt(
    .requestReason,
    "お[断|ことわ]りの[理由|りゆう]を、[差|さ]し[支|つか]えなければ、お[願|ねが]いします。",
    "The reason of the decline, please.",
  ),
  Prompt(
    .requestReasonKeys,
    "[満室|まんしつ]は、[1|いち]。[休|やす]みは、[2|に]。[食事|しょくじ]は、[3|さん]。そのほかは、[4|よん]。",
    "Full 1, closed 2, meals 3, other 4.",
  ),
  Prompt(
    .requestReasonFull,
    "その[日|ひ]は、[満室|まんしつ]で[承|うけたまわ]りました。",
    "Those nights are full now.",
  ),
  Prompt(
    .requestReasonSaved,
    "わかりました。ありがとうございます。",
    "Thank you.",
  ),
  Prompt(
    .requestReasonClosed,
    "その[日|ひ]を、[休業|きゅうぎょう]にしますか。するなら、[1|いち]。しないなら、[2|に]。",
    "Record a closure for those nights? 1 yes, 2 no.",
  ),
  Prompt(
    .requestWithdrawn,
    "このお[問|と]い[合|あ]わせは、お[客|きゃく]さまが、[取|と]り[下|さ]げました。",
    "The guest withdrew this request.",
  ),
  Prompt(
    .requestDecidedAccept,
    "このお[問|と]い[合|あ]わせは、もう、お[受|う]けしてあります。",
    "This request has already been accepted.",
  ),
  Prompt(
    .requestDecidedDecline,
    "このお[問|と]い[合|あ]わせは、もう、お[断|ことわ]りしてあります。",
    "This request has already been declined.",
  ),
  Prompt(
    .requestExpired,
    "このお[問|と]い[合|あ]わせは、お[返事|へんじ]の[期限|きげん]が[過|す]ぎました。",
    "This request has expired.",
  ),
  Prompt(
    .requestNoLongerFits,
    "お[部屋|へや]が、もうありませんので、お[受|う]けできません。",
    "The rooms are gone: it can't be accepted.",
  ),
  Prompt(
    .requestOutdated,
    "[内容|ないよう]が[変|か]わりましたので、あらためて、お[電話|でんわ]します。",
    "It has changed meanwhile; we shall ring again.",
  ),
  Prompt(
    .requestUnanswered,
    "お[返事|へんじ]は、<deadline>までに、お[願|ねが]いします。",
    "Please answer by (deadline).",
  ),
  Prompt(
    .requestNoRight,
    "お[返事|へんじ]は、お[宿|やど]の、いつもの[電話|でんわ]からお[願|ねが]いします。",
    "Please answer from the inn's usual telephone.",
  ),
  Prompt(
    .requestMore,
    "ほかにも、お[問|と]い[合|あ]わせが、<count>あります。あらためて、お[電話|でんわ]します。",
    "There are (n) more requests; we shall ring again.",
  ),
]
