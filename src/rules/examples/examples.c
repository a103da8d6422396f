#include "rules/examples.h"

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "base/vec.h"
#include "doc/pointer.h"
#include "rules/examples/stage.h"

/* One test: an example of a rule, a call of a function's examples, or a base by itself. */
struct test {
    const struct d1_rule *rule;              /* NULL for a function or a base */
    const struct d1_function_file *function; /* NULL for a rule or a base */
    const struct d1_base *base;
    const struct d1_node *node;        /* the example; NULL for a base by itself */
    const struct d1_cel_program *call; /* of a function's example */
    struct d1_example_result result;
    struct d1_strbuf detail;
    int status;
};

struct tests {
    struct d1_ruleset *ruleset;
    struct d1_problems *problems; /* of rules and examples */
    D1_VEC(struct test) list;
    struct d1_judge_room rooms[D1_LIMIT_THREADS]; /* by thread */
};

/* ---- comparing ---- */

static bool has_text(struct d1_str text, struct d1_str part)
{
    return !part.len || memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* Whether a finding stands at "Kind/name#..." or "FILE:LINE". */
static bool stands_at(const struct d1_stage *stage, const struct d1_finding *finding, struct d1_str address)
{
    size_t colon = d1_str_find(address, ':', 0);
    const struct d1_node *root, *node;
    struct d1_strbuf pointer = {0}, place = {0};
    bool same;

    if (colon < address.len && d1_str_find(address, '#', 0) == address.len) {
        d1_strbuf_printf(&place, "%s:%u", finding->at.place.path, finding->at.place.line);
        same = d1_str_eq(d1_strbuf_view(&place), address);
        d1_strbuf_release(&place);
        return same;
    }
    root = d1_stage_root(stage, address);
    node = root ? d1_address_resolve(stage->ruleset->kinds, root, address) : NULL;
    if (!node || !d1_str_eq(finding->at.artifact, d1_str_sub(address, 0, d1_str_find(address, '#', 0))))
        return false;
    d1_pointer_write(&pointer, node);
    same = d1_str_eq(d1_strbuf_view(&pointer), finding->at.pointer);
    d1_strbuf_release(&pointer);
    return same;
}

static bool fits(const struct d1_stage *stage, const struct d1_finding *finding, const struct d1_node *expected)
{
    enum d1_severity severity = finding->check->severity;
    const struct d1_node *own = d1_node_get(expected, "severity");
    const struct d1_node *state = d1_node_get(expected, "state");

    if (own)
        d1_severity_parse(d1_node_text(own), &severity);
    if (d1_node_is_string(state, "indeterminate") != (finding->state == D1_FINDING_INDETERMINATE) ||
        d1_node_is_string(state, "waived") != (finding->state == D1_FINDING_WAIVED) ||
        (d1_node_is_string(state, "open") && finding->state != D1_FINDING_OPEN))
        return false;
    return stands_at(stage, finding, d1_node_get_text(expected, "at")) && finding->severity == severity &&
           has_text(finding->message, d1_node_get_text(expected, "message")) &&
           has_text(d1_finding_help(finding), d1_node_get_text(expected, "help"));
}

static void tell_finding(struct d1_strbuf *out, const char *what, const struct d1_finding *finding)
{
    d1_strbuf_printf(out, "%s " D1_STR_FMT " %s at " D1_STR_FMT "#" D1_STR_FMT " (%s:%u): " D1_STR_FMT "\n", what,
                     D1_STR_ARG(finding->check->id), d1_severity_name(finding->severity),
                     D1_STR_ARG(finding->at.artifact), D1_STR_ARG(finding->at.pointer), finding->at.place.path,
                     finding->at.place.line, D1_STR_ARG(finding->message));
}

/* An expectation that was not met; where its place does not exist, that is why. */
static void tell_unmet(const struct d1_stage *stage, struct d1_strbuf *out, const struct d1_node *expected)
{
    struct d1_str at = d1_node_get_text(expected, "at"), help = d1_node_get_text(expected, "help");

    d1_strbuf_printf(out, "expected, but not found: at " D1_STR_FMT " with `" D1_STR_FMT "`", D1_STR_ARG(at),
                     D1_STR_ARG(d1_node_get_text(expected, "message")));
    if (help.len)
        d1_strbuf_printf(out, " and the help `" D1_STR_FMT "`", D1_STR_ARG(help));
    d1_strbuf_putc(out, '\n');
    d1_stage_tell_nowhere(stage, out, at);
}

/* Compares findings with expectations, one to one, whatever their order. */
static int compare_findings(const struct d1_stage *stage, struct test *test)
{
    const struct d1_node *expect = d1_node_get(test->node, "expect");
    size_t count = expect ? d1_node_count(expect) : 0;
    bool *met = d1_calloc(count, sizeof *met);

    if (!met)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < stage->judged.verdict.finding_count; i++) {
        const struct d1_finding *finding = &stage->judged.findings[i];
        bool expected = false;

        if (finding->check != test->rule->check)
            continue;
        for (size_t j = 0; j < count && !expected; j++) {
            if (met[j] || !fits(stage, finding, d1_node_item(expect, j)))
                continue;
            met[j] = expected = true;
        }
        if (!expected)
            tell_finding(&test->detail, "not expected:", finding);
    }
    for (size_t j = 0; j < count; j++)
        if (!met[j])
            tell_unmet(stage, &test->detail, d1_node_item(expect, j));
    d1_free(met);
    return 0;
}

