import InnRegistry

/// People of the office and how they sign in to the console.
extension CommandTable {
  static let users: [CommandSyntax] = [userAdd, userList, userSet, userPassword, userUnlock]

  static let userGroups: [(name: String, summary: Phrase)] = [
    ("user", Phrase(en: "people who sign in to the office console", ja: "事務局の画面を使う人"))
  ]

  private static let operand = OperandSyntax(name: "NAME", count: .one)
  private static let role = OptionSyntax(
    "role",
    argument: "ROLE",
    Phrase(
      en: "viewer, helper, staff or admin",
      ja: "viewer（閲覧）、helper（電話支援）、staff（職員）、admin（管理者）",
    ),
  )
  private static let name = OptionSyntax(
    "name",
    argument: "TEXT",
    Phrase(en: "as people call the person", ja: "表示する名前"),
  )

  private static let userAdd = CommandSyntax(
    ["user", "add"],
    Phrase(en: "add a person who may sign in", ja: "使う人を加える"),
    details: Phrase(
      en: """
        Prints a first password, which is shown only now and must be changed at the first sign-in.
        The console is at /office on the hub's HTTP address. Further people are added there.
        """,
      ja: """
        最初のパスワードを表示する。見られるのは今だけで、最初のログインで変更する。
        画面はハブのHTTPアドレスの /office にあり、ほかの人はそこで加えられる。
        """,
    ),
    operands: [operand],
    options: [
      role, name,
      OptionSyntax(
        "organisation",
        argument: "ID",
        Phrase(en: "whose (the only one there is)", ja: "所属する団体（一つだけならそれ）"),
      ),
      .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl user add hanako --role admin --name 田中花子",
        Phrase(en: "the first administrator", ja: "最初の管理者"),
      )
    ],
  )

  private static let userList = CommandSyntax(
    ["user", "list"],
    Phrase(en: "list people who may sign in", ja: "使う人の一覧"),
    options: [.data, .json],
    examples: [
      CommandExample("innctl user list", Phrase(en: "who is signed in?", ja: "だれがログイン中か"))
    ],
  )

  private static let userSet = CommandSyntax(
    ["user", "set"],
    Phrase(en: "change a person’s role or name, suspend or resume", ja: "役割や名前の変更、停止と再開"),
    operands: [operand],
    options: [
      role, name,
      OptionSyntax("suspend", Phrase(en: "may do nothing any more", ja: "使えなくする")),
      OptionSyntax("resume", Phrase(en: "may sign in again", ja: "また使えるようにする")),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl user set jiro --suspend",
        Phrase(en: "somebody has left", ja: "やめた人を止める"),
      )
    ],
  )

  private static let userPassword = CommandSyntax(
    ["user", "password"],
    Phrase(en: "give a person a new first password", ja: "新しい最初のパスワードを作る"),
    operands: [operand],
    options: [.data, .json],
    examples: [
      CommandExample(
        "innctl user password hanako",
        Phrase(en: "it was forgotten", ja: "忘れたとき"),
      )
    ],
  )

  private static let userUnlock = CommandSyntax(
    ["user", "unlock"],
    Phrase(en: "let a person try to sign in again at once", ja: "ログインの停止を解く"),
    operands: [operand],
    options: [.data],
    examples: [
      CommandExample(
        "innctl user unlock hanako",
        Phrase(en: "after wrong passwords", ja: "まちがいが続いたあと"),
      )
    ],
  )
}
