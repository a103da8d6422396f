#include "engine/scope.h"

#include "base/file/path.h"
#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "engine/opened.h"
#include "engine/read/timeline.h"
#include "engine/withheld/secrets.h"

struct d1_scope {
    struct d1_opened opened;
    struct d1_judged judged;
    struct d1_judge judge;
    struct d1_cel_patterns patterns; /* that its expressions compute */
    bool bound;                      /* judge is set up */
    bool sought;                     /* the secrets were */
    struct d1_secrets secrets;
};

/* ---- one engagement ---- */

/* Of several engagements the one in whose directory the command was given, the innermost of them. */
static const struct d1_engagement *surrounding(const struct d1_opened *opened)
{
    struct d1_str here = d1_str(d1_repo_info(opened->repo)->prefix);
    const struct d1_engagement *nearest = NULL;

    for (size_t i = 0; i < opened->workspace.engagements.len; i++) {
        const struct d1_engagement *each = opened->workspace.engagements.items[i];

        if (d1_path_encloses(each->directory, here) && (!nearest || each->directory.len > nearest->directory.len))
            nearest = each;
    }
    return nearest;
}

static const struct d1_engagement *named(const struct d1_opened *opened, const char *name)
{
    for (size_t i = 0; i < opened->workspace.engagements.len; i++)
        if (d1_str_is(opened->workspace.engagements.items[i]->name, name))
            return opened->workspace.engagements.items[i];
    return NULL;
}

static int choose(const struct d1_opened *opened, const struct d1_engagement **engagement, struct d1_error *error)
{
    size_t count = opened->workspace.engagements.len;
    struct d1_strbuf names = {0};

    if (opened->options->engagement_count) {
        *engagement = named(opened, opened->options->engagements[0]);
    } else if (count == 1) {
        *engagement = opened->workspace.engagements.items[0];
        return 0;
    } else {
        *engagement = surrounding(opened);
    }
    if (*engagement)
        return 0;
    if (!count)
        return d1_error_set(error, D1_ERR_READ,
                            "there is no engagement that can be read; `d1lint check` says what is wrong");
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(&names, "%s" D1_STR_FMT, i ? ", " : "",
                         D1_STR_ARG(opened->workspace.engagements.items[i]->name));
    d1_error_set(error, D1_ERR_USAGE, "there are %zu engagements; --engagement says which: " D1_STR_FMT, count,
                 D1_STR_ARG(d1_strbuf_view(&names)));
    d1_strbuf_release(&names);
    return D1_ERR_USAGE;
}

static struct d1_judge_options options_of(const struct d1_scope *scope)
{
    return (struct d1_judge_options){
        .ruleset = scope->opened.ruleset,
        .as_of = scope->opened.as_of,
        .digests = scope->opened.digests,
        .ask_past = d1_timeline_past,
        .past_context = scope->opened.timeline,
    };
}

/* The engagement with the policy it is judged by, and the names as a rule has them. */
static int bind(struct d1_scope *scope, struct d1_error *error)
{
    struct d1_judge_options options = options_of(scope);

    scope->judged.policy_artifact = d1_opened_policy(&scope->opened, scope->judged.engagement);
    scope->judged.policy_elsewhere = scope->opened.options->policy != NULL;
    if (d1_judged_prepare(&scope->judged, &options) < 0)
        return d1_error_memory(error);
    scope->judge = d1_judged_judge(&scope->judged, &options);
    scope->judge.patterns = &scope->patterns;
    scope->bound = true;
    return d1_judge_bind(&scope->judge) < 0 ? d1_error_memory(error) : 0;
}

int d1_scope_open(struct d1_scope **scope, const struct d1_run_options *options, struct d1_error *error)
{
    struct d1_scope *new = d1_calloc(1, sizeof *new);
    int result;

    if (!new)
        return d1_error_memory(error);
    result = d1_opened_rules(&new->opened, options, error);
    if (result == 0)
        result = d1_opened_snapshot(&new->opened, error);
    if (result == 0)
        result = d1_opened_prepare(&new->opened, error);
    if (result == 0)
        result = d1_opened_load(&new->opened, error);
    if (result == 0)
        result = choose(&new->opened, &new->judged.engagement, error);
    if (result == 0)
        result = bind(new, error);
    if (result < 0)
        d1_scope_free(new);
    else
        *scope = new;
    return result;
}

