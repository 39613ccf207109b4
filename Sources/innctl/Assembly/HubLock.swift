import Glibc

/// The right to write one data directory, held by one process at a time.
///
/// An advisory lock of the kernel: it ends with the process, however that ends. The file carries
/// the holder's process number, only to be told.
final class HubLock: Sendable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock if nobody has it.
  ///
  /// - Returns: nil while another process holds it.
  /// - Throws: when the lock's file can't be made.
  static func take(_ directory: DataDirectory) throws(CommandFailure) -> HubLock? {
    // Close-on-exec: a speech process that outlived the hub must not keep its lock.
    let descriptor = open(directory.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let cause = String(cString: strerror(errno))
      throw CommandFailure(
        .failure,
        Phrase(
          en: "\(directory.lock) can't be opened: \(cause)",
          ja: "\(directory.lock) を開けません: \(cause)",
        ),
      )
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    let holder = Array("\(getpid())\n".utf8)
    // Only told to people: a full disk must not keep the hub from its lock.
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, holder, holder.count, 0)
    return HubLock(descriptor: descriptor)
  }
}
