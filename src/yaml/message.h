/* What libyaml says of text that is no YAML, in words for users. */
#ifndef D1_YAML_MESSAGE_H
#define D1_YAML_MESSAGE_H

#include <yaml.h>

#include "doc/stream.h"
#include "yaml/source.h"

/*
 * Adds the problem that the parser stopped at (its error is of the scanner or the parser). Returns 0 or
 * D1_ERR_MEMORY.
 */
int d1_yaml_message(const yaml_parser_t *parser, const struct d1_yaml_source *source, struct d1_stream *stream);

#endif
