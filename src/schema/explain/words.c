#include "schema/explain/words.h"

#include <string.h>

#include "base/text/utf8.h"
#include "doc/pointer.h"

/* Code points of a value that are shown before it is cut. */
enum { SHOWN = 60 };

/* Characters that would act instead of being seen: control, bidirectional, and the separators that break lines. */
static bool acts(uint32_t code)
{
    return code == D1_UTF8_INVALID || d1_utf8_is_control(code) || d1_utf8_is_bidi(code) || code == 0x2028 ||
           code == 0x2029;
}

void d1_schema_words_quote(struct d1_strbuf *out, struct d1_str text)
{
    size_t shown = 0, at = 0;

    d1_strbuf_putc(out, '`');
    while (at < text.len) {
        size_t start = at;
        uint32_t code = d1_utf8_decode(text, &at);

        if (shown++ == SHOWN) {
            d1_strbuf_puts(out, "...");
            break;
        }
        if (code == '\n')
            d1_strbuf_puts(out, "\\n");
        else if (code == '\t')
            d1_strbuf_puts(out, "\\t");
        else if (code == D1_UTF8_INVALID)
            d1_strbuf_printf(out, "\\x%02x", (unsigned char)text.ptr[start]);
        else if (acts(code))
            d1_strbuf_printf(out, code < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)code);
        else
            d1_strbuf_add(out, text.ptr + start, at - start);
    }
    d1_strbuf_putc(out, '`');
}

void d1_schema_words_subject(struct d1_strbuf *out, const struct d1_node *node)
{
    /* Of lists in lists in lists the innermost three say enough. */
    for (int level = 0; level < 3 && d1_node_parent(node) && !d1_node_key(node) && !node->is_key; level++) {
        d1_strbuf_printf(out, "item %zu of ", d1_pointer_index(node) + 1);
        node = d1_node_parent(node);
    }
    if (node->is_key) {
        d1_strbuf_puts(out, "the key ");
        d1_schema_words_quote(out, d1_node_text(node));
        node = d1_node_parent(node);
        if (d1_node_parent(node)) {
            d1_strbuf_puts(out, " in ");
            d1_schema_words_subject(out, node);
        }
    } else if (d1_node_key(node)) {
        d1_schema_words_quote(out, d1_node_text(d1_node_key(node)));
    } else {
        d1_strbuf_puts(out, d1_node_parent(node) ? "a list" : "the document");
    }
}

/* A scalar as a value: "`high`", "`5`"; containers as "a list". */
static void write_value(struct d1_strbuf *out, const struct d1_node *node)
{
    switch (d1_node_kind(node)) {
    case D1_NODE_NULL:
        d1_strbuf_puts(out, "`null`");
        break;
    case D1_NODE_BOOL:
        d1_strbuf_puts(out, node->value.boolean ? "`true`" : "`false`");
        break;
    case D1_NODE_SEQUENCE:
        d1_strbuf_puts(out, d1_node_count(node) ? "a list" : "an empty list");
        break;
    case D1_NODE_MAPPING:
        d1_strbuf_puts(out, d1_node_count(node) ? "a mapping" : "an empty mapping");
        break;
    default:
        d1_schema_words_quote(out, d1_node_text(node));
        break;
    }
}

void d1_schema_words_state(struct d1_strbuf *out, const struct d1_node *node)
{
    if (node->kind == D1_NODE_NULL) {
        d1_strbuf_puts(out, "has no value");
    } else if (node->kind == D1_NODE_STRING && !node->value.string.length) {
        d1_strbuf_puts(out, "is empty");
    } else {
        d1_strbuf_puts(out, "is ");
        write_value(out, node);
    }
}

void d1_schema_words_list(struct d1_strbuf *out, const struct d1_str *names, size_t count, const char *last)
{
    for (size_t i = 0; i < count; i++) {
        d1_strbuf_puts(out, d1_strbuf_joint(i, count, last));
        d1_schema_words_quote(out, names[i]);
    }
}

