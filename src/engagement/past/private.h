/* What the files of this folder share. Private to src/engagement/past. */
#ifndef D1_ENGAGEMENT_PAST_PRIVATE_H
#define D1_ENGAGEMENT_PAST_PRIVATE_H

#include <pthread.h>

#include "base/map.h"
#include "base/memory/arena.h"
#include "doc/builder.h"
#include "engagement/past.h"

/* What became of a content. */
enum d1_content_state {
    D1_CONTENT_NEW,      /* not looked at yet */
    D1_CONTENT_READ,     /* its documents are known; a file of others has none */
    D1_CONTENT_UNPARSED, /* a document of ours in it cannot be read: what stood there before stands */
    D1_CONTENT_UNREAD    /* it could not be had */
};

struct d1_content {
    enum d1_content_state state;
    bool facts;                          /* of its documents are known, too */
    struct d1_past_document **documents; /* in their order in the file; in the past's arena */
    size_t count;
};

/* What of a document only the sorting needs, behind the part that others see. */
struct d1_past_private_document {
    struct d1_past_document shown;
    struct d1_past_naming naming;
};

struct d1_stays {
    D1_VEC_MEMBERS(struct d1_past_stay);
};

struct d1_events {
    struct d1_past_event *items;
    size_t len, cap;
};

/* The item that says something, to find what it says by where it stands. */
struct d1_kept_value {
    const struct d1_node *node;
    uint32_t says;
};

/* Numbers for fingerprints: equal ones have one number. */
struct d1_numbers {
    struct d1_map map;
    struct d1_arena arena;
};

struct d1_touch; /* files.c */

struct d1_past {
    struct d1_past_options options;
    pthread_mutex_t lock; /* over what is read later: contents, numbers */
    struct d1_arena arena;
    D1_VEC(struct d1_content) contents; /* by number of their blobs */
    struct d1_numbers says, identities;
    D1_VEC(const struct d1_item_type *) types; /* by number of the item */
    D1_VEC(const struct d1_node *) values;     /* by number of what is said: the item that is kept */
    D1_VEC(uint32_t) whose;                    /* by number of what is said: the number of the item */
    D1_VEC(struct d1_kept_value) by_address;   /* the values that there are, once somebody looks for one */
    size_t addressed;                          /* how many values there were then */
    D1_VEC(struct d1_doc *) kept;              /* documents of the values that no file of the present has */
    struct d1_builder builder;
    D1_VEC(const struct d1_node *) mistyped; /* of the content at hand: values of another type than the schema has */
    struct d1_map engagements;               /* name to struct d1_events, in the arena */
    struct d1_map signatures;                /* id to struct d1_signature, in the arena */
    struct d1_map detached;                  /* path and id to struct d1_detached, in the arena */
    struct d1_map trails;                    /* path to struct trail (files.c), in the arena */
    struct d1_touch *touches;                /* in the arena; once somebody asks */
    uint32_t *touch_heads, touch_mask;       /* by the number of a path: the place of the last one plus 1 */
    D1_VEC(uint32_t) touching_all;           /* points that may touch any path */
    struct d1_map stays;                     /* id to struct d1_stays, in the arena; once somebody asks */
    bool stays_found;
    struct d1_map brought; /* number of a point, as bytes, to struct merge (writers.c), in the arena */
    int64_t *seconds;      /* of the points, none before the one before it */
    uint32_t backwards;
    size_t first; /* the first point that is wholly known */
    const char *cut;
};

/* ---- contents.c ---- */

/*
 * Reads the contents that are not read yet, up to number `to`; of those that are at hand with their facts or without.
 * Where one cannot be had, *why is the first reason. 0 or D1_ERR_MEMORY.
 */
int d1_past_read(struct d1_past *past, size_t to, bool facts, struct d1_pool *pool, struct d1_str *why);

/*
 * Reads the facts of contents that were read without, by their numbers; one that can be had no more has become
 * D1_CONTENT_UNREAD, without documents. As d1_past_read.
 */
int d1_past_read_facts(struct d1_past *past, const uint32_t *contents, size_t count, struct d1_pool *pool,
                       struct d1_str *why);

void d1_past_release_contents(struct d1_past *past);

/* ---- writers.c ---- */

void d1_past_release_writers(struct d1_past *past);

/* ---- past.c ---- */

/*
 * Reads the facts of contents that are marked, by their numbers. *lost tells whether one of them can be had no more. As
 * d1_past_read.
 */
int d1_past_read_marked(struct d1_past *past, const bool *marked, struct d1_pool *pool, struct d1_str *why, bool *lost);

/* ---- files.c ---- */

void d1_past_release_files(struct d1_past *past);

/* ---- stays.c ---- */

void d1_past_release_stays(struct d1_past *past);

/* ---- membership.c ---- */

/* Sorts documents into engagements, point by point. 0 or D1_ERR_MEMORY. */
int d1_past_sort(struct d1_past *past);

/* Whether a content says anything by itself, rather than leave what stood at its path before. */
static inline bool d1_past_stands(const struct d1_past *past, uint32_t content)
{
    return content != D1_PAST_NONE && past->contents.items[content].state != D1_CONTENT_UNPARSED;
}

#endif
