#define _GNU_SOURCE
#include "door.h"

#include <string.h>

#include "CPJSIPShims.h"
#include "pages.h"

// When a caller may try again whom memory did not suffice for, in seconds.
enum { SHORT_SECONDS = 30 };

static innbridge_front_door door;

static pj_bool_t on_request(pjsip_rx_data *rdata);

// Behind the transaction layer, so that retransmissions of a call that is in already never come
// here; before the dialog layer, so that what is refused leaves nothing behind.
static pjsip_module front_door_module = {
    .name = {"innbridge-front-door", 20},
    .id = -1,
    .priority = PJSIP_MOD_PRIORITY_TSX_LAYER + 4,
    .on_rx_request = on_request,
};

// Before everything else: what is dropped here costs the parser's work and nothing more.
static pj_bool_t on_arrival(pjsip_rx_data *rdata)
{
  const pjsip_method *method = &rdata->msg_info.msg->line.req.method;
  innbridge_request_kind kind = INNBRIDGE_OTHER_REQUEST;

  if (rdata->msg_info.to->tag.slen > 0 || method->id == PJSIP_ACK_METHOD
      || method->id == PJSIP_CANCEL_METHOD)
    kind = INNBRIDGE_WITHIN_CALL;
  else if (method->id == PJSIP_INVITE_METHOD)
    kind = INNBRIDGE_INVITE;
  else if (method->id == PJSIP_OPTIONS_METHOD)
    kind = INNBRIDGE_OPTIONS;
  return door.drops(rdata->pkt_info.src_name, kind) ? PJ_TRUE : PJ_FALSE;
}

static pjsip_module guard_module = {
    .name = {"innbridge-guard", 15},
    .id = -1,
    .priority = PJSIP_MOD_PRIORITY_TRANSPORT_LAYER - 1,
    .on_rx_request = on_arrival,
};

int innbridge_front_door_open(innbridge_front_door hooks)
{
  pj_status_t status;

  door = hooks;
  status = pjsip_endpt_register_module(pjsua_get_pjsip_endpt(), &guard_module);
  if (status != PJ_SUCCESS) return status;
  return pjsip_endpt_register_module(pjsua_get_pjsip_endpt(), &front_door_module);
}

static void close_module(pjsip_module *module)
{
  if (module->id >= 0) pjsip_endpt_unregister_module(pjsua_get_pjsip_endpt(), module);
}

void innbridge_front_door_close(void)
{
  close_module(&front_door_module);
  close_module(&guard_module);
}

static pj_bool_t answer(pjsip_rx_data *rdata, int status, int retry_after)
{
  const pj_bool_t tells_methods =
      status == PJSIP_SC_METHOD_NOT_ALLOWED
      || (status == PJSIP_SC_OK
          && rdata->msg_info.msg->line.req.method.id == PJSIP_OPTIONS_METHOD);
  pjsip_hdr headers;

  pj_list_init(&headers);
  if (status == PJSIP_SC_UNSUPPORTED_MEDIA_TYPE) {
    const pj_bool_t is_page = rdata->msg_info.to->tag.slen == 0;
    const pj_str_t name = {"Accept", 6};
    const pj_str_t value =
        is_page ? (pj_str_t){"text/plain", 10} : (pj_str_t){"application/dtmf-relay, application/dtmf", 40};
    pj_list_push_back(&headers,
                      pjsip_generic_string_hdr_create(rdata->tp_info.pool, &name, &value));
  }
  if (retry_after > 0)
    pj_list_push_back(&headers, pjsip_retry_after_hdr_create(rdata->tp_info.pool, retry_after));
  if (tells_methods) {
    const pj_str_t name = {"Allow", 5};
    const pj_str_t value = {"INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, UPDATE", 53};
    pj_list_push_back(&headers,
                      pjsip_generic_string_hdr_create(rdata->tp_info.pool, &name, &value));
  }
  pjsip_endpt_respond_stateless(pjsua_get_pjsip_endpt(), rdata, status, NULL, &headers, NULL);
  return PJ_TRUE;
}

// A request that belongs into a dialog but names none is left unanswered by the dialog layer, and
// the other side would send it for half a minute; RFC 3261, section 12.2.2, wants 481.
static pj_bool_t is_outside_dialogs(const pjsip_rx_data *rdata)
{
  return rdata->msg_info.to->tag.slen == 0;
}

