import CAllocator

/// What gives the program its memory (docs/decisions/0053).
enum Allocator {
  /// Whether memory that nobody uses goes back to the system soon; not so under a sanitizer, which
  /// brings an allocator of its own.
  static var givesBack: Bool { innbridge_allocator_is_ours() }
}
