// How jemalloc, which every allocation of the program goes to, keeps memory (docs/decisions/0053).
#ifndef CALLOCATOR_H
#define CALLOCATOR_H

#include <stdbool.h>

// Whether malloc is jemalloc's and follows these settings: false under a sanitizer, which brings
// its own, and when the program was linked in another order.
bool innbridge_allocator_is_ours(void);

#endif
