#include "schema/explain/keys.h"

#include "schema/explain/phrase.h"

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
                    d1_schema_phrase_add_name(names, plan->properties[k].name);
        if (instruction->op == OP_REF)
            add_keys(names, instruction->arg.unit, mapping, depth + 1);
        if (instruction->op == OP_ALL || instruction->op == OP_ANY || instruction->op == OP_ONE)
            for (uint32_t k = 0; k < instruction->count && !names->cut; k++)
                add_keys(names, instruction->arg.units[k], mapping, depth + 1);
    }
}

/* Of keys that a pattern allows, the pattern. */
static void write_possible(struct d1_strbuf *out, const struct unit *unit, const struct names *names)
{
    const struct instruction *instruction = d1_schema_phrase_find(unit, OP_MAPPING);
    const struct mapping_plan *plan = instruction ? instruction->arg.mapping : NULL;
    struct names patterns = {.count = 0};

    for (size_t i = 0; plan && i < plan->patterns && i <= SHOWN_VALUES; i++)
        d1_schema_phrase_add_name(&patterns, plan->pattern[i].pattern->text);
    if (!d1_schema_phrase_is_short(names) || !d1_schema_phrase_is_short(&patterns) ||
        names->count + patterns.count == 0)
        return;
    d1_strbuf_puts(out, names->count + patterns.count > 1 || patterns.count ? "; also possible are "
                                                                            : "; also possible is ");
    d1_schema_words_list(out, names->items, names->count, " and ");
    if (!patterns.count)
        return;
    d1_strbuf_puts(out, names->count ? " and keys that match " : "keys that match ");
    d1_schema_words_list(out, patterns.items, patterns.count, " or ");
}

/* ---- one mistake that shows twice ---- */

/* Faults of one validation for which it is looked for. */
enum { MOST_PAIRED = 200 };

static bool is_unknown(const struct fault *fault)
{
    return fault->node->is_key &&
           (fault->keyword == D1_KEYWORD_ADDITIONAL_PROPERTIES || fault->keyword == D1_KEYWORD_UNEVALUATED_PROPERTIES);
}

static bool is_missing(const struct fault *fault)
{
    return !fault->eithers && fault->property.len &&
           (fault->keyword == D1_KEYWORD_REQUIRED || fault->keyword == D1_KEYWORD_DEPENDENT_REQUIRED ||
            fault->keyword == D1_KEYWORD_DEPENDENCIES);
}

/* Where the faults at a node begin. */
static size_t first_at(const struct fault *faults, size_t count, const struct d1_node *node)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (faults[middle].node->self < node->self)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void d1_schema_keys_pair(struct run *run)
{
    struct fault *faults = run->scratch->faults.items;
    size_t count = run->scratch->faults.len, tried = 0;

    for (size_t i = 0; i < count && tried < MOST_PAIRED; i++) {
        struct names names = {.count = 0};
        struct d1_str meant;

        if (!is_unknown(&faults[i]))
            continue;
        tried++;
        add_keys(&names, faults[i].unit, faults[i].instance, 0);
        meant = d1_schema_words_nearest(faults[i].property, names.items, names.count);
        for (size_t k = first_at(faults, count, faults[i].instance);
             meant.len && k < count && faults[k].node == faults[i].instance; k++) {
            if (!is_missing(&faults[k]) || !d1_str_eq(faults[k].property, meant))
                continue;
            faults[k].told = true;
            faults[i].tells = true;
        }
    }
}

/* ---- sentences ---- */

static void suggest_known(struct d1_strbuf *out, const struct fault *fault, struct d1_str suggestion)
{
    if (!fault->tells) {
        d1_schema_words_suggest(out, suggestion);
        return;
    }
    d1_strbuf_puts(out, "; did you mean ");
    d1_schema_words_quote(out, suggestion);
    d1_strbuf_puts(out, ", which is missing?");
}

void d1_schema_key_unknown(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion)
{
    struct names names = {.count = 0};

    d1_strbuf_puts(out, "unknown key ");
    d1_schema_words_quote(out, fault->property);
    if (d1_node_parent(fault->instance)) {
        d1_strbuf_puts(out, " in ");
        d1_schema_words_subject(out, fault->instance);
    }
    if (!suggestion)
        return;
    add_keys(&names, fault->unit, fault->instance, 0);
    *suggestion = d1_schema_words_nearest(fault->property, names.items, names.count);
    suggest_known(out, fault, *suggestion);
    if (!suggestion->len)
        write_possible(out, fault->unit, &names);
}

static void write_from(struct d1_strbuf *out, const struct d1_node *mapping)
{
    if (!d1_node_parent(mapping))
        return;
    d1_strbuf_puts(out, " from ");
    d1_schema_words_subject(out, mapping);
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
    const struct instruction *instruction = d1_schema_phrase_find(fault->unit, OP_MAPPING);
    const struct mapping_plan *plan = instruction ? instruction->arg.mapping : NULL;
    struct names names = {.count = 0};
    size_t count = d1_node_count(fault->instance);

    if (!suggestion || count > NAMES ||
        (plan && ((plan->additional && plan->additional->never && !fault->eithers) || plan->count > NAMES)))
        return;
    for (size_t i = 0; i < count; i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(fault->instance, i));

        if (!plan || !is_known(plan, key))
            d1_schema_phrase_add_name(&names, key);
    }
    *suggestion = d1_schema_words_nearest(fault->property, names.items, names.count);
    if (!suggestion->len)
        return;
    d1_strbuf_puts(out, "; is ");
    d1_schema_words_quote(out, *suggestion);
    d1_strbuf_puts(out, " meant for it?");
}

/* Of a property that tells forms apart and is missing, the values that it may have. */
static void write_missing_values(struct d1_strbuf *out, const struct fault *fault)
{
    struct names names = {.count = 0};

    for (uint32_t i = 0; i < fault->eithers; i++) {
        const struct instruction *values = d1_schema_phrase_property_values(&fault->either[i]);

        if (values)
            d1_schema_phrase_add_values(&names, values->node, values->op == OP_ENUM);
    }
    if (!names.count || !d1_schema_phrase_is_short(&names))
        return;
    d1_strbuf_puts(out, "; it must be ");
    d1_schema_words_list(out, names.items, names.count, " or ");
}

void d1_schema_key_missing(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion)
{
    struct names names = {.count = 0};

    for (uint32_t i = 0; i < fault->eithers; i++)
        d1_schema_phrase_add_name(&names, fault->either[i].property);
    if (!fault->eithers)
        d1_schema_phrase_add_name(&names, fault->property);
    d1_schema_words_list(out, names.items, names.count, " or ");
    d1_strbuf_puts(out, " is missing");
    write_from(out, fault->instance);
    if (fault->eithers && names.count == 1)
        write_missing_values(out, fault);
    else if (fault->eithers)
        return;
    else if (suggestion)
        d1_schema_reason_write(out, fault, "; it is needed where ");
    suggest_key(out, fault, suggestion);
}

void d1_schema_key_dependent(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion)
{
    const struct dependent *dependent = &fault->instruction->arg.dependents[fault->first ? fault->first - 1 : 0];

    d1_schema_words_quote(out, fault->property);
    d1_strbuf_puts(out, " is missing");
    write_from(out, fault->instance);
    d1_strbuf_puts(out, "; it is needed where ");
    d1_schema_words_quote(out, d1_node_text(dependent->key));
    d1_strbuf_puts(out, " is given");
    suggest_key(out, fault, suggestion);
}
