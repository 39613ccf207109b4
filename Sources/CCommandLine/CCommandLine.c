#define _GNU_SOURCE
#include "CCommandLine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

int command_line_optind(void) { return optind; }
// 0 (not 1) makes glibc also forget where it was inside a cluster of short options.
void command_line_reset(void) { optind = 0; opterr = 0; optopt = 0; }
const char *command_line_optarg(void) { return optarg; }
int command_line_optopt(void) { return optopt; }

static int stop_pipe[2] = { -1, -1 };
static volatile sig_atomic_t stop_signals = 0;

static void note_stop_signal(int number) {
  int saved = errno;
  if (stop_signals++) _exit(128 + number);
  char byte = (char)number;
  // The pipe is empty before the first byte, so this can't block; nothing could be done anyway.
  if (write(stop_pipe[1], &byte, 1) < 0) _exit(128 + number);
  errno = saved;
}

int command_line_catch_stop_signals(void) {
  if (stop_pipe[0] >= 0) return stop_pipe[0];
  if (pipe2(stop_pipe, O_CLOEXEC) != 0) return -1;
  struct sigaction action = { .sa_handler = note_stop_signal, .sa_flags = SA_RESTART };
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGTERM, &action, 0) != 0 || sigaction(SIGINT, &action, 0) != 0) return -1;
  // A client that goes away must not take the hub with it.
  signal(SIGPIPE, SIG_IGN);
  return stop_pipe[0];
}

int command_line_accept(int listener) { return accept4(listener, 0, 0, SOCK_CLOEXEC); }

int command_line_peer_user(int connection, uid_t *user) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
  *user = peer.uid;
  return 0;
}

int command_line_open_directory(const char *path) {
  return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}
