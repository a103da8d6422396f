/* What schemas ask for, as phrases that stand behind "must". */
#include "schema/explain/phrase.h"

#include <string.h>

void d1_schema_phrase_add_name(struct names *names, struct d1_str name)
{
    for (size_t i = 0; i < names->count && names->count < TELLING; i++)
        if (d1_str_eq(names->items[i], name))
            return;
    if (names->count < NAMES)
        names->items[names->count++] = name;
    else
        names->cut = true;
}

bool d1_schema_phrase_is_short(const struct names *names)
{
    size_t bytes = 0;

    for (size_t i = 0; i < names->count; i++)
        bytes += names->items[i].len;
    return names->count <= SHOWN_VALUES && bytes <= SHOWN_BYTES && !names->cut;
}

/* ---- const and enum ---- */

struct d1_str d1_schema_phrase_scalar(const struct d1_node *node)
{
    switch (d1_node_kind(node)) {
    case D1_NODE_NULL:
        return d1_str("null");
    case D1_NODE_BOOL:
        return d1_str(node->value.boolean ? "true" : "false");
    case D1_NODE_SEQUENCE:
        return d1_str(d1_node_count(node) ? "[...]" : "[]");
    case D1_NODE_MAPPING:
        return d1_str(d1_node_count(node) ? "{...}" : "{}");
    default:
        return d1_node_text(node);
    }
}

void d1_schema_phrase_add_values(struct names *names, const struct d1_node *value, bool list)
{
    size_t lists = 0, mappings = 0;

    if (!list)
        d1_schema_phrase_add_name(names, d1_schema_phrase_scalar(value));
    for (size_t i = 0; list && i < d1_node_count(value) && i < NAMES; i++) {
        const struct d1_node *item = d1_node_item(value, i);

        lists += item->kind == D1_NODE_SEQUENCE && d1_node_count(item);
        mappings += item->kind == D1_NODE_MAPPING && d1_node_count(item);
        d1_schema_phrase_add_name(names, d1_schema_phrase_scalar(item));
    }
    names->cut |= lists > 1 || mappings > 1 || (list && d1_node_count(value) > NAMES);
}

const struct instruction *d1_schema_phrase_values_of(const struct unit *unit)
{
    for (size_t i = 0; i < unit->count; i++)
        if (unit->instructions[i].op == OP_CONST || unit->instructions[i].op == OP_ENUM)
            return &unit->instructions[i];
    return NULL;
}

const struct instruction *d1_schema_phrase_find(const struct unit *unit, enum op op)
{
    for (size_t i = 0; i < unit->count; i++)
        if (unit->instructions[i].op == op)
            return &unit->instructions[i];
    return NULL;
}

const struct instruction *d1_schema_phrase_property_values(const struct fault *fault)
{
    const struct mapping_plan *plan = fault->instruction->arg.mapping;

    for (size_t i = 0; i < plan->count && i < NAMES; i++)
        if (d1_str_eq(plan->properties[i].name, fault->property))
            return plan->properties[i].unit ? d1_schema_phrase_values_of(plan->properties[i].unit->alias) : NULL;
    return NULL;
}

void d1_schema_phrase_write_values(struct d1_strbuf *out, const struct names *names, size_t all)
{
    if (names->count && d1_schema_phrase_is_short(names))
        d1_schema_words_list(out, names->items, names->count, " or ");
    else
        d1_strbuf_printf(out, "one of %zu values", all);
}

/* ---- phrases: what stands behind "must" ---- */

/* A text that shows what a pattern wants: the schema's own example. */
static struct d1_str example_of(const struct unit *unit)
{
    const struct d1_node *examples = d1_node_get(unit->node, "examples");

    if (!examples || examples->kind != D1_NODE_SEQUENCE || !d1_node_count(examples) ||
        d1_node_item(examples, 0)->kind != D1_NODE_STRING)
        return (struct d1_str){NULL, 0};
    return d1_node_text(d1_node_item(examples, 0));
}

static void phrase_values(struct d1_strbuf *out, const struct fault *fault)
{
    const struct instruction *instruction = fault->instruction;
    struct names names = {.count = 0};

    d1_schema_phrase_add_values(&names, instruction->node, instruction->op == OP_ENUM);
    d1_strbuf_puts(out, "be ");
    d1_schema_phrase_write_values(out, &names, instruction->op == OP_ENUM ? d1_node_count(instruction->node) : 1);
}

