/*
 * Faults in a user's words. Most sentences are "<subject> must <phrase>, <state>": the phrase says what the schema asks
 * for, so that phrases of several branches can be joined by "or". A row in the table says how a keyword is told.
 */
#include "schema/words.h"

#include "base/decimal.h"
#include "base/limits.h"
#include "base/utf8.h"

enum {
    SHOWN_VALUES = 8,  /* values of an enum or known keys that are listed */
    SHOWN_BYTES = 160, /* and how long they may be together */
    NAMES = 1000,      /* names that are compared when looking for the one that was meant */
    TELLING = 64,      /* names among which none is listed twice */
    SUGGESTIONS = 200  /* faults of one validation for which the near one is looked for */
};

struct names {
    struct d1_str items[NAMES];
    size_t count;
    bool cut; /* there are more */
};

static void add_name(struct names *names, struct d1_str name)
{
    for (size_t i = 0; i < names->count && names->count < TELLING; i++)
        if (d1_str_eq(names->items[i], name))
            return;
    if (names->count < NAMES)
        names->items[names->count++] = name;
    else
        names->cut = true;
}

static bool is_short(const struct names *names)
{
    size_t bytes = 0;

    for (size_t i = 0; i < names->count; i++)
        bytes += names->items[i].len;
    return names->count <= SHOWN_VALUES && bytes <= SHOWN_BYTES && !names->cut;
}

/* ---- const and enum ---- */

static struct d1_str scalar_text(const struct d1_node *node)
{
    switch (d1_node_kind(node)) {
    case D1_NODE_NULL:
        return d1_str("null");
    case D1_NODE_BOOL:
        return d1_str(node->value.boolean ? "true" : "false");
    case D1_NODE_SEQUENCE:
        return d1_str("[...]");
    case D1_NODE_MAPPING:
        return d1_str("{...}");
    default:
        return d1_node_text(node);
    }
}

/* The values that a const or enum allows, as far as they can be shown. */
static void add_values(struct names *names, const struct d1_node *value, bool list)
{
    if (!list)
        add_name(names, scalar_text(value));
    for (size_t i = 0; list && i < d1_node_count(value); i++)
        add_name(names, scalar_text(d1_node_item(value, i)));
}

/* The const or enum of a unit, NULL when it has none. */
static const struct instruction *values_of(const struct unit *unit)
{
    for (size_t i = 0; i < unit->count; i++)
        if (unit->instructions[i].op == OP_CONST || unit->instructions[i].op == OP_ENUM)
            return &unit->instructions[i];
    return NULL;
}

static const struct instruction *find(const struct unit *unit, enum op op)
{
    for (size_t i = 0; i < unit->count; i++)
        if (unit->instructions[i].op == op)
            return &unit->instructions[i];
    return NULL;
}

static void write_values(struct d1_strbuf *out, const struct names *names, size_t all)
{
    if (is_short(names))
        d1_words_list(out, names->items, names->count, " or ");
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

    add_values(&names, instruction->node, instruction->op == OP_ENUM);
    d1_strbuf_puts(out, "be ");
    write_values(out, &names, instruction->op == OP_ENUM ? d1_node_count(instruction->node) : 1);
}

/* A value of another type is told what the text or number should have been, where the schema says more than the type.
 */
static void phrase_type(struct d1_strbuf *out, const struct fault *fault)
{
    const struct unit *unit = fault->unit;
    const struct instruction *values = values_of(unit), *format = find(unit, OP_FORMAT);

    if (values) {
        phrase_values(out, &(struct fault){.instruction = values});
        return;
    }
    d1_strbuf_puts(out, "be ");
    if (format && unit->types == KIND_STRING)
        d1_strbuf_puts(out, format->arg.format->phrase);
    else
        d1_words_kind(out, unit);
}

