import InnRegistry

extension CommandParser {
  /// Nil when the path is none of a person's.
  static func user(_ arguments: Arguments) throws(UsageError) -> UserRequest? {
    switch arguments.syntax.path {
    case ["user", "list"]: return .list
    case ["user", "add"]:
      return .add(
        UserDraft(
          id: try arguments.operand(.identifier()),
          name: try arguments.value("name", .line(most: Listing.maxName)),
          organisation: try arguments.value("organisation", .identifier()),
          role: try arguments.required("role", .oneOf()),
        )
      )
    case ["user", "set"]:
      if arguments.has("suspend"), arguments.has("resume") {
        throw .conflict("--suspend", "--resume")
      }
      return .change(
        UserDraft(
          id: try arguments.operand(.identifier()),
          name: try arguments.value("name", .line(most: Listing.maxName)),
          role: try arguments.value("role", .oneOf()),
          isSuspended: arguments.has("suspend") ? true : arguments.has("resume") ? false : nil,
        )
      )
    case ["user", "password"]: return .resetPassword(try arguments.operand(.identifier()))
    case ["user", "unlock"]: return .unlock(try arguments.operand(.identifier()))
    default: return nil
    }
  }
}

/// `innctl user …`: who may sign in to the office console.
struct UserCommands {
  let console: Console
  let options: ListOptions

  func run(_ request: UserRequest) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.user(request))
    switch reply {
    case .user(.users(let users)): list(users)
    case .user(.password(let id, let password)): tell(password, of: id)
    case .done: console.note(Phrase(en: "saved", ja: "保存しました"))
    default: throw .unexpected(reply)
    }
  }

  private func tell(_ password: String, of id: StaffID) {
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.field("user", id)
        $0.field("password", password)
      }
      console.print(json.text)
      return
    }
    console.print(password)
    console.note(
      Phrase(
        en: "the first password of \(id), shown only now; it is changed at the first sign-in",
        ja: "\(id) の最初のパスワードです。見られるのは今だけで、最初のログインで変更します",
      )
    )
  }

  private func list(_ users: [UserRecord]) {
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("users") { json in
          for user in users {
            json.object {
              $0.field("user", user.id)
              $0.field("name", user.name)
              $0.field("organisation", user.organisation)
              $0.field("role", user.role)
              $0.field("suspended", user.isSuspended)
              $0.field("password_set_at", user.passwordSetAt)
              $0.field("locked_until", user.lockedUntil)
              $0.field("sessions", user.sessions)
            }
          }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "USER", ja: "ログイン名"), Phrase(en: "NAME", ja: "名前"),
        Phrase(en: "ORGANISATION", ja: "団体"), Phrase(en: "ROLE", ja: "役割"),
        Phrase(en: "STATE", ja: "状態"), Phrase(en: "SIGNED IN", ja: "ログイン中"),
      ].map { $0[console.language] },
      rightAligned: [5],
    )
    for user in users {
      let state: Phrase =
        user.isSuspended
        ? Phrase(en: "suspended", ja: "停止")
        : user.lockedUntil != nil
          ? Phrase(en: "locked", ja: "ロック中")
          : user.passwordSetAt == nil
            ? Phrase(en: "no password", ja: "パスワードなし") : Phrase(en: "active", ja: "有効")
      table.append([
        user.id.rawValue, user.name, user.organisation.rawValue, user.role.rawValue,
        state[console.language], String(user.sessions),
      ])
    }
    console.write(table.text)
  }
}
