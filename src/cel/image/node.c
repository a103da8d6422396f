/*
 * Nodes and programs. What only parser and checker look at is left out: names of loop variables, what a node depends
 * on, heights, and of types all but the kind, which is what evaluation asks of a node.
 */
#include "cel/image/image.h"

#include "regex/regex.h"

static void code_name(struct d1_coder *c, struct d1_cel_expr_name *name)
{
    d1_code_text(c, &name->name);
    d1_code_hash(c, &name->hash);
    d1_code_u32(c, &name->index);
}

/* What number and type a field has is for the record to say, which is filled in by that. */
static void find_field(struct d1_coder *c, struct d1_cel_expr_select *select)
{
    const struct d1_cel_field *field;
    size_t index = 0;

    select->index = UINT32_MAX;
    if (!select->record)
        return;
    field = d1_cel_record_field(select->record, select->field, select->hash, &index);
    if (!field) {
        c->oom = true; /* or the record could not be filled in */
        return;
    }
    select->index = (uint32_t)index;
    select->field_type = field->type;
}

static void code_select(struct d1_coder *c, struct d1_cel_expr_select *select)
{
    d1_code_text(c, &select->field);
    d1_code_hash(c, &select->hash);
    d1_code_type(c, &select->record);
    if (!d1_code_writes(c))
        find_field(c, select);
    d1_code_node(c, &select->operand);
}

static void code_items(struct d1_coder *c, struct d1_cel_expr *expr)
{
    d1_code_u32(c, &expr->count);
    if (!d1_code_writes(c)) {
        if (expr->count > (size_t)(c->end - c->at)) {
            c->broken = true;
            return;
        }
        expr->u.args.items = d1_code_alloc(c, expr->count, sizeof *expr->u.args.items);
        if (!expr->u.args.items)
            return;
    }
    for (uint32_t i = 0; i < expr->count; i++)
        d1_code_node(c, &expr->u.args.items[i]);
}

/* ---- calls ---- */

/* A pattern is compiled, as checking does it, and belongs to the environment. */
static void read_pattern(struct d1_coder *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_expr *literal = expr->count > 1 ? expr->u.args.items[1] : NULL;
    struct d1_cel_pattern *pattern;

    if (!literal || literal->op != D1_EXPR_LITERAL || literal->u.literal.kind != D1_CEL_STRING) {
        c->broken = true;
        return;
    }
    pattern = d1_code_alloc(c, 1, sizeof *pattern);
    if (!pattern)
        return;
    if (d1_regex_compile(&pattern->regex, d1_cel_text(literal->u.literal), D1_REGEX_RE2, NULL, NULL) < 0) {
        c->oom = true;
        return;
    }
    pattern->next = c->env->patterns;
    c->env->patterns = pattern;
    expr->u.args.regex = pattern->regex;
}

/* The first is that of the environment where it alone fits; else a chain of copies of those that do. */
static void code_candidates(struct d1_coder *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_candidate **candidates = &expr->u.args.by.candidates, *one;
    struct d1_cel_candidate *copies;
    uint32_t count = 0;

    if (expr->flags & D1_EXPR_SINGLE) {
        d1_code_function(c, candidates);
        return;
    }
    for (one = d1_code_writes(c) ? *candidates : NULL; one; one = one->next)
        count++;
    d1_code_u32(c, &count);
    if (d1_code_writes(c)) {
        for (one = *candidates; one; one = one->next)
            d1_code_function(c, &one);
        return;
    }
    copies = count <= (size_t)(c->end - c->at) ? d1_code_alloc(c, count, sizeof *copies) : NULL;
    c->broken = c->broken || !copies;
    for (uint32_t i = 0; i < count && copies && !c->oom && !c->broken; i++) {
        d1_code_function(c, &one);
        if (c->oom || c->broken)
            return;
        copies[i] = *one;
        copies[i].next = i + 1 < count ? &copies[i + 1] : NULL;
    }
    *candidates = copies;
}

static void code_call(struct d1_coder *c, struct d1_cel_expr *expr)
{
    bool pattern = d1_code_writes(c) && expr->u.args.regex;

    d1_code_text(c, &expr->u.args.name);
    code_candidates(c, expr);
    d1_code_bool(c, &pattern);
    code_items(c, expr);
    if (!d1_code_writes(c) && pattern && !c->oom && !c->broken)
        read_pattern(c, expr);
}