void d1_schema_words_count(struct d1_strbuf *out, uint64_t count, const char *thing)
{
    d1_strbuf_printf(out, "%llu %s%s", (unsigned long long)count, thing, count == 1 ? "" : "s");
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_but_case(struct d1_str a, struct d1_str b)
{
    for (size_t i = 0; i < a.len && a.len == b.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return a.len == b.len;
}

/* Whether a name goes on with another word behind the text. */
static bool begins_with_word(struct d1_str name, struct d1_str text)
{
    return text.len && name.len > text.len && memcmp(name.ptr, text.ptr, text.len) == 0 && name.ptr[text.len] >= 'A' &&
           name.ptr[text.len] <= 'Z';
}

static struct d1_str only_continuation(struct d1_str text, const struct d1_str *names, size_t count)
{
    struct d1_str only = {NULL, 0};

    for (size_t i = 0; i < count; i++) {
        if (!begins_with_word(names[i], text))
            continue;
        if (only.len)
            return (struct d1_str){NULL, 0};
        only = names[i];
    }
    return only;
}

struct d1_str d1_schema_words_nearest(struct d1_str text, const struct d1_str *names, size_t count)
{
    size_t distance = d1_str_reach(text);
    struct d1_str nearest = {NULL, 0};

    for (size_t i = 0; i < count; i++) {
        if (text.len && same_but_case(text, names[i]))
            return names[i];
        if (d1_str_nearer(text, names[i], &distance))
            nearest = names[i];
    }
    return nearest.len ? nearest : only_continuation(text, names, count);
}

/* ---- types and bounds ---- */

struct bounds {
    const struct instruction *least, *most;
};

static struct bounds bounds_of(const struct unit *unit)
{
    struct bounds bounds = {NULL, NULL};

    for (size_t i = 0; i < unit->count; i++) {
        const struct instruction *instruction = &unit->instructions[i];

        if (instruction->op == OP_BOUND && instruction->upper)
            bounds.most = instruction;
        else if (instruction->op == OP_BOUND)
            bounds.least = instruction;
    }
    return bounds;
}

static void write_bounds(struct d1_strbuf *out, const struct bounds *bounds)
{
    struct d1_str least = bounds->least ? d1_node_text(bounds->least->node) : d1_str("");
    struct d1_str most = bounds->most ? d1_node_text(bounds->most->node) : d1_str("");

    if (bounds->least && bounds->most && !bounds->least->exclusive && !bounds->most->exclusive) {
        d1_strbuf_printf(out, " from " D1_STR_FMT " to " D1_STR_FMT, D1_STR_ARG(least), D1_STR_ARG(most));
        return;
    }
    if (bounds->least && bounds->least->exclusive)
        d1_strbuf_printf(out, " above " D1_STR_FMT, D1_STR_ARG(least));
    else if (bounds->least)
        d1_strbuf_printf(out, " of at least " D1_STR_FMT, D1_STR_ARG(least));
    if (bounds->least && bounds->most)
        d1_strbuf_puts(out, " and");
    if (bounds->most && bounds->most->exclusive)
        d1_strbuf_printf(out, " below " D1_STR_FMT, D1_STR_ARG(most));
    else if (bounds->most)
        d1_strbuf_printf(out, "%s at most " D1_STR_FMT, bounds->least ? "" : " of", D1_STR_ARG(most));
}

void d1_schema_words_kind(struct d1_strbuf *out, const struct unit *unit)
{
    static const struct {
        unsigned kinds;
        const char *words;
    } kinds[] = {
        {KIND_STRING, "text"},
        {KIND_NUMBER, "a number"},
        {1 << D1_NODE_INT, "a whole number"},
        {1 << D1_NODE_BOOL, "true or false"},
        {KIND_SEQUENCE, "a list"},
        {KIND_MAPPING, "a mapping"},
        {1 << D1_NODE_NULL, "null"},
    };
    struct bounds bounds = bounds_of(unit);
    unsigned left = unit->types & KIND_ANY;
    size_t written = 0, count = 0;

    if (left == KIND_ANY)
        left = KIND_NUMBER; /* without a type it is a bound that failed */
    for (unsigned rest = left, i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((rest & kinds[i].kinds) == kinds[i].kinds) {
            rest &= ~kinds[i].kinds;
            count++;
        }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if ((left & kinds[i].kinds) != kinds[i].kinds)
            continue;
        left &= ~kinds[i].kinds;
        d1_strbuf_puts(out, d1_strbuf_joint(written++, count, " or "));
        d1_strbuf_puts(out, kinds[i].words);
        if (kinds[i].kinds & KIND_NUMBER)
            write_bounds(out, &bounds);
    }
}

void d1_schema_words_suggest(struct d1_strbuf *out, struct d1_str suggestion)
{
    if (!suggestion.len)
        return;
    d1_strbuf_puts(out, "; did you mean ");
    d1_schema_words_quote(out, suggestion);
    d1_strbuf_putc(out, '?');
}
