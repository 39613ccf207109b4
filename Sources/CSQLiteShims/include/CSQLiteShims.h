#ifndef CSQLITESHIMS_H
#define CSQLITESHIMS_H

/* Settings of the SQLite library, for the whole process; sqlite3_config is variadic, which Swift
   can't call. To be called before any connection is opened; afterwards it changes nothing.

   Savepoint journals stay in memory up to `journal_bytes` and go to a temporary file beyond. The
   library's count of its own memory is switched off: it costs a lock at every allocation.
   Returns 0, or SQLite's error code. */
int innbridge_sqlite_configure(int journal_bytes);

#endif
