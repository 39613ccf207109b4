#include "CAllocator.h"

#ifdef SANITIZED

bool innbridge_allocator_is_ours(void) { return false; }

#else

#include <jemalloc/jemalloc.h>
#include <stdint.h>
#include <stdlib.h>

// Read by jemalloc before the first allocation.
// narenas: heaps; more than the two threads that ask at once only spread what is free.
// dirty_decay_ms: pages that nobody has used for so long go back to the system, half of them earlier;
// long enough that one search after the other needn't ask for them anew.
// muzzy_decay_ms: they go back at once and for good, not when the system asks.
// background_thread: they go back also when nobody allocates.
#define NARENAS "2"
#define SETTINGS \
  "narenas:" NARENAS ",dirty_decay_ms:500,muzzy_decay_ms:0,background_thread:true"
const char *malloc_conf = SETTINGS;

bool innbridge_allocator_is_ours(void) {
  unsigned arenas = 0;
  size_t size = sizeof arenas;
  if (mallctl("opt.narenas", &arenas, &size, NULL, 0) != 0) return false;
  if (arenas != (unsigned)atoi(NARENAS)) return false;
  // Both count this thread's bytes, if malloc is jemalloc's.
  uint64_t before = 0, after = 0;
  size = sizeof before;
  if (mallctl("thread.allocated", &before, &size, NULL, 0) != 0) return false;
  void *block = malloc(64);
  if (!block) return false;
  *(volatile char *)block = 1;
  mallctl("thread.allocated", &after, &size, NULL, 0);
  free(block);
  return after > before;
}

#endif