static void phrase_bound(struct d1_strbuf *out, const struct fault *fault)
{
    struct unit numbers = *fault->unit;

    /* Only the numeric ones of several types have bounds. */
    numbers.types &= KIND_NUMBER;
    if (!numbers.types)
        numbers.types = KIND_NUMBER;
    d1_strbuf_puts(out, "be ");
    d1_words_kind(out, &numbers);
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

static void phrase_pattern(struct d1_strbuf *out, const struct fault *fault)
{
    struct d1_str example = example_of(fault->unit);

    if (example.len) {
        d1_strbuf_puts(out, "look like ");
        d1_words_quote(out, example);
    } else {
        d1_strbuf_puts(out, "match the pattern ");
        d1_words_quote(out, d1_node_text(fault->instruction->node));
    }
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
    d1_words_count(out, instruction->arg.limit, thing);
}

static void phrase_content(struct d1_strbuf *out, const struct fault *fault)
{
    uint64_t checks = fault->instruction->arg.limit;

    d1_strbuf_puts(out, checks == CONTENT_BASE64 ? "be base64"
                        : checks == CONTENT_JSON ? "be JSON text"
                                                 : "be JSON text in base64");
}

typedef void phrase(struct d1_strbuf *out, const struct fault *fault);

static phrase *const phrases[D1_KEYWORD_COUNT] = {
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

/* Phrases of several branches: the values of all enums and constants first, then what else "be" goes with. */
static void phrase_either(struct d1_strbuf *out, const struct fault *fault, struct d1_strbuf *one)
{
    struct names values = {.count = 0};
    size_t start = out->len;
    uint32_t enums = 0;

    for (uint32_t i = 0; i < fault->eithers; i++) {
        const struct fault *either = &fault->either[i];

        if (either->keyword != D1_KEYWORD_ENUM && either->keyword != D1_KEYWORD_CONST)
            continue;
        add_values(&values, either->instruction->node, either->keyword == D1_KEYWORD_ENUM);
        enums++;
    }
    if (enums) {
        d1_strbuf_puts(out, "be ");
        write_values(out, &values, values.count);
    }
    for (uint32_t i = 0; i < fault->eithers; i++) {
        const struct fault *either = &fault->either[i];
        struct d1_str text;
        bool known = false;

        if (either->keyword == D1_KEYWORD_ENUM || either->keyword == D1_KEYWORD_CONST)
            continue;
        d1_strbuf_clear(one);
        phrases[either->keyword](one, either);
        text = d1_strbuf_view(one);
        for (size_t at = start; !known && at + text.len <= out->len; at++)
            known = memcmp(out->ptr + at, text.ptr, text.len) == 0;
        if (known)
            continue;
        if (out->len > start) {
            d1_strbuf_puts(out, " or ");
            if (d1_str_starts(text, "be ") && d1_str_starts(d1_str_sub(d1_strbuf_view(out), start, 3), "be "))
                text = d1_str_sub(text, 3, text.len);
        }
        d1_strbuf_str(out, text);
    }
}

/* ---- the state, and hints ---- */

static bool is_about_size(enum d1_schema_keyword keyword)
{
    return keyword == D1_KEYWORD_MAX_LENGTH || keyword == D1_KEYWORD_MIN_LENGTH || keyword == D1_KEYWORD_MAX_ITEMS ||
           keyword == D1_KEYWORD_MIN_ITEMS || keyword == D1_KEYWORD_MAX_PROPERTIES ||
           keyword == D1_KEYWORD_MIN_PROPERTIES;
}

static void write_state(struct d1_strbuf *out, const struct fault *fault)
{
    const struct d1_node *node = fault->instance;
    bool text = node->kind == D1_NODE_STRING;
    uint64_t size = text ? d1_utf8_count(d1_node_text(node)) : d1_node_count(node);

    if (!is_about_size(fault->keyword)) {
        d1_strbuf_puts(out, ", ");
        d1_words_state(out, node);
    } else if (fault->instruction->arg.limit != 1 || fault->instruction->upper) {
        d1_strbuf_printf(out, ", has %llu", (unsigned long long)size);
    }
}

/* Values that look like another type in YAML: the remedy is a pair of quotes more or less. */
static void write_hint(struct d1_strbuf *out, const struct fault *fault)
{
    const struct d1_node *node = fault->instance;
    unsigned types = fault->unit->types;
    struct d1_decimal number;

    if (fault->keyword != D1_KEYWORD_TYPE || fault->eithers)
        return;
    if (types == KIND_STRING && !values_of(fault->unit) && (d1_node_is_number(node) || node->kind == D1_NODE_BOOL))
        d1_strbuf_puts(out, "; put it in quotes");
    else if ((types & KIND_NUMBER) && node->kind == D1_NODE_STRING && !node->plain &&
             d1_decimal_parse(d1_node_text(node), &number))
        d1_strbuf_puts(out, "; leave out the quotes");
}

/* The value of an enum or const that is near, for the values of one fault or of all its alternatives. */
static struct d1_str nearest_value(const struct fault *fault)
{
    struct names names = {.count = 0};

    if (fault->instance->kind != D1_NODE_STRING)
        return (struct d1_str){NULL, 0};
    for (uint32_t i = 0; i < (fault->eithers ? fault->eithers : 1); i++) {
        const struct fault *one = fault->eithers ? &fault->either[i] : fault;

        if (one->keyword == D1_KEYWORD_ENUM || one->keyword == D1_KEYWORD_CONST)
            add_values(&names, one->instruction->node, one->keyword == D1_KEYWORD_ENUM);
    }
    return d1_words_nearest(d1_node_text(fault->instance), names.items, names.count);
}

static void write_suggestion(struct d1_strbuf *out, struct d1_str suggestion)
{
    if (!suggestion.len)
        return;
    d1_strbuf_puts(out, "; did you mean ");
    d1_words_quote(out, suggestion);
    d1_strbuf_putc(out, '?');
}

static void tell_phrase(struct d1_strbuf *out, const struct fault *fault, struct d1_strbuf *one,
                        struct d1_str *suggestion)
{
    d1_words_subject(out, fault->instance);
    d1_strbuf_puts(out, " must ");
    if (fault->eithers)
        phrase_either(out, fault, one);
    else
        phrases[fault->keyword](out, fault);
    write_state(out, fault);
    write_hint(out, fault);
    if (suggestion) {
        *suggestion = nearest_value(fault);
        write_suggestion(out, *suggestion);
    }
}

/* ---- keys ---- */

/* Keys that schemas applied to the same mapping know, without those that it already has where it is not too large. */
static void add_keys(struct names *names, const struct unit *unit, const struct d1_node *mapping, unsigned depth)
{
    bool search = d1_node_count(mapping) <= NAMES;

    for (size_t i = 0; i < unit->count && depth < 8; i++) {
        const struct instruction *instruction = &unit->instructions[i];
        const struct mapping_plan *plan = instruction->arg.mapping;

        if (instruction->op == OP_MAPPING)
            for (size_t k = 0; k < plan->count && !names->cut; k++)
                if (plan->properties[k].unit && !plan->properties[k].unit->never &&
                    !(search && d1_node_get_str(mapping, plan->properties[k].name)))
                    add_name(names, plan->properties[k].name);
        if (instruction->op == OP_REF)
            add_keys(names, instruction->arg.unit, mapping, depth + 1);
        if (instruction->op == OP_ALL || instruction->op == OP_ANY || instruction->op == OP_ONE)
            for (uint32_t k = 0; k < instruction->count && !names->cut; k++)
                add_keys(names, instruction->arg.units[k], mapping, depth + 1);
    }
}

static void tell_unknown_key(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion)
{
    struct names names = {.count = 0};

    d1_strbuf_puts(out, "unknown key ");
    d1_words_quote(out, fault->property);
    if (d1_node_parent(fault->instance)) {
        d1_strbuf_puts(out, " in ");
        d1_words_subject(out, fault->instance);
    }
    if (!suggestion)
        return;
    add_keys(&names, fault->unit, fault->instance, 0);
    *suggestion = d1_words_nearest(fault->property, names.items, names.count);
    write_suggestion(out, *suggestion);
    if (suggestion->len || !names.count || !is_short(&names))
        return;
    d1_strbuf_puts(out, names.count > 1 ? "; also possible are " : "; also possible is ");
    d1_words_list(out, names.items, names.count, " and ");
}

static void write_from(struct d1_strbuf *out, const struct d1_node *mapping)
{
    if (!d1_node_parent(mapping))
        return;
    d1_strbuf_puts(out, " from ");
    d1_words_subject(out, mapping);
}

static bool is_known(const struct mapping_plan *plan, struct d1_str name)
{
    for (size_t i = 0; i < plan->count; i++)
        if (d1_str_eq(plan->properties[i].name, name))
            return true;
    return false;
}

/*
 * A key that is there and may have been meant for the one that is missing. Where unknown keys are not allowed it is
 * reported by itself, and then once is enough.
 */
static void suggest_key(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion)
{
    const struct instruction *instruction = find(fault->unit, OP_MAPPING);
    const struct mapping_plan *plan = instruction ? instruction->arg.mapping : NULL;
    struct names names = {.count = 0};
    size_t count = d1_node_count(fault->instance);

    if (!suggestion || count > NAMES ||
        (plan && ((plan->additional && plan->additional->never) || plan->count > NAMES)))
        return;
    for (size_t i = 0; i < count; i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(fault->instance, i));

        if (!plan || !is_known(plan, key))
            add_name(&names, key);
    }
    *suggestion = d1_words_nearest(fault->property, names.items, names.count);
    if (!suggestion->len)
        return;
    d1_strbuf_puts(out, "; is ");
    d1_words_quote(out, *suggestion);
    d1_strbuf_puts(out, " meant for it?");
}

static void tell_missing(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion)
{
    struct names names = {.count = 0};

    for (uint32_t i = 0; i < fault->eithers; i++)
        add_name(&names, fault->either[i].property);
    if (!fault->eithers)
        add_name(&names, fault->property);
    d1_words_list(out, names.items, names.count, " or ");
    d1_strbuf_puts(out, " is missing");
    write_from(out, fault->instance);
    if (!fault->eithers)
        suggest_key(out, fault, suggestion);
}

static void tell_dependent(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion)
{
    const struct dependent *dependent = &fault->instruction->arg.dependents[fault->first ? fault->first - 1 : 0];

    d1_words_quote(out, fault->property);
    d1_strbuf_puts(out, " is missing");
    write_from(out, fault->instance);
    d1_strbuf_puts(out, "; it is needed where ");
    d1_words_quote(out, d1_node_text(dependent->key));
    d1_strbuf_puts(out, " is given");
    suggest_key(out, fault, suggestion);
}

/* ---- the rest ---- */

/* The names that a unit requires, if that is all it says. */
static bool only_requires(const struct unit *unit, struct names *names)
{
    const struct mapping_plan *plan;

    if (unit->count != 1 || unit->instructions[0].op != OP_MAPPING)
        return false;
    plan = unit->instructions[0].arg.mapping;
    for (size_t i = 0; i < plan->required; i++)
        add_name(names, plan->required_at[i]->name);
    return plan->required == plan->count && !plan->patterns && !plan->additional;
}

/* What a unit asks for as a phrase behind "be", where it says one simple thing. */
static bool simple_phrase(struct d1_strbuf *out, const struct unit *unit)
{
    const struct instruction *values = values_of(unit);
    struct names names = {.count = 0};

    if (values) {
        add_values(&names, values->node, values->op == OP_ENUM);
        write_values(out, &names, names.count);
        return true;
    }
    if (unit->count == 1 && unit->instructions[0].op == OP_FORMAT) {
        d1_strbuf_puts(out, unit->instructions[0].arg.format->phrase);
        return true;
    }
    if (unit->count == 0 && unit->types != KIND_ANY) {
        d1_words_kind(out, unit);
        return true;
    }
    return false;
}

static void tell_not(struct d1_strbuf *out, const struct fault *fault)
{
    const struct unit *unit = fault->instruction->arg.unit;
    struct d1_strbuf what = {0};
    struct names names = {.count = 0};

    if (only_requires(unit, &names)) {
        d1_words_list(out, names.items, names.count, " and ");
        d1_strbuf_puts(out, names.count > 1 ? " must not be given together" : " must not be given");
        if (d1_node_parent(fault->instance)) {
            d1_strbuf_puts(out, " in ");
            d1_words_subject(out, fault->instance);
        }
        return;
    }
    d1_words_subject(out, fault->instance);
    if (simple_phrase(&what, unit)) {
        d1_strbuf_puts(out, " must not be ");
        d1_strbuf_str(out, d1_strbuf_view(&what));
        if (!values_of(unit)) {
            d1_strbuf_puts(out, ", ");
            d1_words_state(out, fault->instance);
        }
    } else {
        d1_strbuf_puts(out, " has a form that is not allowed here");
    }
    d1_strbuf_release(&what);
}

static void tell_one_of(struct d1_strbuf *out, const struct fault *fault)
{
    const struct unit *const *units = fault->instruction->arg.units;
    struct names names = {.count = 0};

    if (fault->first && only_requires(units[fault->first - 1], &names) &&
        only_requires(units[fault->second - 1], &names)) {
        d1_strbuf_puts(out, "only one of ");
        d1_words_list(out, names.items, names.count, " and ");
        d1_strbuf_puts(out, " may be given");
        if (d1_node_parent(fault->instance)) {
            d1_strbuf_puts(out, " in ");
            d1_words_subject(out, fault->instance);
        }
        return;
    }
    d1_words_subject(out, fault->instance);
    if (fault->first)
        d1_strbuf_printf(out, " fits the allowed forms %u and %u at once, it may fit only one", fault->first,
                         fault->second);
    else
        d1_strbuf_puts(out, " has none of the allowed forms");
}

static void tell_contains(struct d1_strbuf *out, const struct fault *fault)
{
    const struct contains_plan *plan = fault->instruction->arg.contains;
    bool most = fault->keyword == D1_KEYWORD_MAX_CONTAINS;

    d1_words_subject(out, fault->instance);
    d1_strbuf_puts(out, " must contain ");
    if (most || plan->least > 1) {
        d1_strbuf_puts(out, most ? "at most " : "at least ");
        d1_words_count(out, most ? plan->most : plan->least, "item");
        d1_strbuf_puts(out, " that ");
        d1_strbuf_puts(out, (most ? plan->most : plan->least) == 1 ? "is " : "are ");
    }
    if (!simple_phrase(out, plan->unit))
        d1_strbuf_puts(out, most || plan->least > 1 ? "of a certain form" : "an item of a certain form");
}

static void tell_unique(struct d1_strbuf *out, const struct fault *fault)
{
    d1_words_subject(out, fault->node);
    d1_strbuf_printf(out, " is the same as item %u", fault->first);
}

static void tell_never(struct d1_strbuf *out, const struct fault *fault)
{
    d1_words_subject(out, fault->instance);
    d1_strbuf_puts(out, " is not allowed here");
}

/* Applicators, which only the units of the standard tell of. */
static void tell_applicator(struct d1_strbuf *out, const struct fault *fault)
{
    d1_words_subject(out, fault->instance);
    d1_strbuf_printf(out, " does not fit what `%s` asks for", d1_schema_keyword_name(fault->keyword));
}

void d1_schema_message(struct run *run, const struct fault *fault, struct d1_schema_error *error)
{
    struct d1_strbuf *out = &run->scratch->message;
    struct d1_str *suggestion = run->told++ < SUGGESTIONS ? &error->suggestion : NULL;

    d1_strbuf_clear(out);
    switch (fault->keyword) {
    case D1_KEYWORD_NONE:
        tell_never(out, fault);
        break;
    case D1_KEYWORD_REQUIRED:
        tell_missing(out, fault, suggestion);
        break;
    case D1_KEYWORD_DEPENDENT_REQUIRED:
    case D1_KEYWORD_DEPENDENCIES:
        if (fault->property.len)
            tell_dependent(out, fault, suggestion);
        else
            tell_applicator(out, fault);
        break;
    case D1_KEYWORD_ADDITIONAL_PROPERTIES:
    case D1_KEYWORD_UNEVALUATED_PROPERTIES:
        if (fault->node->is_key)
            tell_unknown_key(out, fault, suggestion);
        else
            tell_applicator(out, fault);
        break;
    case D1_KEYWORD_UNIQUE_ITEMS:
        tell_unique(out, fault);
        break;
    case D1_KEYWORD_CONTAINS:
    case D1_KEYWORD_MIN_CONTAINS:
    case D1_KEYWORD_MAX_CONTAINS:
        tell_contains(out, fault);
        break;
    case D1_KEYWORD_NOT:
        tell_not(out, fault);
        break;
    case D1_KEYWORD_ONE_OF:
        tell_one_of(out, fault);
        break;
    default:
        if (phrases[fault->keyword])
            tell_phrase(out, fault, &run->scratch->phrase, suggestion);
        else
            tell_applicator(out, fault);
        break;
    }
    error->message = d1_strbuf_view(out);
}
