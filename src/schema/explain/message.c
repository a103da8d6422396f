/*
 * Faults in a user's words. Most sentences are "<subject> must <phrase>, <state>": the phrase says what the schema asks
 * for, so that phrases of several branches can be joined by "or". Keywords without a phrase have a sentence of their
 * own: here, or in keys.c.
 */
#include <string.h>

#include "schema/explain/date.h"
#include "schema/explain/keys.h"
#include "schema/explain/phrase.h"

#include "base/decimal.h"
#include "base/limits.h"
#include "base/text/utf8.h"

/* Faults of one validation for which the near name is looked for. */
enum { SUGGESTIONS = 200 };

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
        /* What a key is has been said by calling it. */
        if (node->is_key)
            return;
        d1_strbuf_puts(out, ", ");
        d1_schema_words_state(out, node);
    } else if (fault->instruction->arg.limit != 1 || fault->instruction->upper) {
        d1_strbuf_printf(out, ", has %llu", (unsigned long long)size);
    }
}

static bool has_format(const struct format *format, struct d1_str text)
{
    return format->judge ? format->judge(text, NULL) > 0 : format->check(text);
}

/*
 * Whether a text in place of a number or truth value would have the type, format and pattern that the schema asks for.
 * A pattern that cannot be tried is taken to match; matching is not done for ever so many faults.
 */
static bool takes_text(struct run *run, const struct unit *unit, const struct d1_node *node)
{
    const struct instruction *format = d1_schema_phrase_find(unit, OP_FORMAT),
                             *pattern = d1_schema_phrase_find(unit, OP_PATTERN);
    enum stop stop = run->stop;
    bool matches;

    if ((!d1_node_is_number(node) && node->kind != D1_NODE_BOOL) || !(unit->types & KIND_STRING) ||
        d1_schema_phrase_values_of(unit) || (format && !has_format(format->arg.format, d1_node_text(node))))
        return false;
    if (!pattern || run->told > SUGGESTIONS)
        return true;
    matches = d1_schema_matches(run, pattern->arg.pattern, d1_node_text(node), node) || run->stop != stop;
    run->stop = stop;
    return matches;
}

/* Whether a text that was put in quotes would be the number or truth value that the schema asks for without them. */
static bool takes_plain(const struct unit *unit, const struct d1_node *node)
{
    struct d1_str text = d1_node_text(node);
    struct d1_decimal number;

    if (node->kind != D1_NODE_STRING || node->plain)
        return false;
    if ((unit->types >> D1_NODE_BOOL & 1) && (d1_str_is(text, "true") || d1_str_is(text, "false")))
        return true;
    return (unit->types & KIND_NUMBER) && d1_decimal_parse(text, &number) &&
           ((unit->types >> D1_NODE_DOUBLE & 1) || d1_decimal_is_integer(&number));
}

/* The parts of a fault that stands for several, else the fault itself. */
static struct fault *parts_of(struct fault *fault, uint32_t *count)
{
    *count = fault->eithers ? fault->eithers : 1;
    return fault->eithers ? fault->either : fault;
}

static const char add_quotes[] = "; put it in quotes", drop_quotes[] = "; leave out the quotes";

/* For a value that is one of those allowed but for its type. */
static const char *hint_of_values(const struct instruction *values, const struct d1_node *node)
{
    bool list = values->op == OP_ENUM, quoted = node->kind == D1_NODE_STRING && !node->plain;
    size_t count = list ? d1_node_count(values->node) : 1;

    if (!quoted && !d1_node_is_number(node) && node->kind != D1_NODE_BOOL)
        return "";
    for (size_t i = 0; i < count && i < NAMES; i++) {
        const struct d1_node *value = list ? d1_node_item(values->node, i) : values->node;

        if ((value->kind == D1_NODE_STRING) != quoted && value->kind < D1_NODE_SEQUENCE &&
            d1_str_eq(d1_schema_phrase_scalar(value), d1_schema_phrase_scalar(node)))
            return quoted ? drop_quotes : add_quotes;
    }
    return "";
}

/* Values that look like another type in YAML: the remedy is a pair of quotes more or less. */
static const char *hint_of(struct run *run, struct fault *fault)
{
    const char *hint = "";
    uint32_t count;
    struct fault *parts = parts_of(fault, &count);

    for (uint32_t i = 0; i < count && !*hint && !fault->instance->is_key; i++) {
        const struct instruction *values = d1_schema_phrase_values_of(parts[i].unit);

        if (parts[i].keyword == D1_KEYWORD_FORMAT && strcmp(parts[i].instruction->arg.format->name, "date") == 0)
            hint = d1_schema_date_hint(d1_node_text(fault->instance));
        if (parts[i].keyword == D1_KEYWORD_TYPE) {
            parts[i].wants_quotes = takes_text(run, parts[i].unit, fault->instance);
            hint = parts[i].wants_quotes                         ? add_quotes
                   : takes_plain(parts[i].unit, fault->instance) ? drop_quotes
                                                                 : hint;
        }
        if (!*hint && values)
            hint = hint_of_values(values, fault->instance);
    }
    return hint;
}

