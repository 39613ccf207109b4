#include "CCurlShims.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct innbridge_curl {
  CURL *handle;  // NULL after memory ran out, until the next use
};

static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
static int has_started;

// Not pthread_once: a start that had no memory is tried again.
static int start(void)
{
  pthread_mutex_lock(&starting);
  if (!has_started) has_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  pthread_mutex_unlock(&starting);
  return has_started;
}

innbridge_curl *innbridge_curl_open(void)
{
  innbridge_curl *client;

  if (!start()) return NULL;
  client = calloc(1, sizeof *client);
  if (!client) return NULL;
  client->handle = curl_easy_init();
  if (client->handle) return client;
  free(client);
  return NULL;
}

void innbridge_curl_close(innbridge_curl *client)
{
  if (client->handle) curl_easy_cleanup(client->handle);
  free(client);
}

// The handle without the options of its last use. NULL without memory.
static CURL *ready(innbridge_curl *client)
{
  if (client->handle)
    curl_easy_reset(client->handle);  // options go, connections stay
  else
    client->handle = curl_easy_init();
  return client->handle;
}

// A connection on which memory ran out may be in the middle of something: libcurl 7.88 would send the
// next mail into the text of the one before.
static void give_up_without_memory(innbridge_curl *client, CURLcode code)
{
  curl_socket_t socket = CURL_SOCKET_BAD;

  if (code != CURLE_OUT_OF_MEMORY || !client->handle) return;
  // Cut first, or libcurl would say goodbye and wait two minutes for an answer.
  curl_easy_getinfo(client->handle, CURLINFO_ACTIVESOCKET, &socket);
  if (socket != CURL_SOCKET_BAD) shutdown(socket, SHUT_RDWR);
  curl_easy_cleanup(client->handle);
  client->handle = NULL;
}

// MARK: Addresses

typedef struct range {
  uint8_t bytes[16];
  uint8_t bits;
} range;

// The special-purpose registries of RFC 6890 as they stand, without what is globally reachable.
static const range special4[] = {
    {{0}, 8},           {{10}, 8},           {{100, 64}, 10},     {{127}, 8},
    {{169, 254}, 16},   {{172, 16}, 12},     {{192, 0, 0}, 24},   {{192, 0, 2}, 24},
    {{192, 88, 99}, 24}, {{192, 168}, 16},   {{198, 18}, 15},     {{198, 51, 100}, 24},
    {{203, 0, 113}, 24}, {{224}, 4},         {{240}, 4},
};
static const range special6[] = {
    {{0}, 96},                                    // unspecified, loopback, IPv4-compatible
    {{0x01}, 64},                                 // discard only
    {{0x20, 0x01}, 23},                           // protocol assignments, Teredo
    {{0x20, 0x01, 0x0d, 0xb8}, 32},               // documentation
    {{0x20, 0x02}, 16},                           // 6to4
    {{0x3f, 0xff}, 20},                           // documentation
    {{0x5f}, 16},                                 // segment routing
    {{0xfc}, 7},                                  // private
    {{0xfe, 0x80}, 10},                           // link-local
    {{0xfe, 0xc0}, 10},                           // site-local, of old
    {{0xff}, 8},                                  // multicast
};

static int lies_in(const uint8_t *bytes, const range *one)
{
  size_t whole = one->bits / 8;
  uint8_t rest = one->bits % 8;

  if (memcmp(bytes, one->bytes, whole) != 0) return 0;
  if (rest == 0) return 1;
  return ((bytes[whole] ^ one->bytes[whole]) & (uint8_t)(0xff << (8 - rest))) == 0;
}

int innbridge_is_public_address(const uint8_t *bytes, size_t length)
{
  static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static const uint8_t translated[12] = {0, 0x64, 0xff, 0x9b};
  size_t index;

  if (length == 16
      && (memcmp(bytes, mapped, sizeof mapped) == 0
          || memcmp(bytes, translated, sizeof translated) == 0))
    return innbridge_is_public_address(bytes + 12, 4);
  if (length == 4) {
    for (index = 0; index < sizeof special4 / sizeof *special4; index++)
      if (lies_in(bytes, &special4[index])) return 0;
    return 1;
  }
  if (length != 16) return 0;
  for (index = 0; index < sizeof special6 / sizeof *special6; index++)
    if (lies_in(bytes, &special6[index])) return 0;
  return 1;
}

// MARK: One request

typedef struct exchange {
  const innbridge_curl_request *request;
  innbridge_curl_response *response;
  int is_private;
  int is_too_large;
} exchange;

