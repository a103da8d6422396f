#include "cli/manual/mdoc.h"

#include "base/version.h"

void d1_mdoc_begin(struct d1_strbuf *out, const char *name, int section, struct d1_str what)
{
    /* A page says the same whenever it is made, so its date is that of the version. */
    d1_strbuf_puts(out, ".Dd " D1_VERSION_DATE "\n.Dt ");
    for (size_t i = 0; name[i]; i++)
        d1_strbuf_putc(out, name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] & ~0x20) : name[i]);
    d1_strbuf_printf(out, " %d\n.Os d1lint " D1_VERSION "\n.Sh NAME\n.Nm %s\n.Nd ", section, name);
    if (what.len && what.ptr[what.len - 1] == '.')
        what.len--;
    d1_mdoc_text(out, what);
}

void d1_mdoc_section(struct d1_strbuf *out, const char *title)
{
    d1_strbuf_printf(out, ".Sh %s\n", title);
}

static void add_escaped(struct d1_strbuf *out, struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\\')
            d1_strbuf_puts(out, "\\e");
        else if (c == '-')
            d1_strbuf_puts(out, "\\-");
        else
            d1_strbuf_putc(out, c);
    }
}

static void add_line(struct d1_strbuf *out, struct d1_str line)
{
    if (line.len && (line.ptr[0] == '.' || line.ptr[0] == '\''))
        d1_strbuf_puts(out, "\\&");
    add_escaped(out, line);
    d1_strbuf_putc(out, '\n');
}

/* A new sentence begins on a new line, as the language wants it. */
void d1_mdoc_text(struct d1_strbuf *out, struct d1_str text)
{
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = at;
        while (end < text.len && !(text.ptr[end] == ' ' && end && strchr(".?!", text.ptr[end - 1]) &&
                                   end + 1 < text.len && text.ptr[end + 1] >= 'A' && text.ptr[end + 1] <= 'Z'))
            end++;
        add_line(out, d1_str_sub(text, at, end - at));
    }
}

void d1_mdoc_words(struct d1_strbuf *out, struct d1_str words)
{
    for (size_t at = 0, end; at < words.len; at = end + 1) {
        end = d1_str_find(words, ' ', at);
        d1_strbuf_puts(out, at ? " \\&" : "\\&");
        add_escaped(out, d1_str_sub(words, at, end - at));
    }
}

void d1_mdoc_paragraphs(struct d1_strbuf *out, struct d1_str text)
{
    for (size_t at = 0, end; at < text.len; at = end + 2) {
        end = at;
        while (end < text.len && !(text.ptr[end] == '\n' && text.ptr[end + 1] == '\n'))
            end++;
        d1_strbuf_puts(out, at ? ".Pp\n" : "");
        d1_mdoc_text(out, d1_str_sub(text, at, end - at));
    }
}

void d1_mdoc_literal(struct d1_strbuf *out, struct d1_str text)
{
    d1_strbuf_puts(out, ".Bd -literal\n");
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = d1_str_find(text, '\n', at);
        add_line(out, d1_str_sub(text, at, end - at));
    }
    d1_strbuf_puts(out, ".Ed\n");
}