static void code_binary(struct d1_coder *c, struct d1_cel_expr *expr)
{
    uint32_t token = d1_code_writes(c) ? expr->u.args.by.token : 0;

    d1_code_u32(c, &token);
    expr->u.args.by.token = (enum d1_cel_token_kind)token;
    code_items(c, expr);
}

/* ---- loops and bindings ---- */

/* The locals that are forgotten when the loop begins. */
static void code_kept(struct d1_coder *c, struct d1_cel_expr_kept **kept)
{
    bool more = d1_code_writes(c) && *kept;

    for (d1_code_bool(c, &more); more; d1_code_bool(c, &more)) {
        if (!d1_code_writes(c) && !(*kept = d1_code_alloc(c, 1, sizeof **kept)))
            return;
        d1_code_u32(c, &(*kept)->local);
        kept = &(*kept)->next;
        more = d1_code_writes(c) && *kept;
    }
}

/* A part that a loop may lack. */
static void code_part(struct d1_coder *c, struct d1_cel_expr **part)
{
    bool has = d1_code_writes(c) && *part;

    d1_code_bool(c, &has);
    if (has)
        d1_code_node(c, part);
}

static void code_loop(struct d1_coder *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr_loop *loop = d1_code_writes(c) ? expr->u.loop : d1_code_alloc(c, 1, sizeof *loop);
    uint32_t kind;

    if (!loop)
        return;
    expr->u.loop = loop;
    kind = loop->kind;
    d1_code_u32(c, &kind);
    c->broken = c->broken || kind > D1_LOOP_OPT_FLAT_MAP;
    if (c->broken)
        return;
    loop->kind = (enum d1_cel_loop_kind)kind;
    expr->run = d1_cel_run_loop(loop->kind);
    d1_code_u32(c, &loop->local);
    d1_code_u32(c, &loop->weight);
    d1_code_bool(c, &loop->two);
    code_kept(c, &loop->kept);
    d1_code_node(c, &loop->range);
    code_part(c, &loop->filter);
    code_part(c, &loop->body);
}

static void code_bind(struct d1_coder *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr_bind *bind = d1_code_writes(c) ? expr->u.bind : d1_code_alloc(c, 1, sizeof *bind);

    if (!bind)
        return;
    expr->u.bind = bind;
    d1_code_u32(c, &bind->local);
    d1_code_node(c, &bind->value);
    d1_code_node(c, &bind->body);
}

/* ---- literals ---- */

/* Evaluates what a literal was folded of, as folding did. */
static void fold_again(struct d1_coder *c, struct d1_cel_expr *expr)
{
    struct d1_cel_patterns patterns;
    struct d1_cel_context context = {.arena = c->env->arena, .memory_limit = D1_CEL_FOLD_MEMORY};
    struct d1_cel_run run = {.arena = c->env->arena,
                             .context = &context,
                             .env_user = c->env->user,
                             .patterns = &patterns,
                             .program = c->program,
                             .cost_left = D1_CEL_FOLD_COST,
                             .cost_limit = D1_CEL_FOLD_COST};

    d1_cel_patterns_init(&patterns);
    expr->u.literal = d1_cel_run_constant(&run, expr->next, c->program->locals);
    d1_cel_patterns_release(&patterns);
    c->oom = c->oom || expr->u.literal.kind == D1_CEL_ERROR;
}

static void code_literal(struct d1_coder *c, struct d1_cel_expr *expr)
{
    bool folded = d1_code_writes(c) && expr->u.literal.kind == D1_CEL_OPAQUE && expr->next;

    d1_code_bool(c, &folded);
    if (folded)
        d1_code_node(c, &expr->next);
    else
        d1_code_constant(c, &expr->u.literal);
    if (d1_code_writes(c) || c->oom || c->broken)
        return;
    if (folded)
        fold_again(c, expr);
    else
        d1_cel_freeze(expr->u.literal);
}

/* ---- nodes ---- */