void d1_scope_free(struct d1_scope *scope)
{
    if (!scope)
        return;
    if (scope->bound)
        d1_judge_release(&scope->judge);
    d1_cel_patterns_release(&scope->patterns);
    d1_vec_release(&scope->secrets);
    d1_judged_release(&scope->judged);
    d1_opened_release(&scope->opened);
    d1_free(scope);
}

const struct d1_engagement *d1_scope_engagement(const struct d1_scope *scope)
{
    return scope->judged.engagement;
}

const struct d1_ruleset *d1_scope_ruleset(const struct d1_scope *scope)
{
    return scope->opened.ruleset;
}

const struct d1_workspace *d1_scope_workspace(const struct d1_scope *scope)
{
    return &scope->opened.workspace;
}

struct d1_repo_snapshot *d1_scope_snapshot(const struct d1_scope *scope)
{
    return scope->opened.snapshot;
}

const char *d1_scope_root(const struct d1_scope *scope)
{
    return d1_repo_info(scope->opened.repo)->root;
}

struct d1_cel_env *d1_scope_env(const struct d1_scope *scope)
{
    return scope->opened.ruleset->private->env;
}

struct d1_cel_activation *d1_scope_activation(struct d1_scope *scope)
{
    return &scope->judge.base;
}

struct d1_cel_context *d1_scope_context(struct d1_scope *scope)
{
    return &scope->judge.context;
}

/* ---- places ---- */

struct d1_place d1_scope_place(const struct d1_scope *scope, const struct d1_node *node)
{
    const struct d1_artifact *artifact = node ? d1_engagement_artifact(scope->judged.engagement, node) : NULL;

    return artifact ? d1_artifact_place(artifact, node) : (struct d1_place){0};
}

const char *d1_scope_rule_path(const struct d1_scope *scope, const struct d1_node *origin)
{
    const struct d1_ruleset_private *private = scope->opened.ruleset->private;

    for (size_t i = 0; origin && i < private->functions.len; i++)
        if (d1_node_doc(private->functions.items[i].root) == d1_node_doc(origin))
            return private->functions.items[i].path;
    return NULL;
}

/* ---- secrets ---- */

/* Judges the checks whose places are to be shown to nobody, and none besides. */
static int seek_secrets(struct d1_scope *scope)
{
    const struct d1_ruleset *ruleset = scope->opened.ruleset;
    struct d1_judge_options options = options_of(scope);
    struct d1_judged judged = {
        .engagement = scope->judged.engagement,
        .policy_artifact = scope->judged.policy_artifact,
        .policy_elsewhere = scope->judged.policy_elsewhere,
    };
    bool *only = d1_calloc(ruleset->check_count, sizeof *only);
    int result = only ? 0 : D1_ERR_MEMORY;

    for (size_t i = 0; only && i < ruleset->private->rules.len; i++)
        only[ruleset->private->rules.items[i]->check->index] = ruleset->private->rules.items[i]->discreet;
    options.only = only;
    if (result == 0)
        result = d1_judged_make(&judged, &options, NULL);
    if (result == 0)
        result =
            d1_secrets_gather(&scope->secrets, &scope->opened.workspace, judged.findings, judged.verdict.finding_count);
    d1_judged_release(&judged);
    d1_free(only);
    scope->sought = result == 0;
    return result;
}

int d1_scope_holds_secret(struct d1_scope *scope, struct d1_str text, bool *holds)
{
    int result = scope->sought ? 0 : seek_secrets(scope);

    *holds = result == 0 && d1_secrets_hold(&scope->secrets, text);
    return result;
}

int d1_scope_hide(struct d1_scope *scope, struct d1_str *text, struct d1_arena *arena)
{
    int result = scope->sought ? 0 : seek_secrets(scope);

    return result == 0 ? d1_secrets_hide(&scope->secrets, text, arena) : result;
}