// Asked with the very address that is connected to, so that no name can mean another one later.
static curl_socket_t open_socket(void *client, curlsocktype purpose, struct curl_sockaddr *address)
{
  exchange *exchange = client;

  (void)purpose;
  if (exchange->request->public_only) {
    int is_public = 0;

    if (address->family == AF_INET) {
      const struct sockaddr_in *name = (const struct sockaddr_in *)&address->addr;
      is_public = innbridge_is_public_address((const uint8_t *)&name->sin_addr, 4);
    } else if (address->family == AF_INET6) {
      const struct sockaddr_in6 *name = (const struct sockaddr_in6 *)&address->addr;
      is_public = innbridge_is_public_address((const uint8_t *)&name->sin6_addr, 16);
    }
    if (!is_public) {
      exchange->is_private = 1;
      return CURL_SOCKET_BAD;
    }
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t append(void *bytes, size_t count, exchange *exchange, uint8_t **buffer, size_t *length)
{
  uint8_t *larger;

  if (count > exchange->request->most_response_bytes - *length) {
    exchange->is_too_large = 1;
    return 0;
  }
  larger = realloc(*buffer, *length + count + 1);
  if (!larger) return 0;
  memcpy(larger + *length, bytes, count);
  *buffer = larger;
  *length += count;
  return count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *user)
{
  exchange *exchange = user;
  return append(bytes, size * count, exchange, &exchange->response->body,
                &exchange->response->body_length);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *user)
{
  exchange *exchange = user;
  innbridge_curl_response *response = exchange->response;

  // A new status line begins another answer: 100 before the real one.
  if (size * count >= 5 && memcmp(bytes, "HTTP/", 5) == 0) response->headers_length = 0;
  return append(bytes, size * count, exchange, (uint8_t **)&response->headers,
                &response->headers_length);
}

static innbridge_curl_outcome outcome(CURLcode code, const exchange *exchange)
{
  if (exchange->is_private) return INNBRIDGE_CURL_PRIVATE_ADDRESS;
  if (exchange->is_too_large) return INNBRIDGE_CURL_TOO_LARGE;
  switch (code) {
  case CURLE_OK: return INNBRIDGE_CURL_ANSWERED;
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_URL_MALFORMAT: return INNBRIDGE_CURL_BAD_URL;
  case CURLE_COULDNT_RESOLVE_HOST: return INNBRIDGE_CURL_NOT_RESOLVED;
  case CURLE_COULDNT_CONNECT: return INNBRIDGE_CURL_NOT_CONNECTED;
  case CURLE_OPERATION_TIMEDOUT: return INNBRIDGE_CURL_TIMED_OUT;
  case CURLE_FILESIZE_EXCEEDED: return INNBRIDGE_CURL_TOO_LARGE;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE: return INNBRIDGE_CURL_NOT_SECURE;
  default: return INNBRIDGE_CURL_BROKEN_OFF;
  }
}

// libcurl copies texts: without memory an option stays unset, and a request would leave without its
// signature, its password or its limits. So the first failure is kept, and nothing is sent.
#define SET(option, value)                                                 \
  do {                                                                     \
    if (code == CURLE_OK) code = curl_easy_setopt(handle, option, value);  \
  } while (0)

// Appends to a list. Returns 0 without memory; the list stays as it was.
static int append_line(struct curl_slist **list, const char *line)
{
  struct curl_slist *longer = curl_slist_append(*list, line);

  if (!longer) return 0;
  *list = longer;
  return 1;
}

static CURLcode set_limits(CURL *handle, const innbridge_curl_request *request)
{
  CURLcode code = CURLE_OK;

  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_PROTOCOLS_STR, "http,https");
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  // No proxy of the environment: it would connect where we must not.
  SET(CURLOPT_PROXY, "");
  SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
  SET(CURLOPT_TIMEOUT_MS, request->total_milliseconds);
  SET(CURLOPT_USERAGENT, "InnBridge");
  return code;
}

static CURLcode set_request(CURL *handle, const innbridge_curl_request *request,
                            struct curl_slist **headers)
{
  CURLcode code = set_limits(handle, request);
  size_t index;

  for (index = 0; index < request->header_count; index++)
    if (!append_line(headers, request->headers[index])) return CURLE_OUT_OF_MEMORY;
  // Nothing is asked before a body is sent: the answers would come a second later.
  if (!append_line(headers, "Expect:")) return CURLE_OUT_OF_MEMORY;
  SET(CURLOPT_URL, request->url);
  if (request->body) {
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
    SET(CURLOPT_POSTFIELDS, (const char *)request->body);
  }
  SET(CURLOPT_CUSTOMREQUEST, request->method);
  SET(CURLOPT_HTTPHEADER, *headers);
  if (request->credentials) {
    SET(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    SET(CURLOPT_USERPWD, request->credentials);
  }
  return code;
}

innbridge_curl_response innbridge_curl_perform(innbridge_curl *client,
                                               const innbridge_curl_request *request)
{
  innbridge_curl_response response = {0};
  exchange exchange = {request, &response, 0, 0};
  struct curl_slist *headers = NULL;
  CURL *handle = ready(client);
  CURLcode code = handle ? set_request(handle, request, &headers) : CURLE_OUT_OF_MEMORY;

  SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  SET(CURLOPT_OPENSOCKETDATA, &exchange);
  SET(CURLOPT_WRITEFUNCTION, take_body);
  SET(CURLOPT_WRITEDATA, &exchange);
  SET(CURLOPT_HEADERFUNCTION, take_header);
  SET(CURLOPT_HEADERDATA, &exchange);

  if (code == CURLE_OK) {
    code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &response.status);
  }
  response.outcome = outcome(code, &exchange);
  response.text = curl_easy_strerror(code);
  give_up_without_memory(client, code);
  curl_slist_free_all(headers);
  return response;
}

void innbridge_curl_free(innbridge_curl_response *response)
{
  free(response->headers);
  free(response->body);
}

// MARK: One mail

typedef struct posting {
  const innbridge_mail *mail;
  size_t sent;
  innbridge_mail_result *result;
} posting;

static size_t give_mail(char *buffer, size_t size, size_t count, void *user)
{
  posting *posting = user;
  size_t left = posting->mail->message_length - posting->sent;
  size_t length = size * count < left ? size * count : left;

  memcpy(buffer, posting->mail->message + posting->sent, length);
  posting->sent += length;
  return length;
}

// The server's replies come as header lines; the last one tells what it thought.
static size_t take_reply(char *bytes, size_t size, size_t count, void *user)
{
  posting *posting = user;
  size_t length = size * count;
  size_t kept = length < sizeof posting->result->reply - 1 ? length : sizeof posting->result->reply - 1;

  memcpy(posting->result->reply, bytes, kept);
  while (kept > 0 && (posting->result->reply[kept - 1] == '\n' || posting->result->reply[kept - 1] == '\r'))
    kept--;
  posting->result->reply[kept] = 0;
  return length;
}

innbridge_mail_result innbridge_mail_send(innbridge_curl *client, const innbridge_mail *mail)
{
  innbridge_mail_result result = {0};
  posting posting = {mail, 0, &result};
  struct curl_slist *recipients = NULL;
  CURL *handle = ready(client);
  CURLcode code = handle && append_line(&recipients, mail->to) ? CURLE_OK : CURLE_OUT_OF_MEMORY;

  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  SET(CURLOPT_PROXY, "");
  SET(CURLOPT_CONNECTTIMEOUT_MS, mail->connect_milliseconds);
  SET(CURLOPT_TIMEOUT_MS, mail->total_milliseconds);
  SET(CURLOPT_URL, mail->url);
  SET(CURLOPT_USE_SSL,
      (long)(mail->security == INNBRIDGE_MAIL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (mail->authorities) SET(CURLOPT_CAINFO, mail->authorities);
  if (mail->user) SET(CURLOPT_USERNAME, mail->user);
  if (mail->password) SET(CURLOPT_PASSWORD, mail->password);
  SET(CURLOPT_MAIL_FROM, mail->from);
  SET(CURLOPT_MAIL_RCPT, recipients);
  SET(CURLOPT_READFUNCTION, give_mail);
  SET(CURLOPT_READDATA, &posting);
  SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->message_length);
  SET(CURLOPT_HEADERFUNCTION, take_reply);
  SET(CURLOPT_HEADERDATA, &posting);
  SET(CURLOPT_UPLOAD, 1L);

  if (code == CURLE_OK) {
    code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &result.code);
  }
  result.text = curl_easy_strerror(code);
  switch (code) {
  case CURLE_OK: result.outcome = INNBRIDGE_CURL_ANSWERED; break;
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_URL_MALFORMAT: result.outcome = INNBRIDGE_CURL_BAD_URL; break;
  case CURLE_COULDNT_RESOLVE_HOST: result.outcome = INNBRIDGE_CURL_NOT_RESOLVED; break;
  case CURLE_COULDNT_CONNECT: result.outcome = INNBRIDGE_CURL_NOT_CONNECTED; break;
  case CURLE_OPERATION_TIMEDOUT: result.outcome = INNBRIDGE_CURL_TIMED_OUT; break;
  case CURLE_USE_SSL_FAILED:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE: result.outcome = INNBRIDGE_CURL_NOT_SECURE; break;
  // A refusal of the server, with its code; or the connection went.
  default: result.outcome = INNBRIDGE_CURL_BROKEN_OFF; break;
  }
  give_up_without_memory(client, code);
  curl_slist_free_all(recipients);
  return result;
}
