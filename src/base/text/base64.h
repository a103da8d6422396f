/* Base64 (RFC 4648, section 4): bytes written with 64 letters of ASCII. */
#ifndef D1_BASE_TEXT_BASE64_H
#define D1_BASE_TEXT_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Bytes that a text of this length stands for at most: what d1_base64_decode needs room for. */
#define D1_BASE64_ROOM(length) ((length) / 4 * 3)

/*
 * Decodes the whole text into out and sets *len. Each text of bytes has one form only: padded to a multiple of four
 * letters, the bits that are left over zero, no white space. False for any other text; out may have been written to.
 */
bool d1_base64_decode(struct d1_str text, void *out, size_t *len);

/* Letters that so many bytes take, without the NUL. */
#define D1_BASE64_LETTERS(bytes) (((bytes) + 2) / 3 * 4)

/* Writes the bytes as base64 with its padding, and a NUL. */
void d1_base64_encode(struct d1_str bytes, char *text);

#endif
