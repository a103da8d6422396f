/*
 * Writes XML and HTML that is well-formed and escaped by construction: an element is begun and ended, attributes follow
 * its beginning, and whatever is put between, be it from a repository or from the program, goes through
 * d1_escape_text and d1_escape_entities. There is no way to put markup that is not made here.
 *
 *     d1_markup_begin(&m, "td");
 *     d1_markup_attr(&m, "class", d1_str("late"));
 *     d1_markup_text(&m, finding->message);
 *     d1_markup_end(&m);
 *
 * Names of elements and attributes are the program's own and must outlive the writer. Memory that is short is
 * remembered by `out` and `text`; the owner looks at both at the end.
 */
#ifndef D1_REPORT_MARKUP_H
#define D1_REPORT_MARKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/text/strbuf.h"

enum { D1_MARKUP_DEPTH = 32 };

struct d1_markup {
    struct d1_strbuf *out;
    struct d1_strbuf text; /* for one text at a time */
    bool xml;              /* an empty element is <a/>; else it is HTML, where <br> has no end and <td></td> has */
    bool in_tag;           /* attributes may follow */
    uint32_t depth;
    const char *open[D1_MARKUP_DEPTH];
};

/* Begin and end an element. An element of HTML that has no end (meta, br) is ended here all the same. */
void d1_markup_begin(struct d1_markup *m, const char *element);
void d1_markup_end(struct d1_markup *m);

/*
 * An attribute of the element that was begun last: of any text; of the program's own alone, which attrf takes as it is
 * but for markup; and one without a value.
 */
void d1_markup_attr(struct d1_markup *m, const char *name, struct d1_str value);
void d1_markup_attrf(struct d1_markup *m, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void d1_markup_flag(struct d1_markup *m, const char *name);

/*
 * Text, at most D1_LIMIT_SHOWN code points of it; a path as d1_escape_path shows it; with shown what went through
 * d1_escape_text already; with puts and printf text of the
 * program alone.
 */
void d1_markup_text(struct d1_markup *m, struct d1_str text);
void d1_markup_path(struct d1_markup *m, const char *path);
void d1_markup_shown(struct d1_markup *m, struct d1_str shown);
void d1_markup_puts(struct d1_markup *m, const char *text);
void d1_markup_printf(struct d1_markup *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line break between elements, for those who read the source or compare two. */
void d1_markup_line(struct d1_markup *m);

/* A whole element with text; css class NULL for none. */
void d1_markup_element(struct d1_markup *m, const char *element, const char *css, struct d1_str text);

/* Begins an element with a class. */
void d1_markup_open(struct d1_markup *m, const char *element, const char *css);

void d1_markup_release(struct d1_markup *m);

#endif
