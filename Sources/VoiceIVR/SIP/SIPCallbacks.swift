import CPJSIP
import CPJSIPShims
import Glibc
import Synchronization

// PJSIP calls these functions. All are top-level and nonisolated: a closure written inside an
// isolated method would inherit its isolation and end the process on PJSIP's thread. Each copies
// what it was given into values, hands them on, and returns.

/// Keys of all calls, reached from PJSIP's media threads.
final class KeyBoard: Sendable {
  private let filters = Mutex<[SIPCallToken: KeyFilter]>([:])

  func add(_ call: SIPCallToken) { filters.withLock { $0[call] = KeyFilter() } }

  func remove(_ call: SIPCallToken) { filters.withLock { _ = $0.removeValue(forKey: call) } }

  /// Whether a key counts; false, too, for calls that are over.
  func take(_ call: SIPCallToken, _ body: @Sendable (inout KeyFilter) -> Bool) -> Bool {
    filters.withLock { filters in
      guard filters[call] != nil else { return false }
      return body(&filters[call, default: KeyFilter()])
    }
  }
}

private func endpoint() -> SIPEndpoint? { SIPEndpoint.current.withLock { $0 } }

func text(_ text: innbridge_text) -> String {
  guard let bytes = text.bytes else { return "" }
  let buffer = UnsafeRawBufferPointer(start: bytes, count: text.length)
  return String(decoding: buffer, as: UTF8.self)
}

func monotonicMilliseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

// MARK: - On the endpoint's thread

func sipIncomingCall(
  _ account: pjsua_acc_id,
  _ id: pjsua_call_id,
  _ rdata: UnsafeMutablePointer<pjsip_rx_data>?,
) {
  guard let endpoint = endpoint(), let rdata else { return }
  let invite = innbridge_describe_invite(rdata)
  let caller = invite.is_withheld != 0 ? "anonymous" : text(invite.caller_user)
  let host = text(invite.caller_host)
  let (called, source) = (text(invite.called_user), text(invite.source))
  endpoint.assumeIsolated {
    $0.arrived(id, caller: caller, callerHost: host, called: called, source: source)
  }
}

func sipCallState(_ id: pjsua_call_id, _ event: UnsafeMutablePointer<pjsip_event>?) {
  guard let endpoint = endpoint(), let call = SIPCallToken(userData: pjsua_call_get_user_data(id))
  else { return }
  var info = pjsua_call_info()
  guard pjsua_call_get_info(id, &info) == PJ_SUCCESS.rawStatus else { return }
  let (state, status) = (info.state, Int(info.last_status.rawValue))
  endpoint.assumeIsolated { $0.changed(call, to: state, status: status) }
}

func sipMediaState(_ id: pjsua_call_id) {
  guard let endpoint = endpoint(), let call = SIPCallToken(userData: pjsua_call_get_user_data(id))
  else { return }
  var info = pjsua_call_info()
  guard pjsua_call_get_info(id, &info) == PJ_SUCCESS.rawStatus,
    info.media_status == PJSUA_CALL_MEDIA_ACTIVE
  else { return }
  let slot = info.conf_slot
  endpoint.assumeIsolated { $0.sounds(call, slot: slot) }
}

/// Puts the call's token into the stream, because PJSIP would tell its reusable call number.
func sipStreamCreated(
  _ id: pjsua_call_id,
  _ parameters: UnsafeMutablePointer<pjsua_on_stream_created_param>?,
) {
  guard let token = pjsua_call_get_user_data(id), let stream = parameters?.pointee.stream
  else { return }
  pjmedia_stream_set_dtmf_event_callback(stream, sipStreamKey, token)
}

/// Keys by SIP INFO; those by RTP come through ``sipStreamKey``.
func sipKeyEvent(_ id: pjsua_call_id, _ event: UnsafePointer<pjsua_dtmf_event>?) {
  guard let event, event.pointee.method == PJSUA_DTMF_METHOD_SIP_INFO,
    let endpoint = endpoint(), let call = SIPCallToken(userData: pjsua_call_get_user_data(id)),
    let key = Key(Character(Unicode.Scalar(UInt8(clamping: event.pointee.digit))))
  else { return }
  let now = monotonicMilliseconds()
  if endpoint.keys.take(call, { $0.accepts(info: key, at: now) }) {
    endpoint.pressed(call, key, .info)
  }
}

