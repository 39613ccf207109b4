import CCommandLine
import Glibc

/// The parts of Unix domain sockets that only GNU's C library has.
enum LocalSocket {
  /// Takes the next connection; no child process inherits it.
  ///
  /// - Returns: -1 with `errno` when there is none.
  static func accept(_ listener: Int32) -> Int32 { command_line_accept(listener) }

  /// The user of the process at the other end, as the kernel knows it; nil when it can't tell.
  static func peerUser(of connection: Int32) -> uid_t? {
    var user: uid_t = 0
    return command_line_peer_user(connection, &user) == 0 ? user : nil
  }

  /// Opens a directory only to have a short name for it below `/proc`; -1 with `errno`.
  static func openDirectory(_ path: String) -> Int32 { command_line_open_directory(path) }
}
