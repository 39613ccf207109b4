#define _GNU_SOURCE
#include "door.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "CPJSIPShims.h"

// PJSIP looks names up on its only thread and waits for the answer: a name server that is silent would
// stop every call for seconds, again and again. So the one function of PJLIB through which all of its
// lookups go is replaced here: it knows numbers, and the names that were looked up beside it.

enum { NAMES = 64, ADDRESSES = 8, LONGEST = PJ_MAX_HOSTNAME };

typedef struct known_name {
  char name[LONGEST];
  unsigned count;
  pj_sockaddr addresses[ADDRESSES];
} known_name;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static known_name names[NAMES];

static known_name *find(const char *name, size_t length)
{
  for (int i = 0; i < NAMES; i++)
    if (names[i].count > 0 && strlen(names[i].name) == length
        && strncasecmp(names[i].name, name, length) == 0)
      return &names[i];
  return NULL;
}

static int take_number(const pj_str_t *text, int family, pj_sockaddr *address)
{
  memset(address, 0, sizeof *address);
  if (family != pj_AF_INET6() && pj_inet_pton(pj_AF_INET(), text, &address->ipv4.sin_addr) == PJ_SUCCESS) {
    address->addr.sa_family = pj_AF_INET();
    return 1;
  }
  if (family != pj_AF_INET() && pj_inet_pton(pj_AF_INET6(), text, &address->ipv6.sin6_addr) == PJ_SUCCESS) {
    address->addr.sa_family = pj_AF_INET6();
    return 1;
  }
  return 0;
}

void innbridge_name_set(const char *name, const char *const *addresses, size_t count)
{
  known_name *place;

  if (strlen(name) >= LONGEST) return;
  pthread_mutex_lock(&lock);
  place = find(name, strlen(name));
  for (int i = 0; i < NAMES && !place; i++)
    if (names[i].count == 0) place = &names[i];
  if (place) {
    memset(place, 0, sizeof *place);
    strcpy(place->name, name);
    for (size_t i = 0; i < count && place->count < ADDRESSES; i++) {
      const pj_str_t text = pj_str((char *)addresses[i]);
      if (take_number(&text, pj_AF_UNSPEC(), &place->addresses[place->count])) place->count++;
    }
  }
  pthread_mutex_unlock(&lock);
}

PJ_DEF(pj_status_t)
pj_getaddrinfo(int family, const pj_str_t *name, unsigned *count, pj_addrinfo found[])
{
  const unsigned room = *count;
  known_name *place;
  unsigned filled = 0;

  if (room == 0 || name->slen <= 0 || name->slen >= LONGEST) return PJ_EINVAL;
  memset(found, 0, room * sizeof *found);
  if (take_number(name, family, &found[0].ai_addr)) {
    pj_ansi_snprintf(found[0].ai_canonname, sizeof found[0].ai_canonname, "%.*s", (int)name->slen, name->ptr);
    *count = 1;
    return PJ_SUCCESS;
  }
  pthread_mutex_lock(&lock);
  place = find(name->ptr, (size_t)name->slen);
  for (unsigned i = 0; place && i < place->count && filled < room; i++) {
    if (family != pj_AF_UNSPEC() && place->addresses[i].addr.sa_family != family) continue;
    found[filled].ai_addr = place->addresses[i];
    strcpy(found[filled].ai_canonname, place->name);
    filled++;
  }
  pthread_mutex_unlock(&lock);
  *count = filled;
  return filled > 0 ? PJ_SUCCESS : PJ_ERESOLVE;
}
