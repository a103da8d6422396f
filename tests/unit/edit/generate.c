#include "unit/edit/generate.h"

enum { DEPTH = 4 };

struct generator {
    struct d1_strbuf *out;
    struct random *random;
    unsigned number;     /* of the last key, scalar or comment */
    unsigned step, dash; /* how the document is indented */
};

unsigned random_below(struct random *random, unsigned below)
{
    random->state = random->state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(random->state >> 33) % below;
}

static bool one_in(struct generator *g, unsigned n)
{
    return random_below(g->random, n) == 0;
}

static void indent(struct generator *g, unsigned columns)
{
    for (unsigned i = 0; i < columns; i++)
        d1_strbuf_putc(g->out, ' ');
}

/* ---- scalars and comments ---- */

/* Ends a line, sometimes behind a comment. */
static void end_line(struct generator *g)
{
    if (one_in(g, 5))
        d1_strbuf_printf(g->out, "%*s# c%u.", (int)(1 + random_below(g->random, 3)), " ", ++g->number);
    else if (one_in(g, 15))
        d1_strbuf_puts(g->out, "  ");
    d1_strbuf_putc(g->out, '\n');
}

static void comment_lines(struct generator *g, unsigned column)
{
    while (one_in(g, 8)) {
        indent(g, one_in(g, 4) ? random_below(g->random, 9) : column);
        d1_strbuf_printf(g->out, "# c%u.\n", ++g->number);
    }
    if (one_in(g, 20))
        d1_strbuf_putc(g->out, '\n');
}

static void scalar(struct generator *g)
{
    static const char *const forms[] = {"v%u",          "'v%u'",      "\"v%u\"",   "%u",
                                        "two words %u", "'it''s %u'", "\"\\t%u\"", "'# no %u'",
                                        "\"a: %u, b\"", "-%u",        "v-%u",      "\"\\u00fc %u\""};

    d1_strbuf_printf(g->out, forms[random_below(g->random, sizeof forms / sizeof *forms)], ++g->number);
}

/* A scalar of several lines, all deeper than a column, and the end of its last line. */
static void long_scalar(struct generator *g, unsigned column)
{
    static const char *const begins[] = {"|\n", ">-\n", "|2-\n", "", "\"", "'"};
    unsigned form = random_below(g->random, 6), deeper = form == 2 ? 2 : g->step;

    d1_strbuf_puts(g->out, begins[form]);
    for (unsigned i = 0; i < 3; i++) {
        if (form < 3 || i)
            indent(g, column + deeper);
        d1_strbuf_printf(g->out, "line %u%s", ++g->number, i == 2 ? begins[form < 3 ? 3 : form] : "");
        if (i < 2 || form < 3)
            d1_strbuf_putc(g->out, '\n');
    }
    if (form >= 3)
        end_line(g);
}

/* ---- in brackets ---- */

/* Between two tokens: nothing, spaces, or a line end, where lines may be. */
static void gap(struct generator *g, unsigned column, bool lines, bool needed)
{
    if (lines && one_in(g, 3)) {
        end_line(g);
        indent(g, column + g->step);
    } else {
        indent(g, needed || one_in(g, 4));
    }
}

static void flow(struct generator *g, unsigned column, unsigned depth)
{
    bool mapping = one_in(g, 2), lines = one_in(g, 4);
    unsigned count = random_below(g->random, 4);

    d1_strbuf_putc(g->out, mapping ? '{' : '[');
    for (unsigned i = 0; i < count; i++) {
        gap(g, column, lines, i > 0);
        if (mapping)
            d1_strbuf_printf(g->out, one_in(g, 4) ? "\"k%u\": " : "k%u: ", ++g->number);
        if (depth < DEPTH && one_in(g, 3))
            flow(g, column, depth + 1);
        else
            scalar(g);
        gap(g, column, false, false);
        if (i + 1 < count || one_in(g, 8))
            d1_strbuf_putc(g->out, ',');
    }
    gap(g, column, lines, false);
    d1_strbuf_putc(g->out, mapping ? '}' : ']');
}

