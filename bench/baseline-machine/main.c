/*
 * What this machine can do right now, in plain C: beside it a figure of one run can be compared
 * with that of another.
 *
 *   cc -O2 -o /tmp/baseline-machine bench/baseline-machine/main.c && /tmp/baseline-machine DIRECTORY
 *
 * core_ms: one core sorts a million numbers and hashes 64 MB. fsync_us: 4 KiB more in a file of
 * DIRECTORY, on the disk. loopback_us: a byte to another process and back over TCP. Each is the
 * middle of several. Prints one line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NUMBERS = 1 << 20, BYTES = 64 << 20, ROUNDS = 5, WRITES = 200, TRIPS = 5000, PAGE = 4096 };

static double now_us(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
  const uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
  return (one > other) - (one < other);
}

static int by_size(const void *a, const void *b)
{
  const double one = *(const double *)a, other = *(const double *)b;
  return (one > other) - (one < other);
}

static double middle(double *values, size_t count)
{
  qsort(values, count, sizeof *values, by_size);
  return values[count / 2];
}

static volatile uint64_t kept;

static double core_ms(void)
{
  uint64_t *numbers = malloc(NUMBERS * sizeof *numbers), state = 1, hash = 14695981039346656037u;
  uint8_t *bytes = malloc(BYTES);
  double times[ROUNDS];

  if (!numbers || !bytes) exit(1);
  memset(bytes, 7, BYTES);
  for (int round = 0; round < ROUNDS; round++) {
    const double began = now_us();
    for (int i = 0; i < NUMBERS; i++) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      numbers[i] = state;
    }
    qsort(numbers, NUMBERS, sizeof *numbers, by_value);
    for (int i = 0; i < BYTES; i++) hash = (hash ^ bytes[i]) * 1099511628211u;
    kept = hash ^ numbers[0];
    times[round] = now_us() - began;
  }
  free(numbers);
  free(bytes);
  return middle(times, ROUNDS) / 1000;
}

static double fsync_us(const char *directory)
{
  char path[4096], page[PAGE];
  double times[WRITES];
  int file;

  snprintf(path, sizeof path, "%s/baseline-XXXXXX", directory);
  file = mkstemp(path);
  if (file < 0) { perror(path); exit(1); }
  unlink(path);
  memset(page, 1, sizeof page);
  for (int i = 0; i < WRITES; i++) {
    const double began = now_us();
    if (write(file, page, sizeof page) != sizeof page || fdatasync(file) != 0) { perror("write"); exit(1); }
    times[i] = now_us() - began;
  }
  close(file);
  return middle(times, WRITES);
}

static double loopback_us(void)
{
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof name;
  static double times[TRIPS];
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1, line;
  pid_t other;
  char byte = 1;

  if (bind(listener, (struct sockaddr *)&name, sizeof name) != 0 || listen(listener, 1) != 0) { perror("bind"); exit(1); }
  getsockname(listener, (struct sockaddr *)&name, &length);
  other = fork();
  if (other == 0) {
    line = accept(listener, NULL, NULL);
    setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    while (read(line, &byte, 1) == 1 && write(line, &byte, 1) == 1) {}
    _exit(0);
  }
  line = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(line, (struct sockaddr *)&name, sizeof name) != 0) { perror("connect"); exit(1); }
  setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  for (int i = 0; i < TRIPS; i++) {
    const double began = now_us();
    if (write(line, &byte, 1) != 1 || read(line, &byte, 1) != 1) { perror("trip"); exit(1); }
    times[i] = now_us() - began;
  }
  close(line);
  close(listener);
  waitpid(other, NULL, 0);
  return middle(times, TRIPS);
}

int main(int count, char **words)
{
  if (count != 2) {
    fprintf(stderr, "usage: baseline-machine DIRECTORY\n");
    return 2;
  }
  printf("{\"core_ms\": %.2f, \"fsync_us\": %.1f, \"loopback_us\": %.2f}\n", core_ms(),
         fsync_us(words[1]), loopback_us());
  return 0;
}