size_t d1_scope_faults(const struct d1_scope *scope)
{
    const struct d1_workspace *workspace = &scope->opened.workspace;
    const struct d1_engagement *engagement = scope->judged.engagement;
    size_t count = engagement->faults.len;

    for (size_t i = 0; i < workspace->file_count; i++)
        for (size_t j = 0; j < workspace->files[i].faults.len; j++) {
            const struct d1_artifact *artifact = workspace->files[i].faults.items[j].artifact;

            count += !artifact || artifact->engagement == engagement;
        }
    for (size_t i = 0; i < workspace->skipped.len; i++)
        count += workspace->skipped.items[i].unread;
    return count;
}

/* ---- names ---- */

int d1_scope_plain_functions(struct d1_cel_env *env)
{
    return d1_functions_declare(env, true);
}

struct names {
    D1_VEC(struct d1_scope_name) list;
    D1_VEC(const struct d1_cel_overload *) language;
    struct d1_arena *arena;
    bool own; /* the functions of rules in this pass, those of the language in the next */
    bool oom;
};

static void take_language(void *context, const struct d1_cel_overload *overload)
{
    struct names *names = context;

    names->oom = names->oom || d1_vec_push(&names->language, overload) < 0;
}

static bool is_language(const struct names *names, const struct d1_cel_overload *overload)
{
    for (size_t i = 0; i < names->language.len; i++)
        if (names->language.items[i] == overload)
            return true;
    return false;
}

/* "string.startsWith(string) -> bool" as name and type. */
static void take_function(void *context, const struct d1_cel_overload *overload)
{
    struct names *names = context;
    bool language = is_language(names, overload), macro = language && !overload->call;
    struct d1_scope_name name = {.group = d1_str(macro ? "macro" : language ? "language" : "rules")};
    struct d1_strbuf text = {0};
    size_t arrow;

    if (language == names->own)
        return;
    d1_cel_overload_write(&text, overload);
    name.name = d1_arena_str(names->arena, d1_strbuf_view(&text));
    name.doc = d1_arena_str(names->arena, d1_str(overload->doc));
    arrow = name.name.len;
    while (arrow > 0 && !d1_str_starts(d1_str_sub(name.name, arrow, SIZE_MAX), " -> "))
        arrow--;
    name.type = d1_str_sub(name.name, arrow + 4, SIZE_MAX);
    name.name = d1_str_sub(name.name, 0, arrow);
    names->oom = names->oom || text.oom || !name.name.ptr || !name.doc.ptr || d1_vec_push(&names->list, name) < 0;
    d1_strbuf_release(&text);
}

int d1_scope_names(const struct d1_ruleset *ruleset, struct d1_arena *arena, const struct d1_scope_name **names,
                   size_t *count)
{
    struct names made = {.arena = arena};
    struct d1_cel_env *language = d1_cel_env_new(arena, NULL, 0);
    struct d1_scope_name *kept = NULL;

    if (!language)
        return D1_ERR_MEMORY;
    d1_cel_env_each_function(language, take_language, &made);
    for (size_t i = 0; i < D1_VARIABLE_TEXTS; i++) {
        struct d1_scope_name name = {d1_str("name"), d1_str(d1_variable_texts[i].shown),
                                     d1_str(d1_variable_texts[i].type), d1_str(d1_variable_texts[i].doc)};

        made.oom = made.oom || d1_vec_push(&made.list, name) < 0;
    }
    made.own = true;
    d1_cel_env_each_function(ruleset->private->env, take_function, &made);
    made.own = false;
    d1_cel_env_each_function(ruleset->private->env, take_function, &made);
    /* The walk over an environment has no other way to say that memory was short. */
    made.oom = made.oom || !made.language.len || made.list.len < made.language.len;
    if (!made.oom)
        kept = d1_arena_alloc(arena, made.list.len * sizeof *kept);
    if (kept) {
        memcpy(kept, made.list.items, made.list.len * sizeof *kept);
        *names = kept;
        *count = made.list.len;
    }
    d1_vec_release(&made.list);
    d1_vec_release(&made.language);
    return kept ? 0 : D1_ERR_MEMORY;
}
