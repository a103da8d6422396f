/*
 * A parsed pattern in the language of PCRE2. Nothing is left to its defaults: sets are written out as numbers, anchors
 * in the forms that no option changes. Only \b keeps its meaning, which without the option UCP is that of both
 * dialects.
 */
#include "regex/ast.h"

/* Characters that a repeat may run over for nothing. */
enum { UNCHARGED = 64 };

static void emit_range(struct d1_strbuf *out, struct range range)
{
    d1_strbuf_printf(out, "\\x{%x}", (unsigned)range.first);
    if (range.last > range.first)
        d1_strbuf_printf(out, "-\\x{%x}", (unsigned)range.last);
}

static void emit_class(struct d1_strbuf *out, const struct class *class)
{
    if (!class->property_count && !class->negated) {
        if (!class->range_count) {
            d1_strbuf_puts(out, "(?!)");
            return;
        }
        if (class->range_count == 1 && class->ranges[0].first == class->ranges[0].last) {
            emit_range(out, class->ranges[0]);
            return;
        }
    }
    if (class->negated && !class->property_count && !class->range_count) {
        d1_strbuf_puts(out, "(?s:.)");
        return;
    }
    d1_strbuf_puts(out, class->negated ? "[^" : "[");
    for (uint32_t i = 0; i < class->range_count; i++)
        emit_range(out, class->ranges[i]);
    for (uint32_t i = 0; i < class->property_count; i++)
        d1_strbuf_printf(out, "\\%c{" D1_STR_FMT "}", class->properties[i].negated ? 'P' : 'p',
                         D1_STR_ARG(class->properties[i].name));
    d1_strbuf_putc(out, ']');
}

static void emit(struct d1_strbuf *out, const struct ast *ast);

static void emit_children(struct d1_strbuf *out, const struct ast *ast, const char *between)
{
    for (const struct ast *child = ast->child; child; child = child->next) {
        if (child != ast->child)
            d1_strbuf_puts(out, between);
        emit(out, child);
    }
}

static void emit_quantifier(struct d1_strbuf *out, const struct ast *ast)
{
    if (ast->max == AST_NO_LIMIT)
        d1_strbuf_printf(out, "{%u,}", (unsigned)ast->min);
    else
        d1_strbuf_printf(out, "{%u,%u}", (unsigned)ast->min, (unsigned)ast->max);
    if (ast->lazy)
        d1_strbuf_putc(out, '?');
}

/*
 * A set is repeated without a group around it: PCRE2 then counts instead of writing the repeats out. It also runs over
 * the text without counting steps, which is why a callout stands before: regex.c charges for the way.
 */
static void emit_repeat(struct d1_strbuf *out, const struct ast *ast)
{
    const struct ast *child = ast->child;
    bool set = child->kind == AST_CLASS && (child->class->range_count || child->class->property_count);

    if (set && ast->max > UNCHARGED)
        d1_strbuf_puts(out, "(?C1)");
    d1_strbuf_puts(out, set && child->ignore_case ? "(?i:" : set ? "" : "(?:");
    if (set)
        emit_class(out, child->class);
    else
        emit(out, child);
    d1_strbuf_puts(out, set ? "" : ")");
    emit_quantifier(out, ast);
    d1_strbuf_puts(out, set && child->ignore_case ? ")" : "");
}

/* Depth is bounded by the parser. */
static void emit(struct d1_strbuf *out, const struct ast *ast)
{
    static const char *const looks[2][2] = {{"(?=", "(?!"}, {"(?<=", "(?<!"}};

    switch (ast->kind) {
    case AST_EMPTY:
        d1_strbuf_puts(out, "(?:)");
        break;
    case AST_CLASS:
        d1_strbuf_puts(out, ast->ignore_case ? "(?i:" : "");
        emit_class(out, ast->class);
        d1_strbuf_puts(out, ast->ignore_case ? ")" : "");
        break;
    case AST_SEQUENCE:
        emit_children(out, ast, "");
        break;
    case AST_CHOICE:
        d1_strbuf_puts(out, "(?:");
        emit_children(out, ast, "|");
        d1_strbuf_putc(out, ')');
        break;
    case AST_REPEAT:
        emit_repeat(out, ast);
        break;
    case AST_GROUP:
        d1_strbuf_putc(out, '(');
        emit(out, ast->child);
        d1_strbuf_putc(out, ')');
        break;
    case AST_LOOK:
        d1_strbuf_puts(out, looks[ast->behind][ast->negative]);
        /* PCRE2 lets the alternatives of a lookbehind differ in length only at its top. */
        if (ast->child->kind == AST_CHOICE)
            emit_children(out, ast->child, "|");
        else
            emit(out, ast->child);
        d1_strbuf_putc(out, ')');
        break;
    case AST_REFERENCE:
        d1_strbuf_printf(out, "(?C1)\\g{%u}", (unsigned)ast->number);
        break;
    case AST_TEXT_START:
        d1_strbuf_puts(out, "\\A");
        break;
    case AST_TEXT_END:
        d1_strbuf_puts(out, "\\z");
        break;
    case AST_LINE_START:
        d1_strbuf_puts(out, "(?:\\A|(?<=\\n))");
        break;
    case AST_LINE_END:
        d1_strbuf_puts(out, "(?=\\n|\\z)");
        break;
    case AST_WORD_EDGE:
        d1_strbuf_puts(out, "\\b");
        break;
    case AST_NO_WORD_EDGE:
        d1_strbuf_puts(out, "\\B");
        break;
    }
}

void d1_regex_emit(struct d1_strbuf *out, const struct parsed *parsed)
{
    emit(out, parsed->root);
}
