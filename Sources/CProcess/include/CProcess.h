// Starting a program and its place among others need GNU extensions that Swift's Glibc module doesn't show.
#ifndef INNBRIDGE_CPROCESS_H
#define INNBRIDGE_CPROCESS_H

#include <stddef.h>

#pragma clang assume_nonnull begin

// Most bytes of input: what a pipe takes at least without a reader (POSIX's PIPE_BUF on Linux).
enum { INNBRIDGE_SPAWN_INPUT = 4096 };

// Starts a program that finds `input` on its standard input, writes into a pipe, has standard
// error thrown away, an empty environment, and no other descriptor of ours. `arguments` begins with
// the program's name and ends with NULL. The input is written before the program starts, so that
// one that ends early can't raise SIGPIPE here. Returns the process, or -1 with errno set; the
// caller closes `output` and waits for the process.
int innbridge_spawn(const char *program, char *_Nullable const *_Nonnull arguments,
                    const void *input, size_t length, int *output);

// Leaves a process only what nobody else wants of a processor (SCHED_IDLE), for good: without
// privileges it can't be taken back. An ended process is left as it is.
void innbridge_idle(int process);

#pragma clang assume_nonnull end

#endif
