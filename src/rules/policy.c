#include "rules/policy.h"

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "rules/looser.h"

/* What reading one policy carries along. */
struct reader {
    struct d1_policy *policy;
    const struct d1_ruleset *ruleset;
    struct d1_arena *arena;
    const struct d1_policy_reading *reading;
};

const char *const d1_weight_names[D1_WEIGHTS] = {"gating", "rolling", "indicator", "s2d", "launch", "manage", "close"};

void d1_node_show(struct d1_strbuf *out, const struct d1_node *node)
{
    switch (d1_node_kind(node)) {
    case D1_NODE_NULL:
        d1_strbuf_puts(out, "null");
        break;
    case D1_NODE_BOOL:
        d1_strbuf_puts(out, node->value.boolean ? "true" : "false");
        break;
    case D1_NODE_SEQUENCE:
        d1_strbuf_putc(out, '[');
        for (size_t i = 0; i < d1_node_count(node) && out->len < 120; i++) {
            d1_strbuf_puts(out, i ? ", " : "");
            d1_node_show(out, d1_node_item(node, i));
        }
        d1_strbuf_putc(out, ']');
        break;
    case D1_NODE_MAPPING:
        d1_strbuf_putc(out, '{');
        for (size_t i = 0; i < d1_node_count(node) && out->len < 120; i++) {
            d1_strbuf_printf(out, "%s" D1_STR_FMT ": ", i ? ", " : "",
                             D1_STR_ARG(d1_node_text(d1_node_pair_key(node, i))));
            d1_node_show(out, d1_node_pair_value(node, i));
        }
        d1_strbuf_putc(out, '}');
        break;
    default:
        d1_strbuf_str(out, d1_node_text(node));
        break;
    }
}

static struct d1_str shown(struct d1_arena *arena, const struct d1_node *node)
{
    struct d1_strbuf text = {0};
    struct d1_str result;

    d1_node_show(&text, node);
    result = d1_arena_str(arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return result;
}

int d1_policy_note(struct d1_policy *policy, struct d1_arena *arena, const struct d1_node *node,
                   struct d1_policy_change change)
{
    if (policy->artifact && !policy->elsewhere && node) {
        change.at.place = d1_artifact_place(policy->artifact, node);
        change.at.artifact = d1_artifact_label(arena, policy->artifact);
        change.at.document = policy->artifact->document;
    }
    if (d1_vec_push(&policy->changed, node) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&policy->changes, change);
}

static int fault(struct reader *reader, const struct d1_node *node, const char *what, struct d1_str nearest)
{
    struct d1_fault fault = {
        .check = "SHP-002",
        .artifact = reader->policy->artifact,
        .node = node,
        .place = d1_artifact_place(reader->policy->artifact, node),
        .key = d1_node_text(node),
    };

    if (nearest.len)
        return d1_fault_add(&reader->policy->faults, reader->arena, fault,
                            "there is no %s `" D1_STR_FMT "`; did you mean `" D1_STR_FMT "`?", what,
                            D1_STR_ARG(d1_node_text(node)), D1_STR_ARG(nearest));
    return d1_fault_add(&reader->policy->faults, reader->arena, fault, "there is no %s `" D1_STR_FMT "`", what,
                        D1_STR_ARG(d1_node_text(node)));
}

/* ---- severities ---- */

static struct d1_str nearest_check(const struct d1_ruleset *ruleset, struct d1_str id)
{
    struct d1_str best = {"", 0};
    size_t distance = 3;

