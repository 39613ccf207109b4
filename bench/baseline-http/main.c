/*
 * The floor for HTTP on this machine: libmicrohttpd from plain C, with a constant answer.
 *
 *   cc -O2 -o /tmp/baseline-http bench/baseline-http/main.c -lmicrohttpd
 *   /tmp/baseline-http 8099 2
 *   wrk -t2 -c64 -d10s http://127.0.0.1:8099/v1/inns/T01
 *
 * Measured against it, and never alone: absolute figures drift with the machine's other work.
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char body[] = "{\"id\":\"T01\"}";

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
    MHD_create_response_from_buffer(sizeof body - 1, (void *)body, MHD_RESPMEM_PERSISTENT);
  if (NULL == response) return MHD_NO;
  MHD_add_response_header(response, "Content-Type", "application/json");
  enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
  MHD_destroy_response(response);
  return result;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s PORT THREADS\n", argv[0]);
    return 2;
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
