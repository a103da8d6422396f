/*
 * The raw bytes of a YAML file before they are parsed: their encoding, the characters that do not belong in a text,
 * and how the parser's places relate to those that people see.
 */
#ifndef D1_YAML_SOURCE_H
#define D1_YAML_SOURCE_H

#include "base/vec.h"
#include "doc/stream.h"

/*
 * From here on the parser's line `line` (from 0) is, as git and editors count, the line `true_line` from column
 * `true_column` on: behind a character that only the parser takes for the end of a line.
 */
struct d1_yaml_shift {
    uint32_t line, true_line, true_column;
};

/* All zero bytes is ready for the first file; the arrays are kept from file to file. */
struct d1_yaml_source {
    D1_VEC(char) input;                  /* the text without byte order mark, with NUL bytes behind its end */
    size_t len;                          /* bytes of it that can be parsed: all, or the documents before bad bytes */
    size_t characters;                   /* code points in these */
    uint32_t last_column;                /* code points of the last line, 0 when it ends with a line feed */
    D1_VEC(struct d1_yaml_shift) shifts; /* in order; usually none */
};

/*
 * Takes in the bytes, of which there may be `most`, and adds the problems found in them to *stream; when not all can be
 * parsed, stream->cut is set. Returns 0 or D1_ERR_MEMORY.
 */
int d1_yaml_source_read(struct d1_yaml_source *source, struct d1_str bytes, size_t most, struct d1_stream *stream);

void d1_yaml_source_release(struct d1_yaml_source *source);

/*
 * Corrects a place of the parser, line and column from 0; index is how many characters precede it. Besides the shifts,
 * a place at the end of a last line without line feed is taken back from the line that the parser puts behind it.
 */
void d1_yaml_source_correct(const struct d1_yaml_source *source, size_t index, uint32_t *line, uint32_t *column);

#endif
