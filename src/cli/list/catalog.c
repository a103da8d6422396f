#include "cli/list/catalog.h"

#include "base/vec.h"
#include "cli/screen/page.h"
#include "engagement/kinds.h"
#include "report/oscal.h"

_Static_assert((int)D1_OSCAL_PROFILES == (int)D1_PROFILE_COUNT, "the catalogue has all profiles");

static const char *const format_names[] = {"oscal-catalog", "oscal-lite", "oscal-standard", "oscal-regulated"};

const char *d1_catalog_format(size_t index)
{
    return index < sizeof format_names / sizeof *format_names ? format_names[index] : NULL;
}

struct maker {
    const struct d1_ruleset *ruleset;
    struct d1_arena *arena;
    D1_VEC(struct d1_oscal_parameter) parameters;
    bool oom;
};

/* ---- criteria ---- */

/* Kinds that no profile requires are for whoever has need of them, in any profile. */
static bool does_without(const struct d1_kind *kind, size_t profile)
{
    return kind->required[D1_PROFILE_REGULATED] && !kind->required[profile];
}

/* A profile does not ask for a check that judges documents which it does without. */
static bool asks_for_check(const struct d1_ruleset *ruleset, const struct d1_check *check, size_t profile)
{
    for (size_t i = 0; i < ruleset->kinds->kind_count; i++)
        if (does_without(&ruleset->kinds->kinds[i], profile) &&
            d1_ruleset_needs(ruleset, check, &ruleset->kinds->kinds[i]))
            return false;
    return true;
}

static bool asks_for(const struct d1_ruleset *ruleset, const struct d1_criterion *criterion, size_t profile)
{
    for (size_t i = 0; i < criterion->check_count; i++)
        if (asks_for_check(ruleset, criterion->checks[i], profile))
            return true;
    return criterion->check_count == 0;
}

static void make_control(struct maker *m, const struct d1_criterion *criterion, struct d1_oscal_control *control)
{
    const struct d1_node *gates = d1_node_get(d1_ruleset_criterion_node(m->ruleset, criterion), "gates");
    size_t count = gates ? d1_node_count(gates) : 0;
    struct d1_str *names = d1_arena_calloc(m->arena, count + 1, sizeof *names);

    m->oom = m->oom || !names;
    for (size_t i = 0; names && i < count; i++)
        names[i] = d1_node_text(d1_node_item(gates, i));
    *control = (struct d1_oscal_control){.criterion = criterion, .gates = names, .gate_count = names ? count : 0};
    for (size_t i = 0; i < D1_OSCAL_PROFILES; i++)
        control->asked[i] = asks_for(m->ruleset, criterion, i);
}

/* ---- parameters ---- */

static struct d1_str value_of(struct maker *m, const struct d1_node *value)
{
    struct d1_strbuf text = {0};
    struct d1_str kept = d1_str("");

    if (value) {
        d1_page_value(&text, value);
        kept = d1_arena_str(m->arena, d1_strbuf_view(&text));
    }
    m->oom = m->oom || text.oom || !kept.ptr;
    d1_strbuf_release(&text);
    return kept.ptr ? kept : d1_str("");
}

static void add_parameters(struct maker *m, const struct d1_check *check, const struct d1_node *parameters)
{
    for (size_t i = 0; parameters && i < d1_node_count(parameters); i++) {
        const struct d1_node *is = d1_node_pair_value(parameters, i), *profiles = d1_node_get(is, "profiles");
        struct d1_oscal_parameter parameter = {
            .check = check,
            .name = d1_node_text(d1_node_pair_key(parameters, i)),
            .description = d1_node_get_text(is, "description"),
            .value = value_of(m, d1_node_get(is, "default")),
        };

        for (size_t k = 0; k < D1_OSCAL_PROFILES; k++)
            parameter.in_profile[k] =
                value_of(m, profiles ? d1_node_get(profiles, d1_profile_name((enum d1_profile)k)) : NULL);
        m->oom = m->oom || d1_vec_push(&m->parameters, parameter) < 0;
    }
}

static const struct d1_node *spec_above(const struct d1_node *node)
{
    const struct d1_node *above = node;

    while (above && d1_node_parent(above))
        above = d1_node_parent(above);
    return above ? d1_node_get(above, "spec") : NULL;
}

/* Those of checks, and those that the dates of gates go by. */
static void find_parameters(struct maker *m)
{
    const struct d1_ruleset *ruleset = m->ruleset;

    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_node *spec = d1_ruleset_check_spec(ruleset, &ruleset->checks[i]);

        add_parameters(m, &ruleset->checks[i], spec ? d1_node_get(spec, "parameters") : NULL);
    }
    if (ruleset->gate_count) {
        const struct d1_node *spec = spec_above(ruleset->gates[0].node);

        add_parameters(m, NULL, spec ? d1_node_get(spec, "parameters") : NULL);
    }
}

/* ---- the document ---- */

static const struct d1_node *find_source(const struct d1_ruleset *ruleset)
{
    const struct d1_node *spec =
        ruleset->criterion_count ? spec_above(d1_ruleset_criterion_node(ruleset, &ruleset->criteria[0])) : NULL;

    return spec ? d1_node_get(spec, "source") : NULL;
}

int d1_catalog_write(const struct d1_ruleset *ruleset, size_t index, int64_t created, struct d1_arena *arena,
                     struct d1_strbuf *out, struct d1_error *error)
{
    struct maker m = {.ruleset = ruleset, .arena = arena};
    struct d1_oscal_control *controls = d1_arena_calloc(arena, ruleset->criterion_count + 1, sizeof *controls);
    const struct d1_node *source = find_source(ruleset), *digest = source ? d1_node_get(source, "digest") : NULL;
    int status = D1_ERR_MEMORY;

    m.oom = !controls;
    for (size_t i = 0; controls && i < ruleset->criterion_count; i++)
        make_control(&m, &ruleset->criteria[i], &controls[i]);
    find_parameters(&m);
    if (m.oom) {
        d1_error_memory(error);
    } else {
        const struct d1_oscal_catalog catalog = {
            .profiles = {d1_profile_name(D1_PROFILE_LITE), d1_profile_name(D1_PROFILE_STANDARD),
                         d1_profile_name(D1_PROFILE_REGULATED)},
            .controls = controls,
            .control_count = ruleset->criterion_count,
            .parameters = m.parameters.items,
            .parameter_count = m.parameters.len,
            .version = ruleset->catalog_version,
            .rules = ruleset->digest,
            .guide = source ? d1_node_get_text(source, "name") : d1_str(""),
            .guide_sha256 = digest ? d1_node_get_text(digest, "sha256") : d1_str(""),
            .created_at = created,
        };

        status = index ? d1_oscal_write_profile(&catalog, index - 1, out, error)
                       : d1_oscal_write_catalog(&catalog, out, error);
    }
    d1_vec_release(&m.parameters);
    return status;
}
