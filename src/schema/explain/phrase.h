/* Phrases: what a schema asks for in a user's words, to stand behind "must". message.c makes sentences of them. */
#ifndef D1_SCHEMA_EXPLAIN_PHRASE_H
#define D1_SCHEMA_EXPLAIN_PHRASE_H

#include "schema/explain/words.h"

enum {
    SHOWN_VALUES = 8,  /* values of an enum or known keys that are listed */
    SHOWN_BYTES = 160, /* and how long they may be together */
    NAMES = 1000,      /* names that are compared when looking for the one that was meant */
    TELLING = 64       /* names among which none is listed twice */
};

struct names {
    struct d1_str items[NAMES];
    size_t count;
    bool cut; /* there are more, or such as cannot be told apart */
};

/* Adds a name unless it is there; where there are many they are not compared. */
void d1_schema_phrase_add_name(struct names *names, struct d1_str name);

/* Whether the names are few and short enough to be listed. */
bool d1_schema_phrase_is_short(const struct names *names);

/* A value of a const or enum as it is shown; a list or mapping as "[...]" or "{...}". */
struct d1_str d1_schema_phrase_scalar(const struct d1_node *node);

/* The values that a const (or, list, an enum) allows, as far as they can be shown. */
void d1_schema_phrase_add_values(struct names *names, const struct d1_node *value, bool list);

/* Lists the values, or says how many there are. */
void d1_schema_phrase_write_values(struct d1_strbuf *out, const struct names *names, size_t all);

/* The const or enum of a unit, and any instruction of it; NULL when it has none. */
const struct instruction *d1_schema_phrase_values_of(const struct unit *unit);
const struct instruction *d1_schema_phrase_find(const struct unit *unit, enum op op);

/* The const or enum of the property that a fault of `required` misses; NULL when it has none. */
const struct instruction *d1_schema_phrase_property_values(const struct fault *fault);

/* By keyword: appends what a fault's schema asks for; NULL for keywords that are told otherwise. */
typedef void phrase(struct d1_strbuf *out, const struct fault *fault);
extern phrase *const d1_schema_phrases[D1_KEYWORD_COUNT];

/* Phrases of several branches: the values of all enums and constants first, then the others. `room` is for texts. */
void d1_schema_phrase_either(struct d1_strbuf *out, const struct fault *fault, struct d1_strbuf *room);

/*
 * reason.c: where the fault's schema stands under a `then` or `else` whose `if` is a simple condition, or under
 * `dependentSchemas`, appends lead and the condition, "`status` is `done`". Returns whether it did.
 */
bool d1_schema_reason_write(struct d1_strbuf *out, const struct fault *fault, const char *lead);

#endif
