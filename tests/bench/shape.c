/*
 * Validation by itself: loads every YAML file under DIR (reading and parsing), then validates the documents that are
 * loaded against their kinds' schemas, on one thread, and prints the second as a share of the first. The built-in
 * schemas are compiled as `check` compiles them.
 *
 *     shape DIR
 *
 * The exit status is 1 when the share is above its target.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/strbuf.h"
#include "base/vec.h"
#include "bench/process.h"
#include "doc/embedded.h"
#include "schema/schema.h"
#include "yaml/yaml.h"

enum { ROUNDS = 9, OPEN_FILES = 16 };

static const double most_share = 0.1;

static struct {
    char **items;
    size_t len, cap;
} paths;

struct kind {
    struct d1_str name; /* "RaidLog" */
    struct d1_schema *schema;
};

struct bench {
    struct d1_yaml_loader *loader;
    struct d1_schema_set *set;
    struct d1_schema_scratch *scratch;
    struct d1_stream *streams; /* of the files */
    struct {
        struct kind *items;
        size_t len, cap;
    } kinds;
    size_t documents, invalid;
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "shape: %s %s\n", what, name);
    exit(2);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int add_path(const char *path, const struct stat *status, int type, struct FTW *where)
{
    char *copy = type == FTW_F && d1_str_ends(d1_str(path), ".yaml") ? d1_strdup(path) : NULL;

    (void)status;
    (void)where;
    if (copy && d1_vec_push(&paths, copy) < 0)
        fail("short of memory at", path);
    return 0;
}

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
                fail("cannot compile", name.ptr);
        }
}

static void load(struct bench *bench, struct d1_strbuf *bytes, size_t index)
{
    char piece[65536];
    size_t got;
    FILE *file = fopen(paths.items[index], "rb");

    d1_strbuf_clear(bytes);
    while (file && (got = fread(piece, 1, sizeof piece, file)) > 0)
        d1_strbuf_add(bytes, piece, got);
    if (!file || fclose(file) || bytes->oom ||
        d1_yaml_load(bench->loader, d1_strbuf_view(bytes), &bench->streams[index], NULL) < 0)
        fail("cannot read", paths.items[index]);
}

static double load_all(struct bench *bench)
{
    struct d1_strbuf bytes = {0};
    double start = now();

    for (size_t i = 0; i < paths.len; i++)
        load(bench, &bytes, i);
    d1_strbuf_release(&bytes);
    return now() - start;
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
    fail("there is no schema for a document of", name.len ? name.ptr : "no kind");
}

static double validate_all(struct bench *bench)
{
    double start = now();

    bench->documents = bench->invalid = 0;
    for (size_t i = 0; i < paths.len; i++)
        for (size_t k = 0; k < bench->streams[i].len; k++)
            if (bench->streams[i].items[k].sound)
                validate(bench, d1_doc_root(bench->streams[i].items[k].doc));
    return now() - start;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    double loads[ROUNDS], validations[ROUNDS], share;

    if (argc != 2 || nftw(argv[1], add_path, OPEN_FILES, FTW_PHYS) != 0 || !paths.len)
        fail("usage: shape DIR; there are no YAML files in", argc == 2 ? argv[1] : "nothing");
    bench.streams = calloc(paths.len, sizeof *bench.streams);
    bench.scratch = d1_schema_scratch_new();
    if (!bench.streams || !bench.scratch || d1_yaml_loader_new(&bench.loader, NULL) < 0 ||
        d1_schema_set_new(&bench.set, NULL) < 0)
        fail("short of memory", "");
    compile_kinds(&bench);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < paths.len; i++)
            d1_stream_release(&bench.streams[i]);
        loads[round] = load_all(&bench);
        validations[round] = validate_all(&bench);
    }
    share = bench_median(validations, ROUNDS) / bench_median(loads, ROUNDS);
    printf("%s  validation of %zu documents (%zu invalid): %.1f ms, %.1f%% of the %.1f ms to load them, at most %g%%\n",
           share <= most_share ? "PASS" : "FAIL", bench.documents, bench.invalid,
           bench_median(validations, ROUNDS) * 1e3, share * 100, bench_median(loads, ROUNDS) * 1e3, most_share * 100);
    for (size_t i = 0; i < paths.len; i++) {
        d1_stream_release(&bench.streams[i]);
        d1_free(paths.items[i]);
    }
    d1_vec_release(&paths);
    free(bench.streams);
    for (size_t i = 0; i < bench.kinds.len; i++)
        d1_schema_free(bench.kinds.items[i].schema);
    d1_vec_release(&bench.kinds);
    d1_schema_set_free(bench.set);
    d1_schema_scratch_free(bench.scratch);
    d1_yaml_loader_free(bench.loader);
    return share > most_share;
}
