#define _GNU_SOURCE
#include "door.h"

#include <pthread.h>
#include <string.h>

#include "CPJSIPShims.h"

// PJSIP has no answer to a pool that can't grow: it throws where nobody catches, and the process ends
// in the middle of every call. So its pools have a reserve for the moment when malloc says no: enough
// for some hundred messages and the end of every call. It is untouched memory until then.

enum {
  PAGE = 1024,
  PAGES = 2048,           // 2 MiB
  FULL = PAGES / 2,       // from here on no new calls
};

static struct {
  pthread_mutex_t lock;
  uint8_t is_taken[PAGES];
  unsigned taken;
  _Alignas(16) char bytes[PAGES * PAGE];
} reserve = {.lock = PTHREAD_MUTEX_INITIALIZER};

static pj_pool_factory_policy usual;

static unsigned pages_for(pj_size_t size) { return (unsigned)((size + PAGE - 1) / PAGE); }

static void *take(pj_size_t size)
{
  void *found = NULL;
  unsigned run = 0;

  if (size == 0 || size > sizeof reserve.bytes) return NULL;
  pthread_mutex_lock(&reserve.lock);
  for (unsigned i = 0; i < PAGES && !found; i++) {
    const unsigned wanted = pages_for(size);

    run = reserve.is_taken[i] ? 0 : run + 1;
    if (run < wanted) continue;
    memset(reserve.is_taken + i + 1 - wanted, 1, wanted);
    reserve.taken += wanted;
    found = reserve.bytes + (size_t)(i + 1 - wanted) * PAGE;
  }
  pthread_mutex_unlock(&reserve.lock);
  return found;
}

static void *block_alloc(pj_pool_factory *factory, pj_size_t size)
{
  void *block = usual.block_alloc(factory, size);

  if (block) return block;
  block = take(size);
  if (block && factory->on_block_alloc) factory->on_block_alloc(factory, size);
  return block;
}

static void block_free(pj_pool_factory *factory, void *block, pj_size_t size)
{
  const char *place = (const char *)block;

  if (place < reserve.bytes || place >= reserve.bytes + sizeof reserve.bytes) {
    usual.block_free(factory, block, size);
    return;
  }
  if (factory->on_block_free) factory->on_block_free(factory, size);
  pthread_mutex_lock(&reserve.lock);
  memset(reserve.is_taken + (place - reserve.bytes) / PAGE, 0, pages_for(size));
  reserve.taken -= pages_for(size);
  pthread_mutex_unlock(&reserve.lock);
}

void innbridge_memory_reserve(void)
{
  if (usual.block_alloc) return;
  usual = pj_pool_factory_default_policy;
  pj_pool_factory_default_policy.block_alloc = block_alloc;
  pj_pool_factory_default_policy.block_free = block_free;
}

size_t innbridge_memory_borrowed(void)
{
  size_t borrowed;

  pthread_mutex_lock(&reserve.lock);
  borrowed = (size_t)reserve.taken * PAGE;
  pthread_mutex_unlock(&reserve.lock);
  return borrowed;
}

int innbridge_memory_is_short(void) { return innbridge_memory_borrowed() >= (size_t)FULL * PAGE; }
