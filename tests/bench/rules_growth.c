/*
 * How the cost of judging grows with one engagement: takes an engagement of DIR, a repository of artifacts, repeats
 * every list of its documents so often that it has about 1,000, 2,000, 4,000 and 8,000 items, with ids and references
 * of their own, and judges each by all rules, on one thread, interleaved.
 *
 *     rules_growth DIR
 *
 * The exit status is 1 when twice the items cost more than the target says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "bench/made/artifacts.h"
#include "bench/process.h"
#include "doc/builder.h"
#include "engine/opened.h"

enum { SIZES = 4, ROUNDS = 41, SMALLEST = 1000, STEP = 60 };

static const double most_growth = 2.2;

/* One engagement, repeated. */
struct size {
    struct d1_file *files;
    size_t count;
    struct d1_workspace workspace;
    size_t items, subjects, found;
    double times[ROUNDS], median;
};

/* ---- repeating ---- */

struct copier {
    struct d1_builder builder;
    struct d1_strbuf text;
    size_t times; /* each list as often */
    size_t which; /* the repetition at hand */
};

/* Whether values of a key are ids. */
static bool names_items(struct d1_str key)
{
    return d1_str_is(key, "id") || d1_str_ends(key, "Ref") || d1_str_ends(key, "Refs");
}

/* An id in repetition n: risk-03 becomes risk-63, marta.ruiz marta.ruiz-1; what names an artifact stays. */
static void copy_id(struct copier *copier, const struct d1_node *node)
{
    const struct d1_span span = {0};
    struct d1_str id = d1_node_text(node);
    size_t digits = id.len;

    if (!copier->which || memchr(id.ptr, '/', id.len) || memchr(id.ptr, ' ', id.len)) {
        d1_builder_copy(&copier->builder, node, NULL);
        return;
    }
    while (digits && id.ptr[digits - 1] >= '0' && id.ptr[digits - 1] <= '9')
        digits--;
    d1_strbuf_clear(&copier->text);
    d1_strbuf_printf(&copier->text, D1_STR_FMT "%s%02zu", D1_STR_ARG(d1_str_sub(id, 0, digits)),
                     digits == id.len ? "-" : "",
                     digits == id.len ? copier->which : strtoul(id.ptr + digits, NULL, 10) + copier->which * STEP);
    d1_builder_string(&copier->builder, span, d1_strbuf_view(&copier->text), true);
}

/* Copies a node; `id`: strings in it are ids; `repeat`: a list of items in it is repeated. */
static void copy(struct copier *copier, const struct d1_node *node, bool id, bool repeat)
{
    const struct d1_span span = {0};
    bool sequence = node->kind == D1_NODE_SEQUENCE;
    bool items = sequence && repeat && d1_node_count(node) && d1_node_item(node, 0)->kind == D1_NODE_MAPPING;

    if (node->kind < D1_NODE_SEQUENCE) {
        if (id && node->kind == D1_NODE_STRING)
            copy_id(copier, node);
        else
            d1_builder_copy(&copier->builder, node, NULL);
        return;
    }
    d1_builder_begin(&copier->builder, span, d1_node_kind(node));
    for (size_t time = 0; time < (items ? copier->times : 1); time++) {
        if (items)
            copier->which = time;
        for (size_t i = 0; i < d1_node_count(node); i++) {
            struct d1_str key = sequence ? d1_str("") : d1_node_text(d1_node_pair_key(node, i));

            if (!sequence)
                d1_builder_key(&copier->builder, span, key, true);
            copy(copier, sequence ? d1_node_item(node, i) : d1_node_pair_value(node, i),
                 sequence ? id : names_items(key), repeat && !items);
        }
    }
    d1_builder_end(&copier->builder, 0, 0);
    if (items)
        copier->which = 0;
}

static void add_document(struct size *size, struct d1_artifact_loader *loader, struct copier *copier,
                         const struct d1_artifact *from)
{
    struct d1_file *file = &size->files[size->count++];
    struct d1_artifact *artifact = d1_arena_calloc(d1_artifact_loader_arena(loader), 1, sizeof *artifact);
    bool repeated = from->kind && !d1_str_is(from->kind->name, "Engagement");

    if (!artifact)
        bench_stop("short of memory");
    *file = (struct d1_file){.path = from->path, .own = true, .artifacts = artifact, .artifact_count = 1};
    *artifact = (struct d1_artifact){.path = from->path, .line = 1, .sound = true};
    copy(copier, from->root, false, repeated);
    if (d1_builder_finish(&copier->builder, 0, &artifact->doc) < 0)
        bench_stop("short of memory");
    artifact->root = d1_doc_root(artifact->doc);
    if (d1_artifact_recognise(loader, file, artifact) < 0 || file->faults.len)
        bench_stop("a repeated artifact is not valid");
}

