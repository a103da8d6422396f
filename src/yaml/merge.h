/*
 * Merge keys of YAML 1.1 (yaml.org/type/merge.html): the plain key "<<" of a mapping, whose value is a mapping or a
 * list of mappings, stands for their pairs. A key that the mapping has itself wins, and of the others the first.
 */
#ifndef D1_YAML_MERGE_H
#define D1_YAML_MERGE_H

#include "doc/builder.h"
#include "doc/stream.h"

/*
 * Makes *doc, which the builder finished, a document without merge keys: the pairs come behind those of the mapping,
 * each node at the place that it had. It has no more nodes than before. A value that cannot be merged is a problem, and
 * left out. Returns 0 or D1_ERR_MEMORY; then *doc is as it was.
 */
int d1_yaml_merge(struct d1_builder *builder, struct d1_stream *stream, struct d1_doc **doc);

#endif
