#include "CSQLiteShims.h"

#include <sqlite3.h>

int innbridge_sqlite_configure(int journal_bytes) {
  int status = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  if (status == SQLITE_OK) status = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, journal_bytes);
  return status;
}
