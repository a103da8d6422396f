#include "base/text/utf8.h"

#include <uniwidth.h>

#include <string.h>

static uint32_t continuation(struct d1_str text, size_t at)
{
    unsigned char byte = at < text.len ? (unsigned char)text.ptr[at] : 0;

    return (byte & 0xc0) == 0x80 ? byte & 0x3fu : D1_UTF8_INVALID;
}

/* The value of a sequence of `len` bytes that begins at `at`, or D1_UTF8_INVALID. */
static uint32_t sequence(struct d1_str text, size_t at, size_t len, uint32_t lead, uint32_t smallest)
{
    uint32_t code = lead;

    for (size_t i = 1; i < len; i++) {
        uint32_t bits = continuation(text, at + i);

        if (bits == D1_UTF8_INVALID)
            return D1_UTF8_INVALID;
        code = code << 6 | bits;
    }
    if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return D1_UTF8_INVALID;
    return code;
}

uint32_t d1_utf8_decode(struct d1_str text, size_t *offset)
{
    size_t at = *offset, len = 1;
    unsigned char lead = (unsigned char)text.ptr[at];
    uint32_t code = D1_UTF8_INVALID;

    if (lead < 0x80) {
        code = lead;
    } else if (lead >= 0xc2 && lead < 0xe0) {
        code = sequence(text, at, len = 2, lead & 0x1fu, 0x80);
    } else if (lead >= 0xe0 && lead < 0xf0) {
        code = sequence(text, at, len = 3, lead & 0x0fu, 0x800);
    } else if (lead >= 0xf0 && lead < 0xf5) {
        code = sequence(text, at, len = 4, lead & 0x07u, 0x10000);
    }
    *offset = at + (code == D1_UTF8_INVALID ? 1 : len);
    return code;
}

size_t d1_utf8_encode(char bytes[4], uint32_t code)
{
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        code = 0xfffd;
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xc0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (char)(0xe0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* Length of the run of ASCII bytes at the offset, eight at a time. */
static size_t ascii_run(struct d1_str text, size_t at)
{
    size_t start = at;
    uint64_t word;

    while (text.len - at >= sizeof word) {
        memcpy(&word, text.ptr + at, sizeof word);
        if (word & 0x8080808080808080u)
            break;
        at += sizeof word;
    }
    while (at < text.len && (unsigned char)text.ptr[at] < 0x80)
        at++;
    return at - start;
}

size_t d1_utf8_check(struct d1_str text)
{
    size_t at = 0;

    while ((at += ascii_run(text, at)) < text.len) {
        size_t start = at;

        if (d1_utf8_decode(text, &at) == D1_UTF8_INVALID)
            return start;
    }
    return text.len;
}

size_t d1_utf8_count(struct d1_str text)
{
    size_t count = 0;

    for (size_t at = 0; at < text.len; count++)
        d1_utf8_decode(text, &at);
    return count;
}

size_t d1_utf8_count16(struct d1_str text)
{
    size_t count = 0;

    for (size_t at = 0; at < text.len;) {
        uint32_t code = d1_utf8_decode(text, &at);

        count += code != D1_UTF8_INVALID && code > 0xffff ? 2 : 1;
    }
    return count;
}

struct d1_str d1_utf8_prefix(struct d1_str text, size_t count)
{
    size_t at = 0;

    while (count-- > 0 && at < text.len)
        d1_utf8_decode(text, &at);
    return d1_str_sub(text, 0, at);
}

enum d1_utf8_form d1_utf8_detect(struct d1_str text)
{
    static const struct {
        unsigned char bytes[4];
        unsigned char mask[4]; /* 0xff: this byte; 0x80: any ASCII character but NUL; 0: any byte */
        enum d1_utf8_form form;
    } marks[] = {
        {{0xff, 0xfe, 0, 0}, {0xff, 0xff, 0xff, 0xff}, D1_UTF32_LE}, /* before UTF-16, whose mark begins it */
        {{0, 0, 0xfe, 0xff}, {0xff, 0xff, 0xff, 0xff}, D1_UTF32_BE},
        {{0xff, 0xfe, 0, 0}, {0xff, 0xff, 0, 0}, D1_UTF16_LE},
        {{0xfe, 0xff, 0, 0}, {0xff, 0xff, 0, 0}, D1_UTF16_BE},
        {{0xef, 0xbb, 0xbf, 0}, {0xff, 0xff, 0xff, 0}, D1_UTF8_BOM},
        {{0, 0, 0, 0}, {0x80, 0xff, 0xff, 0xff}, D1_UTF32_LE},
        {{0, 0, 0, 0}, {0xff, 0xff, 0xff, 0x80}, D1_UTF32_BE},
        {{0, 0, 0, 0}, {0x80, 0xff, 0x80, 0xff}, D1_UTF16_LE},
        {{0, 0, 0, 0}, {0xff, 0x80, 0xff, 0x80}, D1_UTF16_BE},
    };
    unsigned char head[4] = {1, 1, 1, 1};

    for (size_t i = 0; i < text.len && i < sizeof head; i++)
        head[i] = (unsigned char)text.ptr[i];
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        bool fits = true;

        for (size_t j = 0; j < sizeof head; j++)
            fits = fits && ((head[j] ^ marks[i].bytes[j]) & marks[i].mask[j]) == 0 &&
                   (marks[i].mask[j] != 0x80 || head[j] != 0);
        if (fits)
            return marks[i].form;
    }
    return D1_UTF8_PLAIN;
}

bool d1_utf8_is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

bool d1_utf8_is_bidi(uint32_t code)
{
    return code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

int d1_utf8_width(uint32_t code)
{
    int columns = code < 0x300 ? 1 : uc_width(code, "UTF-8");

    return columns < 0 ? 1 : columns; /* a control character is shown escaped, whatever it is */
}
