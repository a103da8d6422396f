/* d1lint eval: one expression, over bindings or over an engagement. */
#include <getopt.h>

#include "base/text/utf8.h"
#include "base/vec.h"
#include "cli/command.h"
#include "cli/eval/value.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/terminal.h"
#include "cli/source.h"
#include "engine/scope.h"
#include "report/paint.h"

struct arguments {
    bool check, staged, any_owner;
    const char *bindings, *repository, *engagement, *revision, *as_of, *policy, *rules_dir, *jobs;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, bindings, "bindings", 'b', "FILE",
            "JSON or YAML; each key is a variable. `-` is standard input."),
    D1_TEXT(struct arguments, repository, "repo", 0, "DIR",
            "Over the engagement of a repository, with a rule's names."),
    D1_TEXT(struct arguments, engagement, "engagement", 'e', "NAME", "Which engagement, where there are several."),
    D1_TEXT(struct arguments, as_of, "as-of", 0, "DATE", "The date of `today`, or of the `commit`; else today."),
    D1_FLAG(struct arguments, staged, "staged", 0, "What is staged, in place of the work tree."),
    D1_TEXT(struct arguments, revision, "rev", 0, "REV", "A commit, tag or tree, in place of the work tree."),
    D1_POLICY(struct arguments),
    D1_RULES(struct arguments),
    D1_ANY_OWNER(struct arguments),
    D1_FLAG(struct arguments, check, "check", 'c', "Print the type of the expression, and do not evaluate it."),
    D1_JOBS(struct arguments),
};

/* What expressions in messages are called. */
#define EXPRESSION "expression"

struct evaluation {
    struct d1_str text;
    struct d1_scope *scope; /* NULL without an engagement */
    struct d1_document bindings;
    struct d1_arena arena;
    struct d1_cel_env *env;
    struct d1_cel_activation activation; /* of the bindings */
    const struct d1_cel_program *program;
};

/* ---- places ---- */

static struct d1_place place_of(void *context, const struct d1_node *node)
{
    const struct evaluation *evaluation = context;
    struct d1_place place = {0};

    if (evaluation->bindings.doc && d1_node_doc(node) == evaluation->bindings.doc) {
        place = d1_node_place(node);
        place.path = evaluation->bindings.path;
    } else if (evaluation->scope) {
        place = d1_scope_place(evaluation->scope, node);
    }
    return place;
}

/* Lines and columns of a part of an expression, and the line it begins in. */
static struct d1_place span_of(struct d1_str text, uint32_t offset, uint32_t end, struct d1_str *line)
{
    struct d1_place span = {.line = 1};
    size_t from = offset < text.len ? offset : text.len, start = 0, stop;

    for (size_t at = d1_str_find(text, '\n', 0); at < from; at = d1_str_find(text, '\n', at + 1)) {
        start = at + 1;
        span.line++;
    }
    stop = d1_str_find(text, '\n', from);
    *line = d1_str_sub(text, start, stop - start);
    if (end < stop)
        stop = end > from ? end : from;
    span.column = (uint32_t)d1_utf8_count(d1_str_sub(text, start, from - start)) + 1;
    span.end_line = span.line;
    span.end_column = span.column + (uint32_t)d1_utf8_count(d1_str_sub(text, from, stop - from));
    return span;
}

/* ---- messages ---- */

/* Appends nothing that could be taken for an excerpt: a message may quote text with line breaks. */
static void tell(struct d1_str text, struct d1_place place, struct d1_str source, uint32_t offset, uint32_t end,
                 const struct d1_place *related)
{
    struct d1_str line;
    struct d1_place span = span_of(source, offset, end, &line);
    struct d1_strbuf message = {0};

    d1_strbuf_str(&message, text);
    if (!place.path) {
        place = span;
        place.path = EXPRESSION;
    }
    d1_message_source(&place, d1_strbuf_view(&message).ptr, line, &span, related);
    d1_strbuf_release(&message);
}

/* Where an unknown name may have been meant for an engagement or for bindings, how these are given; else "". */
static const char *missing_source(const struct evaluation *evaluation, enum d1_cel_diagnostic_kind kind)
{
    if (evaluation->scope || (kind != D1_CEL_NO_VARIABLE && kind != D1_CEL_NO_FUNCTION))
        return "";
    if (kind == D1_CEL_NO_FUNCTION || evaluation->bindings.doc)
        return "; with --repo DIR there are those that rules see";
    return "; with --repo DIR there are those that rules see, with --bindings FILE your own";
}

