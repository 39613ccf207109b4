/* A name service that works, is silent, or knows nothing, as it is told while the hub runs.
 *
 * Loaded by LD_PRELOAD. BAD_NAMES names a file of two 32-bit numbers: what names are (0: unknown at once, 1: this
 * machine, 2: unknown after ten seconds of silence), and how often the telephone's own thread has asked. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile int32_t *control(void) {
  static volatile int32_t *shared;
  static int32_t none[2];
  if (shared) return shared;
  const char *path = getenv("BAD_NAMES");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  void *map = file < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  shared = map == MAP_FAILED ? none : map;
  return shared;
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  static __typeof__(&getaddrinfo) real;
  if (!real) real = (__typeof__(&getaddrinfo))dlsym(RTLD_NEXT, "getaddrinfo");
  size_t length = node ? strlen(node) : 0;
  if (length < 5 || strcmp(node + length - 5, ".test") != 0) return real(node, service, hints, found);
  char thread[16] = "";
  pthread_getname_np(pthread_self(), thread, sizeof thread);
  if (strcmp(thread, "pjsip") == 0) control()[1]++;
  switch (control()[0]) {
  case 1: return real("127.0.0.1", service, hints, found);
  case 2: sleep(10); return EAI_AGAIN;
  default: return EAI_NONAME;
  }
}
