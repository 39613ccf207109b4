#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <unistd.h>

static int start(const char *program, char *const *arguments, int input, int output)
{
  char *environment[] = {NULL};
  posix_spawn_file_actions_t actions;
  pid_t process = -1;
  int error = posix_spawn_file_actions_init(&actions);

  if (error == 0) {
    error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (!error)
      error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // Not every library opens its sockets with O_CLOEXEC; they must not live on in a child.
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (!error) error = posix_spawn(&process, program, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
  }
  errno = error;
  return error == 0 ? process : -1;
}

int innbridge_spawn(const char *program, char *const *arguments, const void *input, size_t length,
                    int *output)
{
  int in[2];
  int out[2];
  int process = -1;
  int error = 0;

  if (length > INNBRIDGE_SPAWN_INPUT) {
    errno = E2BIG;
    return -1;
  }
  if (pipe2(in, O_CLOEXEC) != 0) return -1;
  if (pipe2(out, O_CLOEXEC) != 0) {
    error = errno;
    close(in[0]);
    close(in[1]);
    errno = error;
    return -1;
  }
  if (write(in[1], input, length) == (ssize_t)length)
    process = start(program, arguments, in[0], out[1]);
  error = errno;
  close(in[0]);
  close(in[1]);
  close(out[1]);
  if (process < 0) close(out[0]);
  if (process > 0) *output = out[0];
  errno = error;
  return process;
}

void innbridge_idle(int process)
{
  struct sched_param none = {0};

  sched_setscheduler(process, SCHED_IDLE, &none);
}