static void phrase_bound(struct d1_strbuf *out, const struct fault *fault)
{
    struct unit numbers = *fault->unit;

    /* Only the numeric ones of several types have bounds. */
    numbers.types &= KIND_NUMBER;
    if (!numbers.types)
        numbers.types = KIND_NUMBER;
    d1_strbuf_puts(out, "be ");
    d1_schema_words_kind(out, &numbers);
}

static void phrase_multiple(struct d1_strbuf *out, const struct fault *fault)
{
    d1_strbuf_puts(out, "be a multiple of ");
    d1_strbuf_str(out, d1_node_text(fault->instruction->node));
}

static void phrase_format(struct d1_strbuf *out, const struct fault *fault)
{
    d1_strbuf_puts(out, "be ");
    d1_strbuf_puts(out, fault->instruction->arg.format->phrase);
}

/*
 * The form in words, the schema's own or read from the pattern, and an example beside them; where the schema has none,
 * the pattern beside the words that were read from it.
 */
static void phrase_pattern(struct d1_strbuf *out, const struct fault *fault)
{
    struct d1_str example = example_of(fault->unit), form = d1_node_get_text(fault->unit->node, "x-d1d-form");
    struct d1_str pattern = d1_node_text(fault->instruction->node);
    bool told = form.len || d1_regex_words(out, pattern, fault->instruction->arg.pattern->dialect);

    d1_strbuf_str(out, form);
    if (form.len && !example.len)
        return;
    if (told)
        d1_strbuf_puts(out, example.len ? " (such as " : " (the pattern ");
    else
        d1_strbuf_puts(out, example.len ? "look like " : "match the pattern ");
    d1_schema_words_quote(out, example.len ? example : pattern);
    d1_strbuf_puts(out, told ? ")" : "");
}

/* A value of another type is told what the text or number should have been, where the schema says more than the type.
 */
static void phrase_type(struct d1_strbuf *out, const struct fault *fault)
{
    const struct unit *unit = fault->unit;
    const struct instruction *values = d1_schema_phrase_values_of(unit),
                             *format = d1_schema_phrase_find(unit, OP_FORMAT);
    const struct instruction *pattern = d1_schema_phrase_find(unit, OP_PATTERN);

    if (values) {
        phrase_values(out, &(struct fault){.instruction = values});
        return;
    }
    if (pattern && !format && unit->types == KIND_STRING && !fault->wants_quotes &&
        fault->instance->kind < D1_NODE_SEQUENCE && fault->instance->kind != D1_NODE_NULL) {
        phrase_pattern(out, &(struct fault){.instruction = pattern, .unit = unit});
        return;
    }
    d1_strbuf_puts(out, "be ");
    if (format && unit->types == KIND_STRING)
        d1_strbuf_puts(out, format->arg.format->phrase);
    else
        d1_schema_words_kind(out, unit);
}

static void phrase_count(struct d1_strbuf *out, const struct fault *fault)
{
    const struct instruction *instruction = fault->instruction;
    const char *thing = instruction->op == OP_LENGTH                ? "character"
                        : fault->instance->kind == D1_NODE_SEQUENCE ? "item"
                                                                    : "key";

    if (instruction->arg.limit == 1 && !instruction->upper) {
        d1_strbuf_puts(out, "not be empty");
        return;
    }
    if (instruction->arg.limit == 0 && instruction->upper) {
        d1_strbuf_puts(out, "be empty");
        return;
    }
    d1_strbuf_puts(out, instruction->upper ? "have at most " : "have at least ");
    d1_schema_words_count(out, instruction->arg.limit, thing);
}

static void phrase_content(struct d1_strbuf *out, const struct fault *fault)
{
    uint64_t checks = fault->instruction->arg.limit;

    d1_strbuf_puts(out, checks == CONTENT_BASE64 ? "be base64"
                        : checks == CONTENT_JSON ? "be JSON text"
                                                 : "be JSON text in base64");
}

