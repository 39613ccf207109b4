/*
 * Many telephones at once: calls a hub, listens to its sound packet by packet, presses keys, and
 * tells what it cost them. One thread, three sockets; scripts/bench calls builds and runs it.
 *
 *   load PORT CALLER CALLS CALLS_A_SECOND TALK_SECONDS TOTAL_CALLS
 *
 * PORT is a hub's, or a proxy's in front of several.
 * CALLS at once at most; each talks for TALK_SECONDS and then hangs up, until TOTAL_CALLS were
 * made. All sound comes to one port: the hub's own port tells whose it is. Times of arrival are
 * the kernel's (SO_TIMESTAMPNS), so that this program's own pauses are not counted as the hub's.
 * Prints one line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  MOST_CALLS = 1200,        /* two hubs' */
  BATCH = 64,
  PACKET = 12 + 160,
  QUIET_PACKETS = 10,       /* 200 ms: the hub has fallen silent */
  EVENT_PACKETS = 5,        /* a press of 100 ms */
  LAST_PACKETS = 3,
  FIRST_KEY_MS = 9000,      /* by then the question about tonight has begun */
  NEXT_KEY_MS = 3000,       /* after the hub began to answer the key before */
  ANSWER_MS = 10000,        /* a key without an answer by then is lost */
  RETRANSMIT_MS = 500,
  GIVE_UP_MS = 15000,
  SOUNDS = 1 << 16,         /* key-to-sound times kept: more than a run has */
};

typedef enum { IDLE, INVITED, TALKING, LEAVING } state;
typedef enum { LISTENING, WAITING_FOR_QUIET, WAITING_FOR_SOUND } ear;

typedef struct {
  state state;
  long serial;
  int64_t began, sent, answered;
  char to[256], contact[128], route[256];
  int cseq;
  struct sockaddr_in sound;
  /* sending */
  uint16_t sequence;
  uint32_t timestamp, event_start;
  int event_packet;         /* 0: no key under way */
  int presses;
  int64_t next_key, pressed;
  /* hearing */
  ear ear;
  int quiet;
  int has_heard;
  uint16_t last_sequence;
  int64_t last_arrival;
} call;

static call calls[MOST_CALLS];
static short by_port[65536];
static int sip, sound;
static int hub_port, sip_port, sound_port;
static const char *caller;
static long made, done, failed, refused, keys_sent, keys_lost, received, lost, late_packets;
static uint32_t gaps[2001];  /* milliseconds between two packets of a call */
static int sounds[SOUNDS];
static int sound_count;

