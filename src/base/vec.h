/*
 * Growing arrays. Any structure with the members `items` (a pointer), `len` and `cap` (size_t) is one; all zero
 * bytes is the empty array. The macros evaluate `vec` more than once: give them a plain pointer.
 *
 *     D1_VEC(struct thing) things = {0};
 *     if (d1_vec_push(&things, thing) < 0) ...
 */
#ifndef D1_BASE_VEC_H
#define D1_BASE_VEC_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory/alloc.h"

/* The members of an array of type, for a structure with a name; and the structure for one without. */
#define D1_VEC_MEMBERS(type)                                                                                           \
    type *items;                                                                                                       \
    size_t len, cap
#define D1_VEC(type)                                                                                                   \
    struct {                                                                                                           \
        D1_VEC_MEMBERS(type);                                                                                          \
    }

/* Makes room for `more` further items; returns the (possibly moved) array or NULL. */
void *d1_vec_grow(void *items, size_t *cap, size_t len, size_t more, size_t size);

/* 0, or D1_ERR_MEMORY with the array unchanged. */
#define d1_vec_reserve(vec, more)                                                                                      \
    ((vec)->cap - (vec)->len >= (size_t)(more)                                                                         \
         ? 0                                                                                                           \
         : d1_vec_reserve_((void **)&(vec)->items, &(vec)->cap, (vec)->len, (more), sizeof *(vec)->items))

/* Appends a copy of item; 0 or D1_ERR_MEMORY with the array unchanged. */
#define d1_vec_push(vec, item) (d1_vec_reserve(vec, 1) < 0 ? D1_ERR_MEMORY : ((vec)->items[(vec)->len++] = (item), 0))

/* Frees the array (not what the items own). */
#define d1_vec_release(vec) (d1_free((vec)->items), (vec)->items = NULL, (vec)->len = (vec)->cap = 0)

static inline int d1_vec_reserve_(void **items, size_t *cap, size_t len, size_t more, size_t size)
{
    void *grown = d1_vec_grow(*items, cap, len, more, size);

    if (!grown)
        return D1_ERR_MEMORY;
    *items = grown;
    return 0;
}

#endif
