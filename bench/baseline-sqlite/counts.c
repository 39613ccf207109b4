#include <malloc.h>
#include <stdatomic.h>

#include "tape.h"

static atomic_uint_least64_t commits;

static int committed(void *context) {
    (void)context;
    atomic_fetch_add_explicit(&commits, 1, memory_order_relaxed);
    return 0;
}

static int count_on(sqlite3 *db, const char **message, const void *routines) {
    (void)message;
    (void)routines;
    sqlite3_commit_hook(db, committed, NULL);
    return SQLITE_OK;
}

int inn_commits_count(void) { return sqlite3_auto_extension((void (*)(void))count_on); }

uint64_t inn_commits(void) { return atomic_load_explicit(&commits, memory_order_relaxed); }

size_t inn_allocated_bytes(void) {
    struct mallinfo2 state = mallinfo2();
    return state.uordblks + state.hblkhd;
}
