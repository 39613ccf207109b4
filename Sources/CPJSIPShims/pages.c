#define _GNU_SOURCE
#include "pages.h"

#include "CPJSIPShims.h"

// PJSUA answers every MESSAGE with 200 before anybody has read it. Here it waits in its transaction
// until it is kept, so that a sender whose text was lost in a crash sends it again.

typedef struct page {
  uint64_t number;  // 0: free
  pjsip_transaction *transaction;  // NULL: is over
  pjsip_tx_data *answer;
} page;

// A few seconds of messages; more are told to come again.
enum { PAGES = 256, MOST_BYTES = 8192 };

static page pages[PAGES];
static uint64_t last_number;
static innbridge_page_arrival arrived;

static void on_transaction(pjsip_transaction *transaction, pjsip_event *event);

static pjsip_module pages_module = {
    .name = {"innbridge-pages", 15},
    .id = -1,
    .priority = PJSIP_MOD_PRIORITY_APPLICATION,
    .on_tsx_state = on_transaction,
};

static void on_transaction(pjsip_transaction *transaction, pjsip_event *event)
{
  page *page = (struct page *)transaction->mod_data[pages_module.id];

  (void)event;
  if (page && transaction->state >= PJSIP_TSX_STATE_TERMINATED) {
    transaction->mod_data[pages_module.id] = NULL;
    page->transaction = NULL;
  }
}

int innbridge_pages_open(innbridge_page_arrival arrival)
{
  arrived = arrival;
  if (pages_module.id >= 0) return PJ_SUCCESS;
  return pjsip_endpt_register_module(pjsua_get_pjsip_endpt(), &pages_module);
}

void innbridge_pages_close(void)
{
  arrived = NULL;
  for (int i = 0; i < PAGES; i++) {
    if (pages[i].transaction) pages[i].transaction->mod_data[pages_module.id] = NULL;
    if (pages[i].answer) pjsip_tx_data_dec_ref(pages[i].answer);
    pages[i] = (page){0};
  }
  if (pages_module.id >= 0)
    pjsip_endpt_unregister_module(pjsua_get_pjsip_endpt(), &pages_module);
}

static innbridge_text text(pj_str_t string)
{
  innbridge_text result = {string.ptr, string.slen > 0 ? (size_t)string.slen : 0};
  return result;
}

static page *free_page(void)
{
  for (int i = 0; i < PAGES; i++)
    if (!pages[i].number) return &pages[i];
  return NULL;
}

// 0, or why the body can't be read.
static int flaw(const pjsip_msg_body *body)
{
  static const pj_str_t type = {"text", 4};
  static const pj_str_t plain = {"plain", 5};

  if (!body || body->len == 0) return PJSIP_SC_BAD_REQUEST;
  if (pj_stricmp(&body->content_type.type, &type) != 0
      || pj_stricmp(&body->content_type.subtype, &plain) != 0)
    return PJSIP_SC_UNSUPPORTED_MEDIA_TYPE;
  return body->len > MOST_BYTES ? PJSIP_SC_REQUEST_ENTITY_TOO_LARGE : 0;
}

int innbridge_take_page(pjsip_rx_data *rdata)
{
  static const pj_str_t charset = {"charset", 7};
  pjsip_msg_body *body = rdata->msg_info.msg->body;
  innbridge_page page_in = {0};
  const pjsip_param *encoding;
  page *place;
  pj_status_t status;

  // The same answer to everybody whom it doesn't concern.
  if (!arrived) return PJSIP_SC_METHOD_NOT_ALLOWED;
  page_in.who = innbridge_describe_invite(rdata);
  page_in.call_id = text(rdata->msg_info.cid->id);
  page_in.sequence = (uint32_t)rdata->msg_info.cseq->cseq;
  page_in.flaw = flaw(body);
  if (!page_in.flaw) {
    encoding = pjsip_param_cfind(&body->content_type.param, &charset);
    if (encoding) page_in.charset = text(encoding->value);
    page_in.body.bytes = (const char *)body->data;
    page_in.body.length = body->len;
  }
  place = free_page();
  if (!place) return PJSIP_SC_SERVICE_UNAVAILABLE;
  page_in.number = ++last_number;
  status = arrived(&page_in);
  if (status != 0) return status;

  if (pjsip_endpt_create_response(pjsua_get_pjsip_endpt(), rdata, PJSIP_SC_ACCEPTED, NULL,
                                  &place->answer) != PJ_SUCCESS)
    return PJSIP_SC_SERVICE_UNAVAILABLE;
  if (pjsip_tsx_create_uas2(&pages_module, rdata, NULL, &place->transaction) != PJ_SUCCESS) {
    pjsip_tx_data_dec_ref(place->answer);
    *place = (page){0};
    return PJSIP_SC_SERVICE_UNAVAILABLE;
  }
  place->number = page_in.number;
  place->transaction->mod_data[pages_module.id] = place;
  pjsip_tsx_recv_msg(place->transaction, rdata);
  return 0;
}

void innbridge_page_answer(uint64_t number, int status)
{
  page *place = NULL;

  for (int i = 0; number && i < PAGES && !place; i++)
    if (pages[i].number == number) place = &pages[i];
  if (!place) return;
  place->answer->msg->line.status.code = status;
  place->answer->msg->line.status.reason = *pjsip_get_status_text(status);
  if (place->transaction) {
    pjsip_transaction *transaction = place->transaction;
    transaction->mod_data[pages_module.id] = NULL;
    // Takes over the answer when it goes out.
    if (pjsip_tsx_send_msg(transaction, place->answer) != PJ_SUCCESS)
      pjsip_tx_data_dec_ref(place->answer);
  } else {
    pjsip_tx_data_dec_ref(place->answer);
  }
  *place = (page){0};
}

int innbridge_page_send(int account, const char *target, const char *identity, const char *body,
                        size_t length, void *user_data)
{
  pjsua_msg_data message;
  pjsip_generic_string_hdr header;
  pj_str_t to = pj_str((char *)target);
  pj_str_t type = {"text/plain;charset=UTF-8", 24};
  pj_str_t content = {(char *)body, (pj_ssize_t)length};
  pj_str_t name = {"P-Preferred-Identity", 20};
  pj_str_t value;

  pjsua_msg_data_init(&message);
  if (identity) {
    value = pj_str((char *)identity);
    pjsip_generic_string_hdr_init2(&header, &name, &value);
    pj_list_push_back(&message.hdr_list, &header);
  }
  return pjsua_im_send(account, &to, &type, &content, &message, user_data);
}