static void code_content(struct d1_coder *c, struct d1_cel_expr *expr)
{
    switch ((enum d1_cel_expr_op)expr->op) {
    case D1_EXPR_LITERAL:
        code_literal(c, expr);
        break;
    case D1_EXPR_VARIABLE:
    case D1_EXPR_LOCAL:
        code_name(c, &expr->u.name);
        break;
    case D1_EXPR_SELECT:
        code_select(c, &expr->u.select);
        break;
    case D1_EXPR_CALL:
        code_call(c, expr);
        break;
    case D1_EXPR_BINARY:
        code_binary(c, expr);
        break;
    case D1_EXPR_LOOP:
        code_loop(c, expr);
        break;
    case D1_EXPR_BIND:
        code_bind(c, expr);
        break;
    case D1_EXPR_ONCE:
        d1_code_u32(c, &expr->u.once.local);
        d1_code_node(c, &expr->u.once.inner);
        break;
    case D1_EXPR_INDEX:
    case D1_EXPR_LIST:
    case D1_EXPR_MAP:
    case D1_EXPR_NOT:
    case D1_EXPR_NEGATE:
    case D1_EXPR_AND:
    case D1_EXPR_OR:
    case D1_EXPR_COND:
        code_items(c, expr);
        break;
    case D1_EXPR_NAME:
    case D1_EXPR_FAULT:
        d1_code_refuse(c, "was not checked");
        c->broken = true;
    }
}

/*
 * What a node is in one number: of which kind, of which type, by what it is evaluated. That of a loop follows from the
 * kind of the loop, which is read after this.
 */
static void code_shape(struct d1_coder *c, struct d1_cel_expr *expr)
{
    enum { OPS = D1_EXPR_FAULT + 1 };
    uint64_t number = 0, rest;

    if (d1_code_writes(c)) {
        bool loop = expr->op == D1_EXPR_LOOP;

        number = loop ? 0 : d1_image_evaluator_number(c, expr->run);
        number = (number * D1_CEL_KINDS + expr->type->kind) * OPS + expr->op;
    }
    d1_code_u64(c, &number);
    if (d1_code_writes(c))
        return;
    rest = number / OPS;
    expr->op = (uint8_t)(number % OPS);
    expr->type = &d1_cel_types[rest % D1_CEL_KINDS];
    expr->run = d1_image_evaluator((uint32_t)(rest / D1_CEL_KINDS));
    c->broken = c->broken || !expr->run;
}

/* An offset as its distance from another, near which it mostly is. */
static void code_near(struct d1_coder *c, uint32_t *offset, uint32_t other)
{
    int64_t distance = (int64_t)*offset - other;

    d1_code_i64(c, &distance);
    *offset = (uint32_t)(other + distance);
}

/* Where it stands; the part that messages point to is most often all of it. */
static void code_offsets(struct d1_coder *c, struct d1_cel_expr *expr)
{
    bool whole = expr->at == expr->offset && expr->at_end == expr->end;
    uint64_t first = (uint64_t)expr->offset << 1 | whole;

    d1_code_u64(c, &first);
    expr->offset = (uint32_t)(first >> 1);
    code_near(c, &expr->end, expr->offset);
    if (first & 1) {
        expr->at = expr->offset;
        expr->at_end = expr->end;
        return;
    }
    code_near(c, &expr->at, expr->offset);
    code_near(c, &expr->at_end, expr->at);
}

/* The tree is no deeper than the parser let it be. */
void d1_code_node(struct d1_coder *c, struct d1_cel_expr **slot)
{
    struct d1_cel_expr *expr = *slot;

    if (c->broken || c->oom || c->unwritable)
        return;
    if (d1_code_writes(c)) {
        c->node_count++;
    } else {
        c->broken = c->node_count == 0;
        if (c->broken)
            return;
        expr = c->nodes++;
        c->node_count--;
    }
    *slot = expr;
    code_shape(c, expr);
    d1_code_u16(c, &expr->flags);
    code_offsets(c, expr);
    if (!c->broken && !c->unwritable)
        code_content(c, expr);
}

void d1_code_program(struct d1_coder *c, struct d1_cel_program *program)
{
    d1_code_type(c, &program->type);
    d1_code_bool(c, &program->fleeting);
    d1_code_bool(c, &program->costly);
    d1_code_bool(c, &program->kept);
    d1_code_u32(c, &program->locals);
    c->program = program;
    d1_code_node(c, &program->root);
}
