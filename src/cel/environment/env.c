#include "cel/environment/env_data.h"

#include <assert.h>

#include "regex/regex.h"

/* ---- functions ---- */

static struct d1_cel_function *function_slot(struct d1_cel_function *functions, size_t cap, struct d1_str name,
                                             uint32_t hash)
{
    size_t at = hash & (cap - 1);

    while (functions[at].first && (functions[at].hash != hash || !d1_str_eq(functions[at].name, name)))
        at = (at + 1) & (cap - 1);
    return &functions[at];
}

static int reserve_functions(struct d1_cel_env *env, size_t more)
{
    size_t cap = env->function_cap ? env->function_cap : 16;
    struct d1_cel_function *functions;

    while (cap < 2 * (env->function_count + more))
        cap *= 2;
    if (cap == env->function_cap)
        return 0;
    functions = d1_arena_calloc(env->arena, cap, sizeof *functions);
    if (!functions)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < env->function_cap; i++)
        if (env->functions[i].first)
            *function_slot(functions, cap, env->functions[i].name, env->functions[i].hash) = env->functions[i];
    env->functions = functions;
    env->function_cap = cap;
    return 0;
}

/* Appends the candidate to the function of its name; there is room. */
static void add_candidate(struct d1_cel_env *env, struct d1_cel_candidate *candidate)
{
    struct d1_str name = d1_str(candidate->overload->name);
    uint32_t hash = d1_str_hash(name);
    struct d1_cel_function *function = function_slot(env->functions, env->function_cap, name, hash);

    candidate->next = NULL;
    if (!function->first) {
        *function = (struct d1_cel_function){name, hash, candidate, candidate};
        env->function_count++;
        return;
    }
    function->last->next = candidate;
    function->last = candidate;
}

/* A name that env adds to: what the parent knows by it stays known, in front. */
static int inherit(struct d1_cel_env *env, struct d1_str name)
{
    uint32_t hash = d1_str_hash(name);
    const struct d1_cel_function *above = env->parent ? d1_cel_env_function(env->parent, name, hash) : NULL;
    struct d1_cel_candidate *copy;

    if (!above || function_slot(env->functions, env->function_cap, name, hash)->first)
        return 0;
    for (const struct d1_cel_candidate *at = above->first; at; at = at->next) {
        copy = d1_arena_alloc(env->arena, sizeof *copy);
        if (!copy)
            return D1_ERR_MEMORY;
        *copy = *at;
        add_candidate(env, copy);
    }
    return 0;
}

int d1_cel_env_functions(struct d1_cel_env *env, const struct d1_cel_overload *rows, size_t count)
{
    struct d1_cel_candidate *candidates = d1_arena_alloc(env->arena, count * sizeof *candidates);

    if (!candidates || reserve_functions(env, count) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        assert(rows[i].name);
        candidates[i] = (struct d1_cel_candidate){.overload = &rows[i]};
        if (inherit(env, d1_str(rows[i].name)) < 0)
            return D1_ERR_MEMORY;
        add_candidate(env, &candidates[i]);
    }
    return 0;
}

const struct d1_cel_function *d1_cel_env_function(const struct d1_cel_env *env, struct d1_str name, uint32_t hash)
{
    for (; env; env = env->parent) {
        const struct d1_cel_function *function;

        if (!env->function_cap)
            continue;
        function = function_slot(env->functions, env->function_cap, name, hash);
        if (function->first)
            return function;
    }
    return NULL;
}

static int add_overload(struct d1_cel_env *env, struct d1_cel_overload overload, const struct d1_cel_program *body)
{
    struct {
        struct d1_cel_overload overload;
        struct d1_cel_candidate candidate;
    } *made = d1_arena_alloc(env->arena, sizeof *made);

    if (!made || reserve_functions(env, 1) < 0 || inherit(env, d1_str(overload.name)) < 0)
        return D1_ERR_MEMORY;
    made->overload = overload;
    made->candidate = (struct d1_cel_candidate){.overload = &made->overload, .body = body};
    add_candidate(env, &made->candidate);
    return 0;
}