func sipTransferStatus(
  _ id: pjsua_call_id,
  _ status: Int32,
  _ text: UnsafePointer<pj_str_t>?,
  _ isFinal: pj_bool_t,
  _ goesOn: UnsafeMutablePointer<pj_bool_t>?,
) {
  guard let endpoint = endpoint(),
    let call = SIPCallToken(userData: pjsua_call_get_user_data(id))
  else { return }
  // PJSIP tells of the trunk's 202 as of a 100, then what each NOTIFY says.
  let isProgress = isFinal == 0 && status < 200
  goesOn?.pointee = isProgress ? 1 : 0
  let answer = Int(status)
  endpoint.assumeIsolated { $0.referred(call, status: answer, isProgress: isProgress) }
}

func sipRegistration(_ account: pjsua_acc_id, _ info: UnsafeMutablePointer<pjsua_reg_info>?) {
  guard let endpoint = endpoint(), let answer = info?.pointee.cbparam?.pointee,
    info?.pointee.renew != 0
  else { return }
  let status = answer.status == PJ_SUCCESS.rawStatus ? Int(answer.code) : 0
  let seconds = Int(answer.expiration)
  endpoint.assumeIsolated { $0.registered(account, status: status, seconds: seconds) }
}

/// Gives a call to the account of the trunk it comes from, or to the hub's own of its family.
func sipFindAccount(
  _ rdata: UnsafePointer<pjsip_rx_data>?,
  _ account: UnsafeMutablePointer<pjsua_acc_id>?,
) {
  guard let endpoint = endpoint(), let rdata else { return }
  let source = text(innbridge_describe_invite(rdata).source)
  account?.pointee = endpoint.assumeIsolated { $0.account(for: source) }
}

func sipPingAnswer(_ ping: UInt64, _ status: Int32, _ isOurs: Int32) {
  endpoint()?.assumeIsolated { $0.pingAnswered(ping, isOurs: isOurs != 0) }
}

/// Nobody transfers a keeper's call to a number of his choice: that would be dialled at our cost.
func sipTransferRequest(
  _ id: pjsua_call_id,
  _ target: UnsafePointer<pj_str_t>?,
  _ code: UnsafeMutablePointer<pjsip_status_code>?,
  _ settings: UnsafeMutablePointer<pjsua_call_setting>?,
) {
  code?.pointee = PJSIP_SC_FORBIDDEN
}

func sipDrops(_ source: UnsafePointer<CChar>, _ kind: innbridge_request_kind) -> Int32 {
  guard let endpoint = endpoint() else { return 1 }
  let address = String(cString: source)
  let request: SourceGuard.Request =
    switch kind {
    case INNBRIDGE_WITHIN_CALL: .withinCall
    case INNBRIDGE_INVITE: .invite
    case INNBRIDGE_OPTIONS: .options
    default: .other
    }
  return endpoint.assumeIsolated { $0.drops(address, request) } ? 1 : 0
}

func sipAdmitsConnection(_ source: UnsafePointer<CChar>) -> Int32 {
  guard let endpoint = endpoint() else { return 0 }
  let address = String(cString: source)
  return endpoint.assumeIsolated { $0.admitsConnection(from: address) } ? 1 : 0
}

func sipAdmit(_ source: UnsafePointer<CChar>, _ retryAfter: UnsafeMutablePointer<Int32>) -> Int32 {
  guard let endpoint = endpoint() else { return 503 }
  let address = String(cString: source)
  let verdict = endpoint.assumeIsolated { $0.judge(source: address) }
  retryAfter.pointee = Int32(clamping: verdict.retryAfter)
  return Int32(verdict.status)
}

func sipInfoKey(_ isRelay: Int32, _ body: UnsafePointer<CChar>, _ length: Int) -> CChar {
  let bytes = UnsafeRawBufferPointer(start: body, count: min(length, InfoKey.longestBody + 1))
  let key = InfoKey.read(String(decoding: bytes, as: UTF8.self), isRelay: isRelay != 0)
  return key?.asciiValue.map { CChar(bitPattern: $0) } ?? 0
}

