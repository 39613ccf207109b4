import CPJSIP
import CPJSIPShims
package import InnRegistry

/// What came of asking a trunk to connect a caller with somebody else.
package enum TransferOutcome: Hashable, Sendable {
  /// Somebody has picked up: the call should be ended.
  case connected
  /// The trunk tried, and nobody was there.
  case unanswered
  /// The trunk doesn't do it.
  case refused
}

/// Calls by the hub: which trunk takes them, and what happens when one fails.
extension SIPEndpoint {
  /// A trunk that hasn't said anything to an INVITE by then is passed over, if there is another.
  ///
  /// RFC 3261 would wait for 32 s (timer B); a gateway in the house says «100 Trying» at once.
  private static let patience = Duration.seconds(4)

  // MARK: Dialling

  /// Rings a number through the first trunk that works.
  ///
  /// ``SIPEvent/ringing(_:)``, ``SIPEvent/answered(_:)`` and ``SIPEvent/ended(_:_:)`` tell what
  /// comes of it. A trunk that is silent or fails (5xx) before anything rang is replaced by the
  /// next; the token stays.
  ///
  /// Which numbers may be rung is the caller's business: those of the registry and the office.
  /// `mayUseReserved` is for calls on a keeper's behalf: to the office. Whoever must be ready for
  /// the first event before it can happen makes the token herself.
  package func dial(
    _ number: PhoneNumber,
    as call: SIPCallToken = newToken(),
    mayUseReserved: Bool = false,
  ) throws(SIPError) -> SIPCallToken {
    guard !isStopping else { throw .stopped }
    guard !trunks.isEmpty else { throw .noTrunk }
    guard lines.count < configuration.maxCalls else { throw .linesBusy }
    var line = Line(id: -1, isInbound: false)
    line.outgoing = Outgoing(number: number, mayUseReserved: mayUseReserved)
    lines[call] = line
    keys.add(call)
    do throws(SIPError) {
      guard openVoice(call) else {
        throw .library(step: "voice port", status: 0, text: "no place in the bridge")
      }
      try place(call)
    } catch {
      if let voice = lines[call]?.voice { innbridge_voice_port_close(voice) }
      lines[call] = nil
      keys.remove(call)
      throw error
    }
    counts.count { $0.callsOut += 1 }
    return call
  }

  /// Lines of a trunk that calls by the hub may take.
  func room(on trunk: Int, withReserved: Bool = false) -> Int {
    let taken = lines.values.count { $0.trunk == trunk }
    let reserved = withReserved ? 0 : reservedLines(of: trunk)
    return max(0, lineCount(of: trunk) - reserved - taken)
  }

  func lineCount(of trunk: Int) -> Int {
    min(configuration.trunks[trunk].lines ?? configuration.maxCalls, configuration.maxCalls)
  }

  func reservedLines(of trunk: Int) -> Int {
    let count = lineCount(of: trunk)
    // Unless the office wants it so, an only line serves both ways.
    return configuration.trunks[trunk].reservedLines.map { min($0, count) }
      ?? min(configuration.reservedLines, count - 1)
  }

  /// Sends a call to the first usable trunk that hasn't been tried.
  private func place(_ call: SIPCallToken) throws(SIPError) {
    guard let outgoing = lines[call]?.outgoing else { return }
    var failure = SIPError.trunksDown
    for index in trunks.indices where !outgoing.tried.contains(index) {
      guard trunks[index].health.isUsable else { continue }
      guard room(on: index, withReserved: outgoing.mayUseReserved) > 0 else {
        failure = .linesBusy
        continue
      }
      lines[call]?.outgoing?.tried.insert(index)
      do throws(SIPError) {
        let id = try invite(outgoing.number, at: index, call)
        lines[call]?.id = id
        lines[call]?.trunk = index
        watchSilence(of: call, id)
        return
      } catch {
        log(1, "trunk \(configuration.trunks[index].name) can't be rung: \(error)")
        failure = error
      }
    }
    throw failure
  }

  private func invite(_ number: PhoneNumber, at index: Int, _ call: SIPCallToken) throws(SIPError)
    -> pjsua_call_id
  {
    let trunk = configuration.trunks[index]
    var id = pjsua_call_id(PJSUA_INVALID_ID.rawValue)
    try PJSUA.attempt("pjsua_call_make_call") {
      innbridge_call_make(
        trunks[index].account,
        trunk.address(trunk.written(number)),
        trunk.identity,
        call.userData,
        &id,
      )
    }
    guard pjsua_call_is_active(id) != 0 else {
      throw .library(step: "pjsua_call_make_call", status: 0, text: "the call ended at once")
    }
    return id
  }

  private func watchSilence(of call: SIPCallToken, _ id: pjsua_call_id) {
    guard hasAnotherTrunk(for: call) else { return }
    Task { [weak self] in
      try? await Task.sleep(for: SIPEndpoint.patience)
      await self?.passOver(call, id)
    }
  }

