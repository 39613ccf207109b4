/* `faults KIND`: the first, second, … allocation of a kind of work fails, each in a process of its
 * own, until there is none left to fail. Prints how many there were. */
#define _GNU_SOURCE
#include "faults.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

static atomic_long left;
static atomic_int failed;
static atomic_long live;
static __thread int is_spared __attribute__((tls_model("initial-exec")));

void fail_allocation(long nth) {
  if (nth) atomic_store(&failed, 0);
  atomic_store(&left, nth);
}
int has_failed(void) { return atomic_load(&failed); }
void spare_this_thread(void) { is_spared = 1; }
long live_allocations(void) { return atomic_load(&live); }

static int fails(void) {
  if (is_spared || atomic_load(&left) == 0) return 0;
  if (atomic_fetch_sub(&left, 1) != 1) return 0;
  atomic_store(&failed, 1);
  errno = ENOMEM;
  return 1;
}

static void *counted(void *memory) {
  if (memory && !is_spared) atomic_fetch_add(&live, 1);
  return memory;
}

void *malloc(size_t size) { return fails() ? NULL : counted(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return fails() ? NULL : counted(__libc_calloc(count, size)); }
void *realloc(void *memory, size_t size) {
  if (!memory) return malloc(size);
  return fails() ? NULL : __libc_realloc(memory, size);
}
void free(void *memory) {
  if (memory && !is_spared) atomic_fetch_sub(&live, 1);
  __libc_free(memory);
}

int open_descriptors(void) {
  char path[64];
  int count = 0;
  for (int number = 0; number < 1024; number++) {
    snprintf(path, sizeof path, "/proc/self/fd/%d", number);
    count += access(path, F_OK) == 0;
  }
  return count;
}

void require(int holds, const char *what, long nth) {
  if (holds) return;
  fprintf(stderr, "allocation %ld: %s\n", nth, what);
  fflush(stderr);
  _exit(1);
}

/* Where to end when something loops. */
enum { MOST = 20000, SECONDS = 60, AT_ONCE = 8 };

int main(int count, char **arguments) {
  static const struct { const char *name; void (*try)(long); } kinds[] = {
#ifdef TRY_CALLS
    {"voice", try_voice}, {"alarm", try_alarm}, {"call", try_call}, {"page", try_page},
    {"ping", try_ping}, {"account", try_account},
#else
    {"request", try_request}, {"mail", try_mail}, {"server", try_server},
    {"spawn", try_spawn}, {"tones", try_tones},
#endif
  };
  for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
    long nth = 1;
    int flaws = 0;
    if (count < 2 || strcmp(arguments[1], kinds[kind].name) != 0) continue;
    /* Some at a time: most of them wait. How many allocations there are differs a little from one to the other,
     * so the end is where a whole batch has none left to fail. */
    long last = 0;
    int beyond = 0;
    while (beyond < AT_ONCE && nth < MOST) {
      pid_t children[AT_ONCE];
      beyond = 0;
      for (int each = 0; each < AT_ONCE; each++) {
        children[each] = fork();
        if (children[each]) continue;
        alarm(SECONDS);
        kinds[kind].try(nth + each);
        _exit(has_failed() ? 0 : 3);
      }
      for (int each = 0; each < AT_ONCE; each++, nth++) {
        int status = 0;
        while (waitpid(children[each], &status, 0) < 0 && errno == EINTR) {}
        if (WIFEXITED(status) && WEXITSTATUS(status) == 3) {
          beyond++;
          continue;
        }
        last = nth;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
        flaws++;
        fprintf(stderr, "%s, allocation %ld: %s %d\n", kinds[kind].name, nth,
                WIFSIGNALED(status) ? "signal" : "status",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
      }
    }
    printf("%ld\n", last);
    return flaws || !last;
  }
  fprintf(stderr, "which kind?\n");
  return 2;
}