// PJSUA understands `application/dtmf-relay` only, and of it the first character («Signal=10» is
// `*` at some gateways, and would count as 1). So every key is rewritten into the one form that
// PJSUA reads right; transaction, answer and order stay its business.
static pj_bool_t on_info(pjsip_rx_data *rdata)
{
  static const pj_str_t application = {"application", 11};
  static const pj_str_t dtmf = {"dtmf", 4};
  static const pj_str_t relay = {"dtmf-relay", 10};
  pjsip_msg_body *body = rdata->msg_info.msg->body;
  pjsip_msg_body *plain;
  pj_bool_t is_relay;
  char *text;
  char key;

  if (is_outside_dialogs(rdata)) return answer(rdata, PJSIP_SC_CALL_TSX_DOES_NOT_EXIST, 0);
  // In a dialog that nobody knows: the dialog layer answers 481.
  if (!pjsip_ua_find_dialog(&rdata->msg_info.cid->id, &rdata->msg_info.to->tag,
                            &rdata->msg_info.from->tag, PJ_FALSE))
    return PJ_FALSE;
  // An empty INFO asks whether we are still there (RFC 2976, section 2.2).
  if (!body || body->len == 0) return answer(rdata, PJSIP_SC_OK, 0);
  is_relay = pj_stricmp(&body->content_type.subtype, &relay) == 0;
  if (pj_stricmp(&body->content_type.type, &application) != 0
      || (!is_relay && pj_stricmp(&body->content_type.subtype, &dtmf) != 0))
    return answer(rdata, PJSIP_SC_UNSUPPORTED_MEDIA_TYPE, 0);
  key = door.info_key(is_relay, (const char *)body->data, body->len);
  if (!key) return answer(rdata, PJSIP_SC_BAD_REQUEST, 0);

  plain = PJ_POOL_ZALLOC_T(rdata->tp_info.pool, pjsip_msg_body);
  text = (char *)pj_pool_alloc(rdata->tp_info.pool, 32);
  plain->content_type.type = application;
  plain->content_type.subtype = relay;
  plain->len = (unsigned)pj_ansi_snprintf(text, 32, "Signal=%c\r\nDuration=100\r\n", key);
  plain->data = text;
  plain->print_body = pjsip_print_text_body;
  plain->clone_data = pjsip_clone_text_data;
  rdata->msg_info.msg->body = plain;
  return PJ_FALSE;
}

static pj_bool_t on_request(pjsip_rx_data *rdata)
{
  static const pj_str_t info = {"INFO", 4};
  static const pj_str_t prack = {"PRACK", 5};
  static const pj_str_t update = {"UPDATE", 6};
  static const pj_str_t notify = {"NOTIFY", 6};
  static const pj_str_t message = {"MESSAGE", 7};
  const pjsip_method *method = &rdata->msg_info.msg->line.req.method;

  switch (method->id) {
  case PJSIP_BYE_METHOD:
    return is_outside_dialogs(rdata) ? answer(rdata, PJSIP_SC_CALL_TSX_DOES_NOT_EXIST, 0) : PJ_FALSE;
  case PJSIP_ACK_METHOD:
  case PJSIP_CANCEL_METHOD: return PJ_FALSE;
  // The same answer whoever asks about whatever number; PJSUA's own depends on its calls.
  case PJSIP_OPTIONS_METHOD: return is_outside_dialogs(rdata) ? answer(rdata, PJSIP_SC_OK, 0) : PJ_FALSE;
  case PJSIP_INVITE_METHOD: {
    static const pj_str_t replaces = {"Replaces", 8};
    int retry_after = 0;
    int verdict;

    if (rdata->msg_info.to->tag.slen > 0) return PJ_FALSE;
    // What memory is left belongs to the calls that are open.
    if (innbridge_memory_is_short()) return answer(rdata, PJSIP_SC_SERVICE_UNAVAILABLE, SHORT_SECONDS);
    verdict = door.admit(rdata->pkt_info.src_name, &retry_after);
    if (verdict < 0) return PJ_TRUE;
    if (verdict > 0) return answer(rdata, verdict, retry_after);
    // Nobody takes over a keeper's call (RFC 3891).
    if (pjsip_msg_find_hdr_by_name(rdata->msg_info.msg, &replaces, NULL))
      return answer(rdata, PJSIP_SC_FORBIDDEN, 0);
    return PJ_FALSE;
  }
  case PJSIP_REGISTER_METHOD:
  case PJSIP_OTHER_METHOD:
  default: break;
  }
  if (pj_stricmp(&method->name, &info) == 0) return on_info(rdata);
  // NOTIFY tells what became of a REFER of ours.
  if (pj_stricmp(&method->name, &notify) == 0 && !is_outside_dialogs(rdata)) return PJ_FALSE;
  if (pj_stricmp(&method->name, &prack) == 0 || pj_stricmp(&method->name, &update) == 0)
    return is_outside_dialogs(rdata) ? answer(rdata, PJSIP_SC_CALL_TSX_DOES_NOT_EXIST, 0) : PJ_FALSE;
  if (pj_stricmp(&method->name, &message) == 0 && is_outside_dialogs(rdata)) {
    const int status = innbridge_take_page(rdata);

    return status == 0 ? PJ_TRUE : answer(rdata, status, 0);
  }
  // REFER above all: PJSUA would dial whatever number it names.
  return answer(rdata, PJSIP_SC_METHOD_NOT_ALLOWED, 0);
}