static int tell_diagnostics(const struct evaluation *evaluation, const struct d1_cel_diagnostics *diagnostics)
{
    struct d1_strbuf message = {0};

    for (size_t i = 0; i < diagnostics->len; i++) {
        const struct d1_cel_diagnostic *each = &diagnostics->items[i];

        d1_strbuf_clear(&message);
        d1_strbuf_str(&message, each->message);
        d1_strbuf_puts(&message, missing_source(evaluation, each->kind));
        tell(message.oom ? each->message : d1_strbuf_view(&message), (struct d1_place){0}, evaluation->text,
             each->offset, each->end, NULL);
    }
    d1_strbuf_release(&message);
    return D1_EXIT_USAGE;
}

/* A failure in a function that is written in CEL stands in its rule file, and is drawn with that function's text. */
static int tell_failure(struct evaluation *evaluation, const struct d1_cel_failure *failure)
{
    const struct d1_cel_source *source = failure->program ? d1_cel_program_source(failure->program) : NULL;
    struct d1_place place = {0}, related = {0};
    uint32_t offset = failure->offset, end = failure->end;
    struct d1_str text = evaluation->text, message = failure->message;

    if (!failure->program)
        offset = end = 0;
    if (evaluation->scope && d1_scope_hide(evaluation->scope, &message, &evaluation->arena) < 0) {
        d1_message_memory();
        return D1_EXIT_FAILURE;
    }
    if (failure->node)
        related = place_of(evaluation, failure->node);
    if (source && source->origin && evaluation->scope) {
        place = d1_cel_place(source->origin, source->text, offset, end);
        place.path = d1_scope_rule_path(evaluation->scope, source->origin);
        text = source->text;
    }
    tell(message, place, text, offset, end, &related);
    return failure->code == D1_ERR_MEMORY ? D1_EXIT_FAILURE : D1_EXIT_USAGE;
}

/* ---- names ---- */

static int open_scope(struct evaluation *evaluation, const struct d1_run_options *run_options)
{
    struct d1_error error = {0};
    int status = d1_scope_open(&evaluation->scope, run_options, &error);
    size_t faults;

    if (status < 0)
        status = d1_message_error(&error);
    d1_error_clear(&error);
    faults = status == 0 ? d1_scope_faults(evaluation->scope) : 0;
    if (faults)
        d1_message("%zu %s what could not be read or is invalid out of the names; `d1lint check` tells %s", faults,
                   faults == 1 ? "fault keeps" : "faults keep", faults == 1 ? "it" : "them");
    return status;
}

static int read_bindings(struct evaluation *evaluation, const char *path)
{
    struct d1_loaders loaders = {0};
    struct d1_lines lines = {0};
    int status = d1_document_read(&evaluation->bindings, &loaders, path, NULL);
    const struct d1_node *root = status == 0 ? d1_doc_root(evaluation->bindings.doc) : NULL;

    d1_loaders_release(&loaders);
    if (root && root->kind != D1_NODE_MAPPING) {
        struct d1_place place = d1_node_place(root);

        place.path = path;
        lines.bytes = d1_strbuf_view(&evaluation->bindings.bytes);
        d1_message_source(&place, "bindings are a mapping from the names of variables to their values",
                          d1_lines_get(&lines, place.line), NULL, NULL);
        d1_lines_release(&lines);
        status = D1_EXIT_USAGE;
    }
    return status;
}

/*
 * Each key of the bindings is a variable; its value is read by what it is. An engagement's environment is strict about
 * what may be absent, but whoever writes bindings for one expression knows what they hold. 0 or D1_ERR_MEMORY.
 */
