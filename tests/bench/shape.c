/*
 * Validation by itself: loads every YAML file under DIR (reading and parsing), then validates the documents that are
 * loaded against their kinds' schemas, on one thread, and prints the second as a share of the first. The built-in
 * schemas are compiled as `check` compiles them.
 *
 *     shape DIR
 *
 * The exit status is 1 when the share is above its target.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/corpus.h"
#include "bench/process.h"
#include "doc/embedded.h"
#include "schema/schema.h"

enum { ROUNDS = 9 };

static const double most_share = 0.1;

struct kind {
    struct d1_str name; /* "RaidLog" */
    struct d1_schema *schema;
};

struct bench {
    struct bench_corpus corpus;
    struct d1_schema_set *set;
    struct d1_schema_scratch *scratch;
    D1_VEC(struct kind) kinds;
    size_t documents, invalid;
};

static void compile_kinds(struct bench *bench)
{
    static const char *const annotations[] = {"x-d1d-item", "x-d1d-ref", "x-d1d-act", "x-d1d-key"};
    struct d1_schema_options options = {.assert_format = true, .annotations = annotations, .annotation_count = 4};
    const size_t prefix = strlen("schemas/"), suffix = strlen(".schema.json");
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < count; i++) {
            struct d1_str name = d1_embedded_name(&files[i]);
            const struct d1_node *root;
            struct kind kind;

            if (!d1_str_starts(name, "schemas/") || !d1_str_ends(name, ".schema.json"))
                continue;
            root = d1_doc_root(d1_embedded_doc(&files[i], 0));
            kind.name = d1_str_sub(name, prefix, name.len - prefix - suffix);
            if (pass == 0 ? d1_schema_set_add(bench->set, d1_str_sub(name, prefix, name.len), root, NULL, NULL) < 0
                          : d1_schema_compile(&kind.schema, bench->set, root, d1_str(""), &options, NULL) < 0 ||
                                d1_vec_push(&bench->kinds, kind) < 0)
                bench_stop("cannot compile %s", name.ptr);
        }
}

static bool take_annotation(void *context, const struct d1_schema_annotation *annotation)
{
    *(size_t *)context += annotation->keyword;
    return true;
}

static void validate(struct bench *bench, const struct d1_node *root)
{
    struct d1_str name = d1_node_get_text(root, "kind");
    size_t sum = 0;
    struct d1_schema_sink sink = {.context = &sum, .annotation = take_annotation};

    for (size_t i = 0; i < bench->kinds.len; i++)
        if (d1_str_eq(bench->kinds.items[i].name, name)) {
            int verdict = d1_schema_validate(bench->kinds.items[i].schema, root, bench->scratch, &sink);

            bench->documents++;
            bench->invalid += verdict != D1_SCHEMA_VALID;
            return;
        }
    bench_stop("there is no schema for a document of %s", name.len ? name.ptr : "no kind");
}

static double validate_all(struct bench *bench)
{
    const struct bench_corpus *corpus = &bench->corpus;
    double start = bench_cpu();

    bench->documents = bench->invalid = 0;
    for (size_t i = 0; i < corpus->paths.len; i++)
        for (size_t k = 0; k < corpus->streams[i].len; k++)
            if (corpus->streams[i].items[k].sound)
                validate(bench, d1_doc_root(corpus->streams[i].items[k].doc));
    return bench_cpu() - start;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    double loads[ROUNDS], validations[ROUNDS], share;

    if (argc != 2)
        bench_stop("usage: shape DIR");
    bench_corpus_find(&bench.corpus, argv[1]);
    bench.scratch = d1_schema_scratch_new();
    if (!bench.scratch || d1_schema_set_new(&bench.set, NULL) < 0)
        bench_stop("short of memory at %s", argv[1]);
    compile_kinds(&bench);
    for (int round = 0; round < ROUNDS; round++) {
        loads[round] = bench_corpus_load(&bench.corpus);
        validations[round] = validate_all(&bench);
    }
    share = bench_median(validations, ROUNDS) / bench_median(loads, ROUNDS);
    printf("%s  validation of %zu documents (%zu invalid): %.1f ms, %.1f%% of the %.1f ms to load them, at most %g%%\n",
           share <= most_share ? "PASS" : "FAIL", bench.documents, bench.invalid,
           bench_median(validations, ROUNDS) * 1e3, share * 100, bench_median(loads, ROUNDS) * 1e3, most_share * 100);
    for (size_t i = 0; i < bench.kinds.len; i++)
        d1_schema_free(bench.kinds.items[i].schema);
    d1_vec_release(&bench.kinds);
    d1_schema_set_free(bench.set);
    d1_schema_scratch_free(bench.scratch);
    bench_corpus_release(&bench.corpus);
    return share > most_share;
}
