/* The entrance to validation, and what goes to the caller's sink. */
#include "schema/apply/run.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "doc/pointer.h"

struct d1_schema_scratch *d1_schema_scratch_new(void)
{
    struct d1_schema_scratch *scratch = d1_calloc(1, sizeof *scratch);

    if (!scratch)
        return NULL;
    d1_arena_init(&scratch->bits, D1_LIMIT_SCHEMA_MEMORY);
    d1_arena_init(&scratch->kept, D1_LIMIT_SCHEMA_MEMORY);
    scratch->regex = d1_regex_scratch_new();
    if (!scratch->regex) {
        d1_free(scratch);
        return NULL;
    }
    return scratch;
}

void d1_schema_scratch_free(struct d1_schema_scratch *scratch)
{
    if (!scratch)
        return;
    d1_arena_release(&scratch->bits);
    d1_arena_release(&scratch->kept);
    d1_vec_release(&scratch->faults);
    d1_vec_release(&scratch->notes);
    d1_vec_release(&scratch->hashes);
    d1_vec_release(&scratch->slots);
    d1_regex_scratch_free(scratch->regex);
    d1_strbuf_release(&scratch->message);
    d1_strbuf_release(&scratch->phrase);
    d1_strbuf_release(&scratch->location);
    d1_free(scratch);
}

/* ---- delivery ---- */

static void write_path(struct d1_strbuf *out, const struct path *path)
{
    const struct path *steps[D1_LIMIT_SCHEMA_DEPTH + 2] = {NULL};
    size_t count = 0;

    for (; path && count < sizeof steps / sizeof *steps; path = path->parent)
        steps[count++] = path;
    while (count--) {
        const struct d1_node *via = steps[count]->via, *schema = steps[count]->schema;

        d1_strbuf_putc(out, '/');
        d1_pointer_token(out, d1_node_text(d1_node_key(via)));
        if (d1_node_parent(schema) != via)
            continue;
        d1_strbuf_putc(out, '/');
        if (d1_node_key(schema))
            d1_pointer_token(out, d1_node_text(d1_node_key(schema)));
        else
            d1_strbuf_printf(out, "%zu", d1_pointer_index(schema));
    }
}

/* Hands a fault to the sink; false when it wants no more. */
static bool deliver_fault(struct run *run, struct fault *fault, const struct d1_schema_sink *sink)
{
    struct d1_strbuf *location = &run->scratch->location;
    struct d1_schema_error error = {.keyword = fault->keyword,
                                    .node = fault->node,
                                    .instance = fault->instance,
                                    .schema = fault->schema,
                                    .property = fault->property};

    d1_schema_message(run, fault, &error);
    d1_strbuf_clear(location);
    write_path(location, fault->path);
    if (fault->keyword != D1_KEYWORD_NONE) {
        d1_strbuf_putc(location, '/');
        d1_strbuf_puts(location, d1_schema_keyword_name(fault->keyword));
    }
    error.keyword_location = d1_strbuf_view(location);
    if (location->oom || run->scratch->message.oom || run->scratch->phrase.oom) {
        run->stop = STOP_MEMORY;
        return false;
    }
    return sink->error(sink->context, &error);
}