/* A change must leave the engagement in shape, unless the example is about just that. */
static void check_shape(const struct d1_stage *stage, struct test *test)
{
    if (test->rule->builtin == D1_BUILTIN_SYNTAX || test->rule->builtin == D1_BUILTIN_SHAPE)
        return;
    for (size_t i = 0; i < stage->judged.verdict.finding_count; i++)
        if (d1_str_is(stage->judged.findings[i].check->id, "SHP-002"))
            tell_finding(&test->detail, "the change makes an artifact invalid:", &stage->judged.findings[i]);
}

/* Whether a check says nothing of its own: a gate is undecided when a check that counts for it is, which is told there,
 * and while one is not built. */
static bool is_derived(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    for (size_t i = 0; i < ruleset->private->rules.len; i++)
        if (ruleset->private->rules.items[i]->check == check)
            return ruleset->private->rules.items[i]->builtin == D1_BUILTIN_GATES;
    return false;
}

/* Whether a base says of a check that it cannot pass it. */
static bool goes_without(const struct d1_base *base, const struct d1_check *check)
{
    const struct d1_node *without = d1_node_get(base->node, "without");

    for (size_t i = 0; without && i < d1_node_count(without); i++)
        if (d1_str_eq(d1_node_text(d1_node_item(without, i)), check->id))
            return true;
    return false;
}

/* A base passes every check: nothing that is due is found in it, and no check is left undecided. */
static void check_base(const struct d1_stage *stage, struct test *test)
{
    const struct d1_engagement_verdict *verdict = &stage->judged.verdict;

    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_finding_counts(&verdict->findings[i]) && !goes_without(test->base, verdict->findings[i].check))
            tell_finding(&test->detail, "found in the base:", &verdict->findings[i]);
    for (size_t i = 0; i < verdict->check_count; i++)
        if (verdict->checks[i].state == D1_STATE_INDETERMINATE && !is_derived(stage->ruleset, verdict->checks[i].check))
            d1_strbuf_printf(&test->detail, D1_STR_FMT " is indeterminate in the base: " D1_STR_FMT "\n",
                             D1_STR_ARG(verdict->checks[i].check->id), D1_STR_ARG(verdict->checks[i].reason));
}

/* ---- functions ---- */

/* Whether a value is what the example gives: equal as an expression, or the same text. */
static bool gives(struct d1_cel_value value, const struct d1_node *expected)
{
    struct d1_strbuf shown = {0};
    bool same = d1_cel_equal(value, d1_cel_of_node(expected, NULL));

    if (!same && expected->kind == D1_NODE_STRING) {
        d1_cel_value_show(&shown, value);
        same = d1_str_eq(d1_strbuf_view(&shown), d1_node_text(expected));
        d1_strbuf_release(&shown);
    }
    return same;
}