// MARK: - On PJSIP's media threads

func sipStreamKey(
  _ stream: OpaquePointer?,
  _ token: UnsafeMutableRawPointer?,
  _ event: UnsafePointer<pjmedia_stream_dtmf_event>?,
) {
  guard let event = event?.pointee, let endpoint = endpoint(),
    let call = SIPCallToken(userData: token),
    let key = Key(Character(Unicode.Scalar(UInt8(clamping: event.digit))))
  else { return }
  let packet = KeyPacket(
    key: key,
    timestamp: UInt32(truncatingIfNeeded: event.timestamp),
    duration: UInt32(clamping: event.duration),
    isEnd: UInt32(event.flags) & UInt32(PJMEDIA_STREAM_DTMF_IS_END.rawValue) != 0,
  )
  let now = monotonicMilliseconds()
  if endpoint.keys.take(call, { $0.accepts(packet, at: now) }) {
    endpoint.pressed(call, key, .event)
  }
}

/// A stream is about to go: what it received is counted.
func sipStreamDestroyed(_ id: pjsua_call_id, _ stream: OpaquePointer?, _ index: UInt32) {
  guard let endpoint = endpoint(), let stream else { return }
  var figures = pjmedia_rtcp_stat()
  guard pjmedia_stream_get_stat(stream, &figures) == PJ_SUCCESS.rawStatus else { return }
  let (received, lost) = (Int(figures.rx.pkt), Int(figures.rx.loss))
  let jitter = Int(figures.rx.jitter.mean) / 1000
  endpoint.counts.count {
    $0.packetsReceived += received
    $0.packetsLost += lost
    $0.worstJitter = max($0.worstJitter, jitter)
  }
}

/// A key that came as sound; 0 when the last one ended.
func sipTone(_ call: UInt64, _ key: CChar) {
  guard let endpoint = endpoint() else { return }
  let (call, now) = (SIPCallToken(number: call), monotonicMilliseconds())
  guard key != 0 else {
    _ = endpoint.keys.take(call) {
      $0.toneEnded(at: now)
      return false
    }
    return
  }
  guard let key = Key(Character(Unicode.Scalar(UInt8(bitPattern: key)))) else { return }
  if endpoint.keys.take(call, { $0.accepts(tone: key, at: now) }) {
    endpoint.pressed(call, key, .tone)
  }
}

func sipFax(_ call: UInt64) {
  guard let endpoint = endpoint() else { return }
  endpoint.counts.count { $0.faxes += 1 }
  endpoint.queue.send(.fax(SIPCallToken(number: call)))
}

func sipPlayed(_ call: UInt64, _ playback: UInt64) {
  endpoint()?.queue.send(.played(SIPCallToken(number: call), PlaybackToken(number: playback)))
}

func sipVoiceHeard(_ call: UInt64) {
  endpoint()?.queue.send(.voiceHeard(SIPCallToken(number: call)))
}

func sipReleaseAudio(_ owner: UnsafeMutableRawPointer) {
  Unmanaged<SpeechAudio>.fromOpaque(owner).release()
}

// MARK: - On any thread

func sipLogLine(_ level: Int32, _ data: UnsafePointer<CChar>?, _ length: Int32) {
  guard let data, let endpoint = endpoint() else { return }
  let bytes = UnsafeRawBufferPointer(start: data, count: Int(length))
  var line = String(decoding: bytes, as: UTF8.self)
  while line.last?.isNewline == true { line.removeLast() }
  endpoint.log(Int(level), SIPLogLine.masked(line))
}

// MARK: - What the endpoint makes of it

extension SIPEndpoint {
  /// Whether a request is dropped before anything is done for it.
  func drops(_ source: String, _ request: SourceGuard.Request) -> Bool {
    if isKnown(source) || isOurs(source) { return false }
    return strangers.drops(source, request, at: monotonicMilliseconds())
  }

  /// Whether somebody may connect by TCP or TLS: trunks, and whoever may call.
  func admitsConnection(from source: String) -> Bool {
    if case .offer = configuration.strangers { return true }
    return isKnown(source) || isOurs(source)
  }

