import InnRegistry

/// What came of a file, line by line, in both languages; the English is the registry's own.
extension ImportPlace {
  fileprivate var japanese: String {
    if let line { return "\(line)行目" + (column.map { "の列 \($0)" } ?? "") }
    return pointer.map { $0.isEmpty ? "文書" : $0 } ?? "ファイル"
  }
}

extension ImportReject {
  var phrase: Phrase {
    Phrase(
      en: description,
      ja: "\(place.japanese): " + (subject.map { "\($0): " } ?? "") + reason.japanese,
    )
  }
}

extension ImportReject.Reason {
  fileprivate var japanese: String {
    switch self {
    case .csv(let kind): kind.japanese
    case .json(let reason): reason.japanese
    case .field(let fault, let detail): fault.japanese(detail)
    case .flaw(let flaw): flaw.phrase.ja
    case .columnUnknown(let name): "列「\(name)」は知らない列です"
    case .columnMissing(let name): "列「\(name)」がありません"
    case .columnUnused(let name): "列「\(name)」はこの種類の行では使いません"
    case .parentMissing(let name): "「\(name)」の行が上にありません"
    case .twice: "ファイルに二度あります"
    case .closedAndOpen: "同じ泊の休業について別の行と食い違います"
    case .roomTypeUnknown: "その部屋タイプはありません"
    case .otherInn(let inn): "その部屋タイプは \(inn) のものです"
    case .nightPast: "その泊は過ぎています"
    case .beyondHorizon: "その泊は先すぎます"
    case .tooManyRooms(let building): "このタイプの部屋は\(building)部屋です"
    case .restrictionsOutOfOrder: "最低泊数と最大泊数が合いません"
    case .tooMany(let limit): "一つのファイルには\(limit)までです"
    }
  }
}

extension ImportNote {
  var phrase: Phrase {
    let what =
      switch kind {
      case .staysClosed(let source): "休業のままです（\(source.japanese)による）"
      case .staysFull(let source): "満室のままです（女将が\(source.japanese)で答えたため）"
      case .bookedWhileClosed(let booking): "休業にしました。予約 \(booking) はそのままです"
      case .shortfall(let rooms): "ファイルの空室より\(rooms)部屋多く売れています"
      }
    return Phrase(en: description, ja: "\(place.japanese): \(inn) \(night) \(what)")
  }
}

extension NightSource {
  fileprivate var japanese: String {
    switch self {
    case .phone: "電話"
    case .sms: "SMS"
    case .office: "事務局"
    case .api: "予約サイト"
    case .ical: "カレンダー"
    case .standing: "定常の提供"
    }
  }
}

extension FieldFault {
  /// - Parameter detail: the English sentence, whose numbers and choices are kept.
  fileprivate func japanese(_ detail: String) -> String {
    switch self {
    case .missing: "必要な項目がありません"
    case .unknown: "知らない項目です"
    case .repeated: "二度あります"
    case .wrongType: "値の種類が違います（\(detail)）"
    case .outOfRange: "範囲の外です（\(detail)）"
    case .wrongLength: "長さが合いません（\(detail)）"
    case .wrongFormat: "形が合いません（\(detail)）"
    case .notAllowed: "使えない値です（\(detail)）"
    case .inconsistent: "ほかの項目と合いません（\(detail)）"
    }
  }
}

extension CSVError.Kind {
  fileprivate var japanese: String {
    switch self {
    case .noHeader: "見出しの行がありません"
    case .emptyColumnName(let column): "\(column)列目に名前がありません"
    case .columnTwice(let name): "列「\(name)」が二度あります"
    case .fieldCount(let expected, let found): "項目が\(expected)個ではなく\(found)個あります"
    case .strayQuote: "引用符で始まらない項目の中に引用符があります"
    case .textAfterQuote: "閉じた引用符のあとに文字があります"
    case .unclosedQuote: "引用符が閉じていません"
    case .strayCarriageReturn: "行の終わりがCRだけです"
    case .notUTF8: "UTF-8ではありません。「CSV UTF-8」で保存してください"
    case .zeroByte: "ゼロの文字があります。「CSV UTF-8」で保存してください"
    case .tooManyBytes(let limit): "\(limit)バイトを超えています"
    case .tooManyRows(let limit): "\(limit)行を超えています"
    case .tooManyFields(let limit): "一行の項目が\(limit)を超えています"
    case .fieldTooLong(let limit): "一つの項目が\(limit)バイトを超えています"
    }
  }
}

extension JSONSyntaxError.Reason {
  fileprivate var japanese: String {
    switch self {
    case .tooLarge: "文書が大きすぎます"
    case .tooDeep: "入れ子が深すぎます"
    case .tooManyValues: "値が多すぎます"
    case .unexpectedEnd: "文書が途中で終わっています"
    case .unexpectedByte: "あってはならない文字があります"
    case .trailingBytes: "文書のあとに何かあります"
    case .malformedNumber: "数の形が違います"
    case .numberOutOfRange: "数が大きすぎます"
    case .malformedEscape: "バックスラッシュの形が違います"
    case .controlCharacter: "制御文字があります"
    case .invalidUTF8: "UTF-8ではありません"
    case .duplicateName: "同じ名前の項目が二つあります"
    }
  }
}
