/*
 * The evaluator over any expression, under small limits: no crash, and the same result
 *   - when it is evaluated twice (hash indexes are built by the first),
 *   - with the types of the variables known and with everything dyn and unchecked, where both give an answer.
 */
#include <stdint.h>

#include "base/memory/alloc.h"
#include "cel_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct result {
    int code;
    struct d1_strbuf text; /* of the value */
};

static struct result evaluate(const struct d1_cel_program *program, struct d1_cel_activation *activation)
{
    struct d1_arena scratch = {0};
    struct d1_cel_context context = {.arena = &scratch, .cost_limit = 100000, .memory_limit = 8 << 20};
    struct result result = {0};
    struct d1_cel_value value;

    result.code = d1_cel_eval(program, activation, &context, &value);
    require(context.depth == 0 && scratch.limit == 0);
    require((result.code == 0) == (value.kind != D1_CEL_ERROR));
    if (result.code < 0) {
        require(d1_cel_failure_of(value)->message.len > 0);
        d1_cel_failure_write(&result.text, d1_cel_failure_of(value));
        d1_strbuf_clear(&result.text);
    } else {
        d1_cel_value_write(&result.text, value);
        (void)d1_cel_hash(value);
    }
    d1_arena_release(&scratch);
    return result;
}

/* Compiles and evaluates twice; code 1 when it does not compile. */
static struct result run(struct d1_str text, unsigned flags, int typed)
{
    struct d1_arena arena = {0};
    struct d1_cel_env *env = world_env(&arena, flags, typed);
    struct d1_cel_source source = {.text = text};
    struct d1_cel_slot slots[WORLD_VARIABLES] = {0};
    struct d1_cel_activation activation = {.count = WORLD_VARIABLES, .slots = slots, .arena = &arena};
    const struct d1_cel_program *program;
    struct result first = {.code = 1}, second;

    for (size_t i = 0; i < WORLD_VARIABLES; i++)
        slots[i].value = world_get()->values[i];
    if (d1_cel_compile(env, &source, NULL, &program) == 0) {
        first = evaluate(program, &activation);
        second = evaluate(program, &activation);
        require(first.code == second.code || first.code == D1_ERR_LIMIT || second.code == D1_ERR_LIMIT);
        require(first.code || second.code || d1_str_eq(d1_strbuf_view(&first.text), d1_strbuf_view(&second.text)));
        d1_strbuf_release(&second.text);
    }
    d1_cel_env_release(env);
    d1_arena_release(&arena);
    return first;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_str text = {(const char *)bytes, len};
    struct result typed = run(text, 0, 1);
    struct result free_of_types = run(text, D1_CEL_UNCHECKED, 0);
    struct result strict = run(text, D1_CEL_STRICT, 1);

    /* What checks gives what it gives without checking: a value equal in text, or an error. */
    if (typed.code <= 0 && typed.code != D1_ERR_LIMIT && free_of_types.code != D1_ERR_LIMIT) {
        require(typed.code == free_of_types.code);
        require(typed.code || d1_str_eq(d1_strbuf_view(&typed.text), d1_strbuf_view(&free_of_types.text)));
    }
    d1_strbuf_release(&typed.text);
    d1_strbuf_release(&free_of_types.text);
    d1_strbuf_release(&strict.text);
    return 0;
}