  /// Whether a new INVITE gets in: 0, a status, or -1 for silence.
  func judge(source: String) -> (status: Int, retryAfter: Int) {
    let verdict = verdict(on: source)
    if verdict.status > 0 { counts.count { $0.refused[verdict.status, default: 0] += 1 } }
    return verdict
  }

  private func verdict(on source: String) -> (status: Int, retryAfter: Int) {
    if !isKnown(source) {
      switch configuration.strangers {
      case .refuse(let status): return (status, 0)
      case .drop: return (-1, 0)
      case .offer: break
      }
    }
    if isStopping || queue.isCongested { return (503, configuration.retryAfter) }
    if lines.count >= configuration.maxCalls { return (486, configuration.retryAfter) }
    if let trunk = trunk(of: source), room(on: trunk, withReserved: true) == 0 {
      return (486, configuration.retryAfter)
    }
    return (0, 0)
  }

  private func isKnown(_ source: String) -> Bool {
    trunk(of: source) != nil
      || configuration.trustedSources.contains { $0.contains(source) }
  }

  /// The hub's own questions to itself.
  private func isOurs(_ source: String) -> Bool {
    configuration.addresses.contains { address in
      switch address {
      case "0.0.0.0": source == "127.0.0.1"
      case "::": source == "::1"
      default: source == address
      }
    }
  }

  /// The trunk's word about a caller's number identifies her.
  func isTrusted(_ source: String) -> Bool {
    if let trunk = trunk(of: source) {
      return configuration.trunks[trunk].isCallerTrusted
    }
    return configuration.trustedSources.contains { $0.contains(source) }
  }

  func account(for source: String) -> pjsua_acc_id {
    if let trunk = trunk(of: source) { return trunks[trunk].account }
    let isSix = source.contains(":")
    let index = configuration.addresses.firstIndex { $0.contains(":") == isSix }
    return localAccounts[index ?? 0]
  }

  /// A key that counts, from any thread.
  nonisolated func pressed(_ call: SIPCallToken, _ key: Key, _ source: KeySource) {
    counts.count { $0.keys[source.name, default: 0] += 1 }
    queue.send(.key(call, key, source))
    // The network tells keys in words: whoever goes on listening to sound wastes his time.
    if source != .tone { Task { await stopTones(on: call) } }
  }

  func arrived(
    _ id: pjsua_call_id,
    caller: String,
    callerHost: String,
    called: String,
    source: String,
  ) {
    let call = SIPEndpoint.newToken()
    pjsua_call_set_user_data(id, call.userData)
    lines[call] = Line(id: id, isInbound: true, trunk: trunk(of: source))
    keys.add(call)
    counts.count { $0.callsIn += 1 }
    let incoming = IncomingCall(
      call: call,
      caller: caller,
      callerHost: callerHost,
      called: called,
      source: source,
      isTrusted: isTrusted(source),
    )
    queue.send(.incoming(incoming))
  }

  func changed(_ call: SIPCallToken, to state: pjsip_inv_state, status: Int) {
    guard let line = lines[call] else { return }
    switch state {
    case PJSIP_INV_STATE_EARLY:
      if !line.isInbound {
        lines[call]?.hasRung = true
        queue.send(.ringing(call))
      }
    case PJSIP_INV_STATE_CONFIRMED:
      guard !line.isAnswered else { return }
      lines[call]?.isAnswered = true
      counts.count { $0.callsAnswered += 1 }
      listenForTones(on: call)
      queue.send(.answered(call))
    case PJSIP_INV_STATE_DISCONNECTED:
      pjsua_call_set_user_data(line.id, nil)
      if shouldMoveOn(call, line, status: status) {
        moveOn(call, status: status)
      } else {
        forget(call, line, status: status)
      }
    default: break
    }
  }

  func sounds(_ call: SIPCallToken, slot: pjsua_conf_port_id) {
    guard let voice = lines[call]?.voice else { return }
    innbridge_voice_port_join(voice, slot)
    // A re-INVITE (hold, another codec) gives the call a new place in the bridge.
    if let other = joins[call] { _ = connect(call, other) }
  }
}
