/* Base64 (RFC 4648 section 4; the extension "encoders" of cel-go). */
#include <string.h>

#include "cel/library/library.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static struct d1_cel_value encode(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str bytes = d1_cel_text(args[0]);
    size_t len = (bytes.len + 2) / 3 * 4, at = 0;
    char *out = d1_arena_bytes(call->arena, len);

    if (!out)
        return d1_cel_fail_alloc(call);
    if (!d1_cel_charge(call, bytes.len / 8))
        return d1_cel_fail_cost(call);
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t word = 0;

        for (size_t j = 0; j < 3; j++)
            word = word << 8 | (i + j < bytes.len ? (unsigned char)bytes.ptr[i + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            out[at++] = i + j > bytes.len ? '=' : digits[word >> (18 - 6 * j) & 63];
    }
    return d1_cel_lib_string_value(call, d1_strn(out, len));
}

/* Padding may be left out, but what is there must be right. */
static struct d1_cel_value decode(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    size_t padding = 0, len = 0;
    uint32_t word = 0, bits = 0;
    char *out = d1_arena_bytes(call->arena, text.len);

    if (!out)
        return d1_cel_fail_alloc(call);
    if (!d1_cel_charge(call, text.len / 8))
        return d1_cel_fail_cost(call);
    while (padding < 2 && text.len > padding && text.ptr[text.len - padding - 1] == '=')
        padding++;
    if (padding && text.len % 4 != 0)
        return d1_cel_fail(call, "the text is no Base64: its padding is wrong");
    text.len -= padding;
    if (text.len % 4 == 1)
        return d1_cel_fail(call, "the text is no Base64: a character is missing at its end");
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = text.ptr[i] ? strchr(digits, text.ptr[i]) : NULL;

        if (!digit)
            return d1_cel_fail(call, "the text is no Base64: character %zu is no digit of it", i + 1);
        word = word << 6 | (uint32_t)(digit - digits);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[len++] = (char)(word >> bits & 0xff);
        }
    }
    return d1_cel_bytes(d1_strn(out, len));
}

static const struct d1_cel_overload rows[] = {
    {"base64.encode", 0, {BYTES}, STRING, encode, "The bytes in Base64."},
    {"base64.decode", 0, {STRING}, BYTES, decode, "The bytes that a text in Base64 stands for."},
};

const struct d1_cel_table d1_cel_lib_encode = D1_LIBRARY(rows);
