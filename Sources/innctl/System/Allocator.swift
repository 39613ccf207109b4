import CCommandLine
import Foundation
import InnRegistry

/// How glibc's allocator keeps memory: a hub runs for months, and what it once needed goes back.
enum Allocator {
  /// From this size, in bytes, a block is its own mapping and goes back when it is freed.
  ///
  /// Glibc's own beginning, which it raises to 32 MiB as soon as a large block is freed.
  static let mappedBytes: Int32 = 128 << 10
  /// Heaps of their own: two threads seldom ask at once, and each keeps what is free in it.
  ///
  /// Glibc would make eight for each processor.
  static let arenas = Int32(max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Before any thread is started.
  static func prepare() {
    mallopt(M_ARENA_MAX, arenas)
    mallopt(M_MMAP_THRESHOLD, mappedBytes)
    mallopt(M_TRIM_THRESHOLD, mappedBytes)
  }

  /// Between two times that memory is given back: less often than any search or call takes, so that
  /// what a rush needed is not asked for and given back in turn.
  static let giveBackInterval = Span.seconds(10)

  /// From the first use on, whole pages that lie free between others go back as well; glibc itself
  /// gives back only what lies at the end of a heap.
  ///
  /// First what reading the whole database at the start needed.
  static let givesBack: Void = {
    let thread = Thread {
      while true {
        malloc_trim(0)
        Thread.sleep(forTimeInterval: Double(giveBackInterval.milliseconds) / 1000)
      }
    }
    thread.name = "memory"
    thread.stackSize = giveBackStackBytes
    thread.start()
  }()
  /// Of the thread that gives back; it calls one function.
  private static let giveBackStackBytes = 128 << 10
}
