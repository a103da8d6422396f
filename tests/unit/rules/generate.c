#include "unit/rules/generate.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/date.h"
#include "json/writer.h"

enum { ITEMS = 3, DEEPEST = 12, MOST_TYPES = 128 };

struct generator {
    const struct d1_kinds *kinds;
    struct d1_json_writer writer;
    uint64_t state;
    size_t made[MOST_TYPES]; /* items of each type so far */
    unsigned depth;
};

/* A number below `count`, 0 for none; the same ones in each run. */
static size_t choose(struct generator *g, size_t count)
{
    g->state = g->state * 6364136223846793005u + 1442695040888963407u;
    return count ? (size_t)(g->state >> 33) % count : 0;
}

static void make_value(struct generator *g, const struct d1_node *schema, size_t position);

/* ---- strings ---- */

/* The id of item `number` of a type, as the pattern of its prefix wants it. */
static void make_id(struct generator *g, const struct d1_item_type *type, size_t number)
{
    char name[64];
    size_t length = 0;

    if (type->prefix.len) {
        d1_json_printf(&g->writer, D1_STR_FMT "%02zu", D1_STR_ARG(type->prefix), number);
        return;
    }
    for (; length < type->name.len && length + 1 < sizeof name; length++)
        name[length] = (char)(type->name.ptr[length] | 0x20);
    d1_json_printf(&g->writer, "%.*s-%zu", (int)length, name, number);
}

/* A reference to an item of one of the types of `x-d1d-ref`; number 0: to any. */
static void make_reference(struct generator *g, const struct d1_node *names, size_t number)
{
    struct d1_str name =
        d1_node_text(names->kind == D1_NODE_SEQUENCE ? d1_node_item(names, choose(g, d1_node_count(names))) : names);
    const struct d1_item_type *type = d1_kinds_type(g->kinds, d1_str_is(name, "*") ? d1_str("Risk") : name);

    if (type)
        make_id(g, type, number ? number : 1 + choose(g, ITEMS));
    else
        d1_json_printf(&g->writer, D1_STR_FMT "/halden-orders", D1_STR_ARG(name));
}

static void make_date(struct generator *g)
{
    char text[D1_DATE_TEXT];

    d1_date_format(d1_date_from_civil(2026, 1, 20) + (d1_date)choose(g, 120), text);
    d1_json_text(&g->writer, text);
}

/* Texts for patterns without an example: an e-mail address, a fingerprint. */
static void make_pattern(struct generator *g, struct d1_str pattern)
{
    if (memchr(pattern.ptr, '@', pattern.len))
        d1_json_text(&g->writer, "anna@example.org");
    else if (memmem(pattern.ptr, pattern.len, "[0-9a-f]", 8))
        d1_json_printf(&g->writer, "%064d", 7);
    else
        cr_assert_fail("no text for the pattern " D1_STR_FMT, D1_STR_ARG(pattern));
}

static void make_string(struct generator *g, const struct d1_node *schema)
{
    struct d1_str format = d1_node_get_text(schema, "format"), pattern = d1_node_get_text(schema, "pattern");
    const struct d1_node *examples = d1_node_get(schema, "examples"), *names = d1_node_get(schema, "x-d1d-ref");

    if (names)
        make_reference(g, names, 0);
    else if (d1_str_is(format, "date"))
        make_date(g);
    else if (d1_str_is(format, "date-time"))
        d1_json_text(&g->writer, "2026-03-02T10:00:00Z");
    else if (d1_str_is(format, "uri"))
        d1_json_printf(&g->writer, "https://example.org/%zu", choose(g, 4));
    else if (examples)
        d1_json_node(&g->writer, d1_node_item(examples, choose(g, d1_node_count(examples))));
    else if (pattern.len)
        make_pattern(g, pattern);
    else
        d1_json_printf(&g->writer, "text %zu", choose(g, 4));
}

/* ---- containers ---- */

static void make_array(struct generator *g, const struct d1_node *schema)
{
    const struct d1_node *items = d1_node_get(schema, "items");

    d1_json_begin_array(&g->writer);
    for (size_t i = 0; items && i < ITEMS; i++)
        make_value(g, items, d1_node_get(schema, "uniqueItems") ? i + 1 : 0);
    d1_json_end(&g->writer);
}

