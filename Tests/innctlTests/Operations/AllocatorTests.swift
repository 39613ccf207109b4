import Foundation
import Testing

@testable import innctl

/// The settings are a symbol that jemalloc looks for in the program, and that a linker may drop.
struct AllocatorTests {
  static let isSanitized = ProcessInfo.processInfo.environment.keys
    .contains { ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0) }

  @Test(.disabled(if: AllocatorTests.isSanitized, "a sanitizer brings its own allocator"))
  func memoryComesFromJemallocWithOurSettings() {
    #expect(Allocator.givesBack)
  }
}
