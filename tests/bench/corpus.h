/* The artifacts under a directory, read and parsed on one thread: what the shares of the bench are shares of. */
#ifndef D1_BENCH_CORPUS_H
#define D1_BENCH_CORPUS_H

#include "base/vec.h"
#include "doc/stream.h"

struct d1_yaml_loader;

struct bench_corpus {
    D1_VEC(char *) paths;
    struct d1_stream *streams; /* one for each path, empty before bench_corpus_load() */
    struct d1_yaml_loader *loader;
};

/* Finds the files of artifacts, not those that are foreign (foreign.h); the caller releases the corpus. Ends the bench
 * with a message when there are none. */
void bench_corpus_find(struct bench_corpus *corpus, const char *directory);

/* Drops what was loaded before and loads every file; returns the seconds of loading alone, of processor time. */
double bench_corpus_load(struct bench_corpus *corpus);

void bench_corpus_release(struct bench_corpus *corpus);

#endif
