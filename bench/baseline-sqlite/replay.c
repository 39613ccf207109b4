// strdup and clock_gettime are POSIX, not C.
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tape.h"

struct prepared {
    sqlite3_stmt *statement;
    /// SQLite's index of `$1`, `$2`, …; it numbers parameters by first appearance.
    int index[MAX_PARAMETERS];
};

struct player {
    sqlite3 *db;
    const inn_tape *tape;
    struct prepared templates[MAX_TEMPLATES];
    sqlite3_stmt *begin, *commit, *savepoint, *release;
    uint64_t rows;
    uint64_t sum;
};

static int prepare(sqlite3 *db, const char *sql, sqlite3_stmt **statement) {
    return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
}

static int open_player(struct player *player, const char *path) {
    int status = sqlite3_open_v2(path, &player->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (status) return status;
    sqlite3_busy_timeout(player->db, 5000);
    for (int i = 0; i < player->tape->setting_count; i++) {
        status = sqlite3_exec(player->db, player->tape->settings[i], NULL, NULL, NULL);
        if (status) return status;
    }
    if ((status = prepare(player->db, "BEGIN IMMEDIATE", &player->begin))) return status;
    if ((status = prepare(player->db, "COMMIT", &player->commit))) return status;
    if ((status = prepare(player->db, "SAVEPOINT change", &player->savepoint))) return status;
    if ((status = prepare(player->db, "RELEASE change", &player->release))) return status;
    for (int i = 0; i < player->tape->template_count; i++) {
        struct prepared *entry = &player->templates[i];
        status = prepare(player->db, player->tape->templates[i], &entry->statement);
        if (status) return status;
        for (int number = 1; number <= MAX_PARAMETERS; number++) {
            char name[8];
            snprintf(name, sizeof name, "$%d", number);
            entry->index[number - 1] = sqlite3_bind_parameter_index(entry->statement, name);
        }
    }
    return SQLITE_OK;
}

static void close_player(struct player *player) {
    for (int i = 0; i < player->tape->template_count; i++)
        sqlite3_finalize(player->templates[i].statement);
    sqlite3_finalize(player->begin);
    sqlite3_finalize(player->commit);
    sqlite3_finalize(player->savepoint);
    sqlite3_finalize(player->release);
    sqlite3_close(player->db);
}

static int run(sqlite3_stmt *statement) {
    int status = sqlite3_step(statement);
    sqlite3_reset(statement);
    return status == SQLITE_DONE ? SQLITE_OK : status;
}

/// Looks at each column of a row, as whoever asked for it must.
static void read_row(struct player *player, sqlite3_stmt *statement) {
    player->rows++;
    int columns = sqlite3_column_count(statement);
    for (int i = 0; i < columns; i++) {
        if (sqlite3_column_type(statement, i) == SQLITE_TEXT) {
            if (sqlite3_column_text(statement, i)) player->sum += sqlite3_column_bytes(statement, i);
        } else {
            player->sum += (uint64_t)sqlite3_column_int64(statement, i);
        }
    }
}

static int play_step(struct player *player, const struct step *step) {
    const struct prepared *entry = &player->templates[step->template_number];
    sqlite3_stmt *statement = entry->statement;
    for (int i = 0; i < step->count; i++) {
        const struct value *value = &player->tape->values[step->first_value + (size_t)i];
        int status = SQLITE_OK;
        switch (value->kind) {
        case KIND_UNSET: break;
        case KIND_NULL: status = sqlite3_bind_null(statement, entry->index[i]); break;
        case KIND_INTEGER:
            status = sqlite3_bind_int64(statement, entry->index[i], value->integer);
            break;
        case KIND_TEXT:
            status = sqlite3_bind_text(statement, entry->index[i], player->tape->arena + value->start,
                                       value->length, SQLITE_STATIC);
            break;
        }
        if (status) return status;
    }
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) read_row(player, statement);
    sqlite3_reset(statement);
    return status == SQLITE_DONE ? SQLITE_OK : status;
}

static int play(struct player *player, const int32_t *sizes, size_t count) {
    size_t next = 0;
    int status;
    for (size_t batch = 0; batch < count; batch++) {
        if ((status = run(player->begin))) return status;
        for (int32_t i = 0; i < sizes[batch] && next < player->tape->change_count; i++, next++) {
            const struct change *change = &player->tape->changes[next];
            if ((status = run(player->savepoint))) return status;
            for (size_t step = 0; step < change->count; step++) {
                status = play_step(player, &player->tape->steps[change->first_step + step]);
                if (status) return status;
            }
            if ((status = run(player->release))) return status;
        }
        if ((status = run(player->commit))) return status;
    }
    return SQLITE_OK;
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int inn_tape_replay(const inn_tape *tape, const char *path, const int32_t *sizes, size_t count,
                    int longest_log, inn_replay *result, char message[INN_TAPE_MESSAGE]) {
    struct player player = {.tape = tape};
    int status = open_player(&player, path);
    if (status == SQLITE_OK) status = sqlite3_wal_autocheckpoint(player.db, longest_log);
    if (status == SQLITE_OK) {
        double start = seconds_now();
        status = play(&player, sizes, count);
        result->seconds = seconds_now() - start;
        result->rows = player.rows;
    }
    if (status) snprintf(message, INN_TAPE_MESSAGE, "%s", sqlite3_errmsg(player.db));
    close_player(&player);
    return status;
}

int inn_sql_run(const char *path, const char *sql, char message[INN_TAPE_MESSAGE]) {
    sqlite3 *db = NULL;
    int status = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (status == SQLITE_OK) status = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (status) snprintf(message, INN_TAPE_MESSAGE, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return status;
}

int64_t inn_sql_number(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK
        && sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK
        && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}
