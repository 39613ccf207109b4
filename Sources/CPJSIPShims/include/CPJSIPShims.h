// The few lines of the telephone that must be C: a media port (its callbacks run on the bridge's
// clock), a SIP module (header lists are macros), and a socket that wakes PJSIP's poll.
//
// PJSIP's own types stay out of this header, so that Swift sees them through the CPJSIP door only.
#ifndef INNBRIDGE_CPJSIPSHIMS_H
#define INNBRIDGE_CPJSIPSHIMS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// MARK: Tones: keys that come as sound, and fax machines

// Listens to one call's sound for keys (DTMF, ITU-T Q.23 and Q.24) and for fax machines.
typedef struct innbridge_tones innbridge_tones;

// Keys that may begin within one frame of 20 ms.
enum { INNBRIDGE_TONE_KEYS = 2 };

// What a frame brought.
typedef struct innbridge_tone_news {
  char keys[INNBRIDGE_TONE_KEYS];  // `0`...`9`, `*`, `#`, `A`...`D`
  unsigned count;
  int has_ended;  // the key that sounded was let go
  int is_fax;     // once a call
} innbridge_tone_news;

// NULL without memory.
innbridge_tones *_Nullable innbridge_tones_open(void);
void innbridge_tones_close(innbridge_tones *_Nullable tones);
// `samples` at 8 kHz, in frames of 20 ms.
innbridge_tone_news innbridge_tones_hear(innbridge_tones *tones, const int16_t *samples,
                                         size_t count);

// MARK: Voice port: what a call hears

// A port of the conference bridge that plays a queue of samples (8 kHz, mono, 16 bit) and
// silence in between. One lives as long as its call, so that no port is added to the bridge or
// freed for a single prompt.
typedef struct innbridge_voice_port innbridge_voice_port;

// Phrases that may wait in a port; a dialogue says a handful at a time.
enum { INNBRIDGE_VOICE_QUEUE = 64 };

typedef struct innbridge_voice_hooks {
  // A playback reached its last sample. Runs on the bridge's clock thread: copy and return.
  void (*played)(uint64_t call, uint64_t playback);
  // The port needs `owner`, which keeps the samples alive, no longer. Any thread.
  void (*release)(void *owner);
  // Somebody spoke while the port listened for a voice. Runs on the bridge's clock thread.
  void (*voice_heard)(uint64_t call);
  // A key was heard as sound (ASCII), or 0 when the last one ended. Runs on the bridge's clock
  // thread.
  void (*tone)(uint64_t call, char key);
  // A fax machine is on the line; once a call. Runs on the bridge's clock thread.
  void (*fax)(uint64_t call);
} innbridge_voice_hooks;

// All functions below run on the registered PJSIP thread.

// NULL when memory or places of the bridge are used up.
innbridge_voice_port *_Nullable innbridge_voice_port_open(uint64_t call,
                                                          innbridge_voice_hooks hooks);

// Lets the call with this place in the bridge hear the port; again after a re-INVITE.
// Returns 0 or PJSIP's status.
int innbridge_voice_port_join(innbridge_voice_port *port, int call_slot);

// Plays after what waits already. `lead_in` samples of silence come first. The port takes over one
// reference of `owner`, whatever it returns: 0, or -1 when its queue is full.
int innbridge_voice_port_play(innbridge_voice_port *port, uint64_t playback, size_t lead_in,
                              const int16_t *samples, size_t count, void *owner);

// Stops one playback (`playback`) or all (0). Returns how many were dropped; `played` is not
// called for them.
int innbridge_voice_port_stop(innbridge_voice_port *port, uint64_t playback);

// Listens for a voice: `voice_heard` is called once when somebody speaks, then listening is over.
void innbridge_voice_port_listen(innbridge_voice_port *port, int is_listening);

// Listens for keys that come as sound and for fax machines, from the call's first sound on.
void innbridge_voice_port_tones(innbridge_voice_port *port, int is_listening);

// Keeps up to `limit` samples of what the caller says from now on. Returns 0, or -1 without memory.
int innbridge_voice_port_record(innbridge_voice_port *port, size_t limit);

// Ends a recording. Copies up to `capacity` samples into `samples` and returns how many there are.
size_t innbridge_voice_port_recorded(innbridge_voice_port *port, int16_t *_Nullable samples,
                                     size_t capacity);

// Takes the port out of the bridge; it is freed when the bridge has let go of it.
void innbridge_voice_port_close(innbridge_voice_port *port);

// MARK: Front door: what gets in

typedef enum innbridge_request_kind {
  INNBRIDGE_WITHIN_CALL,  // within a dialogue, or about an INVITE: ACK and CANCEL
  INNBRIDGE_INVITE,
  INNBRIDGE_OPTIONS,
  INNBRIDGE_OTHER_REQUEST,
} innbridge_request_kind;

typedef struct innbridge_front_door {
  // Whether a request is dropped unanswered, before anything is done for it.
  int (*drops)(const char *source, innbridge_request_kind kind);
  // Judges a new INVITE. 0 lets it in, a SIP status refuses it, -1 drops it without an answer.
  // `retry_after` in seconds, 0 for none.
  int (*admit)(const char *source, int *retry_after);
  // The key in an INFO body: `0`...`9`, `*`, `#`, `A`...`D`, or 0 for none.
  char (*info_key)(int is_relay, const char *body, size_t length);
} innbridge_front_door;