/* A property of an item: its key is a number of its own, so that references find it. */
static void make_property(struct generator *g, const struct d1_item_type *type, size_t number,
                          const struct d1_node *key, const struct d1_node *schema)
{
    const struct d1_node *names = d1_node_get(d1_schema_resolve(g->kinds->set, schema), "x-d1d-ref");

    d1_json_key_str(&g->writer, d1_node_text(key));
    if (!type || !d1_str_eq(d1_node_text(key), type->key))
        make_value(g, schema, 0);
    else if (names)
        make_reference(g, names, number);
    else
        make_id(g, type, number);
}

static void make_object(struct generator *g, const struct d1_node *schema)
{
    const struct d1_node *properties = d1_node_get(schema, "properties"), *mark = d1_node_get(schema, "x-d1d-item");
    const struct d1_node *rest = d1_node_get(schema, "additionalProperties");
    const struct d1_item_type *type = mark ? d1_kinds_type(g->kinds, d1_node_text(mark)) : NULL;
    size_t number = 0;

    if (type) {
        cr_assert_lt(type->index, MOST_TYPES);
        number = ++g->made[type->index];
    }
    d1_json_begin_object(&g->writer);
    for (size_t i = 0; properties && i < d1_node_count(properties); i++)
        make_property(g, type, number, d1_node_pair_key(properties, i), d1_node_pair_value(properties, i));
    if (rest && rest->kind == D1_NODE_MAPPING) {
        d1_json_key(&g->writer, "further");
        make_value(g, rest, 0);
    }
    d1_json_end(&g->writer);
}

/* ---- values ---- */

/* Of a scale one of its ends two times out of three, since rules ask for these; else anything between. */
static size_t make_step(struct generator *g, size_t steps)
{
    size_t end = choose(g, 3);

    return end == 0 ? 0 : end == 1 ? steps : choose(g, steps + 1);
}

static void make_typed(struct generator *g, const struct d1_node *schema)
{
    struct d1_str type = d1_node_get_text(schema, "type");
    const struct d1_node *least = d1_node_get(schema, "minimum"), *most = d1_node_get(schema, "maximum");
    int64_t from = least ? least->value.integer : 1, to = most ? most->value.integer : from + 8;

    if (d1_str_is(type, "object"))
        make_object(g, schema);
    else if (d1_str_is(type, "array"))
        make_array(g, schema);
    else if (d1_str_is(type, "string"))
        make_string(g, schema);
    else if (d1_str_is(type, "boolean"))
        d1_json_bool(&g->writer, choose(g, 2));
    else if (d1_str_is(type, "integer"))
        d1_json_int(&g->writer, from + (int64_t)make_step(g, (size_t)(to - from)));
    else if (d1_str_is(type, "number"))
        d1_json_real(&g->writer, (double)from + 0.5 * (double)make_step(g, (size_t)(to - from) * 2));
    else
        d1_json_text(&g->writer, "anything");
}

/* position: number of an item among unique ones, from 1; else 0. */
static void make_value(struct generator *g, const struct d1_node *schema, size_t position)
{
    const struct d1_node *node = d1_schema_resolve(g->kinds->set, schema), *words, *branches;

    cr_assert(node && ++g->depth < DEEPEST, "a schema that leads nowhere or in circles");
    words = d1_node_get(node, "enum");
    branches = d1_node_get(node, "oneOf");
    if (d1_node_get(node, "const"))
        d1_json_node(&g->writer, d1_node_get(node, "const"));
    else if (words)
        d1_json_node(&g->writer, d1_node_item(words, position ? position - 1 : choose(g, d1_node_count(words))));
    else if (branches)
        make_value(g, d1_node_item(branches, choose(g, d1_node_count(branches))), 0);
    else
        make_typed(g, node);
    g->depth--;
}

void generate_artifact(struct d1_strbuf *out, const struct d1_kinds *kinds, const struct d1_kind *kind, unsigned seed)
{
    struct generator g = {.kinds = kinds, .state = seed * 7919u + kind->index * 104729u + 1u};

    d1_json_writer_init(&g.writer, D1_JSON_INDENT, NULL, NULL);
    for (int i = 0; i < 4; i++)
        choose(&g, 2);
    make_value(&g, kind->schema_root, 0);
    cr_assert_eq(d1_json_writer_finish(&g.writer, NULL), 0);
    d1_strbuf_str(out, d1_strbuf_view(&g.writer.buffer));
    d1_json_writer_release(&g.writer);
}
