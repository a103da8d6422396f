#include "cli/explain/asked.h"

#include "cli/explain/explain.h"

static const char *const words[] = {"rolling", "on a day of each subject", "always"};

enum { WORDS = sizeof words / sizeof *words };

/* ---- when ---- */

size_t d1_moment_count(const struct d1_ruleset *ruleset)
{
    size_t count = WORDS;

    for (size_t i = 0; i < ruleset->gate_count; i++)
        count += !ruleset->gates[i].continuous;
    return count;
}

struct d1_moment d1_moment_at(const struct d1_ruleset *ruleset, size_t index)
{
    for (size_t i = 0; i < ruleset->gate_count; i++) {
        if (ruleset->gates[i].continuous)
            continue;
        if (!index--)
            return (struct d1_moment){.name = ruleset->gates[i].id, .gate = &ruleset->gates[i]};
    }
    return (struct d1_moment){.name = d1_str(words[index])};
}

/* The first of "s2d-exit, rolling"; a word stands as it is. */
static struct d1_str first_of(const struct d1_check *check)
{
    return d1_str_sub(check->due, 0, d1_str_find(check->due, ',', 0));
}

bool d1_moment_is_first(const struct d1_moment *moment, const struct d1_check *check)
{
    struct d1_str first = first_of(check), behind = d1_str_sub(first, moment->name.len, SIZE_MAX);

    return check->built && first.len >= moment->name.len &&
           d1_str_eq(d1_str_sub(first, 0, moment->name.len), moment->name) && (!behind.len || behind.ptr[0] == ' ');
}

void d1_asked_first(struct d1_strbuf *out, const struct d1_check *check)
{
    d1_strbuf_str(out, first_of(check));
}

/* ---- for what ---- */

static bool demands(const struct d1_node *part, struct d1_str type, struct d1_str field)
{
    return d1_explain_names(d1_node_get_str(d1_node_get(part, "complete"), type), field);
}

static bool asks(const struct d1_node *spec, struct d1_str type, struct d1_str field)
{
    const struct d1_node *parts = d1_node_get(spec, "parts");

    for (size_t i = 0; parts && i < d1_node_count(parts); i++)
        if (demands(d1_node_item(parts, i), type, field))
            return true;
    return demands(spec, type, field);
}

void d1_asked_for_field(struct d1_strbuf *out, const struct d1_ruleset *ruleset, struct d1_str type,
                        struct d1_str field, bool when)
{
    size_t told = 0;

    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_check *check = &ruleset->checks[i];

        if (!asks(d1_ruleset_check_spec(ruleset, check), type, field))
            continue;
        d1_strbuf_puts(out, told++ ? ", " : "");
        d1_strbuf_str(out, check->id);
        if (!when)
            continue;
        d1_strbuf_puts(out, " (");
        d1_asked_first(out, check);
        d1_strbuf_puts(out, ")");
    }
}

const struct d1_check *d1_asked_for_kind(const struct d1_ruleset *ruleset, struct d1_str kind)
{
    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_node *demanded = d1_node_get(d1_ruleset_check_spec(ruleset, &ruleset->checks[i]), "demands");

        if (demanded && d1_node_kind(demanded) == D1_NODE_MAPPING)
            demanded = d1_node_get(demanded, "kind");
        if (demanded && d1_str_eq(d1_node_text(demanded), kind))
            return &ruleset->checks[i];
    }
    return NULL;
}
