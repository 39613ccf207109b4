import CCommandLine
import Glibc

/// SIGTERM and Ctrl-C, as something that can be waited for.
///
/// A second one ends the process at once.
struct StopSignals: Sendable {
  private let descriptor: Int32

  /// Catches the signals from now on, so that one that comes while the hub still starts isn't lost.
  static func catching() throws(CommandFailure) -> StopSignals {
    let descriptor = command_line_catch_stop_signals()
    guard descriptor >= 0 else {
      let cause = String(cString: strerror(errno))
      throw CommandFailure(
        .failure,
        Phrase(en: "signals can't be caught: \(cause)", ja: "シグナルを受け取れません: \(cause)"),
      )
    }
    return StopSignals(descriptor: descriptor)
  }

  /// Returns when a signal has come; for one waiter.
  ///
  /// - Parameter atOnce: called on a thread of its own as soon as it comes, even when every thread of
  ///   Swift's pool stands still and nobody can be woken.
  func wait(atOnce: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
      let waiter = Waiter(descriptor: descriptor, atOnce: atOnce, continuation: continuation)
      let retained = Unmanaged.passRetained(waiter)
      var thread = pthread_t()
      guard pthread_create(&thread, nil, awaitSignal, retained.toOpaque()) == 0 else {
        // Without a thread to wait on there is nothing left to serve.
        retained.takeRetainedValue().finish()
        return
      }
      pthread_detach(thread)
    }
  }

  fileprivate final class Waiter: Sendable {
    private let descriptor: Int32
    private let atOnce: @Sendable () -> Void
    private let continuation: CheckedContinuation<Void, Never>

    init(
      descriptor: Int32,
      atOnce: @escaping @Sendable () -> Void,
      continuation: CheckedContinuation<Void, Never>,
    ) {
      self.descriptor = descriptor
      self.atOnce = atOnce
      self.continuation = continuation
    }

    func waitAndFinish() {
      var byte: UInt8 = 0
      while read(descriptor, &byte, 1) < 0, errno == EINTR {}
      finish()
    }

    func finish() {
      atOnce()
      continuation.resume()
    }
  }
}

private func awaitSignal(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<StopSignals.Waiter>.fromOpaque(context).takeRetainedValue().waitAndFinish()
  return nil
}
