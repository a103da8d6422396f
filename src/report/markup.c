#include "report/markup.h"

#include <assert.h>
#include <string.h>

#include "report/escape.h"

/* The elements of HTML without an end. */
static bool is_void(const char *element)
{
    static const char *const names[] = {"meta", "br", "hr", "col", "input", "wbr"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], element) == 0)
            return true;
    return false;
}

static void close_tag(struct d1_markup *m)
{
    if (m->in_tag)
        d1_strbuf_putc(m->out, '>');
    m->in_tag = false;
}

void d1_markup_begin(struct d1_markup *m, const char *element)
{
    close_tag(m);
    assert(m->depth < D1_MARKUP_DEPTH);
    m->open[m->depth++] = element;
    d1_strbuf_putc(m->out, '<');
    d1_strbuf_puts(m->out, element);
    m->in_tag = true;
}

void d1_markup_end(struct d1_markup *m)
{
    const char *element;

    assert(m->depth > 0);
    element = m->open[--m->depth];
    if (m->in_tag && m->xml) {
        d1_strbuf_puts(m->out, "/>");
        m->in_tag = false;
        return;
    }
    close_tag(m);
    if (m->xml || !is_void(element))
        d1_strbuf_printf(m->out, "</%s>", element);
}

/* Puts what is shown in m->text behind its escape. */
static void put_shown(struct d1_markup *m)
{
    d1_escape_entities(m->out, d1_strbuf_view(&m->text));
}

static void show(struct d1_markup *m, struct d1_str text)
{
    d1_strbuf_clear(&m->text);
    d1_escape_text(&m->text, text, true);
}

void d1_markup_attr(struct d1_markup *m, const char *name, struct d1_str value)
{
    assert(m->in_tag);
    show(m, value);
    d1_strbuf_printf(m->out, " %s=\"", name);
    put_shown(m);
    d1_strbuf_putc(m->out, '"');
}

void d1_markup_attrf(struct d1_markup *m, const char *name, const char *format, ...)
{
    va_list args;

    assert(m->in_tag);
    d1_strbuf_clear(&m->text);
    va_start(args, format);
    d1_strbuf_vprintf(&m->text, format, args);
    va_end(args);
    d1_strbuf_printf(m->out, " %s=\"", name);
    put_shown(m);
    d1_strbuf_putc(m->out, '"');
}

void d1_markup_flag(struct d1_markup *m, const char *name)
{
    assert(m->in_tag);
    d1_strbuf_printf(m->out, " %s", name);
}

void d1_markup_text(struct d1_markup *m, struct d1_str text)
{
    close_tag(m);
    show(m, text);
    put_shown(m);
}

void d1_markup_path(struct d1_markup *m, const char *path)
{
    close_tag(m);
    d1_strbuf_clear(&m->text);
    d1_escape_path(&m->text, path, true);
    put_shown(m);
}

void d1_markup_shown(struct d1_markup *m, struct d1_str shown)
{
    close_tag(m);
    d1_escape_entities(m->out, shown);
}

void d1_markup_puts(struct d1_markup *m, const char *text)
{
    close_tag(m);
    d1_escape_entities(m->out, d1_str(text));
}

void d1_markup_printf(struct d1_markup *m, const char *format, ...)
{
    va_list args;

    close_tag(m);
    d1_strbuf_clear(&m->text);
    va_start(args, format);
    d1_strbuf_vprintf(&m->text, format, args);
    va_end(args);
    put_shown(m);
}

void d1_markup_line(struct d1_markup *m)
{
    close_tag(m);
    d1_strbuf_putc(m->out, '\n');
}

void d1_markup_open(struct d1_markup *m, const char *element, const char *css)
{
    d1_markup_begin(m, element);
    if (css)
        d1_markup_attr(m, "class", d1_str(css));
}

void d1_markup_element(struct d1_markup *m, const char *element, const char *css, struct d1_str text)
{
    d1_markup_open(m, element, css);
    d1_markup_text(m, text);
    d1_markup_end(m);
}

void d1_markup_release(struct d1_markup *m)
{
    d1_strbuf_release(&m->text);
}
