/*
 * Times d1lint's expression engine over the expressions of a file, for cel_peers.mjs: each is compiled once, the
 * bindings are set up once, and the evaluations in between are counted.
 *
 *     cel_bench FILE
 *
 * prints for each expression its nanoseconds per evaluation, and ends with 1 where one does not give what the file
 * says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/text/strbuf.h"
#include "cel/cel.h"
#include "json/json.h"

/* Rows of data: an expression is repeated for about as long as this. */
static const double least_seconds = 0.1;

struct bench {
    struct d1_arena arena, scratch;
    struct d1_cel_env *env;
    struct d1_cel_activation activation;
    struct d1_cel_context context;
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "cel_bench: %s %s\n", what, name);
    exit(2);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static const struct d1_node *read_file(const char *path, struct d1_strbuf *bytes, struct d1_stream *stream)
{
    FILE *file = fopen(path, "rb");
    struct d1_json_loader *loader;
    char piece[4096];
    size_t got;

    while (file && (got = fread(piece, 1, sizeof piece, file)) > 0)
        d1_strbuf_add(bytes, piece, got);
    if (!file || fclose(file) || bytes->oom || d1_json_loader_new(&loader, NULL) < 0 ||
        d1_json_load(loader, d1_strbuf_view(bytes), stream, NULL) < 0 || !stream->len)
        fail("cannot read", path);
    d1_json_loader_free(loader);
    return d1_doc_root(stream->items[0].doc);
}

static void bind(struct bench *bench, const struct d1_node *bindings)
{
    size_t count = d1_node_count(bindings);
    struct d1_cel_slot *slots = d1_arena_calloc(&bench->arena, count, sizeof *slots);

    bench->env = d1_cel_env_new(&bench->arena, NULL, 0);
    for (size_t i = 0; bench->env && slots && i < count; i++) {
        if (d1_cel_env_variable(bench->env, d1_node_text(d1_node_pair_key(bindings, i)), D1_CEL_T(DYN), NULL) < 0)
            fail("short of memory", "");
        slots[i].value = d1_cel_of_node(d1_node_pair_value(bindings, i), NULL);
    }
    if (!bench->env || !slots)
        fail("short of memory", "");
    bench->activation = (struct d1_cel_activation){.count = count, .slots = slots, .arena = &bench->arena};
    bench->context = (struct d1_cel_context){.arena = &bench->scratch};
}

static struct d1_cel_value evaluate(struct bench *bench, const struct d1_cel_program *program)
{
    struct d1_cel_value value;

    d1_arena_reset(&bench->scratch);
    d1_cel_eval(program, &bench->activation, &bench->context, &value);
    return value;
}

/* Nanoseconds for one evaluation. */
static double measure(struct bench *bench, const struct d1_cel_program *program)
{
    size_t times = 64;

    for (;; times *= 2) {
        double start = now(), seconds;

        for (size_t i = 0; i < times; i++)
            evaluate(bench, program);
        seconds = now() - start;
        if (seconds >= least_seconds)
            return seconds / (double)times * 1e9;
    }
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    struct d1_strbuf bytes = {0};
    struct d1_stream stream = {0};
    const struct d1_node *root = argc == 2 ? read_file(argv[1], &bytes, &stream) : NULL, *expressions;
    bool right = true;

    if (!root)
        fail("usage: cel_bench", "FILE");
    bind(&bench, d1_node_get(root, "bindings"));
    expressions = d1_node_get(root, "expressions");
    for (size_t i = 0; i < d1_node_count(expressions); i++) {
        const struct d1_node *each = d1_node_item(expressions, i);
        const struct d1_cel_source source = {.text = d1_node_get_text(each, "text")};
        const struct d1_cel_program *program;

        if (d1_cel_compile(bench.env, &source, NULL, &program) < 0)
            fail("cannot compile", source.text.ptr);
        if (!d1_cel_equal(evaluate(&bench, program), d1_cel_of_node(d1_node_get(each, "gives"), NULL))) {
            fprintf(stderr, "cel_bench: %s gives something else\n", source.text.ptr);
            right = false;
        }
        printf("%.2f\n", measure(&bench, program));
    }
    d1_cel_env_release(bench.env);
    d1_arena_release(&bench.scratch);
    d1_arena_release(&bench.arena);
    d1_stream_release(&stream);
    d1_strbuf_release(&bytes);
    return !right;
}