// MARK: Describing and refusing calls

static innbridge_text text(pj_str_t string)
{
  innbridge_text result = {string.ptr, string.slen > 0 ? (size_t)string.slen : 0};
  return result;
}

static void describe(pjsip_uri *uri, innbridge_text *user, innbridge_text *host)
{
  pjsip_uri *inner = uri ? (pjsip_uri *)pjsip_uri_get_uri(uri) : NULL;

  if (!inner) return;
  if (PJSIP_URI_SCHEME_IS_SIP(inner) || PJSIP_URI_SCHEME_IS_SIPS(inner)) {
    *user = text(((pjsip_sip_uri *)inner)->user);
    if (host) *host = text(((pjsip_sip_uri *)inner)->host);
  } else if (PJSIP_URI_SCHEME_IS_TEL(inner)) {
    *user = text(((pjsip_tel_uri *)inner)->number);
  }
}

// The network's own word for who calls (RFC 3325, section 9.1); NULL when it gives none.
static pjsip_uri *asserted(const pjsip_rx_data *rdata)
{
  static const pj_str_t name = {"P-Asserted-Identity", 19};
  pjsip_generic_string_hdr *header =
      (pjsip_generic_string_hdr *)pjsip_msg_find_hdr_by_name(rdata->msg_info.msg, &name, NULL);
  char *copy;

  if (!header || header->hvalue.slen <= 0) return NULL;
  // The parser wants a text that it may write behind.
  copy = (char *)pj_pool_alloc(rdata->tp_info.pool, (pj_size_t)header->hvalue.slen + 1);
  memcpy(copy, header->hvalue.ptr, (size_t)header->hvalue.slen);
  copy[header->hvalue.slen] = 0;
  return pjsip_parse_uri(rdata->tp_info.pool, copy, (pj_size_t)header->hvalue.slen,
                         PJSIP_PARSE_URI_AS_NAMEADDR);
}

// Whether the caller wants her number kept back (RFC 3323, RFC 3325).
static int is_withheld(const pjsip_rx_data *rdata)
{
  static const pj_str_t name = {"Privacy", 7};
  static const pj_str_t none = {"none", 4};
  pjsip_generic_string_hdr *header =
      (pjsip_generic_string_hdr *)pjsip_msg_find_hdr_by_name(rdata->msg_info.msg, &name, NULL);

  return header && header->hvalue.slen > 0 && pj_stricmp(&header->hvalue, &none) != 0;
}

innbridge_invite innbridge_describe_invite(const void *rx_data)
{
  const pjsip_rx_data *rdata = (const pjsip_rx_data *)rx_data;
  innbridge_invite invite = {{0}};
  pjsip_uri *caller = asserted(rdata);

  describe(caller ? caller : rdata->msg_info.from->uri, &invite.caller_user, &invite.caller_host);
  invite.is_withheld = is_withheld(rdata);
  describe(rdata->msg_info.msg->line.req.uri, &invite.called_user, NULL);
  invite.source.bytes = rdata->pkt_info.src_name;
  invite.source.length = strnlen(rdata->pkt_info.src_name, sizeof rdata->pkt_info.src_name);
  return invite;
}

int innbridge_call_refuse(int call, int status, int retry_after)
{
  pjsua_msg_data message;
  pjsip_generic_string_hdr header;
  pj_str_t name = {"Retry-After", 11};
  char digits[16];
  pj_str_t value = {digits, 0};

  pjsua_msg_data_init(&message);
  if (retry_after > 0) {
    value.slen = pj_ansi_snprintf(digits, sizeof digits, "%d", retry_after);
    pjsip_generic_string_hdr_init2(&header, &name, &value);
    pj_list_push_back(&message.hdr_list, &header);
  }
  return pjsua_call_hangup(call, (unsigned)status, NULL, &message);
}

int innbridge_call_make(int account, const char *target, const char *identity, void *user_data,
                        int *call)
{
  pjsua_msg_data message;
  pjsua_call_setting setting;
  pjsip_generic_string_hdr header;
  pj_str_t to = pj_str((char *)target);
  pj_str_t name = {"P-Preferred-Identity", 20};
  pj_str_t value;

  pjsua_msg_data_init(&message);
  pjsua_call_setting_default(&setting);
  setting.vid_cnt = 0;
  if (identity) {
    value = pj_str((char *)identity);
    pjsip_generic_string_hdr_init2(&header, &name, &value);
    pj_list_push_back(&message.hdr_list, &header);
  }
  return pjsua_call_make_call(account, &to, &setting, user_data, &message, call);
}
