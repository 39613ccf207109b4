// Between the front door and the pages; not for Swift.
#ifndef INNBRIDGE_PAGES_H
#define INNBRIDGE_PAGES_H

#include "door.h"

// Takes a MESSAGE outside dialogues. Returns 0 when it will be answered, or the status to answer.
int innbridge_take_page(pjsip_rx_data *rdata);

#endif
