#define _GNU_SOURCE /* accept4, sched_getcpu */

#include "CMicroHTTPDShims.h"

#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>

/* Keeps targets as they came: decoded before routing, %2F and %00 would change their meaning. */
static size_t keep_escaped(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

struct MHD_Daemon *innbridge_mhd_start(const struct innbridge_mhd_settings *settings) {
  struct MHD_OptionItem sized[] = {
    {MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit, NULL},
    {MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_timeout_seconds, NULL},
    {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)settings->connection_memory_bytes, NULL},
    {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
    {MHD_OPTION_END, 0, NULL},
  };
  return MHD_start_daemon(
    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL,
    settings->handle, settings->context,
    MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
    MHD_OPTION_NOTIFY_CONNECTION, settings->connection_changed, settings->context,
    MHD_OPTION_URI_LOG_CALLBACK, settings->request_line, settings->context,
    MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped, NULL,
    MHD_OPTION_ARRAY, sized,
    MHD_OPTION_END);
}

_Static_assert(sizeof(struct sockaddr_storage) <= sizeof((struct innbridge_mhd_accepted *)0)->address, "an address fits");

int innbridge_mhd_accept(int listener, struct innbridge_mhd_accepted *accepted) {
  socklen_t length = sizeof accepted->processor;
  accepted->address_length = sizeof accepted->address;
  accepted->descriptor = accept4(listener, (struct sockaddr *)&accepted->address,
                                 &accepted->address_length, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (accepted->descriptor < 0) return errno;
  if (0 != getsockopt(accepted->descriptor, SOL_SOCKET, SO_INCOMING_CPU, &accepted->processor, &length))
    accepted->processor = -1;
  return 0;
}

bool innbridge_mhd_add(struct MHD_Daemon *daemon, const struct innbridge_mhd_accepted *accepted) {
  return MHD_YES == MHD_add_connection(daemon, accepted->descriptor,
                                       (const struct sockaddr *)&accepted->address,
                                       accepted->address_length);
}

int innbridge_mhd_descriptor(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return NULL == info ? -1 : info->connect_fd;
}

int innbridge_mhd_peer(struct MHD_Connection *connection, uint8_t address[16]) {
  const union MHD_ConnectionInfo *info =
    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (NULL == info || NULL == info->client_addr) return 0;
  switch (info->client_addr->sa_family) {
  case AF_INET:
    memcpy(address, &((const struct sockaddr_in *)info->client_addr)->sin_addr, 4);
    return 4;
  case AF_INET6:
    memcpy(address, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, 16);
    return 16;
  default:
    return 0;
  }
}

size_t innbridge_mhd_header_bytes(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return NULL == info ? 0 : info->header_size;
}

void *innbridge_mhd_socket_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return NULL == info ? NULL : info->socket_context;
}

int innbridge_processor(void) { return sched_getcpu(); }
