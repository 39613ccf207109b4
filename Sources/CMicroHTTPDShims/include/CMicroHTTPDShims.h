#ifndef CMICROHTTPDSHIMS_H
#define CMICROHTTPDSHIMS_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

/* What a server is started with; connections come by MHD_add_connection. All callbacks get `context`, which must outlive the daemon. */
struct innbridge_mhd_settings {
  unsigned int threads;
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

/* Accepts a connection and hands it to the daemon. Returns 0, or errno when accepting failed. */
int innbridge_mhd_accept(struct MHD_Daemon *daemon, int listener);

/* MHD_get_connection_info is variadic too. */
int innbridge_mhd_descriptor(struct MHD_Connection *connection);

/* Writes the address of the other end: 4 bytes or 16. Returns how many, 0 for other families. */
int innbridge_mhd_peer(struct MHD_Connection *connection, uint8_t address[16]);

size_t innbridge_mhd_header_bytes(struct MHD_Connection *connection);
void *innbridge_mhd_socket_context(struct MHD_Connection *connection);

#endif