static size_t make(struct size *size, const struct d1_opened *opened, struct d1_artifact_loader *loader,
                   const struct d1_engagement *engagement, size_t times)
{
    struct copier copier = {.times = times};
    size_t items = 0;

    *size = (struct size){.files = calloc(engagement->artifacts.len, sizeof *size->files)};
    if (!size->files)
        bench_stop("short of memory");
    for (size_t i = 0; i < engagement->artifacts.len; i++)
        add_document(size, loader, &copier, engagement->artifacts.items[i]);
    d1_builder_release(&copier.builder);
    d1_strbuf_release(&copier.text);
    size->workspace = (struct d1_workspace){.files = size->files, .file_count = size->count};
    if (d1_workspace_sort(&size->workspace, opened->ruleset->kinds, true, NULL, NULL) < 0 ||
        size->workspace.engagements.len != 1)
        bench_stop("the repeated artifacts make no engagement");
    for (size_t i = 0; i < opened->ruleset->kinds->type_count; i++)
        items += size->workspace.engagements.items[0]->by_type[i].len;
    return size->items = items;
}

/* ---- judging ---- */

static double judge(struct size *size, const struct d1_opened *opened)
{
    struct d1_judge_options options = {.ruleset = opened->ruleset, .as_of = opened->as_of};
    struct d1_judged judged = {.engagement = size->workspace.engagements.items[0]};
    double time, start = bench_cpu();

    if (d1_judged_make(&judged, &options, NULL) < 0)
        bench_stop("short of memory");
    time = bench_cpu() - start;
    size->subjects = size->found = 0;
    for (size_t i = 0; i < judged.verdict.check_count; i++) {
        size->subjects += judged.verdict.checks[i].subjects;
        size->found += judged.verdict.checks[i].failed;
    }
    d1_judged_release(&judged);
    return time;
}

static void release(struct size *size)
{
    size->workspace.files = NULL;
    size->workspace.file_count = 0;
    d1_workspace_release(&size->workspace);
    for (size_t i = 0; i < size->count; i++)
        d1_file_release(&size->files[i]);
    free(size->files);
}

/* Prints each size; whether all are within the target. */
static bool report(struct size sizes[SIZES])
{
    bool met = true;

    for (int i = 0; i < SIZES; i++) {
        double growth = 0;

        sizes[i].median = bench_median(sizes[i].times, ROUNDS);
        if (i)
            growth = sizes[i].median / sizes[i - 1].median * 2 * (double)sizes[i - 1].items / (double)sizes[i].items;
        printf("%s  rules over an engagement of %5zu items (%zu subjects, %zu findings): %7.2f ms",
               growth <= most_growth ? "PASS" : "FAIL", sizes[i].items, sizes[i].subjects, sizes[i].found,
               sizes[i].median * 1e3);
        printf(i ? ", %.2f times those of half as many, at most %g\n" : "\n", growth, most_growth);
        met = met && growth <= most_growth;
    }
    return met;
}

int main(int argc, char **argv)
{
    static struct d1_run_options options = {.as_of = BENCH_AS_OF, .jobs = 1};
    static struct size sizes[SIZES];
    struct d1_opened opened = {0};
    struct d1_artifact_loader *loader;
    struct d1_error error = {0};
    size_t times = 1;
    bool met;

    options.directory = argc == 2 ? argv[1] : NULL;
    if (argc != 2 || d1_opened_rules(&opened, &options, &error) < 0 || d1_opened_snapshot(&opened, &error) < 0 ||
        d1_opened_load(&opened, &error) < 0 || d1_artifact_loader_new(&loader, opened.ruleset->kinds, &error) < 0)
        bench_stop("%s", argc == 2 ? d1_error_message(&error) : "usage: rules_growth DIR");
    while (make(&sizes[0], &opened, loader, opened.workspace.engagements.items[0], times) < SMALLEST) {
        release(&sizes[0]);
        times++;
    }
    for (int i = 1; i < SIZES; i++)
        make(&sizes[i], &opened, loader, opened.workspace.engagements.items[0], times << i);
    for (int round = -1; round < ROUNDS; round++)
        for (int i = 0; i < SIZES; i++) {
            double time = judge(&sizes[i], &opened);

            if (round >= 0)
                sizes[i].times[round] = time;
        }
    met = report(sizes);
    for (int i = 0; i < SIZES; i++)
        release(&sizes[i]);
    d1_artifact_loader_free(loader);
    d1_opened_release(&opened);
    return !met;
}
