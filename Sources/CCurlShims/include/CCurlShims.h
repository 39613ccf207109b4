// One HTTP request by libcurl: its options are variadic, and its callbacks run in the middle of it.
//
// libcurl's own types stay out of this header.
#ifndef INNBRIDGE_CCURLSHIMS_H
#define INNBRIDGE_CCURLSHIMS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// A client with its open connections; used by one thread at a time.
typedef struct innbridge_curl innbridge_curl;

// NULL without memory.
innbridge_curl *_Nullable innbridge_curl_open(void);
void innbridge_curl_close(innbridge_curl *client);

typedef struct innbridge_curl_request {
  const char *method;
  const char *url;
  // «Name: value» lines.
  const char *_Nullable const *_Nullable headers;
  size_t header_count;
  const uint8_t *_Nullable body;
  size_t body_length;
  // «user:password» of basic authentication; NULL for none.
  const char *_Nullable credentials;
  long connect_milliseconds;
  long total_milliseconds;
  size_t most_response_bytes;
  // 1: connects to addresses of the public internet only.
  int public_only;
} innbridge_curl_request;

typedef enum innbridge_curl_outcome {
  INNBRIDGE_CURL_ANSWERED = 0,
  INNBRIDGE_CURL_BAD_URL,
  INNBRIDGE_CURL_NOT_RESOLVED,
  INNBRIDGE_CURL_NOT_CONNECTED,
  INNBRIDGE_CURL_PRIVATE_ADDRESS,
  INNBRIDGE_CURL_TIMED_OUT,
  INNBRIDGE_CURL_TOO_LARGE,
  INNBRIDGE_CURL_NOT_SECURE,
  INNBRIDGE_CURL_BROKEN_OFF,
} innbridge_curl_outcome;

typedef struct innbridge_curl_response {
  innbridge_curl_outcome outcome;
  // libcurl's words for a failure; never NULL, valid as long as the library.
  const char *text;
  long status;
  // Header lines of the last answer, each ended by CRLF. Not NUL-terminated.
  char *_Nullable headers;
  size_t headers_length;
  uint8_t *_Nullable body;
  size_t body_length;
} innbridge_curl_response;

// Sends and waits for the whole answer; follows no redirection, speaks http and https alone.
innbridge_curl_response innbridge_curl_perform(innbridge_curl *client,
                                               const innbridge_curl_request *request);
void innbridge_curl_free(innbridge_curl_response *response);

// One mail by SMTP (RFC 5321).
typedef enum innbridge_mail_security {
  // Plain: for a server on the same machine.
  INNBRIDGE_MAIL_PLAIN = 0,
  // STARTTLS, or nothing is sent.
  INNBRIDGE_MAIL_STARTTLS,
  // TLS from the first byte (smtps, RFC 8314).
  INNBRIDGE_MAIL_TLS,
} innbridge_mail_security;

typedef struct innbridge_mail {
  // «smtp://host:port» or «smtps://host:port», with the hub's own name as path.
  const char *url;
  innbridge_mail_security security;
  const char *_Nullable user;
  const char *_Nullable password;
  // NULL for the system's certificates.
  const char *_Nullable authorities;
  const char *from;
  const char *to;
  const uint8_t *message;
  size_t message_length;
  long connect_milliseconds;
  long total_milliseconds;
} innbridge_mail;

typedef struct innbridge_mail_result {
  innbridge_curl_outcome outcome;
  // libcurl's words; never NULL.
  const char *text;
  // The server's last reply code; 0 for none.
  long code;
  // The server's last line, without its end.
  char reply[256];
} innbridge_mail_result;

innbridge_mail_result innbridge_mail_send(innbridge_curl *client, const innbridge_mail *mail);

// Whether an address is of the public internet: neither loopback, private, link-local, shared,
// multicast, documentation nor otherwise special (RFC 6890). `length` 4 or 16, network order.
int innbridge_is_public_address(const uint8_t *bytes, size_t length);

#pragma clang assume_nonnull end

#endif
