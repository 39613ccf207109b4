#include "door.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "CPJSIPShims.h"

enum {
  CLOCK_RATE = 8000,
  FRAME_SAMPLES = 160,  // 20 ms, the packet of G.711
};

// Speech or not, judged by loudness of frames. A quiet kitchen on the telephone lies near 100
// (mean of absolute samples), soft speech above 400; ten loud frames (200 ms) out of the last
// twenty-five are longer than a click of the handset and shorter than «はい».
enum {
  VOICE_FLOOR = 300,
  VOICE_OVER_NOISE = 3,
  VOICE_WINDOW_FRAMES = 25,
  VOICE_FRAMES = 10,
};

typedef struct playback {
  uint64_t token;
  size_t lead_in;
  const int16_t *samples;
  size_t count;
  size_t position;
  void *owner;
} playback;

struct innbridge_voice_port {
  pjmedia_port base;
  pj_pool_t *pool;
  uint64_t call;
  innbridge_voice_hooks hooks;
  pjsua_conf_port_id slot;
  pjsua_conf_port_id call_slot;
  int is_hearing;  // the call's sound comes here, too

  // Guards everything below: the bridge's clock reads and writes while the PJSIP thread commands.
  pthread_mutex_t lock;
  playback queue[INNBRIDGE_VOICE_QUEUE];
  unsigned queued;

  innbridge_tones *tones;  // NULL while nobody listens for keys
  int is_listening;
  unsigned noise;         // slowly following mean loudness of quiet frames
  uint32_t loud_frames;   // one bit a frame, newest lowest

  int16_t *recording;
  size_t recorded;
  size_t recording_limit;
};

static void drop_first(innbridge_voice_port *port)
{
  port->queued--;
  memmove(port->queue, port->queue + 1, port->queued * sizeof port->queue[0]);
}

static pj_status_t get_frame(pjmedia_port *base, pjmedia_frame *frame)
{
  innbridge_voice_port *port = (innbridge_voice_port *)base;
  int16_t *out = (int16_t *)frame->buf;
  size_t room = FRAME_SAMPLES;
  playback done[INNBRIDGE_VOICE_QUEUE];
  unsigned done_count = 0;

  frame->type = PJMEDIA_FRAME_TYPE_AUDIO;
  frame->size = FRAME_SAMPLES * sizeof *out;
  pthread_mutex_lock(&port->lock);
  while (room > 0 && port->queued > 0) {
    playback *now = &port->queue[0];
    size_t quiet = now->lead_in < room ? now->lead_in : room;
    size_t loud;

    memset(out, 0, quiet * sizeof *out);
    now->lead_in -= quiet;
    out += quiet;
    room -= quiet;
    loud = now->count - now->position < room ? now->count - now->position : room;
    memcpy(out, now->samples + now->position, loud * sizeof *out);
    now->position += loud;
    out += loud;
    room -= loud;
    if (now->lead_in > 0 || now->position < now->count) break;
    done[done_count++] = *now;
    drop_first(port);
  }
  pthread_mutex_unlock(&port->lock);
  memset(out, 0, room * sizeof *out);
  for (unsigned i = 0; i < done_count; i++) {
    port->hooks.played(port->call, done[i].token);
    port->hooks.release(done[i].owner);
  }
  return PJ_SUCCESS;
}

// True once, when enough of the last frames were clearly louder than the line's own noise.
static int hears_voice(innbridge_voice_port *port, const int16_t *samples, size_t count)
{
  unsigned long sum = 0;
  unsigned loudness;
  unsigned bar;

  if (count == 0) return 0;
  for (size_t i = 0; i < count; i++) sum += (unsigned long)abs(samples[i]);
  loudness = (unsigned)(sum / count);
  bar = port->noise * VOICE_OVER_NOISE > VOICE_FLOOR ? port->noise * VOICE_OVER_NOISE : VOICE_FLOOR;
  port->loud_frames = (port->loud_frames << 1 | (loudness > bar))
                      & ((1u << VOICE_WINDOW_FRAMES) - 1);
  if (loudness <= bar) port->noise = (port->noise * 31 + loudness) / 32;
  if (__builtin_popcount(port->loud_frames) < VOICE_FRAMES) return 0;
  port->is_listening = 0;
  return 1;
}

