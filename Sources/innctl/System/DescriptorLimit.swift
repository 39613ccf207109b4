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

  /// Of ten that are allowed, so many may be in use before it is worth a word.
  private static let usableTenths = 9

  /// What there is too little of; nil while there is enough.
  static var shortage: String? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    guard let list = opendir("/proc/self/fd") else {
      // Even this one was too many; elsewhere there is no such folder.
      return errno == EMFILE || errno == ENFILE ? String(cString: strerror(errno)) : nil
    }
    defer { closedir(list) }
    var used = 0
    while readdir(list) != nil { used += 1 }
    // Itself and its parent are in every folder, and the folder is open.
    used -= 3
    return used > Int(clamping: limit.rlim_cur / 10) * usableTenths
      ? "\(used) of \(limit.rlim_cur) files and connections are open" : nil
  }
}