    for (size_t i = 0; i < ruleset->check_count; i++)
        if (d1_str_nearer(id, ruleset->checks[i].id, &distance))
            best = ruleset->checks[i].id;
    return best;
}

static int read_severity(struct reader *reader, const struct d1_node *key, const struct d1_node *value)
{
    const struct d1_check *check = d1_ruleset_check(reader->ruleset, d1_node_text(key));
    struct d1_policy_change change = {.what = d1_str("severity"), .name = d1_node_text(key)};
    enum d1_severity severity;

    if (!check)
        return fault(reader, key, "check", nearest_check(reader->ruleset, d1_node_text(key)));
    if (!d1_severity_parse(d1_node_text(value), &severity) || severity == check->severity)
        return 0; /* a word that is no severity is a fault of shape and told as such */
    reader->policy->severity[check->index] = severity;
    change.from = d1_str(d1_severity_name(check->severity));
    change.to = d1_str(d1_severity_name(severity));
    change.relaxes = severity < check->severity;
    return d1_policy_note(reader->policy, reader->arena, key, change);
}

/* ---- parameters ---- */

struct value_check {
    struct reader *reader;
    bool failed;
    bool oom;
};

static bool on_value_error(void *context, const struct d1_schema_error *error)
{
    struct value_check *check = context;
    struct d1_fault fault = {
        .check = "SHP-002",
        .artifact = check->reader->policy->artifact,
        .node = error->node,
        .place = d1_artifact_place(check->reader->policy->artifact, error->node),
        .key = d1_str("parameters"),
    };

    check->failed = true;
    check->oom = d1_fault_add(&check->reader->policy->faults, check->reader->arena, fault, D1_STR_FMT,
                              D1_STR_ARG(error->message)) < 0;
    return !check->oom;
}

/* Whether a value fits the schema of its parameter. A schema is compiled when a policy first sets its parameter. */
static int check_value(struct reader *reader, struct d1_parameter *parameter, const struct d1_node *value, bool *fits)
{
    struct value_check check = {.reader = reader};
    struct d1_schema_sink sink = {.context = &check, .error = on_value_error};
    struct d1_schema_scratch *scratch;
    const struct d1_node *root = d1_node_get(parameter->node, "schema");
    const struct d1_schema *schema;
    int result = 0;

    *fits = true;
    if (!root)
        return 0;
    scratch = d1_schema_scratch_new();
    schema = d1_kinds_compiled(reader->ruleset->kinds, &parameter->schema, root, NULL, NULL);
    if (!scratch || !schema || d1_schema_validate(schema, value, scratch, &sink) == D1_ERR_MEMORY || check.oom)
        result = D1_ERR_MEMORY;
    *fits = !check.failed;
    d1_schema_scratch_free(scratch);
    return result;
}

static struct d1_str nearest_parameter(const struct d1_ruleset *ruleset, struct d1_str name)
{
    const struct d1_ruleset_private *private = ruleset->private;
    struct d1_str best = {"", 0};
    size_t distance = 4;

    for (size_t i = 0; i < private->parameters.len; i++)
        if (d1_str_nearer(name, private->parameters.items[i].name, &distance))
            best = private->parameters.items[i].name;
    return best;
}

/* Whether a check that is not built yet will use the name; the catalogue tells. */
static bool is_foreseen(const struct d1_ruleset *ruleset, struct d1_str name)
{
    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_node *names = d1_node_get(ruleset->private->origins[i].catalogue, "parameters");

        for (size_t j = 0; names && j < d1_node_count(names); j++)
            if (d1_str_eq(d1_node_text(d1_node_item(names, j)), name))
                return true;
    }
    return false;
}

/* What a value is in place of: for one rule it may be looser where for another, with another default, it is not. */
struct replaced {
    const struct d1_node *before; /* a default that differs, one that demands more first; NULL when all are equal */
    bool relaxes;
};

/* Looks at one declaration of the parameter; NULL for none. */
static void compare(const struct reader *reader, const struct d1_node *own, const struct d1_node *value,
                    struct replaced *replaced)
{
    const struct d1_node *before = own ? d1_parameter_default(own, reader->reading->profile) : NULL;

    if (!before || replaced->relaxes || d1_node_equal(before, value))
        return;
    replaced->relaxes = d1_looser(d1_node_get(own, "looser"), before, value);
    if (replaced->relaxes || !replaced->before)
        replaced->before = before;
}

static struct replaced find_replaced(const struct reader *reader, const struct d1_parameter *parameter,
                                     const struct d1_node *value)
{
    const struct d1_ruleset_private *private = reader->ruleset->private;
    struct replaced replaced = {NULL, false};

    compare(reader, parameter->node, value, &replaced);
    for (size_t i = 0; i < private->rules.len; i++)
        compare(reader, d1_node_get_str(d1_node_get(private->rules.items[i]->spec, "parameters"), parameter->name),
                value, &replaced);
    return replaced;
}

static int read_parameter(struct reader *reader, const struct d1_node *key, const struct d1_node *value)
{
    struct d1_parameter *parameter = (struct d1_parameter *)d1_ruleset_parameter(reader->ruleset, d1_node_text(key));
    struct d1_policy_change change = {.what = d1_str("parameter"), .name = d1_node_text(key)};
    struct replaced replaced;
    bool fits = false;

    if (!parameter && is_foreseen(reader->ruleset, d1_node_text(key)))
        return 0;
    if (!parameter) {
        struct d1_str near = nearest_parameter(reader->ruleset, d1_node_text(key));

        return fault(reader, key, "parameter", near);
    }
    if (check_value(reader, parameter, value, &fits) < 0)
        return D1_ERR_MEMORY;
    if (!fits)
        return 0;
    replaced = find_replaced(reader, parameter, value);
    if (!replaced.before)
        return 0;
    reader->policy->parameters[parameter->index] = value;
    change.from = shown(reader->arena, replaced.before);
    change.to = shown(reader->arena, value);
    change.relaxes = replaced.relaxes;
    return d1_policy_note(reader->policy, reader->arena, key, change);
}