  private func passOver(_ call: SIPCallToken, _ id: pjsua_call_id) {
    guard let line = lines[call], line.id == id, !line.hasRung, !line.isAnswered,
      !line.isEndedByUs, hasAnotherTrunk(for: call)
    else { return }
    var info = pjsua_call_info()
    guard pjsua_call_get_info(id, &info) == PJ_SUCCESS.rawStatus,
      info.state == PJSIP_INV_STATE_CALLING, info.last_status.rawValue < 100
    else { return }
    // PJSIP ends it by itself once the trunk says something or 32 s are over; nobody listens.
    pjsua_call_set_user_data(id, nil)
    pjsua_call_hangup(id, 0, nil, nil)
    moveOn(call, status: 408)
  }

  private func hasAnotherTrunk(for call: SIPCallToken) -> Bool {
    guard let outgoing = lines[call]?.outgoing else { return false }
    return trunks.indices.contains {
      !outgoing.tried.contains($0) && trunks[$0].health.isUsable
    }
  }

  /// Whether a call that ended belongs to another trunk.
  func shouldMoveOn(_ call: SIPCallToken, _ line: Line, status: Int) -> Bool {
    guard line.outgoing != nil, !line.hasRung, !line.isAnswered, !line.isEndedByUs, !isStopping
    else { return false }
    return (status == 408 || (500...599).contains(status)) && hasAnotherTrunk(for: call)
  }

  /// Tries the next trunk, after PJSIP has done with this one.
  func moveOn(_ call: SIPCallToken, status: Int) {
    guard let trunk = lines[call]?.trunk else { return }
    log(2, "trunk \(configuration.trunks[trunk].name) failed with \(status); trying the next")
    lines[call]?.id = -1
    lines[call]?.trunk = nil
    counts.count { $0.callsMovedOn += 1 }
    Task { [weak self] in await self?.placeAgain(call, status: status) }
  }

  private func placeAgain(_ call: SIPCallToken, status: Int) {
    guard let line = lines[call], line.id < 0 else { return }
    do throws(SIPError) {
      try place(call)
    } catch {
      forget(call, line, status: status)
    }
  }

  // MARK: Joining

  /// Lets two callers hear each other, whatever becomes of their sound later (re-INVITE), until one
  /// hangs up; the hub falls silent on both lines.
  @discardableResult
  package func join(_ one: SIPCallToken, _ other: SIPCallToken) -> Bool {
    guard lines[one] != nil, lines[other] != nil else { return false }
    stopPlaying(on: one)
    stopPlaying(on: other)
    guard connect(one, other) else { return false }
    joins[one] = other
    joins[other] = one
    return true
  }

  /// Leads the sound of each of two calls to the other; false while one of them has none.
  func connect(_ one: SIPCallToken, _ other: SIPCallToken) -> Bool {
    guard let first = lines[one], let second = lines[other] else { return false }
    let (here, there) = (pjsua_call_get_conf_port(first.id), pjsua_call_get_conf_port(second.id))
    guard here >= 0, there >= 0 else { return false }
    return pjsua_conf_connect(here, there) == PJ_SUCCESS.rawStatus
      && pjsua_conf_connect(there, here) == PJ_SUCCESS.rawStatus
  }

  /// Whether the call's trunk connects a caller with somebody else by itself.
  package func takesRefer(_ call: SIPCallToken) -> Bool {
    guard let trunk = lines[call]?.trunk else { return false }
    return configuration.trunks[trunk].takesRefer
  }

  /// Asks the trunk to connect a caller with a number (REFER, RFC 5589) and waits for what comes
  /// of it.
  ///
  /// What the trunk hasn't said within `limit` it is not waited for.
  package func refer(_ call: SIPCallToken, to number: PhoneNumber, within limit: Span) async
    -> TransferOutcome
  {
    guard let line = lines[call], line.isAnswered, let index = line.trunk, transfers[call] == nil
    else { return .refused }
    let trunk = configuration.trunks[index]
    let texts = PJTexts()
    var target = texts.text(trunk.address(trunk.written(number)))
    guard pjsua_call_xfer(line.id, &target, nil) == PJ_SUCCESS.rawStatus else { return .refused }
    let impatience = Task { [weak self] in
      try? await Task.sleep(for: .milliseconds(limit.milliseconds))
      await self?.endTransfer(of: call, as: .unanswered)
    }
    defer { impatience.cancel() }
    return await withCheckedContinuation { transfers[call] = Transfer(answer: $0) }
  }

  /// What a trunk said to a REFER, or told of it later (RFC 3515, section 2.4.5).
  func referred(_ call: SIPCallToken, status: Int, isProgress: Bool) {
    if isProgress {
      transfers[call]?.isAccepted = true
      return
    }
    let isAccepted = transfers[call]?.isAccepted == true
    endTransfer(
      of: call,
      as: (200...299).contains(status) ? .connected : isAccepted ? .unanswered : .refused,
    )
  }

  func endTransfer(of call: SIPCallToken, as outcome: TransferOutcome) {
    transfers.removeValue(forKey: call)?.answer.resume(returning: outcome)
  }
}
