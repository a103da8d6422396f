/*
 * Bytes that are right but for what the input changes in them. A reader that refuses all but what it has written itself
 * is hardly reached by inputs that begin with nothing: so the input is a list of changes, of three bytes each, two that
 * say where and one that says what stands there instead.
 */
#ifndef D1_FUZZ_EDITS_H
#define D1_FUZZ_EDITS_H

#include <stdint.h>

#include "base/text/strbuf.h"

static void apply_edits(struct d1_strbuf *bytes, const uint8_t *edits, size_t len)
{
    for (size_t i = 0; bytes->len && i + 3 <= len; i += 3)
        bytes->ptr[(size_t)(edits[i] | edits[i + 1] << 8) % bytes->len] = (char)edits[i + 2];
}

#endif