/* ---- gates ---- */

bool d1_offset_parse(struct d1_str text, struct d1_str *anchor, long *count, bool *business)
{
    size_t sign = 0;
    char digits[8] = {0};
    size_t at;

    while (sign < text.len && text.ptr[sign] != '+' && text.ptr[sign] != '-')
        sign++;
    *anchor = d1_str_sub(text, 0, sign);
    *count = 0;
    *business = false;
    if (sign == text.len)
        return text.len > 0;
    for (at = sign + 1; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++) {
        if (at - sign >= sizeof digits)
            return false;
        digits[at - sign - 1] = text.ptr[at];
        *count = *count * 10 + (text.ptr[at] - '0');
    }
    if (!digits[0])
        return false;
    if (text.ptr[sign] == '-')
        *count = -*count;
    *business = d1_str_is(d1_str_sub(text, at, text.len), "bd");
    return *business || d1_str_is(d1_str_sub(text, at, text.len), "d");
}

static int read_gate(struct reader *reader, const struct d1_node *key, const struct d1_node *value)
{
    const struct d1_gate *gate = d1_ruleset_gate(reader->ruleset, d1_node_text(key));
    struct d1_policy_gate *setting;

    if (!gate)
        return fault(reader, key, "gate", d1_ruleset_nearest_gate(reader->ruleset, d1_node_text(key)));
    setting = &reader->policy->gates[gate->order];
    setting->due = d1_node_get(value, "due");
    setting->offset = d1_node_get(value, "offset");
    return 0;
}

/* ---- the whole ---- */

