// What the command line needs of C: getopt_long with its global variables, which Swift 6 can't
// read safely, behind functions; signals that ask a program to stop, as a file descriptor; and the
// GNU parts of local sockets.
#ifndef CCOMMANDLINE_H
#define CCOMMANDLINE_H

#include <getopt.h>
#include <sys/types.h>

// The state of getopt_long is the process' own: one scan at a time, from the first
// command_line_reset to the last command_line_optind.
void command_line_reset(void);
int command_line_optind(void);
const char *command_line_optarg(void);
int command_line_optopt(void);

// Catches SIGTERM and SIGINT from now on: each writes one byte into a pipe whose reading end is
// returned, -1 with errno when there is none. A second signal ends the process at once with status
// 128 + its number, because whoever sends two has waited long enough. Call it once.
int command_line_catch_stop_signals(void);

// Accepts a connection whose descriptor no child process inherits; -1 with errno.
int command_line_accept(int listener);
// The user of the process at the other end of a local socket; 0, or -1 with errno.
int command_line_peer_user(int connection, uid_t *user);
// Opens a directory only to name it; -1 with errno.
int command_line_open_directory(const char *path);

#endif
