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

private func text(_ text: innbridge_text) -> String {
  guard let bytes = text.bytes else { return "" }
  let buffer = UnsafeRawBufferPointer(start: bytes, count: text.length)
  return String(decoding: buffer, as: UTF8.self)
}

private func monotonicMilliseconds() -> Int64 {
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
  let (caller, host) = (text(invite.caller_user), text(invite.caller_host))
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
    endpoint.queue.send(.key(call, key, .info))
  }
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
    endpoint.queue.send(.key(call, key, .event))
  }
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
  endpoint.log(Int(level), line)
}

// MARK: - What the endpoint makes of it

extension SIPEndpoint {
  /// Whether a new INVITE gets in: 0, a status, or -1 for silence.
  func judge(source: String) -> (status: Int, retryAfter: Int) {
    if !isTrusted(source) {
      switch configuration.strangers {
      case .refuse(let status): return (status, 0)
      case .drop: return (-1, 0)
      case .offer: break
      }
    }
    if isStopping || queue.isCongested { return (503, configuration.retryAfter) }
    if lines.count >= configuration.maxCalls { return (486, configuration.retryAfter) }
    return (0, 0)
  }

  private func isTrusted(_ source: String) -> Bool {
    configuration.trustedSources.contains { $0.contains(source) }
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
    lines[call] = Line(id: id, isInbound: true)
    keys.add(call)
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
      if !line.isInbound { queue.send(.ringing(call)) }
    case PJSIP_INV_STATE_CONFIRMED:
      guard !line.isAnswered else { return }
      lines[call]?.isAnswered = true
      queue.send(.answered(call))
    case PJSIP_INV_STATE_DISCONNECTED:
      pjsua_call_set_user_data(line.id, nil)
      forget(call, line, status: status)
    default: break
    }
  }

  func sounds(_ call: SIPCallToken, slot: pjsua_conf_port_id) {
    guard let voice = lines[call]?.voice else { return }
    innbridge_voice_port_join(voice, slot)
  }
}
