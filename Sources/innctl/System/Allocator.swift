import CCommandLine
import Glibc

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

  /// Gives back what reading the whole database at the start needed.
  static func giveBack() { malloc_trim(0) }
}
