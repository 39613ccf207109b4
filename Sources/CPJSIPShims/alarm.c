#define _GNU_SOURCE
#include "door.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CPJSIPShims.h"

// Reads in one go before the socket is armed again: a burst of commands costs one wake-up.
enum { READS_AT_ONCE = 64 };

static struct {
  pj_pool_t *pool;
  pj_ioqueue_key_t *key;
  pj_ioqueue_op_key_t operation;
  char buffer[16];
  int write_end;
} alarm_clock = {.write_end = -1};

static void on_read(pj_ioqueue_key_t *key, pj_ioqueue_op_key_t *operation, pj_ssize_t count)
{
  (void)count;
  for (int i = 1; i <= READS_AT_ONCE; i++) {
    pj_ssize_t length = sizeof alarm_clock.buffer;
    pj_uint32_t flags = i == READS_AT_ONCE ? PJ_IOQUEUE_ALWAYS_ASYNC : 0;
    if (pj_ioqueue_recv(key, operation, alarm_clock.buffer, &length, flags) != PJ_SUCCESS) return;
  }
}

int innbridge_alarm_open(void)
{
  int ends[2];
  pj_ioqueue_callback callback = {0};
  pj_ssize_t length = sizeof alarm_clock.buffer;

  callback.on_read_complete = on_read;
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  alarm_clock.pool = pjsua_pool_create("alarm", 512, 512);
  if (!alarm_clock.pool
      || pj_ioqueue_register_sock(alarm_clock.pool,
                                  pjsip_endpt_get_ioqueue(pjsua_get_pjsip_endpt()), ends[0], NULL,
                                  &callback, &alarm_clock.key)
             != PJ_SUCCESS) {
    if (alarm_clock.pool) pj_pool_release(alarm_clock.pool);
    alarm_clock.pool = NULL;
    close(ends[0]);
    close(ends[1]);
    return -1;
  }
  pj_ioqueue_op_key_init(&alarm_clock.operation, sizeof alarm_clock.operation);
  pj_ioqueue_recv(alarm_clock.key, &alarm_clock.operation, alarm_clock.buffer, &length,
                  PJ_IOQUEUE_ALWAYS_ASYNC);
  alarm_clock.write_end = ends[1];
  return ends[1];
}

void innbridge_alarm_close(void)
{
  if (alarm_clock.key) pj_ioqueue_unregister(alarm_clock.key);  // closes the reading end, too
  if (alarm_clock.write_end >= 0) close(alarm_clock.write_end);
  if (alarm_clock.pool) pj_pool_release(alarm_clock.pool);
  alarm_clock.key = NULL;
  alarm_clock.pool = NULL;
  alarm_clock.write_end = -1;
}

void innbridge_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
