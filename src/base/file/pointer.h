/*
 * Files whose content is elsewhere. Git LFS keeps a few lines in place of a file that was not fetched: they begin so by
 * its specification, and hold the size and the digest of what is missing, which may be anything.
 */
#ifndef D1_BASE_FILE_POINTER_H
#define D1_BASE_FILE_POINTER_H

#include "base/str.h"

/* What to say of a file of these bytes, and how to get its content; NULL where the bytes are the content. */
const char *d1_file_pointer(struct d1_str bytes);

#endif