static pj_status_t put_frame(pjmedia_port *base, pjmedia_frame *frame)
{
  innbridge_voice_port *port = (innbridge_voice_port *)base;
  innbridge_tone_news tones = {{0}};
  int heard = 0;

  if (frame->type != PJMEDIA_FRAME_TYPE_AUDIO) return PJ_SUCCESS;
  pthread_mutex_lock(&port->lock);
  {
    const int16_t *samples = (const int16_t *)frame->buf;
    size_t count = frame->size / sizeof *samples;

    if (port->tones) tones = innbridge_tones_hear(port->tones, samples, count);
    if (port->is_listening) heard = hears_voice(port, samples, count);
    if (port->recording) {
      size_t left = port->recording_limit - port->recorded;
      if (count > left) count = left;
      memcpy(port->recording + port->recorded, samples, count * sizeof *samples);
      port->recorded += count;
    }
  }
  pthread_mutex_unlock(&port->lock);
  if (heard) port->hooks.voice_heard(port->call);
  for (unsigned i = 0; i < tones.count; i++) port->hooks.tone(port->call, tones.keys[i]);
  if (tones.has_ended) port->hooks.tone(port->call, 0);
  if (tones.is_fax) port->hooks.fax(port->call);
  return PJ_SUCCESS;
}

static pj_status_t on_destroy(pjmedia_port *base)
{
  innbridge_voice_port *port = (innbridge_voice_port *)base;
  pj_pool_t *pool = port->pool;

  for (unsigned i = 0; i < port->queued; i++) port->hooks.release(port->queue[i].owner);
  free(port->recording);
  innbridge_tones_close(port->tones);
  pthread_mutex_destroy(&port->lock);
  pj_pool_release(pool);
  return PJ_SUCCESS;
}

innbridge_voice_port *innbridge_voice_port_open(uint64_t call, innbridge_voice_hooks hooks)
{
  const pj_str_t name = {"voice", 5};
  pj_pool_t *pool = pjsua_pool_create("voice", 8000, 1000);
  innbridge_voice_port *port;

  if (!pool) return NULL;
  port = PJ_POOL_ZALLOC_T(pool, innbridge_voice_port);
  port->pool = pool;
  port->call = call;
  port->hooks = hooks;
  port->slot = PJSUA_INVALID_ID;
  port->call_slot = PJSUA_INVALID_ID;
  if (pthread_mutex_init(&port->lock, NULL) != 0) {
    pj_pool_release(pool);
    return NULL;
  }
  pjmedia_port_info_init(&port->base.info, &name, PJMEDIA_SIGNATURE('I', 'n', 'n', 'B'),
                         CLOCK_RATE, 1, 16, FRAME_SAMPLES);
  port->base.get_frame = get_frame;
  port->base.put_frame = put_frame;
  port->base.on_destroy = on_destroy;
  // With a lock of its own the port is counted: the bridge holds one reference until its
  // asynchronous removal is done, and the last one to let go runs on_destroy.
  if (pjmedia_port_init_grp_lock(&port->base, pool, NULL) != PJ_SUCCESS) {
    on_destroy(&port->base);
    return NULL;
  }
  if (pjsua_conf_add_port(pool, &port->base, &port->slot) != PJ_SUCCESS) {
    pjmedia_port_destroy(&port->base);
    return NULL;
  }
  return port;
}

// A call that nobody listens to costs no decoding, so its sound is led here only when wanted.
static void hear(innbridge_voice_port *port)
{
  if (port->is_hearing || port->call_slot == PJSUA_INVALID_ID) return;
  port->is_hearing = pjsua_conf_connect(port->call_slot, port->slot) == PJ_SUCCESS;
}

