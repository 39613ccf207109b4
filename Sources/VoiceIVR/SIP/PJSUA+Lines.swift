import CPJSIP
import CPJSIPShims

/// Where SIP comes in and who the hub is there: sockets and accounts.
extension PJSUA {
  /// Tries to find a port that is free for UDP and TCP when any will do.
  private static let bindAttempts = 16

  /// Binds SIP on UDP and TCP at every address, and TLS where it is wanted.
  ///
  /// - Returns: the port of UDP and TCP.
  static func bind(_ configuration: SIPConfiguration) throws(SIPError) -> UInt16 {
    var port = configuration.port
    for (index, address) in configuration.addresses.enumerated() {
      port = try bind(address, index, port, configuration.publicAddress)
    }
    if let tls = configuration.tls {
      for address in configuration.addresses { try bind(tls, address, configuration) }
    }
    return port
  }

  private static func bind(
    _ address: String,
    _ index: Int,
    _ wanted: UInt16,
    _ published: String?,
  ) throws(SIPError) -> UInt16 {
    let texts = PJTexts()
    var failure = SIPError.stopped
    for _ in 0..<bindAttempts {
      // TCP first: an open socket of UDP can't be given back.
      var transport = pjsua_transport_config()
      pjsua_transport_config_default(&transport)
      transport.bound_addr = texts.text(address)
      if let published { transport.public_addr = texts.text(published) }
      transport.port = UInt32(wanted)
      var tcp = pjsua_transport_id(PJSUA_INVALID_ID.rawValue)
      let isSix = address.contains(":")
      try attempt("SIP on TCP") {
        pjsua_transport_create(
          isSix ? PJSIP_TRANSPORT_TCP6 : PJSIP_TRANSPORT_TCP,
          &transport,
          &tcp,
        )
      }
      var info = pjsua_transport_info()
      try attempt("pjsua_transport_get_info") { pjsua_transport_get_info(tcp, &info) }
      var port = UInt16(clamping: info.local_name.port)
      do throws(SIPError) {
        try attempt("SIP on UDP") {
          innbridge_udp_open(Int32(index), address, published, &port)
        }
        return port
      } catch {
        failure = error
        guard wanted == 0 else { break }
        pjsua_transport_close(tcp, 1)
      }
    }
    throw failure
  }

  private static func bind(
    _ tls: SIPSecurity,
    _ address: String,
    _ configuration: SIPConfiguration,
  ) throws(SIPError) {
    let texts = PJTexts()
    var transport = pjsua_transport_config()
    pjsua_transport_config_default(&transport)
    transport.bound_addr = texts.text(address)
    if let published = configuration.publicAddress {
      transport.public_addr = texts.text(published)
    }
    transport.port = UInt32(tls.port)
    if let file = tls.certificate { transport.tls_setting.cert_file = texts.text(file) }
    if let file = tls.privateKey { transport.tls_setting.privkey_file = texts.text(file) }
    if let file = tls.authorities {
      transport.tls_setting.ca_list_file = texts.text(file)
      transport.tls_setting.verify_server = 1
    }
    // Old versions are broken (RFC 8996).
    transport.tls_setting.proto =
      PJ_SSL_SOCK_PROTO_TLS1_2.rawValue | PJ_SSL_SOCK_PROTO_TLS1_3.rawValue
    try attempt("SIP on TLS") {
      pjsua_transport_create(
        address.contains(":") ? PJSIP_TRANSPORT_TLS6 : PJSIP_TRANSPORT_TLS,
        &transport,
        nil,
      )
    }
  }

  // MARK: Accounts

  /// The hub's own name at one of its addresses, for calls that no trunk brought.
  static func addAccount(
    at address: String,
    port: UInt16,
    _ configuration: SIPConfiguration,
  ) throws(SIPError) -> pjsua_acc_id {
    let texts = PJTexts()
    var account = defaults(address, configuration, texts)
    let host = address.contains(":") ? "[\(address)]" : address
    account.id = texts.text("sip:innbridge@\(host):\(port)")
    return try add(&account)
  }

  /// The hub as one trunk knows it; registers where the trunk wants it.
  static func addAccount(
    for trunk: SIPTrunk,
    _ configuration: SIPConfiguration,
  ) throws(SIPError) -> pjsua_acc_id {
    let texts = PJTexts()
    var account = defaults(configuration.address(for: trunk.host), configuration, texts)
    let user = trunk.registration?.user ?? trunk.written(trunk.number)
    account.id = texts.text("sip:\(user)@\(trunk.hostInAddress)")
    if let proxy = trunk.proxy {
      account.proxy_cnt = 1
      account.proxy.0 = texts.text("<\(proxy);lr>")
    }
    if let registration = trunk.registration {
      account.reg_uri = texts.text(trunk.address())
      account.register_on_acc_add = 1
      account.reg_timeout = UInt32(registration.expirySeconds)
      account.reg_first_retry_interval = firstRegistrationRetry
      account.reg_retry_interval = registrationRetry
      account.reg_retry_random_interval = registrationRetrySpread
      account.cred_count = 1
      account.cred_info.0.realm = texts.text("*")
      account.cred_info.0.scheme = texts.text("digest")
      account.cred_info.0.username = texts.text(registration.loginUser)
      account.cred_info.0.data_type = Int32(PJSIP_CRED_DATA_PLAIN_PASSWD.rawValue)
      account.cred_info.0.data = texts.text(registration.password.text)
    }
    switch trunk.encryption {
    case .off: account.use_srtp = PJMEDIA_SRTP_DISABLED
    case .optional: account.use_srtp = PJMEDIA_SRTP_OPTIONAL
    case .mandatory: account.use_srtp = PJMEDIA_SRTP_MANDATORY
    }
    account.srtp_secure_signaling = trunk.encryption == .off ? 0 : 1
    return try add(&account)
  }

  /// Seconds until a registration that got no answer or a 5xx is tried again: at first, later, and
  /// by how much it varies, so that a village's hubs don't come all at once after a power cut.
  private static let firstRegistrationRetry: UInt32 = 5
  private static let registrationRetry: UInt32 = 30
  private static let registrationRetrySpread: UInt32 = 5

  private static func defaults(
    _ address: String,
    _ configuration: SIPConfiguration,
    _ texts: PJTexts,
  ) -> pjsua_acc_config {
    var account = pjsua_acc_config()
    pjsua_acc_config_default(&account)
    account.register_on_acc_add = 0
    account.vid_in_auto_show = 0
    account.rtp_cfg.port = UInt32(configuration.soundPorts.lowerBound)
    account.rtp_cfg.port_range =
      UInt32(configuration.soundPorts.upperBound - configuration.soundPorts.lowerBound)
    account.rtp_cfg.bound_addr = texts.text(address)
    if let published = configuration.publicAddress {
      account.rtp_cfg.public_addr = texts.text(published)
    }
    if address.contains(":") {
      account.ipv6_sip_use = PJSUA_IPV6_ENABLED_USE_IPV6_ONLY
      account.ipv6_media_use = PJSUA_IPV6_ENABLED_USE_IPV6_ONLY
    } else {
      account.ipv6_media_use = PJSUA_IPV6_DISABLED
    }
    return account
  }

  private static func add(_ account: inout pjsua_acc_config) throws(SIPError) -> pjsua_acc_id {
    var id = pjsua_acc_id(PJSUA_INVALID_ID.rawValue)
    try attempt("pjsua_acc_add") { innbridge_account_add(&account, &id) }
    return id
  }
}
