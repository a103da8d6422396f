#include "base/text/base64.h"

enum { BITS = 6, GROUP = 4 }; /* of a letter; letters that stand for whole bytes */

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool d1_base64_decode(struct d1_str text, void *out, size_t *len)
{
    unsigned char *to = out;
    size_t end = text.len;
    unsigned bits = 0, held = 0;

    *len = 0;
    if (text.len % GROUP)
        return false;
    while (end && text.len - end < 2 && text.ptr[end - 1] == '=')
        end--;
    for (size_t i = 0; i < end; i++) {
        int value = sextet(text.ptr[i]);

        if (value < 0)
            return false;
        held = held << BITS | (unsigned)value;
        bits += BITS;
        if (bits >= 8) {
            bits -= 8;
            to[(*len)++] = (unsigned char)(held >> bits);
            held &= (1u << bits) - 1;
        }
    }
    return held == 0;
}

void d1_base64_encode(struct d1_str bytes, char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t at = 0;

    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        unsigned group = (unsigned)(unsigned char)bytes.ptr[i] << 16;

        if (left > 1)
            group |= (unsigned)(unsigned char)bytes.ptr[i + 1] << 8;
        if (left > 2)
            group |= (unsigned char)bytes.ptr[i + 2];
        text[at++] = letters[group >> 18];
        text[at++] = letters[group >> 12 & 63];
        text[at++] = left > 1 ? letters[group >> 6 & 63] : '=';
        text[at++] = left > 2 ? letters[group & 63] : '=';
    }
    text[at] = '\0';
}
