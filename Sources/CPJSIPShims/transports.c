#define _GNU_SOURCE
#include "door.h"

#include <string.h>

#include "CPJSIPShims.h"

typedef struct udp_socket {
  pjsip_transport *transport;
  pj_sockaddr address;
  char host[PJ_INET6_ADDRSTRLEN + 10];
  pjsip_host_port published;
} udp_socket;

static udp_socket sockets[INNBRIDGE_UDP_SOCKETS];

int innbridge_udp_open(int index, const char *address, const char *published, uint16_t *port)
{
  udp_socket *udp = &sockets[index];
  pj_str_t text = pj_str((char *)address);
  const int family = strchr(address, ':') ? pj_AF_INET6() : pj_AF_INET();
  const pjsip_host_port *name = NULL;
  pj_status_t status;

  memset(udp, 0, sizeof *udp);
  status = pj_sockaddr_init(family, &udp->address, &text, *port);
  if (status != PJ_SUCCESS) return status;
  if (published) {
    pj_ansi_strxcpy(udp->host, published, sizeof udp->host);
    udp->published.host = pj_str(udp->host);
    udp->published.port = *port;
    name = &udp->published;
  }
  status = family == pj_AF_INET6()
               ? pjsip_udp_transport_start6(pjsua_get_pjsip_endpt(), &udp->address.ipv6, name, 1,
                                            &udp->transport)
               : pjsip_udp_transport_start(pjsua_get_pjsip_endpt(), &udp->address.ipv4, name, 1,
                                           &udp->transport);
  if (status != PJ_SUCCESS) return status;
  *port = pj_sockaddr_get_port(&udp->transport->local_addr);
  pj_sockaddr_set_port(&udp->address, *port);
  if (!published) {
    pj_ansi_snprintf(udp->host, sizeof udp->host, "%.*s",
                     (int)udp->transport->local_name.host.slen,
                     udp->transport->local_name.host.ptr);
    udp->published.host = pj_str(udp->host);
  }
  udp->published.port = *port;
  return pjsua_transport_register(udp->transport, NULL);
}

int innbridge_udp_restart(int index)
{
  udp_socket *udp = &sockets[index];

  if (!udp->transport) return PJ_ENOTFOUND;
  return pjsip_udp_transport_restart2(udp->transport, PJSIP_UDP_TRANSPORT_DESTROY_SOCKET,
                                      PJ_INVALID_SOCKET, &udp->address, &udp->published);
}

void innbridge_udp_forget(void) { memset(sockets, 0, sizeof sockets); }

static innbridge_ping_answer on_ping;

static void on_answer(void *token, pjsip_event *event)
{
  on_ping((uint64_t)(uintptr_t)token, event->body.tsx_state.tsx->status_code,
          event->body.tsx_state.type != PJSIP_EVENT_RX_MSG);
}

int innbridge_ping(const char *target, const char *from, uint64_t number,
                   innbridge_ping_answer answered)
{
  pj_str_t to = pj_str((char *)target);
  pj_str_t sender = pj_str((char *)from);
  pjsip_tx_data *message;
  pj_status_t status;

  on_ping = answered;
  status = pjsip_endpt_create_request(pjsua_get_pjsip_endpt(), &pjsip_options_method, &to, &sender,
                                      &to, NULL, NULL, -1, NULL, &message);
  if (status != PJ_SUCCESS) return status;
  return pjsip_endpt_send_request(pjsua_get_pjsip_endpt(), message, -1,
                                  (void *)(uintptr_t)number, on_answer);
}

int innbridge_account_add(void *config, int *account)
{
  pjsua_acc_config *acc = (pjsua_acc_config *)config;

  // Lists point to themselves, which a copied structure doesn't.
  pj_list_init(&acc->reg_hdr_list);
  pj_list_init(&acc->sub_hdr_list);
  return pjsua_acc_add(acc, PJ_FALSE, account);
}

// Connections of TCP and TLS that are open, so that a dead one can be dropped by its other end.
enum { CONNECTIONS = 64 };

static pjsip_transport *connections[CONNECTIONS];
static int (*admits)(const char *source);

static void remember(pjsip_transport *transport)
{
  for (int i = 0; i < CONNECTIONS; i++) {
    if (connections[i]) continue;
    connections[i] = transport;
    return;
  }
}

static void forget(const pjsip_transport *transport)
{
  for (int i = 0; i < CONNECTIONS; i++)
    if (connections[i] == transport) connections[i] = NULL;
}

static void on_state(pjsip_transport *transport, pjsip_transport_state state,
                     const pjsip_transport_state_info *info)
{
  char source[PJ_INET6_ADDRSTRLEN + 10];

  (void)info;
  if (!(transport->flag & PJSIP_TRANSPORT_RELIABLE)) return;
  switch (state) {
  case PJSIP_TP_STATE_CONNECTED:
    pj_sockaddr_print(&transport->key.rem_addr, source, sizeof source, 0);
    if (transport->dir == PJSIP_TP_DIR_INCOMING && !admits(source)) {
      pjsip_transport_shutdown2(transport, PJ_TRUE);
      return;
    }
    remember(transport);
    return;
  case PJSIP_TP_STATE_DISCONNECTED:
  case PJSIP_TP_STATE_SHUTDOWN:
  case PJSIP_TP_STATE_DESTROY: forget(transport); return;
  }
}

void innbridge_watch_connections(void *callbacks, int (*admits_connection)(const char *source))
{
  admits = admits_connection;
  memset(connections, 0, sizeof connections);
  ((pjsua_callback *)callbacks)->on_transport_state = on_state;
}

int innbridge_drop_connections(const char *host)
{
  int dropped = 0;
  char other[PJ_INET6_ADDRSTRLEN + 10];

  for (int i = 0; i < CONNECTIONS; i++) {
    pjsip_transport *transport = connections[i];

    if (!transport) continue;
    pj_sockaddr_print(&transport->key.rem_addr, other, sizeof other, 0);
    if (strcmp(other, host) != 0 && pj_strcmp2(&transport->remote_name.host, host) != 0) continue;
    connections[i] = NULL;
    pjsip_transport_shutdown2(transport, PJ_TRUE);
    dropped++;
  }
  return dropped;
}