static int bind(struct evaluation *evaluation)
{
    struct d1_cel_env *parent = evaluation->scope ? d1_scope_env(evaluation->scope) : NULL;
    const struct d1_cel_type *type = parent ? D1_CEL_T(FREE) : D1_CEL_T(DYN);
    const struct d1_node *root = evaluation->bindings.doc ? d1_doc_root(evaluation->bindings.doc) : NULL;
    size_t count = root ? d1_node_count(root) : 0;
    struct d1_cel_slot *slots = d1_arena_calloc(&evaluation->arena, count, sizeof *slots);

    evaluation->env = d1_cel_env_new(&evaluation->arena, parent, 0);
    if (!evaluation->env || !slots || (!parent && d1_scope_plain_functions(evaluation->env) < 0))
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (d1_cel_env_variable(evaluation->env, d1_node_text(d1_node_pair_key(root, i)), type, NULL) < 0)
            return D1_ERR_MEMORY;
        slots[i].value = d1_cel_of_node(d1_node_pair_value(root, i), NULL);
    }
    evaluation->activation = (struct d1_cel_activation){
        .parent = evaluation->scope ? d1_scope_activation(evaluation->scope) : NULL,
        .first = d1_cel_env_first(evaluation->env),
        .count = count,
        .slots = slots,
        .arena = &evaluation->arena,
    };
    return 0;
}

/* ---- the expression ---- */

static int compile(struct evaluation *evaluation)
{
    const struct d1_cel_source source = {.text = evaluation->text};
    struct d1_cel_diagnostics diagnostics = {0};
    int status = d1_cel_compile(evaluation->env, &source, &diagnostics, &evaluation->program);

    if (status == D1_ERR_MEMORY) {
        d1_message_memory();
        status = D1_EXIT_FAILURE;
    } else if (status < 0) {
        status = tell_diagnostics(evaluation, &diagnostics);
    }
    d1_cel_diagnostics_release(&diagnostics);
    return status;
}

static int print(struct d1_strbuf *out)
{
    int status = d1_output_finish(d1_strbuf_view(out), D1_EXIT_OK);

    d1_strbuf_release(out);
    return status;
}

static int print_type(const struct evaluation *evaluation)
{
    struct d1_strbuf type = {0}, out = {0};
    struct d1_paint paint = d1_terminal_paint(&out);

    d1_cel_type_write(&type, d1_cel_program_type(evaluation->program));
    d1_paint_text(&paint, D1_STYLE_PLAIN, d1_strbuf_view(&type));
    d1_strbuf_putc(&out, '\n');
    out.oom = out.oom || type.oom;
    d1_strbuf_release(&type);
    return print(&out);
}

/*
 * Looks into the record types that a result is made of. The engine learns the fields of a type when an expression
 * selects one; without them a date in a mapping that is shown as a whole would look like any text.
 */
static void learn_fields(const struct d1_cel_type *type, unsigned depth)
{
    enum { DEEPEST_RECORD = 5 };
    size_t count;
    const struct d1_cel_field *fields = d1_cel_record_fields(type, &count);

    if (depth >= DEEPEST_RECORD)
        return;
    for (size_t i = 0; i < count; i++)
        learn_fields(fields[i].type, depth + 1);
    for (size_t i = 0; i < type->arg_count; i++)
        learn_fields(type->args[i], depth);
}

static int hide(void *context, struct d1_str *text)
{
    struct evaluation *evaluation = context;

    return d1_scope_hide(evaluation->scope, text, &evaluation->arena);
}

static int evaluate(struct evaluation *evaluation)
{
    struct d1_cel_context own = {.arena = &evaluation->arena};
    struct d1_cel_context *context = evaluation->scope ? d1_scope_context(evaluation->scope) : &own;
    const struct d1_value_places places = {
        .place = place_of, .hide = evaluation->scope ? hide : NULL, .context = evaluation};
    struct d1_strbuf out = {0};
    struct d1_paint paint = d1_terminal_paint(&out);
    struct d1_cel_value value;

    learn_fields(d1_cel_program_type(evaluation->program), 0);
    if (d1_cel_eval(evaluation->program, &evaluation->activation, context, &value) < 0)
        return tell_failure(evaluation, d1_cel_failure_of(value));
    d1_value_show(&paint, value, &places);
    return print(&out);
}

/* ---- the command ---- */

/* Whether an option asks for an engagement; one that has no meaning otherwise does. */
static bool wants_engagement(const struct arguments *arguments)
{
    return arguments->repository || arguments->engagement || arguments->revision || arguments->staged ||
           arguments->as_of || arguments->policy || arguments->rules_dir;
}

