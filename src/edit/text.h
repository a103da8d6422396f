/*
 * The bytes of a file that is edited, and where nodes stand in them. Offsets are bytes from the beginning. Private to
 * src/edit.
 */
#ifndef D1_EDIT_TEXT_H
#define D1_EDIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/vec.h"
#include "doc/node.h"

struct d1_edit_text {
    struct d1_str bytes;
    D1_VEC(size_t) starts; /* of the lines, behind the byte order mark */
    const char *newline;   /* as the first line ends; a line feed where there is only one */
};

/* 0 or D1_ERR_MEMORY. The bytes are borrowed. */
int d1_edit_text_init(struct d1_edit_text *text, struct d1_str bytes);
void d1_edit_text_release(struct d1_edit_text *text);

/* The byte at an offset; NUL behind the end. */
static inline char d1_edit_byte(const struct d1_edit_text *text, size_t offset)
{
    return offset < text->bytes.len ? text->bytes.ptr[offset] : '\0';
}

/* Where a node begins, its anchor and tag included, and where it ends as the reader has it. */
size_t d1_edit_begin(const struct d1_edit_text *text, const struct d1_node *node);
size_t d1_edit_end(const struct d1_edit_text *text, const struct d1_node *node);

/* Where what a node says begins, behind its anchor and tag. */
size_t d1_edit_inside(const struct d1_edit_text *text, const struct d1_node *node);

/* Whether a container is written in [ ] or { }. */
bool d1_edit_is_flow(const struct d1_edit_text *text, const struct d1_node *node);

/* Behind the last byte that belongs to a node: of a block collection, that of the last scalar in it. */
size_t d1_edit_content_end(const struct d1_edit_text *text, const struct d1_node *node);

/* The beginning of the line that an offset is in, and its end in front of the line break. */
size_t d1_edit_line_begin(const struct d1_edit_text *text, size_t offset);
size_t d1_edit_line_end(const struct d1_edit_text *text, size_t offset);

/* Whether nothing but white space stands before an offset in its line. */
bool d1_edit_begins_line(const struct d1_edit_text *text, size_t offset);

/* Behind white space, line breaks and comments. */
size_t d1_edit_skip(const struct d1_edit_text *text, size_t offset);

/* How many code points stand before an offset in its line. */
size_t d1_edit_column(const struct d1_edit_text *text, size_t offset);

/* The line break that lines around an offset have. */
const char *d1_edit_newline(const struct d1_edit_text *text, size_t offset);

#endif
