// The floor under the registry: the same statements with the same values, by bare SQLite calls.
//
// A tape records what the registry's writer asks of SQLite, change by change, and plays it again on
// another copy of the same file with nothing around it: no rules, no prices, no queue, no threads.
// Because it is recorded, the floor can't fall behind when the registry's statements change.
#ifndef C_BASELINE_SQLITE_H
#define C_BASELINE_SQLITE_H

#include <stddef.h>
#include <stdint.h>

typedef struct inn_tape inn_tape;

/// Longest message, in bytes, that a call hands back.
enum { INN_TAPE_MESSAGE = 400 };

/// An empty tape; NULL without memory.
inn_tape *inn_tape_create(void);
void inn_tape_destroy(inn_tape *tape);

/// From now on every connection opened in this process is listened to, until
/// `inn_tape_stop_recording`. One tape at a time; statements of read-only connections are left out.
///
/// Changes are told apart by the savepoint `change` in which the registry runs each of them.
/// Returns 0, or an SQLite error code.
int inn_tape_record(inn_tape *tape);
/// Stops listening. The connections that were listened to must be closed by now.
void inn_tape_stop_recording(void);

/// Whole changes on the tape.
size_t inn_tape_changes(const inn_tape *tape);
/// Statements inside those changes, savepoints not counted.
size_t inn_tape_statements(const inn_tape *tape);
/// Empty, or why the tape must not be used.
const char *inn_tape_fault(const inn_tape *tape);

/// What a replay took and did.
typedef struct {
    /// From before the first BEGIN until after the last COMMIT.
    double seconds;
    /// Rows that statements returned.
    uint64_t rows;
} inn_replay;

/// Plays the tape on the database at `path`, `sizes[i]` changes in the i-th commit, each change in a
/// savepoint. Settings of the connection are those that the recorded one made; the log is copied into
/// the database by the commit that makes it longer than `longest_log` pages.
///
/// Returns 0 or an SQLite error code; then `message` says more.
int inn_tape_replay(const inn_tape *tape, const char *path, const int32_t *sizes, size_t count,
                    int longest_log, inn_replay *result, char message[INN_TAPE_MESSAGE]);

/// Counts the commits of every connection opened from now on; what a count costs is nanoseconds.
int inn_commits_count(void);
/// Commits so far. The one that `finish` follows on the writer's thread is counted.
uint64_t inn_commits(void);

/// Runs SQL without parameters on the database at `path`, for laying out the data of a measurement.
int inn_sql_run(const char *path, const char *sql, char message[INN_TAPE_MESSAGE]);
/// The first column of the first row as a number; -1 when there is none.
int64_t inn_sql_number(const char *path, const char *sql);

/// Bytes that this process has asked malloc for and not given back.
size_t inn_allocated_bytes(void);

#endif
