/* HTTP and mail by libcurl, HTTP by libmicrohttpd, programs, tones. */
#define _GNU_SOURCE
#include "faults.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CCurlShims.h"
#include "CMicroHTTPDShims.h"
#include "CPJSIPShims.h"
#include "CProcess.h"

/* MARK: A server that looks at what comes */

static int listener;
static int port;
/* What came whole, and what came otherwise. */
static volatile int whole, half;

static void listen_at_loopback(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)
      || getsockname(listener, (struct sockaddr *)&address, &length))
    exit(2);
  port = ntohs(address.sin_port);
}

static int write_all(int connection, const char *text) {
  return send(connection, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/* Everything that the request must have, or it may not come at all. */
static const char *const parts[] = {
  "PUT /hook HTTP/1.1\r\n", "Authorization: Basic ", "X-Signature: 1234\r\n", "Content-Type: text/plain\r\n",
  "User-Agent: InnBridge\r\n", "Content-Length: 5\r\n", "\r\n\r\nrooms",
};

static void *answer_requests(void *accepted) {
  int connection = (int)(intptr_t)accepted;
  char text[8192];
  size_t length = 0;
  spare_this_thread();
  for (;;) {
    ssize_t count = recv(connection, text + length, sizeof text - 1 - length, 0);
    size_t part;
    char *end;
    if (count <= 0) break;
    length += (size_t)count;
    text[length] = 0;
    end = strstr(text, "\r\n\r\n");
    if (!end || length - (size_t)(end - text) < 9) continue;
    for (part = 0; part < sizeof parts / sizeof *parts && strstr(text, parts[part]); part++) {}
    if (part == sizeof parts / sizeof *parts) whole++;
    else half++;
    write_all(connection, "HTTP/1.1 200 OK\r\nX-Kept: yes\r\nContent-Length: 4\r\n\r\nkept");
    length = 0;
  }
  close(connection);
  return NULL;
}

/* What has been said in a mail so far. */
struct letter { int is_text, has_sender, has_recipient, has_text; };

static const char *reply(struct letter *letter, const char *line) {
  if (letter->is_text) {
    if (strcmp(line, "rooms") == 0) letter->has_text = 1;
    if (strcmp(line, ".") != 0) return "";
    if (letter->has_sender && letter->has_recipient && letter->has_text) whole++;
    else half++;
    *letter = (struct letter){0};
    return "250 kept\r\n";
  }
  if (strncmp(line, "DATA", 4) == 0) {
    letter->is_text = 1;
    return "354 go on\r\n";
  }
  if (strcmp(line, "MAIL FROM:<hub@example.org>") == 0) letter->has_sender = 1;
  if (strcmp(line, "RCPT TO:<guest@example.org>") == 0) letter->has_recipient = 1;
  return "250 fine\r\n";
}

static void *answer_mails(void *accepted) {
  int connection = (int)(intptr_t)accepted;
  struct letter letter = {0};
  char line[4096];
  size_t length = 0;
  spare_this_thread();
  write_all(connection, "220 here\r\n");
  while (length < sizeof line - 2 && recv(connection, line + length, 1, 0) > 0) {
    line[++length] = 0;
    if (length < 2 || strcmp(line + length - 2, "\r\n") != 0) continue;
    line[length - 2] = 0;
    write_all(connection, reply(&letter, line));
    length = 0;
  }
  close(connection);
  return NULL;
}

static void *accept_all(void *answer) {
  spare_this_thread();
  for (;;) {
    pthread_t thread;
    int connection = accept(listener, NULL, NULL);
    if (connection < 0 || pthread_create(&thread, NULL, (void *(*)(void *))answer, (void *)(intptr_t)connection))
      return NULL;
    pthread_detach(thread);
  }
}

static void serve(void *(*answer)(void *)) {
  pthread_t thread;
  listen_at_loopback();
  if (pthread_create(&thread, NULL, accept_all, (void *)answer)) exit(2);
}

/* MARK: Requests */

/* Starting libcurl is some 2,900 allocations, nearly all of OpenSSL: tried when asked for. */
static void start_library(void) {
  if (!getenv("WITH_START")) innbridge_curl_close(innbridge_curl_open());
}

static innbridge_curl_response ask(innbridge_curl *client) {
  static const char *const headers[] = {"X-Signature: 1234", "Content-Type: text/plain"};
  char url[64];
  innbridge_curl_request request = {
    .method = "PUT", .url = url, .headers = headers, .header_count = 2, .body = (const uint8_t *)"rooms",
    .body_length = 5, .credentials = "inn:secret", .connect_milliseconds = 5000, .total_milliseconds = 5000,
    .most_response_bytes = 1000,
  };
  snprintf(url, sizeof url, "http://127.0.0.1:%d/hook", port);
  return innbridge_curl_perform(client, &request);
}

static int is_kept(const innbridge_curl_response *response) {
  return response->outcome == INNBRIDGE_CURL_ANSWERED && response->status == 200 && response->body_length == 4
    && memcmp(response->body, "kept", 4) == 0 && response->headers_length > 20;
}

void try_request(long nth) {
  innbridge_curl *client;
  innbridge_curl_response response;
  int answered;
  /* A proxy of the environment must not be asked just because a text could not be kept. */
  setenv("http_proxy", "http://127.0.0.1:9", 1);
  serve(answer_requests);
  start_library();
  fail_allocation(nth);
  client = innbridge_curl_open();
  if (client) {
    response = ask(client);
    fail_allocation(0);
    answered = response.outcome == INNBRIDGE_CURL_ANSWERED;
    require(!answered || is_kept(&response), "half an answer was taken for one", nth);
    require(!answered || whole == 1, "answered, but it never came", nth);
    require(response.outcome != INNBRIDGE_CURL_BAD_URL, "the address is blamed", nth);
    innbridge_curl_free(&response);
  }
  fail_allocation(0);
  require(half == 0, "half a request came", nth);
  if (!client) client = innbridge_curl_open();
  require(client != NULL, "nothing can be opened afterwards", nth);
  for (int turn = 0; turn < 3; turn++) {
    static long after_first;
    response = ask(client);
    require(is_kept(&response), "it doesn't go on afterwards", nth);
    innbridge_curl_free(&response);
    if (turn == 0) after_first = live_allocations();
    require(live_allocations() <= after_first, "memory is lost", nth);
  }
  require(half == 0, "half a request came afterwards", nth);
  innbridge_curl_close(client);
}

/* Where an allocation failed libcurl may wait for an answer to what it never asked. */
static innbridge_mail_result post(innbridge_curl *client, long patience) {
  char url[64];
  innbridge_mail mail = {
    .url = url, .security = INNBRIDGE_MAIL_PLAIN, .from = "hub@example.org", .to = "guest@example.org",
    .message = (const uint8_t *)"Subject: x\r\n\r\nrooms\r\n", .message_length = 21,
    .connect_milliseconds = patience, .total_milliseconds = patience,
  };
  snprintf(url, sizeof url, "smtp://127.0.0.1:%d/hub.example.org", port);
  return innbridge_mail_send(client, &mail);
}

void try_mail(long nth) {
  innbridge_curl *client;
  innbridge_mail_result result;
  serve(answer_mails);
  start_library();
  fail_allocation(nth);
  client = innbridge_curl_open();
  if (client) {
    result = post(client, 1000);
    fail_allocation(0);
    require(result.outcome != INNBRIDGE_CURL_ANSWERED || whole == 1, "sent, but it never came", nth);
    require(result.outcome != INNBRIDGE_CURL_BAD_URL, "the address is blamed", nth);
  }
  fail_allocation(0);
  require(half == 0, "half a mail came", nth);
  if (!client) client = innbridge_curl_open();
  require(client != NULL, "nothing can be opened afterwards", nth);
  result = post(client, 10000);
  require(result.outcome == INNBRIDGE_CURL_ANSWERED, "it doesn't go on afterwards", nth);
  require(half == 0, "half a mail came afterwards", nth);
  innbridge_curl_close(client);
}

/* MARK: The HTTP server */

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *body, size_t *length,
                              void **own) {
  static int seen;
  struct MHD_Response *response;
  enum MHD_Result result;
  uint8_t address[16];
  (void)context; (void)url; (void)method; (void)version; (void)body;
  if (!*own) {
    *own = &seen;
    return MHD_YES;
  }
  *length = 0;
  if (innbridge_mhd_peer(connection, address) != 4 || innbridge_mhd_descriptor(connection) < 0) return MHD_NO;
  response = MHD_create_response_from_buffer(4, "kept", MHD_RESPMEM_PERSISTENT);
  if (!response) return MHD_NO;
  result = MHD_queue_response(connection, 200, response);
  MHD_destroy_response(response);
  return result;
}

static void completed(void *context, struct MHD_Connection *connection, void **own,
                      enum MHD_RequestTerminationCode code) {
  (void)context; (void)connection; (void)own; (void)code;
}
static void changed(void *context, struct MHD_Connection *connection, void **own,
                    enum MHD_ConnectionNotificationCode code) {
  (void)context; (void)connection; (void)own; (void)code;
}
static void *request_line(void *context, const char *target, struct MHD_Connection *connection) {
  (void)context; (void)target; (void)connection;
  return NULL;
}

/* Whether a request is answered; a connection that is closed unanswered is fine, too. */
static int is_served(struct MHD_Daemon *daemon, int *was_taken) {
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval patience = {10, 0};
  struct innbridge_mhd_accepted accepted;
  char text[1024] = "";
  size_t length = 0;
  int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(connection, (struct sockaddr *)&address, sizeof address)) exit(2);
  *was_taken = innbridge_mhd_accept(listener, &accepted) == 0 && innbridge_mhd_add(daemon, &accepted);
  write_all(connection, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  for (ssize_t count; (count = recv(connection, text + length, sizeof text - 1 - length, 0)) > 0;)
    length += (size_t)count;
  close(connection);
  text[length] = 0;
  return strncmp(text, "HTTP/1.1 200", 12) == 0 && strstr(text, "kept");
}

void try_server(long nth) {
  const struct innbridge_mhd_settings settings = {
    .connection_limit = 16, .idle_timeout_seconds = 5, .connection_memory_bytes = 32768,
    .handle = handle, .completed = completed, .connection_changed = changed, .request_line = request_line,
  };
  struct MHD_Daemon *daemon;
  int was_taken, descriptors;
  listen_at_loopback();
  descriptors = open_descriptors();
  fail_allocation(nth);
  daemon = innbridge_mhd_start(&settings);
  if (daemon) is_served(daemon, &was_taken);
  fail_allocation(0);
  if (!daemon) {
    daemon = innbridge_mhd_start(&settings);
    /* libmicrohttpd 0.9.75 itself leaves some when its start fails; the hub ends then. */
    descriptors = -1;
  }
  require(daemon != NULL, "it can't be started afterwards", nth);
  require(is_served(daemon, &was_taken), "it doesn't answer afterwards", nth);
  MHD_stop_daemon(daemon);
  require(descriptors < 0 || open_descriptors() == descriptors, "descriptors are left", nth);
}

/* MARK: Programs */

static int echoes(void) {
  char *arguments[] = {"cat", NULL};
  char text[16] = "";
  int output = -1, status;
  int process = innbridge_spawn("/bin/cat", arguments, "rooms", 5, &output);
  if (process < 0) return errno == ENOMEM ? 0 : -1;
  if (read(output, text, sizeof text - 1) < 0) return -1;
  close(output);
  if (waitpid(process, &status, 0) != process || status != 0) return -1;
  return strcmp(text, "rooms") == 0 ? 1 : -1;
}

void try_spawn(long nth) {
  int descriptors = open_descriptors(), result;
  long live;
  fail_allocation(nth);
  result = echoes();
  fail_allocation(0);
  require(result >= 0, "a program was half started", nth);
  require(open_descriptors() == descriptors, "descriptors are left", nth);
  require(echoes() == 1, "no program starts afterwards", nth);
  live = live_allocations();
  require(echoes() == 1 && live_allocations() <= live, "memory is lost", nth);
}

/* MARK: Tones */

void try_tones(long nth) {
  static int16_t quiet[160];
  long live = live_allocations();
  innbridge_tones *tones;
  fail_allocation(nth);
  tones = innbridge_tones_open();
  if (tones) innbridge_tones_hear(tones, quiet, 160);
  innbridge_tones_close(tones);
  fail_allocation(0);
  require(live_allocations() <= live, "memory is lost", nth);
  tones = innbridge_tones_open();
  require(tones != NULL, "nothing listens afterwards", nth);
  innbridge_tones_close(tones);
}
