#define _GNU_SOURCE /* accept4 */

#include "CMicroHTTPDShims.h"

#include <errno.h>
#include <netinet/in.h>
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
    /* A pool of one thread is refused; without the option there is exactly one. */
    {settings->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, settings->threads, NULL},
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

int innbridge_mhd_accept(struct MHD_Daemon *daemon, int listener) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  int descriptor =
    accept4(listener, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (descriptor < 0) return errno;
  /* Closes the descriptor itself where it can't take it. */
  (void)MHD_add_connection(daemon, descriptor, (const struct sockaddr *)&address, length);
  return 0;
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