static void tell_value(struct d1_strbuf *out, struct d1_cel_value value, const struct d1_node *expected)
{
    d1_strbuf_puts(out, "expected ");
    d1_node_show(out, expected);
    d1_strbuf_puts(out, ", but it gives ");
    if (d1_cel_is(value, D1_CEL_ERROR))
        d1_strbuf_str(out, d1_cel_failure_of(value)->message);
    else
        d1_cel_value_write(out, value);
    d1_strbuf_putc(out, '\n');
}

static int call_function(struct d1_stage *stage, struct test *test)
{
    struct d1_policy policy = {0};
    struct d1_judge judge = {.ruleset = stage->ruleset,
                             .today = test->base->as_of,
                             .as_of = test->base->as_of,
                             .ask_past = d1_stage_past,
                             .past_context = stage,
                             .arena = &stage->judged.arena};
    const struct d1_cel_program *program = test->call;
    const struct d1_node *expected = d1_node_get(test->node, "gives");
    struct d1_cel_value value;
    int result;

    if (!stage->workspace.engagements.len)
        return D1_ERR_USAGE;
    judge.engagement = stage->workspace.engagements.items[0];
    judge.policy = judge.stated = &policy;
    result = d1_policy_read(&policy, stage->ruleset,
                            &(struct d1_policy_reading){.profile = judge.engagement->profile, .as_of = judge.today},
                            judge.arena);
    if (result == 0)
        result = d1_judge_bind(&judge);
    if (result == 0) {
        d1_cel_eval(program, &judge.base, &judge.context, &value);
        if (!gives(value, expected))
            tell_value(&test->detail, value, expected);
    }
    d1_judge_release(&judge);
    d1_policy_release(&policy);
    return result;
}

/* ---- running ---- */

static void run_test(void *context, size_t index, unsigned thread)
{
    struct tests *tests = context;
    struct test *test = &tests->list.items[index];
    struct d1_stage stage = {.ruleset = tests->ruleset};
    struct d1_error error = {0};

    test->status = d1_artifact_loader_new(&stage.loader, tests->ruleset->kinds, &error);
    if (test->status == 0)
        test->status = d1_stage_set_up(&stage, test->base, test->node, &error);
    if (test->status == 0 && test->function) {
        test->status = call_function(&stage, test);
    } else if (test->status == 0) {
        test->status = d1_stage_judge(&stage, test->base, test->node, &tests->rooms[thread]);
        if (test->status == 0 && test->rule) {
            test->status = compare_findings(&stage, test);
            check_shape(&stage, test);
        } else if (test->status == 0) {
            check_base(&stage, test);
        }
    }
    if (test->status == D1_ERR_USAGE) {
        d1_strbuf_printf(&test->detail, "%s\n", d1_error_message(&error));
        test->status = 0;
    }
    if (test->detail.oom)
        test->status = D1_ERR_MEMORY;
    d1_error_clear(&error);
    d1_stage_release(&stage);
    d1_artifact_loader_free(stage.loader);
}

/* ---- collecting ---- */

/* The base of an example: the one it names, else that of the rule's phase, else the first. */
static const struct d1_base *base_of(const struct d1_ruleset_private *private, struct d1_str name, struct d1_str phase)
{
    for (size_t i = 0; i < private->bases.len; i++) {
        const struct d1_base *base = &private->bases.items[i];
        const struct d1_node *phases = d1_node_get(base->node, "phases");

        if (d1_str_eq(base->name, name.len ? name : phase))
            return base;
        for (size_t j = 0; !name.len && phases && j < d1_node_count(phases); j++)
            if (d1_str_eq(d1_node_text(d1_node_item(phases, j)), phase))
                return base;
    }
    return private->bases.len && !name.len ? &private->bases.items[0] : NULL;
}

