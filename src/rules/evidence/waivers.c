/* What rules about waivers ask for: whether one stood before, is in force, how often it was renewed, what they name. */
#include "rules/evidence/evidence.h"
#include "rules/waivers.h"

#define T(kind) D1_CEL_T(kind)

enum { MOST_RENEWALS = 100 }; /* more are as good as this many */

static struct d1_cel_value stood_before(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_node *item = d1_cel_value_node(args[0]);
    struct d1_str why;
    enum d1_waiver_state state;

    if (!item)
        return d1_cel_fail(call, "the waiver does not stand in an artifact");
    state = d1_waivers_stood_before(judge, item, &why);
    if (state == D1_WAIVER_UNKNOWN)
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(why));
    return d1_cel_bool(state == D1_WAIVER_IN_FORCE);
}

static struct d1_cel_value is_in_force(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_waiver *waiver = d1_waivers_find(judge, d1_cel_value_node(args[0]));

    if (!waiver)
        return d1_cel_fail_limit(call, "which waivers are in force is known when their own checks are judged");
    if (waiver->state == D1_WAIVER_UNKNOWN)
        return d1_cel_fail_unknown(call, D1_STR_FMT, D1_STR_ARG(waiver->why));
    return d1_cel_bool(waiver->state == D1_WAIVER_IN_FORCE);
}

/* ---- renewals ---- */

struct chain {
    D1_VEC(const struct d1_node *) waivers; /* all that ever were, as they said last */
};

static int gather(void *context, const struct d1_node *value)
{
    struct chain *chain = context;

    return d1_vec_push(&chain->waivers, value);
}

static bool share(const struct d1_node *a, const struct d1_node *b, const char *field)
{
    const struct d1_node *x = d1_node_get(a, field), *y = d1_node_get(b, field);

    for (size_t i = 0; x && y && i < d1_node_count(x); i++)
        for (size_t k = 0; k < d1_node_count(y); k++)
            if (d1_str_eq(d1_node_text(d1_node_item(x, i)), d1_node_text(d1_node_item(y, k))))
                return true;
    return false;
}

static bool is_limited(const struct d1_node *waiver)
{
    const struct d1_node *subjects = d1_node_get(waiver, "subjectRefs");

    return subjects && d1_node_count(subjects) > 0;
}

static bool excuses_the_same(const struct d1_node *a, const struct d1_node *b)
{
    return (share(a, b, "checks") || share(a, b, "criteria")) &&
           (!is_limited(a) || !is_limited(b) || share(a, b, "subjectRefs"));
}

/* Whether b was granted while a ran, or at most `days` after its last day, and excuses the same. */
static bool follows(const struct d1_node *a, const struct d1_node *b, int64_t days)
{
    d1_date first, last, granted;

    if (!d1_date_parse(d1_node_get_text(a, "granted"), &first) ||
        !d1_date_parse(d1_node_get_text(a, "expires"), &last) ||
        !d1_date_parse(d1_node_get_text(b, "granted"), &granted))
        return false;
    return granted > first && granted - (int64_t)last <= days && excuses_the_same(a, b);
}

/* The waiver that one renews: the one it names, else the latest that it follows; NULL for none. */
static const struct d1_node *renewed_by(const struct chain *chain, const struct d1_node *waiver, int64_t days)
{
    struct d1_str named = d1_node_get_text(waiver, "renewalOf"), latest = d1_str("");
    const struct d1_node *found = NULL;

    for (size_t i = 0; i < chain->waivers.len; i++) {
        const struct d1_node *other = chain->waivers.items[i];

        if (named.len && d1_str_eq(d1_node_get_text(other, "id"), named))
            return other;
        if (named.len || !follows(other, waiver, days) || d1_str_cmp(d1_node_get_text(other, "granted"), latest) <= 0)
            continue;
        latest = d1_node_get_text(other, "granted");
        found = other;
    }
    return found;
}

/* At how many points its last day became later than it ever was before. */
static int64_t prolonged(const struct d1_judge *judge, const struct d1_node *waiver)
{
    struct d1_past *past = d1_line_past(judge->line);
    const struct d1_version *versions;
    d1_date latest = 0, expires;
    bool any = false;
    int64_t times = 0;
    size_t count;

    d1_line_versions(judge->line, waiver, &versions, &count);
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *value = d1_past_value(past, versions[i].says);

        if (!value || !d1_date_parse(d1_node_get_text(value, "expires"), &expires))
            continue;
        times += any && expires > latest;
        latest = any && expires <= latest ? latest : expires;
        any = true;
    }
    return times;
}

