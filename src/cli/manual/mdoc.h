/* Text as mdoc(7), the language of man pages. */
#ifndef D1_CLI_MANUAL_MDOC_H
#define D1_CLI_MANUAL_MDOC_H

#include <stddef.h>

#include "base/str.h"
#include "base/text/strbuf.h"

/* The head of a page: ".Dd", ".Dt NAME SECTION", ".Os", and its section NAME. */
void d1_mdoc_begin(struct d1_strbuf *out, const char *name, int section, struct d1_str what);

/* The head of a section. */
void d1_mdoc_section(struct d1_strbuf *out, const char *title);

/* A line of text; one that would be taken for a request is not, and a backslash is shown. */
void d1_mdoc_text(struct d1_strbuf *out, struct d1_str text);

/* Words behind a macro, each so that it is none itself. */
void d1_mdoc_words(struct d1_strbuf *out, struct d1_str words);

/* Paragraphs that are parted by empty lines. */
void d1_mdoc_paragraphs(struct d1_strbuf *out, struct d1_str text);

/* Lines as they are. */
void d1_mdoc_literal(struct d1_strbuf *out, struct d1_str text);

#endif