// Registers the module; once after pjsua_init. Returns 0 or PJSIP's status.
int innbridge_front_door_open(innbridge_front_door door);
void innbridge_front_door_close(void);

// Who calls whom; texts belong to the message and end with it. Not NUL-terminated.
typedef struct innbridge_text {
  const char *_Nullable bytes;
  size_t length;
} innbridge_text;

typedef struct innbridge_invite {
  innbridge_text caller_user;
  innbridge_text caller_host;
  innbridge_text called_user;
  innbridge_text source;
  int is_withheld;  // the caller keeps back her number
} innbridge_invite;

// `rx_data` is PJSIP's pjsip_rx_data of an INVITE.
innbridge_invite innbridge_describe_invite(const void *rx_data);

// Answers a call that hasn't been answered yet with a final status and `Retry-After`.
int innbridge_call_refuse(int call, int status, int retry_after);

// Rings `target` in the name of an account. `identity` is the caller's number as an address where
// the account's own isn't (RFC 3325), NULL otherwise. Returns 0 or PJSIP's status.
int innbridge_call_make(int account, const char *target, const char *_Nullable identity,
                        void *_Nullable user_data, int *call);

// MARK: Pages: texts by SIP MESSAGE outside dialogues (RFC 3428)

typedef struct innbridge_page {
  uint64_t number;  // for innbridge_page_answer
  innbridge_invite who;
  innbridge_text call_id;
  uint32_t sequence;
  innbridge_text charset;  // as it stands in Content-Type; empty for none
  innbridge_text body;
  int flaw;  // the status for a body that can't be read; 0 for a good one
} innbridge_page;

// Judges a page: 0 when it will be answered by innbridge_page_answer, or the status to answer now.
typedef int (*innbridge_page_arrival)(const innbridge_page *page);

// From now on pages are taken; before, they are refused like any other unknown request. Returns 0
// or PJSIP's status.
int innbridge_pages_open(innbridge_page_arrival arrival);
void innbridge_pages_close(void);
// Answers a page; one that is over is left alone.
void innbridge_page_answer(uint64_t number, int status);
// Sends UTF-8 in the name of an account; PJSUA's on_pager_status tells the final status with
// `user_data`. `identity` as in innbridge_call_make. Returns 0 or PJSIP's status.
int innbridge_page_send(int account, const char *target, const char *_Nullable identity,
                        const char *body, size_t length, void *_Nullable user_data);

// MARK: Transports

// SIP on UDP, opened here and not by PJSUA, so that it can be rebuilt at the same place.
enum { INNBRIDGE_UDP_SOCKETS = 2 };

// Binds a numeric address; `published` is the address in Contact and Via, NULL for the bound one.
// `*port` is 0 for any free port and becomes the bound one. Returns 0 or PJSIP's status.
int innbridge_udp_open(int index, const char *address, const char *_Nullable published,
                       uint16_t *port);
// Closes the socket and opens another one at the same address and port.
int innbridge_udp_restart(int index);
// Forgets the sockets; PJSIP has closed them.
void innbridge_udp_forget(void);

// Adds an account; `config` is a pjsua_acc_config, which may have been copied since it was filled.
// Returns 0 or PJSIP's status.
int innbridge_account_add(void *config, int *account);

// Watches connections by TCP and TLS; `callbacks` is the pjsua_callback that PJSUA gets.
// `admits_connection` says whether an address may connect at all.
void innbridge_watch_connections(void *callbacks, int (*admits_connection)(const char *source));
// Drops connections with a host, so that the next request opens a new one. Returns how many.
int innbridge_drop_connections(const char *host);

// Asks `target` (a SIP address) with OPTIONS whether it is there. `answered` is called once, with
// the final status, and `is_ours` when PJSIP itself gave up. Returns 0 or PJSIP's status.
typedef void (*innbridge_ping_answer)(uint64_t ping, int status, int is_ours);
int innbridge_ping(const char *target, const char *from, uint64_t ping,
                   innbridge_ping_answer answered);

// MARK: Names

// Tells PJSIP what a name means, as numeric addresses; it never looks one up itself. Any thread.
void innbridge_name_set(const char *name, const char *_Nonnull const *_Nonnull addresses,
                        size_t count);

// MARK: Memory

// Gives PJSIP's pools a reserve for when memory runs out; once, before pjsua_create.
void innbridge_memory_reserve(void);
// Bytes of the reserve in use; 0 while all is well.
size_t innbridge_memory_borrowed(void);
// Half of the reserve is in use: new calls are refused.
int innbridge_memory_is_short(void);

// MARK: Alarm clock

// Opens a socket whose writing ends PJSIP's poll at once. Returns the descriptor to write to,
// or -1. One byte is enough; a full socket means that the alarm rings already.
int innbridge_alarm_open(void);
void innbridge_alarm_close(void);

// Names the calling thread for debuggers and top; at most 15 characters.
void innbridge_name_thread(const char *name);

#pragma clang assume_nonnull end

#endif
