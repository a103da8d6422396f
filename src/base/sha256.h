/* SHA-256 (FIPS 180-4): the fingerprint by which evidence says which file it means. */
#ifndef D1_BASE_SHA256_H
#define D1_BASE_SHA256_H

#include "base/str.h"

enum { D1_SHA256_TEXT = 65 }; /* 64 hexadecimal digits and a NUL */

/* Writes the digest of the bytes in lower-case hexadecimal. */
void d1_sha256(struct d1_str bytes, char text[D1_SHA256_TEXT]);

#endif
