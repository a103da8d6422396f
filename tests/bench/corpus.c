#include "bench/corpus.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "bench/made/foreign.h"
#include "bench/process.h"
#include "yaml/yaml.h"

enum { OPEN_FILES = 16, PIECE = 65536 };

/* ---- finding ---- */

static struct bench_corpus *finding; /* nftw() passes no context */

static int add_path(const char *path, const struct stat *status, int type, struct FTW *where)
{
    bool ours = type == FTW_F && d1_str_ends(d1_str(path), ".yaml") && !strstr(path, "/" BENCH_FOREIGN_FOLDER "/");
    char *copy = ours ? d1_strdup(path) : NULL;

    (void)status;
    (void)where;
    if (copy && d1_vec_push(&finding->paths, copy) < 0)
        bench_stop("short of memory at %s", path);
    return 0;
}

void bench_corpus_find(struct bench_corpus *corpus, const char *directory)
{
    *corpus = (struct bench_corpus){0};
    finding = corpus;
    if (nftw(directory, add_path, OPEN_FILES, FTW_PHYS) != 0 || !corpus->paths.len)
        bench_stop("there are no YAML files in %s", directory);
    corpus->streams = calloc(corpus->paths.len, sizeof *corpus->streams);
    if (!corpus->streams || d1_yaml_loader_new(&corpus->loader, NULL) < 0)
        bench_stop("short of memory at %s", directory);
}

/* ---- loading ---- */

static void drop(struct bench_corpus *corpus)
{
    for (size_t i = 0; i < corpus->paths.len; i++)
        d1_stream_release(&corpus->streams[i]);
}

static void load_file(struct bench_corpus *corpus, struct d1_strbuf *bytes, size_t index)
{
    char piece[PIECE];
    size_t got;
    FILE *file = fopen(corpus->paths.items[index], "rb");

    d1_strbuf_clear(bytes);
    while (file && (got = fread(piece, 1, sizeof piece, file)) > 0)
        d1_strbuf_add(bytes, piece, got);
    if (!file || fclose(file) || bytes->oom ||
        d1_yaml_load(corpus->loader, d1_strbuf_view(bytes), &corpus->streams[index], NULL) < 0)
        bench_stop("cannot read %s", corpus->paths.items[index]);
}

double bench_corpus_load(struct bench_corpus *corpus)
{
    struct d1_strbuf bytes = {0};
    double start, time;

    drop(corpus);
    start = bench_cpu();
    for (size_t i = 0; i < corpus->paths.len; i++)
        load_file(corpus, &bytes, i);
    time = bench_cpu() - start;
    d1_strbuf_release(&bytes);
    return time;
}

void bench_corpus_release(struct bench_corpus *corpus)
{
    drop(corpus);
    for (size_t i = 0; i < corpus->paths.len; i++)
        d1_free(corpus->paths.items[i]);
    d1_vec_release(&corpus->paths);
    free(corpus->streams);
    d1_yaml_loader_free(corpus->loader);
}