static void release(struct evaluation *evaluation)
{
    d1_cel_env_release(evaluation->env);
    d1_arena_release(&evaluation->arena);
    d1_scope_free(evaluation->scope);
    d1_document_release(&evaluation->bindings);
}

/*
 * `-1 + 2` would be taken for options; an option is a letter behind one hyphen, or a word behind two. What stands
 * behind an option may be its argument.
 */
static bool begins_with_hyphen(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        char next = argv[i][0] == '-' && argv[i - 1][0] != '-' ? argv[i][1] : 'x';

        if (next && next != '-' && !((next | 0x20) >= 'a' && (next | 0x20) <= 'z'))
            return true;
    }
    return false;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct evaluation evaluation = {0};
    struct d1_run_options run_options = {0};
    int status;

    if (begins_with_hyphen(argc, argv))
        return d1_message_usage(command->name, "an expression that begins with a hyphen stands behind `--`: "
                                               "d1lint eval -- '-1 + 2'");
    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (argc - optind != 1)
        return d1_message_usage(command->name, argc - optind ? "one expression at a time; put it in quotes"
                                                             : "which expression? For example: d1lint eval '1 + 2'");
    if (!d1_command_source(command, arguments.staged, arguments.revision, &run_options))
        return D1_EXIT_USAGE;
    status = d1_command_jobs(command, arguments.jobs, &run_options.jobs);
    if (status != 0)
        return status;
    evaluation.text = d1_str(argv[optind]);
    run_options.directory = arguments.repository;
    run_options.any_owner = arguments.any_owner;
    run_options.engagements = &arguments.engagement;
    run_options.engagement_count = arguments.engagement != NULL;
    run_options.as_of = arguments.as_of;
    run_options.policy = arguments.policy;
    run_options.rules_dir = arguments.rules_dir;
    if (wants_engagement(&arguments))
        status = open_scope(&evaluation, &run_options);
    if (status == 0 && arguments.bindings)
        status = read_bindings(&evaluation, arguments.bindings);
    if (status == 0 && bind(&evaluation) < 0) {
        d1_message_memory();
        status = D1_EXIT_FAILURE;
    }
    if (status == 0)
        status = compile(&evaluation);
    if (status == 0)
        status = arguments.check ? print_type(&evaluation) : evaluate(&evaluation);
    release(&evaluation);
    return status;
}

static void write_statuses(struct d1_strbuf *out)
{
    d1_strbuf_puts(out, "exit status\n"
                        "  0         there is a value, or with --check a type; what it is does not matter\n"
                        "  2         bad usage; the expression or the bindings are at fault, or there is no value\n"
                        "  3         a file or the repository could not be read\n");
}

static const struct d1_command_example examples[] = {
    {"d1lint eval \"days(date('2026-03-02'), date('2026-04-17'))\"", "By itself."},
    {"d1lint eval --bindings order.json 'lines.map(l, l.price * double(l.amount)).sum()'",
     "Over the values of a file: `lines` is a key of it."},
    {"d1lint eval --repo . \"items.Risk.filter(r, r.?strategy.orValue('') == 'accept')\"",
     "Over the engagement in the work tree, with the names that rules see; `d1lint list functions` lists them."},
    {"d1lint eval --rev v1.0 --as-of commit 'acts.filter(a, a.date > today)'", "Over a revision, as of its date."},
    {"d1lint eval --repo . --check items.Stakeholder", "What an expression is, before a rule is made of it."},
};

const struct d1_command d1_command_eval = {
    .name = "eval",
    .summary = "Evaluate an expression, over bindings or over an engagement.",
    .arguments = "EXPR",
    .details =
        "EXPR is written in CEL, the Common Expression Language, as the expressions of rules are. Over an engagement "
        "it "
        "is checked as a rule is: a field that the schemas do not know, or one that may be missing, is a mistake. The "
        "options of an engagement imply --repo . where it is not given; bindings hide names of the engagement.\n\n"
        "A value is shown as YAML lays it out, scalars as CEL writes them. What was read from a file has its place "
        "behind "
        "it. An expression that begins with a hyphen stands behind `--`.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_statuses,
    .run = run,
};