/* Where an example wants a base that there is not. */
static int no_base(struct tests *tests, const struct d1_rule *rule, const struct d1_node *name)
{
    const struct d1_ruleset_private *private = tests->ruleset->private;
    struct d1_str near = {"", 0};
    size_t distance = d1_str_reach(d1_node_text(name));
    struct d1_place place = d1_node_place(name);

    place.path = rule->path;
    for (size_t i = 0; i < private->bases.len; i++)
        if (d1_str_nearer(d1_node_text(name), private->bases.items[i].name, &distance))
            near = private->bases.items[i].name;
    return d1_problems_add(
        tests->problems, "base", place, "there is no base engagement `" D1_STR_FMT "`%s" D1_STR_FMT "%s",
        D1_STR_ARG(d1_node_text(name)), near.len ? "; did you mean `" : "", D1_STR_ARG(near), near.len ? "`?" : "");
}

static struct d1_place place_of(const char *path, const struct d1_node *node)
{
    struct d1_place place = d1_node_place(node);

    place.path = path;
    return place;
}

/* The folder that a rule file lies in: its phase. */
static struct d1_str folder_of(const char *path)
{
    const char *end = strrchr(path, '/'), *start = end;

    while (start && start > path && start[-1] != '/')
        start--;
    return end ? d1_strn(start, (size_t)(end - start)) : d1_strn("", 0);
}