/* The value of an enum or const that is near, for the values of one fault or of all its alternatives. */
static struct d1_str nearest_value(struct fault *fault)
{
    struct names names = {.count = 0};
    uint32_t count;
    const struct fault *parts = parts_of(fault, &count);

    if (fault->instance->kind != D1_NODE_STRING)
        return (struct d1_str){NULL, 0};
    for (uint32_t i = 0; i < count; i++)
        if (parts[i].keyword == D1_KEYWORD_ENUM || parts[i].keyword == D1_KEYWORD_CONST)
            d1_schema_phrase_add_values(&names, parts[i].instruction->node, parts[i].keyword == D1_KEYWORD_ENUM);
    return d1_schema_words_nearest(d1_node_text(fault->instance), names.items, names.count);
}

static void tell_phrase(struct run *run, struct fault *fault, struct d1_str *suggestion)
{
    struct d1_strbuf *out = &run->scratch->message;
    const char *hint = hint_of(run, fault);

    d1_schema_words_subject(out, fault->instance);
    d1_strbuf_puts(out, " must ");
    if (fault->eithers)
        d1_schema_phrase_either(out, fault, &run->scratch->phrase);
    else
        d1_schema_phrases[fault->keyword](out, fault);
    if (suggestion && !fault->eithers)
        d1_schema_reason_write(out, fault, " where ");
    write_state(out, fault);
    d1_strbuf_puts(out, hint);
    if (suggestion && !*hint) {
        *suggestion = nearest_value(fault);
        d1_schema_words_suggest(out, *suggestion);
    }
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
        d1_schema_phrase_add_name(names, plan->required_at[i]->name);
    return plan->required == plan->count && !plan->patterns && !plan->additional;
}

/* What a unit asks for as a phrase behind "be", where it says one simple thing. */
static bool simple_phrase(struct d1_strbuf *out, const struct unit *unit)
{
    const struct instruction *values = d1_schema_phrase_values_of(unit);
    struct names names = {.count = 0};

    if (values) {
        d1_schema_phrase_add_values(&names, values->node, values->op == OP_ENUM);
        d1_schema_phrase_write_values(out, &names, names.count);
        return true;
    }
    if (unit->count == 1 && unit->instructions[0].op == OP_FORMAT) {
        d1_strbuf_puts(out, unit->instructions[0].arg.format->phrase);
        return true;
    }
    if (unit->count == 0 && unit->types != KIND_ANY) {
        d1_schema_words_kind(out, unit);
        return true;
    }
    return false;
}

static void tell_not(struct d1_strbuf *out, const struct fault *fault, bool reason)
{
    const struct unit *unit = fault->instruction->arg.unit;
    struct d1_strbuf what = {0};
    struct names names = {.count = 0};

    if (only_requires(unit, &names)) {
        /* What is no mapping has all keys that a schema requires of mappings. */
        if (fault->instance->kind != D1_NODE_MAPPING) {
            d1_schema_words_subject(out, fault->instance);
            d1_strbuf_puts(out, " must be a mapping, ");
            d1_schema_words_state(out, fault->instance);
            return;
        }
        d1_schema_words_list(out, names.items, names.count, " and ");
        d1_strbuf_puts(out, names.count > 1 ? " must not be given together" : " must not be given");
        if (d1_node_parent(fault->instance)) {
            d1_strbuf_puts(out, " in ");
            d1_schema_words_subject(out, fault->instance);
        }
        if (reason)
            d1_schema_reason_write(out, fault, " where ");
        return;
    }
    d1_schema_words_subject(out, fault->instance);
    if (simple_phrase(&what, unit)) {
        d1_strbuf_puts(out, " must not be ");
        d1_strbuf_str(out, d1_strbuf_view(&what));
        if (!d1_schema_phrase_values_of(unit) && !fault->instance->is_key) {
            d1_strbuf_puts(out, ", ");
            d1_schema_words_state(out, fault->instance);
        }
    } else {
        d1_strbuf_puts(out, " has a form that is not allowed here");
    }
    d1_strbuf_release(&what);
}

/* What a schema is called, also when it only refers to one that has a name. */
static struct d1_str title_of(const struct unit *unit)
{
    struct d1_str title = d1_node_get_text(unit->node, "title");

    return title.len ? title : d1_node_get_text(unit->alias->node, "title");
}

