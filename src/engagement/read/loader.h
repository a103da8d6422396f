/*
 * What one thread needs to load files, shared by the files of this step: file.c takes a file apart into documents,
 * recognise.c finds out what each of them is, shape.c holds it against the schema of its kind.
 */
#ifndef D1_ENGAGEMENT_READ_LOADER_H
#define D1_ENGAGEMENT_READ_LOADER_H

#include "base/memory/region.h"
#include "base/text/strbuf.h"
#include "engagement/artifact.h"
#include "yaml/scan.h"

/* A document of the file at hand: as the scan finds it, and whose it is. */
struct d1_piece {
    struct d1_yaml_scanned scanned;
    size_t read; /* its number in the stream plus 1; 0 when it could not be parsed */
    bool ours;
};

struct d1_artifact_loader {
    const struct d1_kinds *kinds;
    struct d1_yaml_loader *yaml;
    struct d1_schema_scratch *scratch;
    struct d1_arena arena;
    D1_VEC(struct d1_mark) marks;          /* of the artifact at hand */
    D1_VEC(const struct d1_node *) faulty; /* nodes of the artifact at hand with shape faults */
    D1_VEC(struct d1_piece) documents;     /* of the file at hand */
    uint32_t beyond;                       /* line of the first document of ours above the limit; 0 for none */
    struct d1_file *file;                  /* at hand, for the sink */
    struct d1_artifact *artifact;
    const struct d1_keeping *keeping; /* NULL: nothing is kept */
    struct d1_strbuf kept;            /* a file as it is kept */
    struct d1_region region;          /* documents that were kept are copied into it */
    bool oom;
};

/* Looks up the kind of an artifact whose root is a mapping, NULL where there is none of the name, and its names. */
void d1_artifact_name(const struct d1_kinds *kinds, struct d1_artifact *artifact);

/*
 * Checks the shape of the artifact, whose kind is known: faults go to the file at hand, marks and invalid nodes to the
 * artifact. 0 or D1_ERR_MEMORY.
 */
int d1_artifact_check_shape(struct d1_artifact_loader *loader, struct d1_artifact *artifact);

/* The order of marks, for qsort and bsearch: that of their nodes in the document. */
int d1_mark_order(const void *a, const void *b);

#endif
