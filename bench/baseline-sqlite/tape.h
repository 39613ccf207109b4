#ifndef INN_TAPE_PRIVATE_H
#define INN_TAPE_PRIVATE_H

#include <sqlite3.h>

#include "CBaselineSQLite.h"

/// Most parameters of one statement; the registry's widest insert has 28.
enum { MAX_PARAMETERS = 64 };
/// Most different statements on one tape.
enum { MAX_TEMPLATES = 256 };

enum kind { KIND_UNSET, KIND_NULL, KIND_INTEGER, KIND_TEXT };

struct value {
    enum kind kind;
    int64_t integer;
    /// Where the text begins in the arena, and its bytes.
    size_t start;
    int length;
};

/// One statement with the values bound to `$1`, `$2`, … when it ran.
struct step {
    int template_number;
    int count;
    size_t first_value;
};

/// Steps of one change.
struct change {
    size_t first_step;
    size_t count;
};

struct inn_tape {
    char *templates[MAX_TEMPLATES];
    int template_count;
    /// Settings that the recorded connection made, in order.
    char *settings[MAX_TEMPLATES];
    int setting_count;

    struct value *values;
    size_t value_count, value_room;
    struct step *steps;
    size_t step_count, step_room;
    struct change *changes;
    size_t change_count, change_room;
    char *arena;
    size_t arena_used, arena_room;

    int is_in_change;
    char fault[INN_TAPE_MESSAGE];
};

#endif