static struct d1_cel_value renewals(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_node *waiver = d1_cel_value_node(args[0]), *at = waiver;
    const struct d1_item_type *type = d1_kinds_type(judge->ruleset->kinds, d1_str("Waiver"));
    bool charged = true;
    struct chain chain = {0};
    int64_t count = 0;
    const char *cut;

    if (!waiver)
        return d1_cel_fail(call, "the waiver does not stand in an artifact");
    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    cut = d1_past_cut(d1_line_past(judge->line));
    if (cut)
        return d1_judge_no_history(judge, call->arena, "%s", cut);
    if (d1_line_each(judge->line, type, gather, &chain) < 0) {
        d1_vec_release(&chain.waivers);
        return d1_cel_fail_alloc(call);
    }
    while (at && count < MOST_RENEWALS && (charged = d1_cel_charge(call, chain.waivers.len + 1))) {
        count += prolonged(judge, at);
        at = renewed_by(&chain, at, args[1].as.integer);
        count += at != NULL;
    }
    d1_vec_release(&chain.waivers);
    if (!charged)
        return d1_cel_fail_cost(call);
    return d1_cel_int(count < MOST_RENEWALS ? count : MOST_RENEWALS);
}

/* ---- criteria ---- */

static struct d1_cel_value due_criteria(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_cel_value *names = d1_arena_alloc(call->arena, (judge->ruleset->criterion_count + 1) * sizeof *names);
    size_t count = 0;

    (void)args;
    if (!names)
        return d1_cel_fail_alloc(call);
    if (!judge->once && d1_judge_gates(judge) < 0) /* outside of a run nobody has asked for the gates yet */
        return d1_cel_fail_memory();
    for (size_t i = 0; i < judge->ruleset->criterion_count; i++)
        if (d1_waivers_ask_for(judge, &judge->ruleset->criteria[i]))
            names[count++] = d1_cel_string(judge->ruleset->criteria[i].id);
    return d1_cel_list_new(call->arena, names, count);
}

static struct d1_cel_value is_waived(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_judge *judge = d1_judge_of(call);
    const struct d1_criterion *criterion = d1_ruleset_criterion(judge->ruleset, d1_cel_text(args[0]));

    return d1_cel_bool(criterion && d1_waivers_name(judge, criterion));
}

/* ---- rows ---- */

static const struct d1_cel_type *const texts_args[] = {T(STRING)};
static const struct d1_cel_type texts = {.kind = D1_CEL_LIST, .arg_count = 1, .args = texts_args};

int d1_functions_declare_waivers(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    const struct d1_item_type *type = d1_kinds_type(kinds, d1_str("Waiver"));
    const struct d1_cel_type *waiver = type ? private->item_types[type->index] : T(DYN);
    const struct d1_cel_overload row[] = {
        {"stoodBefore",
         D1_CEL_USER,
         {waiver},
         T(BOOL),
         stood_before,
         "Whether the tree before the change that is judged has a waiver already, saying the same."},
        {"isInForce",
         D1_CEL_USER,
         {waiver},
         T(BOOL),
         is_in_force,
         "Whether a waiver is in force today: within its term, without fault, and there before the change that is "
         "judged. For rules that are judged after WVR-001 to WVR-004."},
        {"renewals",
         D1_CEL_USER,
         {waiver, T(INT)},
         T(INT),
         renewals,
         "How often a waiver was renewed, up to 100 times: by waivers before it, which it names in `renewalOf`, or "
         "which excuse the same and ended at most so many days before its grant, and by ends that became later."},
        {"dueCriteria", D1_CEL_USER, {NULL}, &texts, due_criteria, "The gating criteria that apply and are due."},
        {"isWaived",
         D1_CEL_USER,
         {T(STRING)},
         T(BOOL),
         is_waived,
         "Whether waivers in force name a criterion, or all its error checks, without limits."},
    };
    struct d1_cel_overload *rows = d1_arena_alloc(&private->arena, sizeof row);

    if (!rows)
        return D1_ERR_MEMORY;
    memcpy(rows, row, sizeof row);
    return d1_cel_env_functions(private->env, rows, sizeof row / sizeof *row);
}