/* ---- in lines ---- */

static void mapping(struct generator *g, unsigned column, unsigned depth);
static void sequence(struct generator *g, unsigned column, unsigned depth);

/* What stands behind "key:", to the end of the line or below. */
static void value(struct generator *g, unsigned column, unsigned depth)
{
    switch (depth < DEPTH ? random_below(g->random, 8) : 3 + random_below(g->random, 5)) {
    case 0:
    case 1:
        end_line(g);
        mapping(g, column + g->step, depth + 1);
        break;
    case 2:
        end_line(g);
        sequence(g, column + g->dash, depth + 1);
        break;
    case 3:
        d1_strbuf_putc(g->out, ' ');
        flow(g, column, depth);
        end_line(g);
        break;
    case 4:
        d1_strbuf_putc(g->out, ' ');
        long_scalar(g, column);
        break;
    case 5:
        if (one_in(g, 3)) {
            end_line(g); /* nothing: null */
            break;
        }
        /* fall through */
    default:
        indent(g, 1 + one_in(g, 9));
        scalar(g);
        end_line(g);
    }
}

/* The first pair stands where the line is already. */
static void mapping_here(struct generator *g, unsigned column, unsigned depth)
{
    for (unsigned i = 0, count = 1 + random_below(g->random, 4); i < count; i++) {
        if (i) {
            comment_lines(g, column);
            indent(g, column);
        }
        d1_strbuf_printf(g->out, one_in(g, 8) ? "'k%u':" : "k%u:", ++g->number);
        value(g, column, depth);
    }
}

static void mapping(struct generator *g, unsigned column, unsigned depth)
{
    comment_lines(g, column);
    indent(g, column);
    mapping_here(g, column, depth);
}

static void sequence(struct generator *g, unsigned column, unsigned depth)
{
    unsigned pad = one_in(g, 6) ? 3 : 1;

    for (unsigned i = 0, count = 1 + random_below(g->random, 4); i < count; i++) {
        comment_lines(g, column);
        indent(g, column);
        d1_strbuf_putc(g->out, '-');
        if (depth < DEPTH && one_in(g, 2)) {
            indent(g, pad);
            mapping_here(g, column + 1 + pad, depth + 1);
        } else if (one_in(g, 6)) {
            d1_strbuf_putc(g->out, ' ');
            long_scalar(g, column);
        } else {
            indent(g, pad);
            if (one_in(g, 4))
                flow(g, column, depth);
            else
                scalar(g);
            end_line(g);
        }
    }
}

/* ---- a stream ---- */

static void document(struct generator *g)
{
    g->step = 1 + random_below(g->random, 4);
    g->dash = one_in(g, 2) ? 0 : g->step;
    if (one_in(g, 6)) {
        flow(g, 0, 0);
        end_line(g);
    } else if (one_in(g, 4)) {
        sequence(g, 0, 0);
    } else {
        mapping(g, 0, 0);
    }
}

void generate_yaml(struct d1_strbuf *out, struct random *random)
{
    struct d1_strbuf text = {0};
    struct generator g = {.out = &text, .random = random};
    bool returns = one_in(&g, 4);

    comment_lines(&g, 0);
    if (one_in(&g, 4))
        d1_strbuf_puts(&text, "---\n");
    document(&g);
    if (one_in(&g, 4)) {
        d1_strbuf_puts(&text, "---\n");
        document(&g);
    }
    comment_lines(&g, 0);
    if (one_in(&g, 6) && text.ptr[text.len - 1] == '\n')
        d1_strbuf_truncate(&text, text.len - 1);
    if (one_in(&g, 8))
        d1_strbuf_puts(out, "\xef\xbb\xbf");
    for (size_t i = 0; i < text.len; i++) {
        if (returns && text.ptr[i] == '\n')
            d1_strbuf_putc(out, '\r');
        d1_strbuf_putc(out, text.ptr[i]);
    }
    d1_strbuf_release(&text);
}
