/* The telephone's shims, on a PJSUA of their own that nothing else runs in. */
#define _GNU_SOURCE
#include "faults.h"

#include <string.h>
#include <unistd.h>

#include "CPJSIPShims.h"
#include "door.h"

static pjmedia_port *bridge;
static int account = -1;
static uint16_t port;
static volatile int pings, pages;

static void nothing(uint64_t call, uint64_t token) { (void)call; (void)token; }
static void release(void *owner) { (*(int *)owner)++; }
static void heard(uint64_t call) { (void)call; }
static void tone(uint64_t call, char key) { (void)call; (void)key; }
static const innbridge_voice_hooks hooks = {nothing, release, heard, tone, heard};

static int drops(const char *source, innbridge_request_kind kind) { (void)source; (void)kind; return 0; }
static int admit(const char *source, int *retry_after) { (void)source; *retry_after = 7; return 503; }
static char info_key(int is_relay, const char *body, size_t length) {
  (void)is_relay; (void)body; (void)length;
  return 0;
}
static int admits(const char *source) { (void)source; return 1; }
static int page_came(const innbridge_page *page) { (void)page; pages++; return 0; }
static void answered(uint64_t ping, int status, int is_ours) {
  (void)ping; (void)status; (void)is_ours;
  pings++;
}

static void poll_for(int milliseconds) {
  for (int spent = 0; spent < milliseconds; spent += 10) pjsua_handle_events(10);
}

static void log_line(int level, const char *text, int length) { (void)level; (void)text; (void)length; }

/* As the hub's own thread begins it. */
static void begin(void) {
  pjsua_config user;
  pjsua_logging_config logging;
  pjsua_media_config media;
  pjsua_acc_config own;
  char address[64];

  pj_log_set_log_func(log_line);
  innbridge_memory_reserve();
  if (pjsua_create() != PJ_SUCCESS) exit(2);
  pjsua_config_default(&user);
  user.thread_cnt = 0;
  user.max_calls = 4;
  innbridge_watch_connections(&user.cb, admits);
  pjsua_logging_config_default(&logging);
  logging.console_level = logging.level = 0;
  pjsua_media_config_default(&media);
  media.clock_rate = media.snd_clock_rate = 8000;
  media.max_media_ports = 16;
  media.ec_tail_len = 0;
  if (pjsua_init(&user, &logging, &media) != PJ_SUCCESS) exit(2);
  bridge = pjsua_set_no_snd_dev();
  if (innbridge_udp_open(0, "127.0.0.1", NULL, &port) != 0) exit(2);
  if (innbridge_front_door_open((innbridge_front_door){drops, admit, info_key}) != 0) exit(2);
  if (innbridge_pages_open(page_came) != 0 || pjsua_start() != PJ_SUCCESS) exit(2);
  pjsua_acc_config_default(&own);
  snprintf(address, sizeof address, "sip:hub@127.0.0.1:%d", port);
  own.id = pj_str(address);
  own.register_on_acc_add = PJ_FALSE;
  /* Else PJSIP looks up this machine's name for each call. */
  own.rtp_cfg.bound_addr = own.rtp_cfg.public_addr = pj_str("127.0.0.1");
  if (innbridge_account_add(&own, &account) != 0) exit(2);
}

/* The bridge does what it was told at its clock's next tick. */
static void tick(void) {
  static char samples[4096];
  for (int turn = 0; turn < 4; turn++) {
    pjmedia_frame frame = {.buf = samples, .size = sizeof samples};
    pjmedia_port_get_frame(bridge, &frame);
  }
}

static int speaks(int *released) {
  static const int16_t samples[160];
  static int16_t kept[160];
  innbridge_voice_port *voice = innbridge_voice_port_open(1, hooks);
  if (!voice) return 0;
  innbridge_voice_port_tones(voice, 1);
  innbridge_voice_port_play(voice, 1, 10, samples, 160, released);
  if (innbridge_voice_port_record(voice, 160) == 0) innbridge_voice_port_recorded(voice, kept, 160);
  innbridge_voice_port_close(voice);
  return 1;
}

/* What is common to all: once with an allocation that fails, then it goes on, and nothing is held for ever. */
static void try_twice(int (*once)(void), long nth) {
  begin();
  fail_allocation(nth);
  once();
  fail_allocation(0);
  tick();
  poll_for(10);
  require(once(), "it doesn't go on afterwards", nth);
  tick();
  poll_for(10);
  require(!innbridge_memory_is_short(), "the reserve is used up", nth);
}

static int voice_once(void) {
  int released = 0;
  int is_open = speaks(&released);
  tick();
  require(released == is_open, "samples are kept by nobody", 0);
  return is_open;
}
void try_voice(long nth) { try_twice(voice_once, nth); }

static int alarm_once(void) {
  int descriptors = open_descriptors();
  int end = innbridge_alarm_open();
  if (end >= 0) {
    if (write(end, "x", 1) != 1) return 0;
    pjsua_handle_events(10);
  }
  innbridge_alarm_close();
  pjsua_handle_events(0);
  require(open_descriptors() <= descriptors, "descriptors are left", 0);
  return end >= 0;
}
void try_alarm(long nth) { try_twice(alarm_once, nth); }

static int call_once(void) {
  int call = -1;
  char target[64];
  snprintf(target, sizeof target, "sip:inn@127.0.0.1:%d", port);
  int status = innbridge_call_make(account, target, "sip:0175009900@127.0.0.1", NULL, &call);
  /* The front door refuses it; where the answer got lost, the call is ended here. */
  for (int turn = 0; turn < 50 && (turn < 5 || pjsua_call_get_count() > 0); turn++) poll_for(10);
  if (pjsua_call_get_count() > 0) pjsua_call_hangup_all();
  poll_for(10);
  return status == 0;
}
void try_call(long nth) { try_twice(call_once, nth); }

static int page_once(void) {
  int before = pages;
  char target[64];
  snprintf(target, sizeof target, "sip:hub@127.0.0.1:%d", port);
  int status = innbridge_page_send(account, target, NULL, "rooms", 5, NULL);
  for (int turn = 0; turn < 20 && pages == before; turn++) poll_for(10);
  for (uint64_t number = 1; number <= (uint64_t)pages; number++) innbridge_page_answer(number, 200);
  poll_for(10);
  return status == 0 && pages > before;
}
void try_page(long nth) { try_twice(page_once, nth); }

static int ping_once(void) {
  int before = pings;
  char target[64];
  snprintf(target, sizeof target, "sip:127.0.0.1:%d", port);
  int status = innbridge_ping(target, "sip:hub@127.0.0.1", 1, answered);
  for (int turn = 0; turn < 20 && pings == before; turn++) poll_for(10);
  return status == 0 && pings > before;
}
void try_ping(long nth) { try_twice(ping_once, nth); }

static int account_once(void) {
  pjsua_acc_config config;
  int added = -1, status;
  char address[64];
  pjsua_acc_config_default(&config);
  snprintf(address, sizeof address, "sip:line@127.0.0.1:%d", port);
  config.id = pj_str(address);
  config.register_on_acc_add = PJ_FALSE;
  status = innbridge_account_add(&config, &added);
  if (status == 0) pjsua_acc_del(added);
  return status == 0;
}
void try_account(long nth) { try_twice(account_once, nth); }
