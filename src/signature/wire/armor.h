/* The armour of a signature: lines that say what it is, around its bytes in base64. */
#ifndef D1_SIGNATURE_WIRE_ARMOR_H
#define D1_SIGNATURE_WIRE_ARMOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory/arena.h"
#include "base/str.h"

/* What the first line of a text says that it is. */
enum d1_armor {
    D1_ARMOR_NONE, /* no signature that is known here */
    D1_ARMOR_SSH,
    D1_ARMOR_OPENPGP,
    D1_ARMOR_X509
};

/* By the beginning of the text, which is what git goes by. */
enum d1_armor d1_armor_of(struct d1_str text);

/*
 * The offset of the last line that begins a signature of any kind; text.len when none does. That is where git cuts a
 * tag (parse_signed_buffer of its sources): what looks like a signature within a message is signed with it.
 */
size_t d1_armor_find_last(struct d1_str text);

/*
 * The bytes within the armour of an SSH signature, in the arena. The lines may have any length, and end with or without
 * a carriage return; before, between and after them stands nothing else, but empty lines at the end. Returns 0, or
 * D1_ERR_MEMORY; bytes->ptr is NULL when the armour is damaged.
 */
int d1_armor_open(struct d1_str *bytes, struct d1_str text, struct d1_arena *arena);

#endif
