/*
 * Universally unique identifiers made from names, version 5 (RFC 9562, 5.5): the same name in the same namespace has
 * the same one on every machine, for formats that demand such an id of what has a name already.
 */
#ifndef D1_BASE_UUID_H
#define D1_BASE_UUID_H

#include <stdint.h>

#include "base/str.h"

enum { D1_UUID_BYTES = 16, D1_UUID_TEXT = 37 /* 36 characters and a NUL */ };

/* The namespace of all names that d1lint makes up: that of the URL "https://d1lint.example/" (RFC 9562, 6.6). */
extern const uint8_t d1_uuid_namespace[D1_UUID_BYTES];

/* Writes the id of a name, in lower-case hexadecimal with its hyphens. */
void d1_uuid_of_name(const uint8_t namespace[D1_UUID_BYTES], struct d1_str name, char text[D1_UUID_TEXT]);

#endif