// The call's sound is led away again when nothing listens to it.
static void hush(innbridge_voice_port *port)
{
  if (!port->is_hearing || port->is_listening || port->recording || port->tones) return;
  port->is_hearing = 0;
  if (port->call_slot != PJSUA_INVALID_ID) pjsua_conf_disconnect(port->call_slot, port->slot);
}

int innbridge_voice_port_join(innbridge_voice_port *port, int call_slot)
{
  if (port->call_slot != call_slot) {
    int was_hearing = port->is_hearing;

    port->call_slot = call_slot;
    port->is_hearing = 0;
    if (was_hearing || port->is_listening || port->recording || port->tones) hear(port);
  }
  return pjsua_conf_connect(port->slot, call_slot);
}

int innbridge_voice_port_play(innbridge_voice_port *port, uint64_t token, size_t lead_in,
                              const int16_t *samples, size_t count, void *owner)
{
  int has_room;

  pthread_mutex_lock(&port->lock);
  has_room = port->queued < INNBRIDGE_VOICE_QUEUE;
  if (has_room)
    port->queue[port->queued++] = (playback){token, lead_in, samples, count, 0, owner};
  pthread_mutex_unlock(&port->lock);
  if (!has_room) port->hooks.release(owner);
  return has_room ? 0 : -1;
}

int innbridge_voice_port_stop(innbridge_voice_port *port, uint64_t token)
{
  playback dropped[INNBRIDGE_VOICE_QUEUE];
  unsigned dropped_count = 0;
  unsigned kept = 0;

  pthread_mutex_lock(&port->lock);
  for (unsigned i = 0; i < port->queued; i++) {
    if (token == 0 || port->queue[i].token == token)
      dropped[dropped_count++] = port->queue[i];
    else
      port->queue[kept++] = port->queue[i];
  }
  port->queued = kept;
  pthread_mutex_unlock(&port->lock);
  for (unsigned i = 0; i < dropped_count; i++) port->hooks.release(dropped[i].owner);
  return (int)dropped_count;
}

void innbridge_voice_port_listen(innbridge_voice_port *port, int is_listening)
{
  pthread_mutex_lock(&port->lock);
  port->is_listening = is_listening;
  port->loud_frames = 0;
  pthread_mutex_unlock(&port->lock);
  if (is_listening) hear(port);
}

void innbridge_voice_port_tones(innbridge_voice_port *port, int is_listening)
{
  innbridge_tones *old;
  innbridge_tones *tones = is_listening ? innbridge_tones_open() : NULL;

  pthread_mutex_lock(&port->lock);
  old = port->tones;
  port->tones = tones;
  pthread_mutex_unlock(&port->lock);
  innbridge_tones_close(old);
  if (tones) hear(port);
  else hush(port);
}

int innbridge_voice_port_record(innbridge_voice_port *port, size_t limit)
{
  int16_t *samples = (int16_t *)malloc(limit * sizeof *samples);
  int16_t *old;

  if (!samples) return -1;
  pthread_mutex_lock(&port->lock);
  old = port->recording;
  port->recording = samples;
  port->recorded = 0;
  port->recording_limit = limit;
  pthread_mutex_unlock(&port->lock);
  free(old);
  hear(port);
  return 0;
}

size_t innbridge_voice_port_recorded(innbridge_voice_port *port, int16_t *samples, size_t capacity)
{
  int16_t *recording;
  size_t count;

  pthread_mutex_lock(&port->lock);
  recording = port->recording;
  count = port->recorded;
  port->recording = NULL;
  port->recorded = 0;
  port->recording_limit = 0;
  pthread_mutex_unlock(&port->lock);
  if (samples && recording)
    memcpy(samples, recording, (count < capacity ? count : capacity) * sizeof *samples);
  free(recording);
  return count;
}

void innbridge_voice_port_close(innbridge_voice_port *port)
{
  pjsua_conf_remove_port(port->slot);
  pjmedia_port_destroy(&port->base);
}