static int collect_rule(struct tests *tests, const struct d1_rule *rule)
{
    const struct d1_ruleset_private *private = tests->ruleset->private;
    const struct d1_node *examples = d1_node_get(rule->spec, "examples");

    for (size_t i = 0; examples && i < d1_node_count(examples); i++) {
        const struct d1_node *node = d1_node_item(examples, i);
        struct test test = {.rule = rule, .node = node};

        test.base = base_of(private, d1_node_get_text(node, "base"), folder_of(rule->path));
        if (!test.base) {
            if (no_base(tests, rule, d1_node_get(node, "base")) < 0)
                return D1_ERR_MEMORY;
            continue;
        }
        test.result.check = rule->check;
        test.result.subject = rule->check->id;
        test.result.name = d1_node_get_text(node, "name");
        test.result.place = place_of(rule->path, node);
        if (d1_vec_push(&tests->list, test) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int collect_function(struct tests *tests, const struct d1_function_file *function)
{
    const struct d1_ruleset_private *private = tests->ruleset->private;
    const struct d1_node *examples = d1_node_at(function->root, "spec.examples");

    for (size_t i = 0; examples && i < d1_node_count(examples); i++) {
        const struct d1_node *node = d1_node_item(examples, i), *call = d1_node_get(node, "call");
        struct test test = {.function = function, .node = node, .base = &private->bases.items[0]};
        int result =
            d1_expression_compile(private->env, call, function->path, NULL, NULL, 0, tests->problems, &test.call);

        test.result.subject = d1_node_get_text(d1_node_get(function->root, "metadata"), "name");
        test.result.name = d1_node_text(call);
        test.result.place = place_of(function->path, node);
        if (result == D1_ERR_MEMORY || (result == 0 && d1_vec_push(&tests->list, test) < 0))
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int collect(struct tests *tests, bool own_only, struct d1_example_summary *summary)
{
    const struct d1_ruleset_private *private = tests->ruleset->private;

    for (size_t i = 0; i < private->bases.len && !own_only; i++) {
        struct test test = {.base = &private->bases.items[i]};

        test.result.subject = d1_str("base");
        test.result.name = test.base->name;
        test.result.place = place_of("rules/bases.yaml", test.base->node);
        if (d1_vec_push(&tests->list, test) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < private->functions.len && private->bases.len; i++)
        if ((private->functions.items[i].own || !own_only) && collect_function(tests, &private->functions.items[i]) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; i < private->rules.len; i++) {
        if (own_only && !private->rules.items[i]->check->own)
            continue;
        summary->rules++;
        if (collect_rule(tests, private->rules.items[i]) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* ---- looking ---- */

static int note(struct d1_problems *problems, struct d1_place place, const char *path, const char *text)
{
    place.path = path;
    return d1_problems_add(problems, "example", place, "%s", text);
}

/* The places that an example expects findings at, which have to be there. */
static int look_at_places(const struct d1_stage *stage, const struct test *test, struct d1_problems *problems)
{
    const struct d1_node *expect = d1_node_get(test->node, "expect");
    struct d1_strbuf out = {0};
    int result = 0;

    for (size_t i = 0; expect && i < d1_node_count(expect) && result == 0; i++) {
        const struct d1_node *at = d1_node_get(d1_node_item(expect, i), "at");

        d1_strbuf_clear(&out);
        d1_stage_tell_nowhere(stage, &out, d1_node_text(at));
        d1_strbuf_truncate(&out, out.len ? out.len - 1 : 0);
        if (out.oom || (out.len && note(problems, d1_node_place(at), test->rule->path, out.ptr) < 0))
            result = D1_ERR_MEMORY;
    }
    d1_strbuf_release(&out);
    return result;
}

static int look_at(const struct tests *tests, const struct test *test)
{
    struct d1_stage stage = {.ruleset = tests->ruleset};
    struct d1_error error = {0};
    int result = d1_artifact_loader_new(&stage.loader, tests->ruleset->kinds, &error);

    if (result == 0)
        result = d1_stage_set_up(&stage, test->base, test->node, &error);
    if (result == 0)
        result = look_at_places(&stage, test, tests->problems);
    else if (result == D1_ERR_USAGE)
        result = note(tests->problems, error.place, test->rule->path, d1_error_message(&error));
    d1_error_clear(&error);
    d1_stage_release(&stage);
    d1_artifact_loader_free(stage.loader);
    return result < 0 ? D1_ERR_MEMORY : 0;
}

int d1_examples_look(struct d1_ruleset *ruleset, struct d1_problems *problems)
{
    struct tests tests = {.ruleset = ruleset, .problems = problems};
    int result = 0;

    for (size_t i = 0; i < ruleset->private->rules.len && result == 0; i++)
        if (ruleset->private->rules.items[i]->own)
            result = collect_rule(&tests, ruleset->private->rules.items[i]);
    for (size_t i = 0; i < tests.list.len && result == 0; i++)
        result = look_at(&tests, &tests.list.items[i]);
    d1_vec_release(&tests.list);
    d1_problems_sort(problems);
    return result;
}

/* ---- all of them ---- */

int d1_examples_run(struct d1_ruleset *ruleset, bool own_only, unsigned jobs,
                    void (*report)(void *context, const struct d1_example_result *result), void *context,
                    struct d1_example_summary *summary, struct d1_problems *problems)
{
    struct tests tests = {.ruleset = ruleset, .problems = problems};
    struct d1_pool *pool = NULL;
    int result = d1_ruleset_compile(ruleset, problems);

    *summary = (struct d1_example_summary){0};
    if (result != D1_ERR_MEMORY && collect(&tests, own_only, summary) < 0)
        result = D1_ERR_MEMORY;
    if (result == 0 && problems->len)
        result = D1_ERR_USAGE;
    if (result == D1_ERR_USAGE && d1_examples_look(ruleset, problems) < 0)
        result = D1_ERR_MEMORY;
    if (result == 0 && d1_pool_new(&pool, jobs ? jobs : d1_pool_processors()) < 0)
        result = D1_ERR_MEMORY;
    if (result == 0)
        d1_pool_run(pool, tests.list.len, 1, run_test, &tests);
    d1_pool_free(pool);
    for (size_t i = 0; i < D1_LIMIT_THREADS; i++)
        d1_judge_room_release(&tests.rooms[i]);
    for (size_t i = 0; i < tests.list.len && result == 0; i++) {
        struct test *test = &tests.list.items[i];

        result = test->status < 0 ? D1_ERR_MEMORY : 0;
        test->result.passed = !test->detail.len;
        test->result.detail = d1_strbuf_view(&test->detail);
        summary->examples++;
        summary->failed += !test->result.passed;
        if (result == 0)
            report(context, &test->result);
    }
    for (size_t i = 0; i < tests.list.len; i++)
        d1_strbuf_release(&tests.list.items[i].detail);
    d1_vec_release(&tests.list);
    return result;
}
