/*
 * The floor for HTTP on this machine: libmicrohttpd from plain C, with a constant answer.
 *
 *   cc -O2 -o /tmp/baseline-http bench/baseline-http/main.c -lmicrohttpd
 *   /tmp/baseline-http 8099 2 [ANSWER]
 *   wrk -t2 -c64 -d10s http://127.0.0.1:8099/v1/inns/T01
 *
 * ANSWER is a file: header fields, an empty line, the body, as a hub sent them; without it a body
 * of twelve bytes. Measured against it, and never alone: absolute figures drift with the machine's
 * other work.
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FIELDS = 32, MOST_BYTES = 4 << 20 };

static const char *body = "{\"id\":\"T01\"}";
static size_t body_length = 12;
static struct { const char *name, *value; } fields[MOST_FIELDS] = {
  {"Content-Type", "application/json"}};
static int field_count = 1;

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request) {
  static int seen;
  (void)context; (void)url; (void)method; (void)version; (void)upload;
  if (NULL == *request) {
    *request = &seen;
    return MHD_YES;
  }
  if (0 != *upload_size) {
    *upload_size = 0;
    return MHD_YES;
  }
  struct MHD_Response *response =
    MHD_create_response_from_buffer(body_length, (void *)body, MHD_RESPMEM_PERSISTENT);
  if (NULL == response) return MHD_NO;
  for (int i = 0; i < field_count; i++)
    MHD_add_response_header(response, fields[i].name, fields[i].value);
  enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
  MHD_destroy_response(response);
  return result;
}

/* The fields of the file's head one by one, and what stands below the empty line. */
static int read_answer(const char *path) {
  static char text[MOST_BYTES + 1];
  FILE *file = fopen(path, "rb");
  if (NULL == file) return 0;
  size_t length = fread(text, 1, MOST_BYTES, file);
  fclose(file);
  char *end = strstr(text, "\n\n");
  if (NULL == end) return 0;
  body = end + 2;
  body_length = length - (size_t)(body - text);
  *end = 0;
  field_count = 0;
  for (char *line = strtok(text, "\n"); line && field_count < MOST_FIELDS;
       line = strtok(NULL, "\n")) {
    char *colon = strstr(line, ": ");
    if (NULL == colon) return 0;
    *colon = 0;
    fields[field_count].name = line;
    fields[field_count++].value = colon + 2;
  }
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: %s PORT THREADS [ANSWER]\n", argv[0]);
    return 2;
  }
  if (argc == 4 && !read_answer(argv[3])) {
    fprintf(stderr, "%s: no answer in %s\n", argv[0], argv[3]);
    return 1;
  }
  struct MHD_Daemon *daemon = MHD_start_daemon(
    MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, answer, NULL,
    MHD_OPTION_THREAD_POOL_SIZE, (unsigned int)atoi(argv[2]),
    MHD_OPTION_CONNECTION_LIMIT, 10000u,
    MHD_OPTION_CONNECTION_TIMEOUT, 30u,
    MHD_OPTION_END);
  if (NULL == daemon) {
    perror("start");
    return 1;
  }
  for (;;) pause();
}
