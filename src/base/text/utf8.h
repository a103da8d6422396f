/* UTF-8 as RFC 3629 defines it: no surrogates, nothing above U+10FFFF, no overlong forms. Offsets are bytes. */
#ifndef D1_BASE_TEXT_UTF8_H
#define D1_BASE_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* What d1_utf8_decode returns for a byte that begins no valid sequence. */
#define D1_UTF8_INVALID UINT32_MAX

/*
 * The code point at *offset, which is moved behind it; an invalid byte gives D1_UTF8_INVALID and moves by one.
 * *offset must be below text.len.
 */
uint32_t d1_utf8_decode(struct d1_str text, size_t *offset);

/* Writes 1 to 4 bytes and returns how many; a number that is no code point is written as U+FFFD. */
size_t d1_utf8_encode(char bytes[4], uint32_t code);

/* Offset of the first byte that is not valid UTF-8, or text.len. */
size_t d1_utf8_check(struct d1_str text);

/* How many code points the text has (an invalid byte counts one), and how many UTF-16 code units they need. */
size_t d1_utf8_count(struct d1_str text);
size_t d1_utf8_count16(struct d1_str text);

/* The first code points of a text, at most count of them, for messages that must stay short. */
struct d1_str d1_utf8_prefix(struct d1_str text, size_t count);

/* What the first bytes of a text say about its encoding: a byte order mark, or zero bytes where ASCII would have them.
 */
enum d1_utf8_form { D1_UTF8_PLAIN, D1_UTF8_BOM, D1_UTF16_LE, D1_UTF16_BE, D1_UTF32_LE, D1_UTF32_BE };

enum d1_utf8_form d1_utf8_detect(struct d1_str text);

/* Control characters (C0, DEL, C1) and bidirectional formatting characters, which no terminal should be sent. */
bool d1_utf8_is_control(uint32_t code);
bool d1_utf8_is_bidi(uint32_t code);

/* Columns a terminal gives the code point, as libunistring knows: 0 for combining marks, 2 for wide characters, else 1.
 */
int d1_utf8_width(uint32_t code);

#endif