static int64_t now_ms(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t now(void) { return now_ms(CLOCK_REALTIME); }

static int open_socket(int *port, int is_sound)
{
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof name;
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), yes = 1, size = 8 << 20;

  if (s < 0 || bind(s, (struct sockaddr *)&name, sizeof name) != 0) { perror("bind"); exit(1); }
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (is_sound) setsockopt(s, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
  getsockname(s, (struct sockaddr *)&name, &length);
  *port = ntohs(name.sin_port);
  return s;
}

/* SIP */

static void say(const char *text, int length)
{
  struct sockaddr_in hub = {.sin_family = AF_INET, .sin_port = htons((uint16_t)hub_port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  sendto(sip, text, (size_t)length, 0, (struct sockaddr *)&hub, sizeof hub);
}

/* Branches and Call-IDs carry the port: a hub remembers a transaction for 32 s (RFC 3261, timer J), and would take a
   later run's BYE with the same branch for that of an earlier one. */
static void request(call *c, const char *method, int cseq, const char *body)
{
  char text[2048];
  const int index = (int)(c - calls);
  const char *to = c->to[0] ? c->to : "<sip:0175000000@127.0.0.1>";
  int length = snprintf(
      text, sizeof text,
      "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK-%d-%d-%ld-%d-%s\r\n"
      "From: <sip:%s@127.0.0.1>;tag=t%ld\r\nTo: %s\r\nCall-ID: %d.%ld.%d\r\nCSeq: %d %s\r\n"
      "Contact: <sip:%s@127.0.0.1:%d>\r\nMax-Forwards: 70\r\n%s%s%s%sContent-Length: %zu\r\n\r\n%s",
      method, c->contact[0] ? c->contact : "sip:0175000000@127.0.0.1", sip_port, sip_port, index,
      c->serial, cseq, method, caller, c->serial, to, index, c->serial, sip_port, cseq, method, caller,
      sip_port, c->route[0] ? "Route: " : "", c->route, c->route[0] ? "\r\n" : "",
      body ? "Content-Type: application/sdp\r\n" : "", body ? strlen(body) : 0, body ? body : "");
  say(text, length);
}

static void invite(call *c)
{
  char body[512];
  snprintf(body, sizeof body,
           "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
           "m=audio %d RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
           "a=rtpmap:101 telephone-event/8000\r\n",
           sound_port);
  request(c, "INVITE", 1, body);
  c->sent = now();
}

static void copy_header(char *out, size_t room, const char *text, const char *name)
{
  const char *at = strcasestr(text, name);
  size_t length;
  out[0] = 0;
  if (!at) return;
  at += strlen(name);
  while (*at == ' ') at++;
  length = strcspn(at, "\r\n");
  if (length >= room) length = room - 1;
  memcpy(out, at, length);
  out[length] = 0;
}

static void free_call(call *c)
{
  if (c->sound.sin_port) by_port[ntohs(c->sound.sin_port)] = -1;
  memset(c, 0, sizeof *c);
}

static void answered(call *c, const char *text)
{
  const char *media = strstr(text, "m=audio ");
  char contact[160];

  if (c->state == INVITED && media) {
    copy_header(c->to, sizeof c->to, text, "\r\nTo:");
    copy_header(contact, sizeof contact, text, "\r\nContact:");
    /* A proxy in between wants everything of the call. */
    copy_header(c->route, sizeof c->route, text, "\r\nRecord-Route:");
    sscanf(contact, "<%127[^>]", c->contact);
    c->sound = (struct sockaddr_in){.sin_family = AF_INET,
                                    .sin_port = htons((uint16_t)atoi(media + 8)),
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    by_port[ntohs(c->sound.sin_port)] = (short)(c - calls);
    c->state = TALKING;
    c->answered = now();
    c->next_key = c->answered + FIRST_KEY_MS + rand() % 2000;
    c->cseq = 1;
  }
  request(c, "ACK", 1, NULL);
}

static void take_sip(char *text)
{
  char id[64], cseq[64];
  int index, status = 0;
  long serial;
  call *c;

  copy_header(id, sizeof id, text, "\r\nCall-ID:");
  copy_header(cseq, sizeof cseq, text, "\r\nCSeq:");
  if (strncmp(text, "SIP/2.0 ", 8) != 0) {
    /* The hub hangs up, or asks whether we are there: 200, with its own lines given back. */
    char reply[2048] = "SIP/2.0 200 OK\r\n";
    for (char *line = strchr(text, '\n'); line && line[1] != '\r' && line[1]; line = strchr(line + 1, '\n')) {
      size_t length = strcspn(line + 1, "\n") + 1;
      if (strncasecmp(line + 1, "Via:", 4) == 0 || strncasecmp(line + 1, "From:", 5) == 0
          || strncasecmp(line + 1, "To:", 3) == 0 || strncasecmp(line + 1, "Call-ID:", 8) == 0
          || strncasecmp(line + 1, "CSeq:", 5) == 0)
        strncat(reply, line + 1, length);
    }
    strcat(reply, "Content-Length: 0\r\n\r\n");
    say(reply, (int)strlen(reply));
    if (strncmp(text, "BYE", 3) == 0 && sscanf(id, "%d.%ld", &index, &serial) == 2 && index >= 0
        && index < MOST_CALLS && calls[index].serial == serial && calls[index].state == TALKING) {
      failed++;  /* nobody told it to */
      free_call(&calls[index]);
    }
    return;
  }
  status = atoi(text + 8);
  if (sscanf(id, "%d.%ld", &index, &serial) != 2 || index < 0 || index >= MOST_CALLS) return;
  c = &calls[index];
  if (c->serial != serial || c->state == IDLE || status < 200) return;
  if (strstr(cseq, "INVITE")) {
    if (status < 300) {
      answered(c, text);
    } else if (c->state == INVITED) {
      copy_header(c->to, sizeof c->to, text, "\r\nTo:");
      request(c, "ACK", 1, NULL);
      refused++;
      free_call(c);
    }
  } else if (strstr(cseq, "BYE") && c->state == LEAVING) {
    done++;
    free_call(c);
  }
}

static void read_sip(void)
{
  char text[4096];
  ssize_t length;
  while ((length = recv(sip, text, sizeof text - 1, 0)) > 0) {
    text[length] = 0;
    take_sip(text);
  }
}

/* Sound */

static int is_loud(const uint8_t *payload, ssize_t length)
{
  for (ssize_t i = 0; i < length; i++) {
    const uint8_t magnitude = (uint8_t)~payload[i] & 0x7F;
    if (magnitude > 0x0A) return 1;
  }
  return 0;
}

static void hear(call *c, const uint8_t *packet, ssize_t length, int64_t arrival_us)
{
  const uint16_t sequence = (uint16_t)(packet[2] << 8 | packet[3]);
  const int loud = is_loud(packet + 12, length - 12);

  received++;
  if (c->has_heard) {
    const int16_t step = (int16_t)(sequence - c->last_sequence);
    int64_t gap = (arrival_us - c->last_arrival + 500) / 1000;
    if (step > 1) lost += step - 1;
    if (step <= 0) late_packets++;
    if (gap < 0) gap = 0;
    gaps[gap > 2000 ? 2000 : gap]++;
  }
  c->has_heard = 1;
  c->last_sequence = sequence;
  c->last_arrival = arrival_us;
  c->quiet = loud ? 0 : c->quiet + 1;
  if (c->ear == WAITING_FOR_QUIET && c->quiet >= QUIET_PACKETS) c->ear = WAITING_FOR_SOUND;
  if (c->ear == WAITING_FOR_SOUND && loud) {
    if (sound_count < SOUNDS) sounds[sound_count++] = (int)(arrival_us / 1000 - c->pressed);
    c->ear = LISTENING;
    c->next_key = now() + NEXT_KEY_MS + rand() % 1000;
  }
}

static void read_sound(void)
{
  static uint8_t data[BATCH][512];
  static char control[BATCH][64];
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  struct sockaddr_in from[BATCH];
  int count;

  do {
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
      parts[i] = (struct iovec){data[i], sizeof data[i]};
      messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i],
                                            .msg_iov = &parts[i], .msg_iovlen = 1,
                                            .msg_control = control[i],
                                            .msg_controllen = sizeof control[i]};
    }
    count = recvmmsg(sound, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < count; i++) {
      const short index = by_port[ntohs(from[i].sin_port)];
      const struct cmsghdr *header = CMSG_FIRSTHDR(&messages[i].msg_hdr);
      struct timespec at;
      if (index < 0 || messages[i].msg_len < 13 || !header) continue;
      memcpy(&at, CMSG_DATA(header), sizeof at);
      hear(&calls[index], data[i], messages[i].msg_len,
           (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000);
    }
  } while (count == BATCH);
}

static uint8_t out[BATCH][PACKET];
static struct mmsghdr queue[BATCH];
static struct iovec queue_parts[BATCH];
static int queued;

static void flush(void)
{
  int sent = 0;
  while (sent < queued) {
    int n = sendmmsg(sound, queue + sent, (unsigned)(queued - sent), 0);
    if (n <= 0) break;
    sent += n;
  }
  queued = 0;
}

static void put32(uint8_t *at, uint32_t value)
{
  at[0] = (uint8_t)(value >> 24);
  at[1] = (uint8_t)(value >> 16);
  at[2] = (uint8_t)(value >> 8);
  at[3] = (uint8_t)value;
}

/* One packet of 20 ms: silence, or a piece of a key. Keys change from rooms to * and back. */
static void speak(call *c, int64_t time)
{
  uint8_t *packet = out[queued];
  size_t length = PACKET;
  uint32_t stamp = c->timestamp;
  int type = 0;

  if (c->event_packet == 0 && c->ear == LISTENING && c->next_key && time >= c->next_key) {
    c->event_packet = 1;
    c->event_start = c->timestamp;
    c->pressed = time;
    c->ear = WAITING_FOR_QUIET;
    c->quiet = 0;
    c->next_key = 0;
    c->presses++;
    keys_sent++;
  }
  if (c->event_packet > 0) {
    const int is_last = c->event_packet > EVENT_PACKETS;
    const int duration = (is_last ? EVENT_PACKETS : c->event_packet) * 160;
    packet[12] = c->presses % 2 ? (uint8_t)(2 + c->serial % 3) : 10;
    packet[13] = is_last ? 0x8A : 0x0A;
    packet[14] = (uint8_t)(duration >> 8);
    packet[15] = (uint8_t)duration;
    stamp = c->event_start;
    type = 101 | (c->event_packet == 1 ? 0x80 : 0);
    length = 16;
    if (++c->event_packet > EVENT_PACKETS + LAST_PACKETS) c->event_packet = 0;
  } else {
    memset(packet + 12, 0xFF, 160);
  }
  packet[0] = 0x80;
  packet[1] = (uint8_t)type;
  c->sequence++;
  packet[2] = (uint8_t)(c->sequence >> 8);
  packet[3] = (uint8_t)c->sequence;
  put32(packet + 4, stamp);
  put32(packet + 8, (uint32_t)(c - calls) + 1);
  c->timestamp += 160;
  queue_parts[queued] = (struct iovec){packet, length};
  queue[queued].msg_hdr = (struct msghdr){.msg_name = &c->sound, .msg_namelen = sizeof c->sound,
                                          .msg_iov = &queue_parts[queued], .msg_iovlen = 1};
  if (++queued == BATCH) flush();
}

static int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static int percentile_gap(double share)
{
  uint64_t all = 0, seen = 0;
  for (int i = 0; i <= 2000; i++) all += gaps[i];
  for (int i = 0; i <= 2000; i++) {
    seen += gaps[i];
    if ((double)seen >= share * (double)all) return i;
  }
  return 2000;
}

static void tend(call *c, int64_t time, int64_t talk_ms)
{
  if (c->state == INVITED || c->state == LEAVING) {
    if (time - c->began > GIVE_UP_MS && time - c->sent > GIVE_UP_MS / 2) {
      failed++;
      free_call(c);
    } else if (time - c->sent > RETRANSMIT_MS) {
      if (c->state == INVITED) invite(c);
      else request(c, "BYE", 2, NULL);
      c->sent = time;
    }
  } else if (c->state == TALKING) {
    if (c->ear != LISTENING && time - c->pressed > ANSWER_MS) {
      keys_lost++;
      c->ear = LISTENING;
      c->next_key = time + NEXT_KEY_MS;
    }
    if (time - c->answered > talk_ms && c->ear == LISTENING && c->event_packet == 0) {
      c->state = LEAVING;
      c->began = c->sent = time;
      request(c, "BYE", 2, NULL);
    }
  }
}

int main(int count, char **words)
{
  int64_t start, tick;
  int most, rate, talk_seconds;
  long total, serial = 0, connected = 0;

  if (count != 7) {
    fprintf(stderr, "usage: load PORT CALLER CALLS CALLS_A_SECOND TALK_SECONDS TOTAL_CALLS\n");
    return 2;
  }
  hub_port = atoi(words[1]);
  caller = words[2];
  most = atoi(words[3]);
  rate = atoi(words[4]);
  talk_seconds = atoi(words[5]);
  total = atol(words[6]);
  if (most > MOST_CALLS) most = MOST_CALLS;
  memset(by_port, 0xFF, sizeof by_port);
  sip = open_socket(&sip_port, 0);
  sound = open_socket(&sound_port, 1);
  start = now();
  tick = now_ms(CLOCK_MONOTONIC);
  for (unsigned phase = 0;; phase++) {
    struct pollfd waits[2] = {{sip, POLLIN, 0}, {sound, POLLIN, 0}};
    int64_t left;
    int active = 0;

    /* Every millisecond a twentieth of the calls speaks. */
    tick++;
    while ((left = tick - now_ms(CLOCK_MONOTONIC)) > 0) {
      poll(waits, 2, (int)left);
      read_sip();
      read_sound();
    }
    const int64_t time = now();
    for (int i = (int)(phase % 20); i < most; i += 20) {
      call *c = &calls[i];
      if (c->state == IDLE && made < total && made < (time - start) * rate / 1000 + 1) {
        c->serial = ++serial;
        c->state = INVITED;
        c->began = time;
        made++;
        invite(c);
      }
      tend(c, time, (int64_t)talk_seconds * 1000);
      if (c->state == TALKING) speak(c, time);
    }
    flush();
    read_sip();
    read_sound();
    if (phase % 100) continue;
    for (int i = 0; i < most; i++) active += calls[i].state != IDLE;
    if (active > connected) connected = active;
    if (made >= total && active == 0) break;
  }
  qsort(sounds, (size_t)sound_count, sizeof sounds[0], by_value);
  printf("{\"made\": %ld, \"done\": %ld, \"failed\": %ld, \"refused\": %ld, \"at_once\": %ld, "
         "\"seconds\": %.1f, \"keys\": %ld, \"keys_lost\": %ld, \"received\": %ld, \"lost\": %ld, "
         "\"late\": %ld, \"gap_p50\": %d, \"gap_p99\": %d, \"gap_p999\": %d, \"gap_max\": %d, "
         "\"sound_p50\": %d, \"sound_p99\": %d, \"sounds\": %d}\n",
         made, done, failed, refused, connected, (double)(now() - start) / 1000, keys_sent,
         keys_lost, received, lost, late_packets, percentile_gap(0.5), percentile_gap(0.99),
         percentile_gap(0.999), percentile_gap(1.0),
         sound_count ? sounds[sound_count / 2] : -1,
         sound_count ? sounds[(int)((double)(sound_count - 1) * 0.99)] : -1, sound_count);
  return 0;
}
