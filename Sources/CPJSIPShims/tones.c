#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <spandsp.h>

#include "CPJSIPShims.h"

enum { CLOCK_RATE = 8000 };

// Below this mean of absolute samples no telephone sends a key: ITU-T Q.24 lets receivers ignore
// tones below -29 dBm (Japan: -24), whose mean lies above 500.
enum { QUIET = 60 };
// After so many quiet frames (20 ms each) nothing is measured until it gets loud again. The
// receiver needs two blocks of 13 ms to see that a key was let go.
enum { QUIET_FRAMES = 4 };
// A pause shorter than this (45 ms) is a hole in the network, not a finger: presses of people lie
// at least 65 ms apart. Up to 200 ms it is one, too, as long as it never got quieter: a receiver
// that mends lost packets breaks the tones, not the loudness.
enum { HOLE_SAMPLES = 360, MENDED_SAMPLES = 1600 };
// Twist in dB: how much louder than the other either tone may be. Q.24: Japan 5; low tones are
// weakened by long lines.
enum { TWIST = 8, REVERSE_TWIST = 6 };

// Fax machines. CNG: 1100 Hz for 0.5 s every 3.5 s, from machines that call; CED: 2100 Hz for
// 2.6 s and more, from machines that answer (ITU-T T.30, section 4).
enum {
  FAX_BLOCK = 80,       // 10 ms: 100 Hz wide, so 1100 Hz +- 38 fits in
  CNG_BLOCKS = 35,      // 0.35 s: T.30 allows 0.5 s +- 15 %, less its edges
  CNG_BURSTS = 2,       // a single beep of a kitchen clock is no fax
  CNG_LONGEST = 65,     // longer is a whistle, not a CNG
  CED_BLOCKS = 100,     // a second: no voice stays so long on one pitch
  FAX_BLOCKS = 6000,    // a minute: fax machines speak up at once
};

struct innbridge_tones {
  dtmf_rx_state_t *receiver;
  unsigned quiet_frames;
  char key;       // sounding now, or 0
  char last_key;  // last one counted
  unsigned loudness[2];  // mean of this frame and of the one before
  unsigned level;        // of the last key
  int has_fallen;        // since then it got clearly quieter
  innbridge_tone_news news;

  float cng[2], ced[2];  // Goertzel states
  float energy;
  unsigned block_samples;
  unsigned blocks;
  unsigned cng_run, ced_run, cng_bursts;
};

static const float cng_coefficient = 1.2988961f;   // 2 cos(2 pi 1100 / 8000)
static const float ced_coefficient = -0.1569182f;  // 2 cos(2 pi 2100 / 8000)

// Called by the receiver when a key begins (`code`) or ends (0); `samples` since the last change.
static void changed(void *context, int code, int level, int samples)
{
  innbridge_tones *tones = (innbridge_tones *)context;
  int is_same;

  (void)level;
  if (code == 0) {
    tones->key = 0;
    tones->news.has_ended = 1;
    return;
  }
  is_same = code == tones->last_key
            && (samples < HOLE_SAMPLES || (samples < MENDED_SAMPLES && !tones->has_fallen));
  tones->key = (char)code;
  tones->news.has_ended = 0;
  tones->has_fallen = 0;
  if (is_same) return;
  tones->level = tones->loudness[0] > tones->loudness[1] ? tones->loudness[0] : tones->loudness[1];
  tones->last_key = (char)code;
  if (tones->news.count < INNBRIDGE_TONE_KEYS) tones->news.keys[tones->news.count++] = (char)code;
}

innbridge_tones *innbridge_tones_open(void)
{
  innbridge_tones *tones = (innbridge_tones *)calloc(1, sizeof *tones);

  if (!tones) return NULL;
  tones->receiver = dtmf_rx_init(NULL, NULL, NULL);
  if (!tones->receiver) {
    free(tones);
    return NULL;
  }
  dtmf_rx_parms(tones->receiver, -1, TWIST, REVERSE_TWIST, -99);
  dtmf_rx_set_realtime_callback(tones->receiver, changed, tones);
  tones->quiet_frames = QUIET_FRAMES;
  return tones;
}

void innbridge_tones_close(innbridge_tones *tones)
{
  if (!tones) return;
  dtmf_rx_free(tones->receiver);
  free(tones);
}

static float energy_at(const float state[2], float coefficient)
{
  return state[0] * state[0] + state[1] * state[1] - coefficient * state[0] * state[1];
}

// A block is a pure tone when half of its energy lies at that frequency: a Goertzel filter gives
// N/2 times the energy of a pure tone.
static int is_pure(const float state[2], float coefficient, float energy)
{
  return energy > (float)QUIET * QUIET * FAX_BLOCK
         && energy_at(state, coefficient) > 0.5f * energy * FAX_BLOCK / 2;
}

static void end_block(innbridge_tones *tones)
{
  if (is_pure(tones->cng, cng_coefficient, tones->energy)) {
    tones->cng_run++;
  } else {
    if (tones->cng_run >= CNG_BLOCKS && tones->cng_run <= CNG_LONGEST) tones->cng_bursts++;
    tones->cng_run = 0;
  }
  tones->ced_run = is_pure(tones->ced, ced_coefficient, tones->energy) ? tones->ced_run + 1 : 0;
  if (tones->cng_bursts >= CNG_BURSTS || tones->ced_run >= CED_BLOCKS) {
    tones->news.is_fax = 1;
    tones->blocks = FAX_BLOCKS;
  }
  memset(tones->cng, 0, sizeof tones->cng);
  memset(tones->ced, 0, sizeof tones->ced);
  tones->energy = 0;
  tones->block_samples = 0;
}

static void hear_fax(innbridge_tones *tones, const int16_t *samples, size_t count)
{
  for (size_t i = 0; i < count && tones->blocks < FAX_BLOCKS; i++) {
    float x = samples[i];
    float cng = x + cng_coefficient * tones->cng[0] - tones->cng[1];
    float ced = x + ced_coefficient * tones->ced[0] - tones->ced[1];

    tones->cng[1] = tones->cng[0];
    tones->cng[0] = cng;
    tones->ced[1] = tones->ced[0];
    tones->ced[0] = ced;
    tones->energy += x * x;
    if (++tones->block_samples == FAX_BLOCK) {
      tones->blocks++;
      end_block(tones);
    }
  }
}

innbridge_tone_news innbridge_tones_hear(innbridge_tones *tones, const int16_t *samples,
                                         size_t count)
{
  unsigned long sum = 0;

  tones->news = (innbridge_tone_news){0};
  for (size_t i = 0; i < count; i++) sum += (unsigned long)abs(samples[i]);
  if (count == 0) return tones->news;
  tones->loudness[1] = tones->loudness[0];
  tones->loudness[0] = (unsigned)(sum / count);
  if (tones->loudness[0] < tones->level / 2) tones->has_fallen = 1;
  if (tones->loudness[0] >= QUIET)
    tones->quiet_frames = 0;
  else if (tones->quiet_frames < QUIET_FRAMES)
    tones->quiet_frames++;
  if (tones->quiet_frames < QUIET_FRAMES) {
    dtmf_rx(tones->receiver, samples, (int)count);
    hear_fax(tones, samples, count);
  } else if (tones->blocks < FAX_BLOCKS) {
    // Silence is told apart from a tone without measuring it.
    tones->blocks += (unsigned)count / FAX_BLOCK;
    if (tones->block_samples > 0 || tones->cng_run > 0 || tones->ced_run > 0) end_block(tones);
  }
  return tones->news;
}
