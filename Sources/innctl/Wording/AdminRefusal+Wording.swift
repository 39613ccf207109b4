import InnRegistry

/// How each refusal is told and with which status the command ends.
extension AdminRefusal {
  var failure: CommandFailure {
    CommandFailure(status, message, advice: advice)
  }

  private var status: ExitStatus {
    switch self {
    case .innUnknown, .channelUnknown, .bookingUnknown, .callUnknown, .messageUnknown, .keyUnknown,
      .phoneUnknown, .organisationUnknown, .unknown:
      .notFound
    case .innInvalid, .taxesInvalid, .addressRefused, .referenceAmbiguous: .usage
    case .innExists, .channelExists, .keyRevoked, .channelNotForTraining, .channelSuspended,
      .phoneOfOtherInn,
      .innWithoutPhone, .noCall, .registry, .organisationExists:
      .refused
    case .overloaded, .stopping, .database, .notUnderstood: .unavailable
    }
  }

  private var message: Phrase {
    switch self {
    case .innUnknown(let inn): Phrase(en: "there is no inn \(inn)", ja: "宿 \(inn) はありません")
    case .innExists(let inn):
      Phrase(en: "there is an inn \(inn) already", ja: "宿 \(inn) はすでにあります")
    case .innInvalid(let inn, let flaws):
      Phrase(en: "inn \(inn) can't be listed:", ja: "宿 \(inn) は登録できません:")
        + list(flaws)
    case .bookingUnknown(let name):
      Phrase(en: "there is no booking \(name)", ja: "予約 \(name) はありません")
    case .callUnknown(let call):
      Phrase(en: "there is no call \(call)", ja: "通話 \(call) はありません")
    case .messageUnknown(let message):
      Phrase(
        en: "there is no message \(message), or its sound has been erased",
        ja: "伝言 \(message) はないか、音声が消去されています",
      )
    case .referenceAmbiguous(let reference, let bookings):
      Phrase(
        en: "several bookings have the reference \(reference): ",
        ja: "予約番号 \(reference) の予約がいくつかあります: ",
      ) + Phrase(bookings.map(\.rawValue).joined(separator: ", "))
    case .keyUnknown(let key): Phrase(en: "there is no key \(key)", ja: "鍵 \(key) はありません")
    case .keyRevoked(let key):
      Phrase(en: "key \(key) is revoked already", ja: "鍵 \(key) はすでに取り消されています")
    case .channelNotForTraining(let channel):
      Phrase(
        en: "channel \(channel) exists and is not for training only",
        ja: "予約経路 \(channel) はすでにあり、練習専用ではありません",
      )
    case .channelSuspended(let channel):
      Phrase(en: "channel \(channel) is suspended", ja: "予約経路 \(channel) は停止中です")
    case .channelUnknown(let channel):
      Phrase(en: "there is no channel \(channel)", ja: "予約経路 \(channel) はありません")
    case .channelExists(let channel):
      Phrase(en: "there is a channel \(channel) already", ja: "予約経路 \(channel) はすでにあります")
    case .addressRefused(let fault): fault.phrase
    case .phoneUnknown(let number):
      Phrase(en: "no inn has the telephone \(number)", ja: "電話番号 \(number) の宿はありません")
    case .phoneOfOtherInn(let number, let inn):
      Phrase(
        en: "\(number) is not a telephone of inn \(inn)",
        ja: "\(number) は宿 \(inn) の電話ではありません",
      )
    case .innWithoutPhone(let inn):
      Phrase(en: "inn \(inn) has no telephone", ja: "宿 \(inn) に電話がありません")
    case .noCall: Phrase(en: "no call has begun", ja: "通話が始まっていません")
    case .organisationExists(let organisation):
      Phrase(
        en: "there is an organisation \(organisation) already",
        ja: "団体 \(organisation) はすでにあります",
      )
    case .organisationUnknown(let organisation):
      Phrase(en: "there is no organisation \(organisation)", ja: "団体 \(organisation) はありません")
    case .taxesInvalid(let flaws):
      Phrase(en: "the taxes can't be stored:", ja: "税の表を保存できません:") + list(flaws)
    case .registry(let refusal), .unknown(let refusal): refusal
    case .overloaded: Phrase(en: "too many changes wait in the hub", ja: "ハブが混み合っています")
    case .stopping: Phrase(en: "the hub is going down", ja: "ハブは停止するところです")
    case .database(let text): Phrase(en: text, ja: "データベースの誤り: \(text)")
    case .notUnderstood(let detail):
      Phrase(
        en: "the hub doesn't understand this program: \(detail)",
        ja: "動いているハブがこのプログラムを理解できません: \(detail)",
      )
    }
  }

  private func list(_ flaws: [Phrase]) -> Phrase {
    flaws.reduce(Phrase("")) { $0 + Phrase("\n  ") + $1 }
  }

  private var advice: Phrase? {
    switch self {
    case .innExists:
      Phrase(
        en: "inn export, edit, inn import changes it.",
        ja: "変えるには inn export して直し、inn import します。"
      )
    case .innUnknown:
      Phrase(en: "innctl inn list shows them all.", ja: "innctl inn list で一覧が見られます。")
    case .channelUnknown:
      Phrase(
        en: "innctl channel list shows them all.",
        ja: "innctl channel list で一覧が見られます。",
      )
    case .keyUnknown:
      Phrase(en: "innctl key list shows them all.", ja: "innctl key list で一覧が見られます。")
    case .overloaded: Phrase(en: "Try again in a moment.", ja: "少し待ってからやり直してください。")
    case .notUnderstood:
      Phrase(
        en: "Restart the hub, so that both are of one version.",
        ja: "ハブを再起動して、同じ版にそろえてください。",
      )
    case .innInvalid, .bookingUnknown, .callUnknown, .messageUnknown, .referenceAmbiguous,
      .keyRevoked,
      .channelNotForTraining,
      .channelSuspended, .channelExists, .addressRefused, .phoneUnknown, .phoneOfOtherInn,
      .innWithoutPhone, .noCall, .registry, .unknown, .organisationExists, .organisationUnknown,
      .taxesInvalid, .stopping, .database:
      nil
    }
  }
}
