import CPJSIP
import CPJSIPShims
import Glibc

/// Texts handed to PJSIP, which copies them; they live as long as this object.
final class PJTexts {
  private var pointers: [UnsafeMutablePointer<CChar>] = []

  deinit {
    for pointer in pointers { free(pointer) }
  }

  func text(_ string: String) -> pj_str_t {
    guard let pointer = strdup(string) else { return pj_str_t() }
    pointers.append(pointer)
    return pj_str_t(ptr: pointer, slen: strlen(pointer))
  }
}

extension SIPCallToken {
  /// The token as PJSIP's user data.
  var userData: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: UInt(number)) }

  init?(userData: UnsafeMutableRawPointer?) {
    guard let userData else { return nil }
    self.init(number: UInt64(UInt(bitPattern: userData)))
  }
}

extension pj_constants_ {
  /// PJ_SUCCESS as the functions return it.
  var rawStatus: pj_status_t { pj_status_t(rawValue) }
}

/// The steps by which PJSUA comes to life; all on its thread.
enum PJSUA {
  /// Runs one call into PJSIP and turns its status into an error.
  static func attempt(_ step: String, _ body: () -> pj_status_t) throws(SIPError) {
    let status = body()
    guard status == PJ_SUCCESS.rawStatus else {
      throw .library(step: step, status: status, text: words(for: status))
    }
  }

  static func words(for status: pj_status_t) -> String {
    let words = [CChar](unsafeUninitializedCapacity: 128) { buffer, count in
      count = Int(pj_strerror(status, buffer.baseAddress, 128).slen)
    }
    return String(decoding: words.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static func create(_ configuration: SIPConfiguration) throws(SIPError) {
    pj_log_set_log_func(sipLogLine)  // what PJSIP says before it is configured
    pj_log_set_level(Int32(clamping: configuration.logLevel))
    innbridge_memory_reserve()
    try attempt("pjsua_create") { pjsua_create() }
    let texts = PJTexts()

    var user = pjsua_config()
    pjsua_config_default(&user)
    user.max_calls = UInt32(configuration.maxCalls + SIPEndpoint.slackCalls)
    // No worker threads: our own thread polls, so that signalling has no second opinion.
    user.thread_cnt = 0
    user.user_agent = texts.text("InnBridge")
    user.enable_unsolicited_mwi = 0
    user.cb.on_incoming_call = sipIncomingCall
    user.cb.on_call_state = sipCallState
    user.cb.on_call_media_state = sipMediaState
    user.cb.on_stream_created2 = sipStreamCreated
    user.cb.on_dtmf_event = sipKeyEvent
    user.cb.on_call_transfer_request2 = sipTransferRequest
    user.cb.on_call_transfer_status = sipTransferStatus
    user.cb.on_stream_destroyed = sipStreamDestroyed
    user.cb.on_reg_state2 = sipRegistration
    user.cb.on_acc_find_for_incoming = sipFindAccount
    user.cb.on_pager_status = sipPageStatus
    innbridge_watch_connections(&user.cb, sipAdmitsConnection)

    var logging = pjsua_logging_config()
    pjsua_logging_config_default(&logging)
    logging.msg_logging = 0
    logging.level = UInt32(clamping: configuration.logLevel)
    logging.console_level = logging.level
    logging.decor = 0
    logging.cb = sipLogLine

    var media = pjsua_media_config()
    pjsua_media_config_default(&media)
    media.clock_rate = UInt32(SpeechAudio.sampleRate)
    media.snd_clock_rate = media.clock_rate
    media.channel_count = 1
    media.audio_frame_ptime = 20
    media.ptime = 20
    // Two places for each call (its stream and its voice) and one for the bridge's clock; calls
    // that are leaving keep theirs for a moment.
    media.max_media_ports = UInt32(2 * (configuration.maxCalls + SIPEndpoint.slackCalls) + 8)
    media.no_vad = 1
    media.ec_tail_len = 0
    media.enable_ice = 0
    media.snd_auto_close_time = -1

    try attempt("pjsua_init") { pjsua_init(&user, &logging, &media) }
    // The bridge needs a clock, not a sound card.
    try attempt("pjsua_set_null_snd_dev") { pjsua_set_null_snd_dev() }
    try allowCodecs(["PCMU/8000/1", "PCMA/8000/1"])
  }

  /// Japan's networks speak G.711 µ-law; A-law is for the rest of the world.
  ///
  /// Nothing else.
  private static func allowCodecs(_ wanted: [String]) throws(SIPError) {
    var codecs = [pjsua_codec_info](repeating: pjsua_codec_info(), count: 64)
    var count = UInt32(codecs.count)
    try attempt("pjsua_enum_codecs") { pjsua_enum_codecs(&codecs, &count) }
    for index in 0..<Int(count) {
      pjsua_codec_set_priority(&codecs[index].codec_id, 0)
    }
    let texts = PJTexts()
    for (rank, name) in wanted.enumerated() {
      var id = texts.text(name)
      try attempt("codec \(name)") { pjsua_codec_set_priority(&id, UInt8(255 - rank)) }
    }
  }
}

/// The ports that carry sound.
enum SoundPorts {
  /// Counts even ports of the range that are free together with the next one (RTP and RTCP), up to
  /// `wanted`.
  static func freePairs(in range: ClosedRange<UInt16>, address: String, wanted: Int) -> Int {
    var found = 0
    var port = Int(range.lowerBound) + Int(range.lowerBound) % 2
    while found < wanted, port + 1 <= Int(range.upperBound) {
      if isFree(port, address: address), isFree(port + 1, address: address) { found += 1 }
      port += 2
    }
    return found
  }

  private static func isFree(_ port: Int, address: String) -> Bool {
    let family = address.contains(":") ? AF_INET6 : AF_INET
    let socket = socket(family, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    if family == AF_INET6 {
      var name = sockaddr_in6()
      name.sin6_family = sa_family_t(AF_INET6)
      name.sin6_port = in_port_t(UInt16(port).bigEndian)
      guard inet_pton(AF_INET6, address, &name.sin6_addr) == 1 else { return false }
      return withUnsafePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
          bind(socket, pointer, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
        }
      }
    }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(UInt16(port).bigEndian)
    guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else { return false }
    return withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
