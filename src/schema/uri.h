/* URI references as RFC 3986 defines them: taking apart and resolving. No normalisation beyond dot segments. */
#ifndef D1_SCHEMA_URI_H
#define D1_SCHEMA_URI_H

#include <stdbool.h>

#include "base/memory/arena.h"
#include "base/str.h"
#include "base/text/strbuf.h"

/* The five parts (RFC 3986 §3), without their delimiters; a part that is not there has a NULL pointer. */
struct d1_schema_uri {
    struct d1_str scheme, authority, path, query, fragment;
};

/* Any text can be taken apart; path is never NULL. The parts are borrowed from the text. */
struct d1_schema_uri d1_schema_uri_split(struct d1_str text);

/* The text before the first '#', and the part behind it (NULL when there is no '#'). */
struct d1_str d1_schema_uri_without_fragment(struct d1_str text, struct d1_str *fragment);

/*
 * The target of a reference against a base (RFC 3986 §5.2), without its fragment, in the arena; ptr is NULL when memory
 * is short. The base may itself be relative, then so may be the target.
 */
struct d1_str d1_schema_uri_resolve(struct d1_arena *arena, struct d1_str base, struct d1_str reference);

/* Percent-escapes resolved (RFC 3986 §2.1), in the arena or the text itself when it has none. A '%' without two
 * hexadecimal digits stands for itself. */
struct d1_str d1_schema_uri_unescape(struct d1_arena *arena, struct d1_str text);

/* Appends text with all that a fragment may not hold percent-encoded (RFC 3986 §3.5). */
void d1_schema_uri_escape_fragment(struct d1_strbuf *out, struct d1_str text);

#endif
