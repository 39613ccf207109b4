#ifndef CMICROHTTPDSHIMS_H
#define CMICROHTTPDSHIMS_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a daemon of one thread is started with; connections come by innbridge_mhd_add. All callbacks get `context`, which must outlive the daemon. */
struct innbridge_mhd_settings {
  unsigned int connection_limit;
  unsigned int idle_timeout_seconds;
  size_t connection_memory_bytes;
  void *context;
  MHD_AccessHandlerCallback handle;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection_changed;
  void *(*request_line)(void *context, const char *target, struct MHD_Connection *connection);
};

/* MHD_start_daemon is variadic, which Swift can't call. Returns NULL when the daemon can't start. */
struct MHD_Daemon *innbridge_mhd_start(const struct innbridge_mhd_settings *settings);

/* A connection that no daemon has yet. */
struct innbridge_mhd_accepted {
  int descriptor;
  /* The processor that took in its packets, or -1 where the system does not tell. */
  int processor;
  /* A struct sockaddr_storage. */
  uint64_t address[16];
  unsigned int address_length;
};

/* Accepts a connection. Returns 0, or errno when accepting failed. */
int innbridge_mhd_accept(int listener, struct innbridge_mhd_accepted *accepted);

/* Hands a connection to a daemon. Returns false when the daemon could not take it; it is closed then. */
bool innbridge_mhd_add(struct MHD_Daemon *daemon, const struct innbridge_mhd_accepted *accepted);

/* MHD_get_connection_info is variadic too. */
int innbridge_mhd_descriptor(struct MHD_Connection *connection);

/* Writes the address of the other end: 4 bytes or 16. Returns how many, 0 for other families. */
int innbridge_mhd_peer(struct MHD_Connection *connection, uint8_t address[16]);

size_t innbridge_mhd_header_bytes(struct MHD_Connection *connection);
void *innbridge_mhd_socket_context(struct MHD_Connection *connection);

/* The processor that the calling thread is on, or -1. Costs no system call. */
int innbridge_processor(void);

#endif
