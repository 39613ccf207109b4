import InnRegistry

/// A word of a message by what it means.
enum SMSToken: Hashable, Sendable {
  case number(Int)
  /// 部屋, 室, つ.
  case roomCounter
  /// 人, 名.
  case personCounter
  /// 泊, 晩, 日間: how long.
  case nightCounter
  case month
  case day
  case slash
  case dot
  case dash
  case from
  case through
  /// と, 、, ・: more of the same follows.
  case and
  case relativeDay(Int)
  /// しあさって: means different days here and there.
  case vagueDay
  case weekday(Int)
  /// (土) after a date.
  case weekdayMark(Int)
  case weekend
  case thisWeek
  case nextWeek
  case thisMonth
  case nextMonth
  /// 今月いっぱい.
  case restOfMonth
  /// 一週間, 10日間 come as numbers; this is the word alone.
  case week
  case full
  case free
  case closed
  case reopen
  /// なし, ない.
  case nothing
  case circle
  case cross
  case yes
  /// いいです, 大丈夫です, 結構です: yes or no.
  case yesOrNo
  case acknowledged
  case no
  case declineMeals
  case list
  case help
  case office
  case howMany
  case wrong
  /// じゃなくて: what stood before is not meant.
  case instead
  case undo
  /// キャンセル: of what, it doesn't say.
  case cancellation
  /// さっきの.
  case previous
  case negation
  case hedge
  case change
  case question
  case all
  case rooms(RoomTypeID)
  case guest(BookingID)
  case request
  case choice(Int)
  case abroad
  /// 飛び込み, うち: words around guests.
  case walkIn
  case thanks
  case carrierWord
  case secret
  case automatic
  /// です, ます, の, は: says nothing by itself.
  case filler
  case greeting
  /// A period, a line's end: what follows is another sentence.
  case stop
  case unknown(Character)
}