int d1_cel_env_define(struct d1_cel_env *env, struct d1_str name, const struct d1_cel_parameter *parameters,
                      size_t count, const struct d1_cel_type *result, const char *doc,
                      const struct d1_cel_source *source, struct d1_cel_diagnostics *diagnostics,
                      const struct d1_cel_program **body)
{
    struct d1_cel_overload overload = {.name = d1_arena_str(env->arena, name).ptr, .doc = doc};
    struct d1_cel_source with_result = *source;
    const struct d1_cel_program *program;
    int code;

    if (!overload.name)
        return D1_ERR_MEMORY;
    if (result)
        with_result.expected = result;
    code = d1_cel_compile_body(env, &with_result, parameters, count, diagnostics, &program);
    if (code < 0)
        return code;
    for (size_t i = 0; i < count; i++)
        overload.params[i] = parameters[i].type;
    overload.result = result ? result : program->type;
    if (add_overload(env, overload, program) < 0)
        return D1_ERR_MEMORY;
    if (body)
        *body = program;
    return 0;
}

int d1_cel_env_promise(struct d1_cel_env *env, struct d1_str name, const struct d1_cel_parameter *parameters,
                       size_t count, const struct d1_cel_type *result, const char *doc,
                       const struct d1_cel_source *source)
{
    struct d1_cel_overload overload = {.name = d1_arena_str(env->arena, name).ptr, .doc = doc, .result = result};
    struct d1_cel_program *program = d1_arena_calloc(env->arena, 1, sizeof *program);
    struct d1_cel_parameter *kept = d1_arena_alloc(env->arena, count * sizeof *kept);

    assert(count <= D1_CEL_PARAMS);
    if (!overload.name || !program || !kept)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        kept[i] = parameters[i];
        overload.params[i] = parameters[i].type;
    }
    *program = (struct d1_cel_program){
        .source = *source, .promised = kept, .type = result, .env = env, .parameters = (uint32_t)count};
    program->source.expected = result;
    return add_overload(env, overload, program);
}

/* ---- variables ---- */

int d1_cel_env_variable(struct d1_cel_env *env, struct d1_str name, const struct d1_cel_type *type, size_t *index)
{
    struct d1_cel_variable variable = {.name = name, .hash = d1_str_hash(name), .type = type};

    if (d1_vec_push(&env->variables, variable) < 0)
        return D1_ERR_MEMORY;
    if (index)
        *index = d1_cel_env_variables(env) - 1;
    env->dotted |= d1_str_find(name, '.', 0) < name.len;
    return 0;
}

void d1_cel_env_fleeting(struct d1_cel_env *env, size_t index)
{
    env->variables.items[index - env->first].fleeting = true;
}

const struct d1_cel_variable *d1_cel_env_find(const struct d1_cel_env *env, struct d1_str name, uint32_t hash,
                                              size_t *index)
{
    for (; env; env = env->parent)
        for (size_t i = env->variables.len; i-- > 0;) {
            const struct d1_cel_variable *variable = &env->variables.items[i];

            if (variable->hash == hash && d1_str_eq(variable->name, name)) {
                *index = env->first + i;
                return variable;
            }
        }
    return NULL;
}

size_t d1_cel_env_variables(const struct d1_cel_env *env)
{
    return env->first + env->variables.len;
}

size_t d1_cel_env_first(const struct d1_cel_env *env)
{
    return env->first;
}

/* ---- environments ---- */

struct d1_cel_env *d1_cel_env_new(struct d1_arena *arena, struct d1_cel_env *parent, unsigned flags)
{
    struct d1_cel_env *env = d1_arena_calloc(arena, 1, sizeof *env);
    size_t rows = 0;

    if (!env)
        return NULL;
    env->arena = arena;
    env->parent = parent;
    env->flags = flags;
    if (parent) {
        env->flags |= parent->flags;
        env->user = parent->user;
        env->container = parent->container;
        env->dotted = parent->dotted;
        env->image = parent->image;
        env->first = d1_cel_env_variables(parent);
        return env;
    }
    for (size_t i = 0; d1_cel_library[i]; i++)
        rows += d1_cel_library[i]->count;
    if (reserve_functions(env, rows) < 0)
        return NULL;
    for (size_t i = 0; d1_cel_library[i]; i++)
        if (d1_cel_env_functions(env, d1_cel_library[i]->rows, d1_cel_library[i]->count) < 0)
            return NULL;
    return env;
}

void d1_cel_env_release(struct d1_cel_env *env)
{
    if (!env)
        return;
    for (struct d1_cel_pattern *pattern = env->patterns; pattern; pattern = pattern->next)
        d1_regex_free(pattern->regex);
    env->patterns = NULL;
    d1_vec_release(&env->variables);
}

void d1_cel_env_container(struct d1_cel_env *env, struct d1_str container)
{
    env->container = container;
}

void d1_cel_env_user(struct d1_cel_env *env, void *user)
{
    env->user = user;
}