/* In the order of the instance's text; faults at one place stay in the order in which they were found. */
static int fault_order(const void *a, const void *b)
{
    const struct fault *x = a, *y = b;

    if (x->node->self != y->node->self)
        return x->node->self < y->node->self ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool same_fault(const struct fault *a, const struct fault *b)
{
    if (a->node != b->node)
        return false;
    /* One mistake in a scalar is enough to hear of. */
    if (a->instance == b->instance && a->instance->kind < D1_NODE_SEQUENCE)
        return true;
    return a->keyword == b->keyword && a->instance == b->instance && d1_str_eq(a->property, b->property) &&
           !a->eithers && !b->eithers;
}

/* False when the sink wants no more. */
static bool deliver_faults(struct run *run, const struct d1_schema_sink *sink)
{
    struct fault *faults = run->scratch->faults.items;
    size_t count = run->scratch->faults.len;

    for (size_t i = 0; i < count; i++)
        faults[i].order = i;
    if (run->explain && count > 1)
        qsort(faults, count, sizeof *faults, fault_order);
    if (run->explain)
        d1_schema_keys_pair(run);
    for (size_t i = 0; i < count; i++) {
        bool again = faults[i].told;

        for (size_t k = i; run->explain && k-- > 0 && !again && faults[k].node == faults[i].node;)
            again = same_fault(&faults[k], &faults[i]);
        if (!again && !deliver_fault(run, &faults[i], sink))
            return false;
    }
    return true;
}

static void deliver_notes(struct run *run, const struct d1_schema_sink *sink)
{
    for (size_t i = 0; i < run->scratch->notes.len; i++) {
        const struct note *note = &run->scratch->notes.items[i];
        struct d1_schema_annotation annotation = {.keyword = note->annotation->keyword,
                                                  .value = note->annotation->value,
                                                  .node = note->node,
                                                  .valid = note->valid};

        if (!sink->annotation(sink->context, &annotation))
            return;
    }
}

/* Why it is not known whether a text is a pattern, the one format that may be more than can be looked at. */
static void doubt_format(struct d1_strbuf *out, const struct d1_node *node)
{
    const struct format *format = d1_schema_format_find(d1_str("regex"));
    struct d1_error error = {0};

    format->judge(d1_node_text(node), &error);
    d1_strbuf_printf(out, "whether this text is %s could not be found out: %s", format->phrase,
                     d1_error_message(&error));
    d1_error_clear(&error);
}

/* Tells the sink which limit ended the work, or that there are more faults than are kept. */
static void deliver_limit(struct run *run, const struct d1_node *instance, const struct d1_schema_sink *sink)
{
    const struct d1_node *node = run->stop ? run->stop_node : instance;
    struct d1_strbuf *out = &run->scratch->message;
    struct d1_schema_error error = {
        .keyword = D1_KEYWORD_LIMIT, .node = node, .instance = node, .schema = run->schema->root->node};

    d1_strbuf_clear(out);
    switch (run->stop) {
    case STOP_NOT:
        d1_strbuf_printf(out, "there are more errors in this document than the %d that are looked at",
                         D1_LIMIT_SCHEMA_ERRORS);
        break;
    case STOP_WORK:
        d1_strbuf_printf(out,
                         "validation was given up here after %d steps; the schema or the document is made so that "
                         "checking it takes too long",
                         D1_LIMIT_SCHEMA_WORK);
        break;
    case STOP_DEPTH:
        d1_strbuf_printf(out, "validation was given up here: schemas are applied more than %d deep",
                         D1_LIMIT_SCHEMA_DEPTH);
        break;
    case STOP_CIRCLE:
        error.schema = run->stop_reference;
        d1_strbuf_printf(out, "validation was given up here: `" D1_STR_FMT "` at `",
                         D1_STR_ARG(d1_node_text(d1_node_key(run->stop_reference))));
        d1_schema_location(run->schema, run->stop_reference, out);
        d1_strbuf_puts(out, "` leads back to a schema that is being applied to the same value, so it would never end");
        break;
    case STOP_SPACE:
        d1_strbuf_printf(out, "validation was given up here: it needs more than %d MiB of memory",
                         D1_LIMIT_SCHEMA_MEMORY / 1024 / 1024);
        break;
    case STOP_PATTERN:
        d1_strbuf_puts(out, "whether this text matches could not be found out within the limits of matching: ");
        d1_strbuf_str(out, run->stop_pattern->text);
        break;
    case STOP_FORMAT:
        doubt_format(out, node);
        break;
    case STOP_CONTENT:
        d1_strbuf_printf(out, "whether this text is JSON could not be found out: it nests more than %d deep",
                         D1_LIMIT_DEPTH);
        break;
    default:
        d1_strbuf_printf(out,
                         "whether this number is a multiple could not be found out: it has too many digits to be "
                         "divided in %d steps",
                         D1_LIMIT_DIVISION);
        break;
    }
    error.message = d1_strbuf_view(out);
    if (out->oom)
        run->stop = STOP_MEMORY;
    else
        sink->error(sink->context, &error);
}

/* ---- the two passes ---- */

static bool pass(struct run *run, const struct d1_node *instance, bool collect)
{
    struct d1_schema_scratch *scratch = run->scratch;

    scratch->faults.len = scratch->notes.len = 0;
    d1_arena_reset(&scratch->bits);
    d1_arena_reset(&scratch->kept);
    run->collect = collect;
    run->work = 0;
    run->muted = 0;
    run->cut = false;
    run->stop = STOP_NOT;
    return d1_schema_apply(run, run->schema->root, instance, NULL, NULL, NULL);
}

int d1_schema_validate(const struct d1_schema *schema, const struct d1_node *instance,
                       struct d1_schema_scratch *scratch, const struct d1_schema_sink *sink)
{
    static const struct d1_schema_sink silence;
    struct run run = {.schema = schema, .scratch = scratch};
    bool valid, decided;

    if (!sink)
        sink = &silence;
    run.explain = sink->detail == D1_SCHEMA_EXPLAIN;
    run.annotate = sink->annotation && schema->root->annotates;
    valid = pass(&run, instance, false);
    decided = !run.stop;
    /* Collecting all faults may reach a limit where finding the first did not; that one is known all the same. */
    if (!valid && run.stop != STOP_MEMORY && (sink->error || run.annotate))
        pass(&run, instance, true);
    if (run.stop != STOP_MEMORY && sink->error) {
        enum stop stop = run.stop;

        run.stop = STOP_NOT;
        if (deliver_faults(&run, sink) && (stop || run.cut)) {
            run.stop = stop;
            deliver_limit(&run, instance, sink);
        }
    }
    if (run.stop != STOP_MEMORY && sink->annotation)
        deliver_notes(&run, sink);
    if (run.stop == STOP_MEMORY)
        return D1_ERR_MEMORY;
    return !decided ? D1_SCHEMA_UNDECIDED : valid ? D1_SCHEMA_VALID : D1_SCHEMA_INVALID;
}
