import InnRegistry
import VoiceIVR

/// `innctl status`: how the hub and its lines stand.
struct StatusCommand {
  let console: Console

  func run(_ options: ListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.status)
    guard case .status(let status) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      console.print(json(status))
    } else {
      show(status)
    }
  }

  // MARK: - For people

  private func show(_ status: HubStatus) {
    guard let process = status.process, let line = status.line else {
      console.print(Phrase(en: "no hub runs here", ja: "ハブは動いていません"))
      return
    }
    console.print(
      Phrase(
        en: "hub \(status.version), process \(process), \(status.inns) inns",
        ja: "ハブ \(status.version)、プロセス \(process)、宿\(status.inns)軒",
      )
    )
    console.print(
      Phrase(
        en: "calls: \(line.calls) of \(line.lines)",
        ja: "通話: \(line.lines)回線のうち\(line.calls)",
      )
    )
    for trunk in line.trunks { console.print(words(for: trunk)) }
    let counts = line.counts
    let keys = KeySource.allCases.reversed()
      .map { "\($0.name) \(counts.keys[$0.name] ?? 0)" }.joined(separator: ", ")
    console.print(
      Phrase(
        en: "since the start: \(counts.callsIn) calls in, \(counts.callsOut) out; keys: \(keys); "
          + "sound: \(counts.packetsReceived) packets, \(counts.packetsLost) lost",
        ja: "起動から: 着信\(counts.callsIn)、発信\(counts.callsOut)。キー: \(keys)。"
          + "音声: \(counts.packetsReceived)パケット、損失\(counts.packetsLost)",
      )
    )
    console.print(
      Phrase(
        en: "strangers: \(line.requestsDropped) requests dropped, \(line.bans.count) shut out",
        ja: "不審な相手: 破棄した要求\(line.requestsDropped)、締め出し中\(line.bans.count)",
      )
    )
    for ban in line.bans {
      let minutes = (ban.remaining.milliseconds + 59_999) / 60_000
      console.print(
        Phrase(
          en: "  \(ban.source): \(minutes) min more, ban \(ban.count), \(ban.dropped) dropped",
          ja: "  \(ban.source): あと\(minutes)分、\(ban.count)回目、破棄\(ban.dropped)",
        )
      )
    }
  }

  private func words(for trunk: LineFigures.Trunk) -> Phrase {
    let state: Phrase =
      if let refusal = trunk.refusal {
        Phrase(en: "refuses the registration (\(refusal))", ja: "登録を拒否（\(refusal)）")
      } else if trunk.isRegistered == false {
        Phrase(en: "not registered yet", ja: "未登録")
      } else {
        switch trunk.reach {
        case .up: Phrase(en: "up", ja: "正常")
        case .down: Phrase(en: "doesn't answer", ja: "応答なし")
        case .unknown: Phrase(en: "silent so far", ja: "まだ応答なし")
        }
      }
    return Phrase(
      en: "trunk \(trunk.name): \(state.en), \(trunk.calls) of \(trunk.lines) lines, "
        + "\(trunk.reservedLines) kept for calls in",
      ja: "回線 \(trunk.name): \(state.ja)、\(trunk.lines)回線のうち\(trunk.calls)使用中、"
        + "着信用\(trunk.reservedLines)",
    )
  }

  // MARK: - For programs

  private func json(_ status: HubStatus) -> String {
    var json = JSONWriter()
    json.object { json in
      json.field("version", status.version)
      json.field("inns", status.inns)
      json.field("channels", status.channels)
      if let process = status.process { json.field("process", Int(process)) }
      if let line = status.line { json.object("telephone") { write(line, to: &$0) } }
    }
    return json.text
  }

  private func write(_ line: LineFigures, to json: inout JSONWriter) {
    json.field("calls", line.calls)
    json.field("lines", line.lines)
    json.array("trunks") { json in
      for trunk in line.trunks {
        json.object { json in
          json.field("name", trunk.name)
          json.field("usable", trunk.isUsable)
          json.field("reach", trunk.reach.rawValue)
          if let isRegistered = trunk.isRegistered { json.field("registered", isRegistered) }
          if let refusal = trunk.refusal { json.field("refused_with", refusal) }
          json.field("calls", trunk.calls)
          json.field("lines", trunk.lines)
          json.field("reserved_lines", trunk.reservedLines)
        }
      }
    }
    let counts = line.counts
    json.field("calls_in", counts.callsIn)
    json.field("calls_out", counts.callsOut)
    json.field("calls_answered", counts.callsAnswered)
    json.field("calls_moved_on", counts.callsMovedOn)
    json.field("faxes", counts.faxes)
    json.object("calls_refused") { json in
      for (status, count) in counts.refused.sorted(by: { $0.key < $1.key }) {
        json.field(String(status), count)
      }
    }
    json.object("keys") { json in
      for source in KeySource.allCases { json.field(source.name, counts.keys[source.name] ?? 0) }
    }
    json.field("rtp_received", counts.packetsReceived)
    json.field("rtp_lost", counts.packetsLost)
    json.field("rtp_worst_jitter_ms", counts.worstJitter)
    json.field("sockets_rebuilt", counts.socketsRebuilt)
    json.field("requests_dropped", line.requestsDropped)
    json.field("events_lost", line.eventsLost)
    json.array("bans") { json in
      for ban in line.bans {
        json.object { json in
          json.field("source", ban.source)
          json.field("remaining_s", ban.remaining.milliseconds / 1000)
          json.field("count", ban.count)
          json.field("dropped", ban.dropped)
        }
      }
    }
  }
}
