import InnRegistry

/// `innctl key …`.
struct KeyCommands {
  let console: Console

  /// Prints the key alone on standard output, so that a script can keep it.
  func create(_ options: KeyCreateOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: true)
    defer { channel.close() }
    let reply = try channel.send(
      .createKey(
        channel: options.channel,
        scopes: options.scopes,
        isTrainingOnly: options.isTrainingOnly,
      )
    )
    try show(reply, asJSON: options.asJSON)
  }

  /// Makes another key of the same channel and scopes; both open until one is revoked.
  func rotate(_ id: KeyID, _ options: ListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.keys)
    guard case .keys(let keys) = reply else { throw .unexpected(reply) }
    guard let old = keys.first(where: { $0.id == id }) else {
      throw AdminRefusal.keyUnknown(id).failure
    }
    if old.revokedAt != nil { throw AdminRefusal.keyRevoked(id).failure }
    let made = try channel.send(
      .createKey(channel: old.channel, scopes: old.scopes, isTrainingOnly: old.isTrainingOnly)
    )
    try show(made, asJSON: options.asJSON)
    console.note(
      Phrase(
        en: "innctl key revoke \(id) when nobody uses the old key any more",
        ja: "古い鍵を使わなくなったら innctl key revoke \(id)",
      )
    )
  }

  private func show(_ reply: AdminReply, asJSON: Bool) throws(CommandFailure) {
    guard case .keyCreated(let key, let secret, let isNewChannel) = reply else {
      throw .unexpected(reply)
    }
    if isNewChannel {
      console.note(
        Phrase(
          en: "made the channel \(key.channel)",
          ja: "予約経路 \(key.channel) を作りました",
        )
      )
    }
    guard asJSON else {
      console.print(secret)
      return
    }
    var json = JSONWriter()
    json.object { json in
      json.field("key", secret)
      write(key, to: &json)
    }
    console.print(json.text)
  }

  func list(_ options: ListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.keys)
    guard case .keys(let keys) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("keys") { json in for key in keys { json.object { write(key, to: &$0) } } }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "ID", ja: "鍵の名前"), Phrase(en: "CHANNEL", ja: "経路"),
        Phrase(en: "SCOPES", ja: "できること"), Phrase(en: "MADE", ja: "作成"),
        Phrase(en: "STATE", ja: "状態"),
      ].map { $0[console.language] }
    )
    for key in keys {
      var words: [Phrase] = []
      if key.isTrainingOnly { words.append(Phrase(en: "training", ja: "練習")) }
      if key.revokedAt != nil { words.append(Phrase(en: "revoked", ja: "取消済み")) }
      table.append([
        key.id.rawValue,
        key.channel.rawValue,
        scopes(key),
        TokyoTime.date(at: key.createdAt).description,
        words.map { $0[console.language] }.joined(separator: ", "),
      ])
    }
    console.write(table.text)
  }

  func revoke(_ key: KeyID, data: String) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(data), mayCreate: false)
    defer { channel.close() }
    _ = try channel.send(.revokeKey(key))
    console.note(Phrase(en: "revoked \(key)", ja: "\(key) を取り消しました"))
  }

  private func scopes(_ key: KeyRecord) -> String {
    KeyScope.allCases.filter(key.scopes.contains).map(\.rawValue).joined(separator: ",")
  }

  private func write(_ key: KeyRecord, to json: inout JSONWriter) {
    json.field("id", key.id)
    json.field("channel", key.channel)
    json.array("scopes") { json in
      for scope in KeyScope.allCases where key.scopes.contains(scope) {
        json.string(scope.rawValue)
      }
    }
    json.field("training_only", key.isTrainingOnly)
    json.field("created_at", key.createdAt)
    json.field("revoked_at", key.revokedAt)
  }
}
