#include "base/vec.h"

void *d1_vec_grow(void *items, size_t *cap, size_t len, size_t more, size_t size)
{
    size_t want = *cap ? *cap : 8;
    void *grown;

    if (more > SIZE_MAX / 4 / size - len)
        return NULL;
    while (want < len + more)
        want *= 2;
    grown = d1_realloc(items, want * size);
    if (grown)
        *cap = want;
    return grown;
}