static void tell_one_of(struct d1_strbuf *out, const struct fault *fault)
{
    const struct unit *const *units = fault->instruction->arg.units;
    struct names names = {.count = 0};

    if (fault->first && only_requires(units[fault->first - 1], &names) &&
        only_requires(units[fault->second - 1], &names)) {
        d1_strbuf_puts(out, "only one of ");
        d1_schema_words_list(out, names.items, names.count, " and ");
        d1_strbuf_puts(out, " may be given");
        if (d1_node_parent(fault->instance)) {
            d1_strbuf_puts(out, " in ");
            d1_schema_words_subject(out, fault->instance);
        }
        return;
    }
    d1_schema_words_subject(out, fault->instance);
    if (fault->first && title_of(units[fault->first - 1]).len && title_of(units[fault->second - 1]).len) {
        d1_strbuf_puts(out, " fits both ");
        d1_schema_words_quote(out, title_of(units[fault->first - 1]));
        d1_strbuf_puts(out, " and ");
        d1_schema_words_quote(out, title_of(units[fault->second - 1]));
        d1_strbuf_puts(out, ", it may fit only one");
    } else if (fault->first) {
        d1_strbuf_printf(out, " fits the allowed forms %u and %u at once, it may fit only one", fault->first,
                         fault->second);
    } else {
        d1_strbuf_puts(out, " has none of the allowed forms");
    }
}

static void tell_contains(struct d1_strbuf *out, const struct fault *fault)
{
    const struct contains_plan *plan = fault->instruction->arg.contains;
    bool most = fault->keyword == D1_KEYWORD_MAX_CONTAINS;

    d1_schema_words_subject(out, fault->instance);
    d1_strbuf_puts(out, " must contain ");
    if (most || plan->least > 1) {
        d1_strbuf_puts(out, most ? "at most " : "at least ");
        d1_schema_words_count(out, most ? plan->most : plan->least, "item");
        d1_strbuf_puts(out, " that ");
        d1_strbuf_puts(out, (most ? plan->most : plan->least) == 1 ? "is " : "are ");
    }
    if (simple_phrase(out, plan->unit))
        return;
    d1_strbuf_puts(out, most || plan->least > 1 ? "" : "an item ");
    if (!title_of(plan->unit).len) {
        d1_strbuf_puts(out, "of a certain form");
        return;
    }
    d1_strbuf_puts(out, "of the form ");
    d1_schema_words_quote(out, title_of(plan->unit));
}

static void tell_unique(struct d1_strbuf *out, const struct fault *fault)
{
    d1_schema_words_subject(out, fault->node);
    d1_strbuf_printf(out, " is the same as item %u", fault->first);
}

static void tell_never(struct d1_strbuf *out, const struct fault *fault, bool reason)
{
    d1_schema_words_subject(out, fault->instance);
    d1_strbuf_puts(out, " is not allowed");
    if (!reason || !d1_schema_reason_write(out, fault, " where "))
        d1_strbuf_puts(out, " here");
}

/* Applicators, which only the units of the standard tell of. */
static void tell_applicator(struct d1_strbuf *out, const struct fault *fault)
{
    d1_schema_words_subject(out, fault->instance);
    d1_strbuf_printf(out, " does not fit what `%s` asks for", d1_schema_keyword_name(fault->keyword));
}

void d1_schema_message(struct run *run, struct fault *fault, struct d1_schema_error *error)
{
    struct d1_strbuf *out = &run->scratch->message;
    bool first = run->told++ < SUGGESTIONS;
    struct d1_str *suggestion = first ? &error->suggestion : NULL;

    d1_strbuf_clear(out);
    switch (fault->keyword) {
    case D1_KEYWORD_NONE:
        tell_never(out, fault, first);
        break;
    case D1_KEYWORD_REQUIRED:
        d1_schema_key_missing(out, fault, suggestion);
        break;
    case D1_KEYWORD_DEPENDENT_REQUIRED:
    case D1_KEYWORD_DEPENDENCIES:
        if (fault->property.len)
            d1_schema_key_dependent(out, fault, suggestion);
        else
            tell_applicator(out, fault);
        break;
    case D1_KEYWORD_ADDITIONAL_PROPERTIES:
    case D1_KEYWORD_UNEVALUATED_PROPERTIES:
        if (fault->node->is_key)
            d1_schema_key_unknown(out, fault, suggestion);
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
        tell_not(out, fault, first);
        break;
    case D1_KEYWORD_ONE_OF:
        tell_one_of(out, fault);
        break;
    default:
        if (d1_schema_phrases[fault->keyword])
            tell_phrase(run, fault, suggestion);
        else
            tell_applicator(out, fault);
        break;
    }
    error->message = d1_strbuf_view(out);
}
