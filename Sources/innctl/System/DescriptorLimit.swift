import Glibc

/// How many files and connections this process may have open.
enum DescriptorLimit {
  /// What a hub can use: 10,000 HTTP connections with those past the limit that are told so, sound
  /// of 500 calls, the registry.
  static let wanted: rlim_t = 16_384

  /// Raises the limit to ``wanted``, as far as the system lets this user: 1,024, with which
  /// systems begin for the sake of old programs, are few hundred connections.
  static func raise() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    _ = setrlimit(resource, &limit)
  }
}
