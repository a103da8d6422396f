/* SHA-256 (FIPS 180-4): the fingerprint by which evidence says which file it means. */
#ifndef D1_BASE_SHA256_H
#define D1_BASE_SHA256_H

#include "base/str.h"
#include "base/text/strbuf.h"

enum { D1_SHA256_TEXT = 65 }; /* 64 hexadecimal digits and a NUL */

/* Writes the digest of the bytes in lower-case hexadecimal. */
void d1_sha256(struct d1_str bytes, char text[D1_SHA256_TEXT]);

/*
 * Appends a line of a listing of files as sha256sum (GNU coreutils) prints it: digest, two blanks, name. The digest of
 * such a listing stands for all files in it. A name with a line break or a backslash has them escaped, and a backslash
 * before the line.
 */
void d1_sha256_list(struct d1_strbuf *listing, struct d1_str name, struct d1_str bytes);

#endif
