/*
 * The parser and the checker over any bytes, with and without type checking: no crash, a diagnostic for every
 * failure, with its place inside the text; what compiles has a type and can be asked what it uses.
 */
#include <stdint.h>

#include "cel_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void note(void *context, const struct d1_cel_use *use)
{
    const struct d1_str *text = context;

    require(use->end <= text->len && use->offset <= use->end);
    require(use->kind != D1_CEL_USE_PATH || use->variable < WORLD_VARIABLES);
}

static void check_diagnostics(const struct d1_cel_diagnostics *diagnostics, struct d1_str text)
{
    struct d1_strbuf out = {0};

    require(diagnostics->len > 0);
    for (size_t i = 0; i < diagnostics->len; i++) {
        require(diagnostics->items[i].message.len > 0);
        require(diagnostics->items[i].offset <= diagnostics->items[i].end);
        require(diagnostics->items[i].end <= text.len + 1);
        d1_cel_diagnostic_write(&out, &diagnostics->items[i], text);
    }
    d1_strbuf_release(&out);
}

static void compile(struct d1_str text, unsigned flags, int typed)
{
    struct d1_arena arena = {0};
    struct d1_cel_env *env = world_env(&arena, flags, typed);
    struct d1_cel_diagnostics diagnostics = {0};
    struct d1_cel_source source = {.text = text};
    const struct d1_cel_program *program;
    struct d1_strbuf type = {0};
    int code = d1_cel_compile(env, &source, &diagnostics, &program);

    if (code == 0) {
        require(diagnostics.len == 0);
        d1_cel_type_write(&type, d1_cel_program_type(program));
        require(type.len > 0);
        d1_cel_program_uses(program, note, &text);
    } else {
        require(code == D1_ERR_SYNTAX || code == D1_ERR_TYPE || code == D1_ERR_LIMIT);
        require(code != D1_ERR_TYPE || !(flags & D1_CEL_UNCHECKED));
        check_diagnostics(&diagnostics, text);
    }
    d1_strbuf_release(&type);
    d1_cel_diagnostics_release(&diagnostics);
    d1_cel_env_release(env);
    d1_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_str text = {(const char *)bytes, len};

    compile(text, D1_CEL_STRICT, 1);
    compile(text, 0, 0);
    compile(text, D1_CEL_UNCHECKED, 0);
    compile(text, D1_CEL_NO_MACROS, 1);
    return 0;
}
