/* One expression of a rule file, and where its faults stand in the file. */
#include "doc/embedded.h"
#include "rules/compile/programs.h"

/* The text of the embedded file that a node stands in, and its path; the empty text for nodes of other files. */
static struct d1_str embedded_text(const struct d1_node *node, const char **path)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < files[i].documents; j++)
            if (d1_embedded_doc(&files[i], j) == d1_node_doc(node)) {
                *path = d1_embedded_name(&files[i]).ptr;
                return d1_embedded_source(&files[i]);
            }
    return d1_strn("", 0);
}

/*
 * Appends one fault of an expression: its message, and below it the line with carets. That is the line of the file
 * where an expression stands on several, else the expression.
 */
static int add_problem(const struct d1_cel_diagnostic *diagnostic, const struct d1_node *node, const char *path,
                       struct d1_str file, struct d1_str text, struct d1_problems *problems)
{
    struct d1_place place = diagnostic->place.line ? diagnostic->place : d1_node_place(node);
    struct d1_strbuf message = {0};
    struct d1_str scalar = d1_node_text(node);
    uint32_t before = (uint32_t)(text.ptr - scalar.ptr); /* an expression in a message is a part of the scalar */
    size_t from, to;
    int result;

    if (!file.len)
        file = embedded_text(node, &path);
    d1_strbuf_str(&message, diagnostic->message);
    d1_strbuf_putc(&message, '\n');
    if (d1_cel_locate(node, file, scalar, before + diagnostic->offset, before + diagnostic->end, &from, &to)) {
        place = d1_cel_place_in(file, from, to);
        d1_cel_excerpt(&message, file, (uint32_t)from, (uint32_t)to, 4);
    } else {
        d1_cel_excerpt(&message, text, diagnostic->offset, diagnostic->end, 4);
    }
    place.path = path;
    while (message.len && message.ptr[message.len - 1] == '\n')
        d1_strbuf_truncate(&message, message.len - 1);
    result = message.oom ? D1_ERR_MEMORY
                         : d1_problems_add(problems, "expression", place, "%s", message.ptr ? message.ptr : "");
    d1_strbuf_release(&message);
    return result;
}

int d1_expression_compile_text(struct d1_cel_env *env, const struct d1_cel_source *source, const struct d1_node *node,
                               const char *path, struct d1_str file, struct d1_problems *problems,
                               const struct d1_cel_program **program, const struct d1_cel_type **type)
{
    struct d1_cel_diagnostics diagnostics = {0};
    int result = d1_cel_compile(env, source, &diagnostics, program);

    if (type)
        *type = result == 0 ? d1_cel_program_type(*program) : diagnostics.type;
    for (size_t i = 0; problems && i < diagnostics.len; i++)
        if (add_problem(&diagnostics.items[i], node, path, file, source->text, problems) < 0)
            result = D1_ERR_MEMORY;
    d1_cel_diagnostics_release(&diagnostics);
    if (result < 0 && result != D1_ERR_MEMORY)
        return D1_ERR_USAGE;
    return result;
}

int d1_expression_compile(struct d1_cel_env *env, const struct d1_node *node, const char *path,
                          const struct d1_cel_type *expected, const struct d1_str *assumed, size_t assumed_count,
                          struct d1_problems *problems, const struct d1_cel_program **program)
{
    struct d1_cel_source source = {
        .text = d1_node_text(node),
        .origin = node,
        .assumed = assumed,
        .assumed_count = assumed_count,
        .expected = expected,
        .key = d1_program_key(node, d1_node_text(node), 0, 0),
    };

    return d1_expression_compile_text(env, &source, node, path, d1_strn("", 0), problems, program, NULL);
}