phrase *const d1_schema_phrases[D1_KEYWORD_COUNT] = {
    [D1_KEYWORD_TYPE] = phrase_type,
    [D1_KEYWORD_ENUM] = phrase_values,
    [D1_KEYWORD_CONST] = phrase_values,
    [D1_KEYWORD_MULTIPLE_OF] = phrase_multiple,
    [D1_KEYWORD_MAXIMUM] = phrase_bound,
    [D1_KEYWORD_EXCLUSIVE_MAXIMUM] = phrase_bound,
    [D1_KEYWORD_MINIMUM] = phrase_bound,
    [D1_KEYWORD_EXCLUSIVE_MINIMUM] = phrase_bound,
    [D1_KEYWORD_MAX_LENGTH] = phrase_count,
    [D1_KEYWORD_MIN_LENGTH] = phrase_count,
    [D1_KEYWORD_MAX_ITEMS] = phrase_count,
    [D1_KEYWORD_MIN_ITEMS] = phrase_count,
    [D1_KEYWORD_MAX_PROPERTIES] = phrase_count,
    [D1_KEYWORD_MIN_PROPERTIES] = phrase_count,
    [D1_KEYWORD_PATTERN] = phrase_pattern,
    [D1_KEYWORD_FORMAT] = phrase_format,
    [D1_KEYWORD_CONTENT_ENCODING] = phrase_content,
    [D1_KEYWORD_CONTENT_MEDIA_TYPE] = phrase_content,
};

/* Phrases of one fault, each once, as spans of a buffer. */
struct phrases {
    struct d1_str items[MOST_EITHERS];
    size_t count;
    bool plain; /* all of them begin with "be " and have no comma of their own */
};

/* The phrase between two ends. */
static struct d1_str phrase_at(const struct d1_strbuf *room, const size_t *ends, size_t index)
{
    size_t start = index ? ends[index - 1] : 0;

    return d1_str_sub(d1_strbuf_view(room), start, ends[index] - start);
}

static void collect_phrases(struct phrases *phrases, const struct fault *fault, struct d1_strbuf *room)
{
    size_t ends[MOST_EITHERS] = {0};

    d1_strbuf_clear(room);
    phrases->plain = true;
    for (uint32_t i = 0; i < fault->eithers; i++) {
        const struct fault *either = &fault->either[i];
        size_t count = phrases->count, start = room->len;
        bool known = false;

        if (either->keyword == D1_KEYWORD_ENUM || either->keyword == D1_KEYWORD_CONST)
            continue;
        d1_schema_phrases[either->keyword](room, either);
        ends[count] = room->len;
        for (size_t k = 0; k < count && !known; k++)
            known = d1_str_eq(phrase_at(room, ends, k), phrase_at(room, ends, count));
        if (known)
            d1_strbuf_truncate(room, start);
        else
            phrases->count++;
    }
    for (size_t k = 0; k < phrases->count; k++) {
        struct d1_str text = phrases->items[k] = phrase_at(room, ends, k);

        phrases->plain &= d1_str_starts(text, "be ") && d1_str_find(text, ',', 0) == text.len;
    }
}

void d1_schema_phrase_either(struct d1_strbuf *out, const struct fault *fault, struct d1_strbuf *room)
{
    struct names values = {.count = 0};
    struct phrases phrases = {.count = 0};
    bool first_is, be = false;

    for (uint32_t i = 0; i < fault->eithers; i++) {
        const struct fault *either = &fault->either[i];

        if (either->keyword == D1_KEYWORD_ENUM || either->keyword == D1_KEYWORD_CONST) {
            d1_schema_phrase_add_values(&values, either->instruction->node, either->keyword == D1_KEYWORD_ENUM);
            be = true;
        }
    }
    if (be) {
        d1_strbuf_puts(out, "be ");
        d1_schema_phrase_write_values(out, &values, fault->first > fault->eithers ? fault->first : values.count);
    }
    first_is = !be;
    collect_phrases(&phrases, fault, room);
    for (size_t i = 0; i < phrases.count; i++, first_is = false) {
        struct d1_str text = phrases.items[i];
        bool commas = phrases.plain && !values.count && i + 1 < phrases.count;

        if (!first_is)
            d1_strbuf_puts(out, commas ? ", " : " or ");
        if (be && d1_str_starts(text, "be "))
            text = d1_str_sub(text, 3, text.len);
        d1_strbuf_str(out, text);
        be |= first_is && d1_str_starts(phrases.items[i], "be ");
    }
}
