/*
 * What kind of artifact a piece of YAML is, without parsing it: a look at the raw lines, which works for text that
 * is broken further down. It reads `apiVersion:` and `kind:` where they begin a line, and parts documents at lines
 * that begin with "---" or "..." followed by white space or the end of the line. In a document that has neither of them
 * there, it also reads them where they are indented or stand behind a brace or a comma.
 */
#ifndef D1_YAML_SCAN_H
#define D1_YAML_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* A key that was found. line 0: there is none. */
struct d1_yaml_scanned_key {
    uint32_t line, column; /* where the value stands, from 1; columns in code points */
    struct d1_str value;   /* without quotes, comment, anchor and tag; may be empty */
};

struct d1_yaml_scanned {
    uint32_t line, end_line; /* first and last line, from 1; documents follow each other without a gap */
    struct d1_str text;      /* the bytes of these lines */
    struct d1_yaml_scanned_key api_version;
    struct d1_yaml_scanned_key kind;
};

/* Called for each document in turn; what it is given is borrowed until it returns. Not 0 ends the scan. */
typedef int d1_yaml_scan_visit(void *context, const struct d1_yaml_scanned *document);

/*
 * Visits the documents of the bytes in order; comments and directives before a document belong to it, and a stretch
 * of nothing but these is none. Of several lines with the same key the first counts; the key may be quoted. Never
 * fails: in text that is no YAML it finds what it finds. UTF-16 and UTF-32 are read too, so that a file saved in one of
 * them can be named as what it was meant to be. Without `inside` lines that are indented are passed over.
 */
void d1_yaml_scan_documents(struct d1_str bytes, bool inside, d1_yaml_scan_visit *visit, void *context);

#endif
