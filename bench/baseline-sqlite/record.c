// strdup and clock_gettime are POSIX, not C.
#define _POSIX_C_SOURCE 200809L

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tape.h"

static inn_tape *recording;

static void fail(inn_tape *tape, const char *what, const char *sql) {
    if (tape->fault[0] == 0) snprintf(tape->fault, sizeof tape->fault, "%s: %.200s", what, sql);
}

/// Makes room for one more element; 0 without memory.
static int grow(void **elements, size_t *room, size_t used, size_t size) {
    if (used < *room) return 1;
    size_t wanted = *room ? *room * 2 : 1024;
    void *larger = realloc(*elements, wanted * size);
    if (!larger) return 0;
    *elements = larger;
    *room = wanted;
    return 1;
}

inn_tape *inn_tape_create(void) { return calloc(1, sizeof(inn_tape)); }

void inn_tape_destroy(inn_tape *tape) {
    if (!tape) return;
    for (int i = 0; i < tape->template_count; i++) free(tape->templates[i]);
    for (int i = 0; i < tape->setting_count; i++) free(tape->settings[i]);
    free(tape->values);
    free(tape->steps);
    free(tape->changes);
    free(tape->arena);
    free(tape);
}

size_t inn_tape_changes(const inn_tape *tape) { return tape->change_count; }

size_t inn_tape_statements(const inn_tape *tape) {
    size_t total = 0;
    for (size_t i = 0; i < tape->change_count; i++) total += tape->changes[i].count;
    return total;
}

const char *inn_tape_fault(const inn_tape *tape) { return tape->fault; }

static int template_number(inn_tape *tape, const char *sql) {
    for (int i = 0; i < tape->template_count; i++)
        if (strcmp(tape->templates[i], sql) == 0) return i;
    if (tape->template_count == MAX_TEMPLATES) return -1;
    char *copy = strdup(sql);
    if (!copy) return -1;
    tape->templates[tape->template_count] = copy;
    return tape->template_count++;
}

/// Reads the literal at `text` as SQLite writes it when it expands a parameter.
///
/// Returns its length in bytes, 0 when it is of no known kind.
static size_t read_literal(inn_tape *tape, const char *text, struct value *value) {
    if (strncmp(text, "NULL", 4) == 0) {
        value->kind = KIND_NULL;
        return 4;
    }
    if (isdigit((unsigned char)text[0]) || text[0] == '-') {
        char *end;
        value->kind = KIND_INTEGER;
        value->integer = strtoll(text, &end, 10);
        return *end == '.' ? 0 : (size_t)(end - text);
    }
    if (text[0] != '\'') return 0;
    value->kind = KIND_TEXT;
    value->start = tape->arena_used;
    const char *from = text + 1;
    for (;; from++) {
        if (*from == 0) return 0;
        if (*from == '\'' && from[1] != '\'') break;
        if (*from == '\'') from++;
        if (!grow((void **)&tape->arena, &tape->arena_room, tape->arena_used, 1)) return 0;
        tape->arena[tape->arena_used++] = *from;
    }
    value->length = (int)(tape->arena_used - value->start);
    return (size_t)(from + 1 - text);
}

/// Walks a statement and its expanded form together: they differ at `$1`, `$2`, … alone.
///
/// Returns the number of parameters, -1 when the two can't be brought together.
static int read_values(inn_tape *tape, const char *sql, const char *expanded,
                       struct value values[MAX_PARAMETERS]) {
    int count = 0;
    int is_quoted = 0;
    while (*sql) {
        if (*sql == '$' && !is_quoted) {
            char *end;
            long number = strtol(sql + 1, &end, 10);
            if (number < 1 || number > MAX_PARAMETERS) return -1;
            size_t length = read_literal(tape, expanded, &values[number - 1]);
            if (length == 0) return -1;
            if (number > count) count = (int)number;
            sql = end;
            expanded += length;
            continue;
        }
        if (*sql == '\'') is_quoted = !is_quoted;
        if (*sql++ != *expanded++) return -1;
    }
    return count;
}

static void add_step(inn_tape *tape, sqlite3_stmt *statement, const char *sql) {
    struct value values[MAX_PARAMETERS] = {0};
    char *expanded = sqlite3_expanded_sql(statement);
    int count = expanded ? read_values(tape, sql, expanded, values) : -1;
    sqlite3_free(expanded);
    int number = template_number(tape, sql);
    if (count < 0 || number < 0) return fail(tape, "values not understood", sql);
    struct step step = {.template_number = number, .count = count, .first_value = tape->value_count};
    for (int i = 0; i < count; i++) {
        if (!grow((void **)&tape->values, &tape->value_room, tape->value_count, sizeof *values))
            return fail(tape, "out of memory", sql);
        tape->values[tape->value_count++] = values[i];
    }
    if (!grow((void **)&tape->steps, &tape->step_room, tape->step_count, sizeof step))
        return fail(tape, "out of memory", sql);
    tape->steps[tape->step_count++] = step;
}

static int heard(unsigned event, void *context, void *subject, void *text) {
    (void)event;
    inn_tape *tape = recording;
    sqlite3_stmt *statement = subject;
    const char *sql = sqlite3_sql(statement);
    if (!tape || !sql || sqlite3_db_readonly(context, "main") == 1) return 0;
    // Statements that a constraint runs by itself come as comments.
    if (strncmp(text, "--", 2) == 0) return 0;
    if (strncmp(sql, "PRAGMA", 6) == 0) {
        if (tape->setting_count < MAX_TEMPLATES) tape->settings[tape->setting_count++] = strdup(sql);
    } else if (strcmp(sql, "SAVEPOINT change") == 0) {
        struct change change = {.first_step = tape->step_count};
        if (!grow((void **)&tape->changes, &tape->change_room, tape->change_count, sizeof change)) {
            fail(tape, "out of memory", sql);
            return 0;
        }
        tape->changes[tape->change_count] = change;
        tape->is_in_change = 1;
    } else if (strcmp(sql, "RELEASE change") == 0) {
        struct change *change = &tape->changes[tape->change_count++];
        change->count = tape->step_count - change->first_step;
        tape->is_in_change = 0;
    } else if (tape->is_in_change) {
        add_step(tape, statement, sql);
    }
    return 0;
}

static int listen_to(sqlite3 *db, const char **message, const void *routines) {
    (void)message;
    (void)routines;
    return recording ? sqlite3_trace_v2(db, SQLITE_TRACE_STMT, heard, db) : SQLITE_OK;
}

int inn_tape_record(inn_tape *tape) {
    recording = tape;
    return sqlite3_auto_extension((void (*)(void))listen_to);
}

void inn_tape_stop_recording(void) {
    sqlite3_cancel_auto_extension((void (*)(void))listen_to);
    recording = NULL;
}
