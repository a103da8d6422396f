/* What a scalar is by the core schema of YAML 1.2 (§10.3.2), from its text and its tag. */
#ifndef D1_YAML_RESOLVE_H
#define D1_YAML_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text/strbuf.h"
#include "doc/node.h"

/* The tags of the core schema. */
enum d1_yaml_tag {
    D1_YAML_TAG_NONE,         /* no tag */
    D1_YAML_TAG_NON_SPECIFIC, /* "!": a scalar is a string, whatever it looks like */
    D1_YAML_TAG_STR,
    D1_YAML_TAG_INT,
    D1_YAML_TAG_FLOAT,
    D1_YAML_TAG_BOOL,
    D1_YAML_TAG_NULL,
    D1_YAML_TAG_MAP,
    D1_YAML_TAG_SEQ,
    D1_YAML_TAG_UNKNOWN
};

struct d1_yaml_scalar {
    enum d1_node_kind kind;
    bool boolean;
    int64_t integer;
    double number;
    struct d1_str text; /* what the document keeps: of octal and hexadecimal numbers the decimal digits */
};

enum d1_yaml_resolution {
    D1_YAML_RESOLVED,
    D1_YAML_MISMATCH, /* the text is not of the tag's kind */
    D1_YAML_TOO_LONG, /* more digits of an octal or hexadecimal number than are converted */
};

/* Digits of an octal or hexadecimal number that are converted; decimal ones are kept as they are, of any length. */
enum { D1_YAML_RADIX_DIGITS = 1000 };

/* The tag of a full name ("tag:yaml.org,2002:int"); NULL is none. */
enum d1_yaml_tag d1_yaml_tag(const char *name);

/*
 * Resolves a scalar without tag: plain ones by their form, others as strings. text is NUL-terminated behind its
 * length. scratch holds converted digits, and must live as long as the result. Where the result is not RESOLVED, the
 * scalar is set to a string. When scratch runs out of memory its `oom` says so.
 */
enum d1_yaml_resolution d1_yaml_resolve(struct d1_str text, bool plain, enum d1_yaml_tag tag, struct d1_strbuf *scratch,
                                        struct d1_yaml_scalar *scalar);

#endif
