/* A disk and a clock that misbehave when they are told to, for one directory and one process.
 *
 * Loaded by LD_PRELOAD. BAD_DISK names the directory, BAD_DISK_CONTROL a file of three 32-bit numbers that
 * the test changes while the hub runs: the error that writes get (0: none), milliseconds that an fsync takes
 * longer, seconds that the wall clock is off. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int32_t *control(void) {
  static const volatile int32_t *shared;
  if (shared) return shared;
  static const int32_t none[3];
  const char *path = getenv("BAD_DISK_CONTROL");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void *map = file < 0 ? MAP_FAILED : mmap(NULL, 12, PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  shared = map == MAP_FAILED ? none : map;
  return shared;
}

static int is_below(int file) {
  const char *directory = getenv("BAD_DISK");
  if (!directory) return 0;
  char link[32], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t count = readlink(link, path, sizeof path - 1);
  if (count < 0) return 0;
  path[count] = 0;
  return strncmp(path, directory, strlen(directory)) == 0;
}

static int fails(int file) {
  int error = control()[0];
  if (!error || !is_below(file)) return 0;
  errno = error;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
  static __typeof__(&write) real;
  if (!real) real = REAL(write);
  return fails(file) ? -1 : real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  static __typeof__(&pwrite) real;
  if (!real) real = REAL(pwrite);
  return fails(file) ? -1 : real(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  static __typeof__(&pwrite64) real;
  if (!real) real = REAL(pwrite64);
  return fails(file) ? -1 : real(file, bytes, count, offset);
}

static int slowly(int file) {
  int milliseconds = control()[1];
  if (milliseconds && is_below(file)) usleep(milliseconds * 1000);
  return fails(file);
}

int fsync(int file) {
  static __typeof__(&fsync) real;
  if (!real) real = REAL(fsync);
  return slowly(file) ? -1 : real(file);
}

int fdatasync(int file) {
  static __typeof__(&fdatasync) real;
  if (!real) real = REAL(fdatasync);
  return slowly(file) ? -1 : real(file);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static __typeof__(&clock_gettime) real;
  if (!real) real = REAL(clock_gettime);
  int status = real(clock, time);
  if (status == 0 && clock == CLOCK_REALTIME) time->tv_sec += control()[2];
  return status;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  static int (*real)(struct timeval *restrict, void *restrict);
  if (!real) real = (int (*)(struct timeval *restrict, void *restrict))dlsym(RTLD_NEXT, "gettimeofday");
  int status = real(time, zone);
  if (status == 0) time->tv_sec += control()[2];
  return status;
}