static int read_each(struct reader *reader, const struct d1_node *mapping,
                     int (*read)(struct reader *, const struct d1_node *, const struct d1_node *))
{
    if (!mapping || mapping->kind != D1_NODE_MAPPING)
        return 0;
    for (size_t i = 0; i < d1_node_count(mapping) && i < D1_LIMIT_POLICY_ENTRIES; i++)
        if (read(reader, d1_node_pair_key(mapping, i), d1_node_pair_value(mapping, i)) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

static int note_excludes(struct reader *reader, const struct d1_node *list)
{
    if (!list || list->kind != D1_NODE_SEQUENCE)
        return 0;
    for (size_t i = 0; i < d1_node_count(list) && i < D1_LIMIT_EXCLUDES; i++) {
        struct d1_policy_change change = {.what = d1_str("exclude"), .relaxes = true};

        change.name = d1_node_text(d1_node_item(list, i));
        if (change.name.len > D1_LIMIT_EXCLUDE_BYTES)
            continue;
        if (d1_policy_note(reader->policy, reader->arena, d1_node_item(list, i), change) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static void read_weights(struct d1_policy *policy, const struct d1_node *weights)
{
    for (size_t i = 0; i < D1_WEIGHTS; i++) {
        const struct d1_node *weight = d1_node_get(weights, d1_weight_names[i]);

        if (weight && weight->kind == D1_NODE_INT && weight->value.integer >= 0)
            policy->weights[i] = (double)weight->value.integer;
        else if (weight && weight->kind == D1_NODE_DOUBLE && weight->value.number >= 0)
            policy->weights[i] = weight->value.number;
    }
}

/* `level: essential`: whatever else the policy says of them, the other checks are notes. */
static int read_level(struct reader *reader, const struct d1_node *level)
{
    struct d1_policy *policy = reader->policy;
    struct d1_policy_change change = {.what = d1_str("level"),
                                      .name = d1_str("of checks"),
                                      .from = d1_str("full"),
                                      .to = d1_str("essential"),
                                      .relaxes = true};

    policy->essential_only = d1_node_is_string(level, "essential");
    for (size_t i = 0; i < reader->ruleset->check_count && policy->essential_only; i++)
        if (!reader->ruleset->checks[i].essential && policy->severity[i] > D1_SEVERITY_NOTE)
            policy->severity[i] = D1_SEVERITY_NOTE;
    return policy->essential_only ? d1_policy_note(policy, reader->arena, level, change) : 0;
}

static int read_adopted(struct reader *reader, const struct d1_node *node)
{
    struct d1_policy *policy = reader->policy;
    struct d1_policy_change change = {.what = d1_str("adopted"), .name = d1_str("on"), .relaxes = true};

    policy->adopted.known = node && d1_date_parse(d1_node_text(node), &policy->adopted.date);
    change.to = node ? d1_node_text(node) : d1_str("");
    return policy->adopted.known ? d1_policy_note(policy, reader->arena, node, change) : 0;
}

static int read_spec(struct reader *reader, const struct d1_node *spec)
{
    const struct d1_node *strict = d1_node_get(spec, "strictOrder");

    reader->policy->strict_order = strict && strict->kind == D1_NODE_BOOL && strict->value.boolean;
    read_weights(reader->policy, d1_node_get(spec, "weights"));
    if (read_adopted(reader, d1_node_get(spec, "adopted")) < 0 ||
        read_each(reader, d1_node_get(spec, "severity"), read_severity) < 0 ||
        read_level(reader, d1_node_get(spec, "level")) < 0 ||
        read_each(reader, d1_node_get(spec, "parameters"), read_parameter) < 0 ||
        read_each(reader, d1_node_get(spec, "gates"), read_gate) < 0)
        return D1_ERR_MEMORY;
    return note_excludes(reader, d1_node_get(spec, "exclude"));
}

/* The policy that is built in. */
static int set_defaults(struct reader *reader)
{
    struct d1_policy *policy = reader->policy;
    const struct d1_ruleset *ruleset = reader->ruleset;

    *policy = (struct d1_policy){
        .artifact = reader->reading->artifact,
        .label = d1_str("default"),
        .weights = {3, 2, 1, 1, 1, 1, 1},
        .elsewhere = reader->reading->elsewhere,
        .severity = d1_arena_alloc(reader->arena, ruleset->check_count * sizeof *policy->severity),
        .parameters = d1_arena_calloc(reader->arena, ruleset->private->parameters.len, sizeof *policy->parameters),
        .gates = d1_arena_calloc(reader->arena, ruleset->gate_count, sizeof *policy->gates),
    };
    if (!policy->severity || !policy->parameters || !policy->gates)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < ruleset->check_count; i++)
        policy->severity[i] = ruleset->checks[i].severity;
    return 0;
}

/* A policy that would excuse what is still to come is none: the built-in one judges instead, and it is said why. */
static int refuse(struct reader *reader)
{
    struct d1_policy *policy = reader->policy;
    const struct d1_artifact *artifact = policy->artifact;
    const struct d1_node *node = d1_node_at(artifact->root, "spec.adopted");
    struct d1_fault fault = {
        .check = "SHP-002",
        .artifact = artifact,
        .node = node,
        .place = d1_artifact_place(artifact, node),
        .key = d1_str("adopted"),
    };
    char day[D1_DATE_TEXT];

    d1_policy_release(policy);
    if (set_defaults(reader) < 0)
        return D1_ERR_MEMORY;
    policy->label = d1_arena_printf(reader->arena, "default, since LintPolicy/" D1_STR_FMT " is refused",
                                    D1_STR_ARG(artifact->name));
    if (!policy->label.ptr)
        return D1_ERR_MEMORY;
    d1_date_format(reader->reading->as_of, day);
    return d1_fault_add(&policy->faults, reader->arena, fault,
                        "`adopted` is " D1_STR_FMT ", after the date as of which is judged, %s: the policy is refused",
                        D1_STR_ARG(d1_node_text(node)), day);
}

int d1_policy_read(struct d1_policy *policy, const struct d1_ruleset *ruleset, const struct d1_policy_reading *reading,
                   struct d1_arena *arena)
{
    struct reader reader = {policy, ruleset, arena, reading};
    const struct d1_artifact *artifact = reading->artifact;

    if (set_defaults(&reader) < 0)
        return D1_ERR_MEMORY;
    if (!artifact)
        return 0;
    policy->label =
        d1_arena_printf(arena, "LintPolicy/" D1_STR_FMT " (%s)", D1_STR_ARG(artifact->name), artifact->path);
    if (!policy->label.ptr || read_spec(&reader, d1_node_get(artifact->root, "spec")) < 0)
        return D1_ERR_MEMORY;
    return policy->adopted.known && policy->adopted.date > reading->as_of ? refuse(&reader) : 0;
}

void d1_policy_release(struct d1_policy *policy)
{
    d1_vec_release(&policy->changes);
    d1_vec_release(&policy->changed);
    d1_vec_release(&policy->faults);
}

const struct d1_node *d1_policy_parameter(const struct d1_policy *policy, const struct d1_parameter *parameter,
                                          const struct d1_rule *rule, enum d1_profile profile)
{
    const struct d1_node *set = policy->parameters[parameter->index];
    const struct d1_node *own = NULL;

    if (set)
        return set;
    if (rule && rule->parameters)
        own = d1_node_get_str(rule->parameters, parameter->name);
    return d1_parameter_default(own ? own : parameter->node, profile);
}
