/* What a loader keeps while it reads a file: shared by load.c (file and documents) and node.c (what is in them). */
#ifndef D1_YAML_LOADER_H
#define D1_YAML_LOADER_H

#include <yaml.h>

#include "base/map.h"
#include "doc/builder.h"
#include "doc/stream.h"
#include "yaml/heap.h"
#include "yaml/resolve.h"
#include "yaml/source.h"
#include "yaml/yaml.h"

/* An open mapping or sequence. */
struct d1_yaml_frame {
    bool mapping;
    bool want_key;   /* of a mapping: the next node is a key */
    uint32_t flow;   /* how many [ ] and { } it is written in, itself included; 0 for a block collection */
    uint32_t height; /* containers on the longest way down from here, this one included */
    size_t anchor;   /* index of its anchor plus 1, or 0 */
};

struct d1_yaml_anchor {
    struct d1_str name;
    uint32_t node;   /* index of the container in the builder */
    uint32_t height; /* of the container; 0 for a scalar */
    bool complete;   /* false within the container itself */

    /* A scalar is resolved anew at each alias, for as a key it is something else than as a value. */
    struct d1_str text;
    bool plain;
    enum d1_yaml_tag tag;
};

struct d1_yaml_loader {
    yaml_parser_t parser;
    struct d1_yaml_heap heap;
    struct d1_yaml_source source;
    struct d1_builder builder;
    struct d1_stream *stream; /* where documents and problems go */

    enum d1_yaml_merging merging;
    size_t most; /* bytes of a file */

    /* Of the document being read. */
    bool may_merge, merges; /* "<<" is a merge key; there is one */
    bool marked;            /* the document begins with "---" ... */
    yaml_mark_t mark;       /* ... which ends here */
    D1_VEC(struct d1_yaml_frame) frames;
    D1_VEC(struct d1_yaml_anchor) anchors;
    struct d1_map anchors_by_name;   /* index plus 1 of the last anchor of the name */
    struct d1_arena texts;           /* of anchors */
    struct d1_strbuf digits;         /* of converted numbers */
    uint32_t last_line, last_column; /* where the last node ended, from 0 */
    uint32_t expanded;               /* nodes that aliases added */
    uint32_t largest_expansion;      /* of one alias, and where it stands */
    struct d1_place largest_place;

    /* Of the file. */
    uint32_t next_line;       /* first line behind the documents so far, from 1 */
    uint32_t flow_work;       /* see D1_LIMIT_FLOW_WORK */
    uint32_t expanded_before; /* nodes that aliases added to documents before this one */
    size_t expanded_bytes;    /* text that aliases added */
    size_t tab_work;          /* see yaml/tabs.h */
};

/* What a step of the loader returns besides D1_ERR_MEMORY. */
enum { D1_YAML_GO_ON = 0, D1_YAML_STOP = 1, D1_YAML_AGAIN = 2 };

/* The place of marks of the parser, as users count: corrected, from 0 and from 1. */
struct d1_span d1_yaml_span(const struct d1_yaml_loader *loader, const yaml_mark_t *start, const yaml_mark_t *end);
struct d1_place d1_yaml_place(struct d1_span span);

/* The step for an event that is a node, or the end of one. */
int d1_yaml_node_event(struct d1_yaml_loader *loader, const yaml_event_t *event);

#endif
