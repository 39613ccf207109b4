/* Allocations that fail when they are told to, for programs that try the C shims. */
#ifndef SHIM_FAULTS_H
#define SHIM_FAULTS_H

#include <stdio.h>
#include <stdlib.h>

/* The nth allocation of this process from now on fails, once; 0 lets all of them be. */
void fail_allocation(long nth);
/* Whether it came to that since. */
int has_failed(void);
/* Threads of the other side (servers, clients) are not what is tried. */
void spare_this_thread(void);
/* Allocated and not freed. */
long live_allocations(void);
/* Open descriptors. */
int open_descriptors(void);

/* One try with an allocation that fails, and another one with none. Ends the process with 1 when the shim
 * half did something. Prints nothing that is not a fault. */
void require(int holds, const char *what, long nth);

void try_request(long nth);
void try_mail(long nth);
void try_server(long nth);
void try_spawn(long nth);
void try_tones(long nth);

void try_voice(long nth);
void try_alarm(long nth);
void try_call(long nth);
void try_page(long nth);
void try_ping(long nth);
void try_account(long nth);

#endif
